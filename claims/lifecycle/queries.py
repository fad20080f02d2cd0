"""Queries of the claim file that are used twice."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.kernel.errors import NotFound, Refusal
from claims.kernel.machine import Act
from claims.lifecycle.models import INSURED, Claim, Cover, Leg, Survey
from claims.people.models import Insurer, Person
from claims.people.queries import find

NUMBERS = select(Claim.id, Claim.number).subquery("numbers")  # for rooms below that name claims by their number


class ManyClaims(Refusal):
    """Several shops have a claim numbered {number}; name the shop too."""

    status = 409


def find_claim(session: Session, claim_id: int, person: Person) -> Claim:
    """The claim, or NotFound where it is another shop's."""
    return find(session, Claim, claim_id, person)


def claim_by_number(session: Session, number: str, *, shop_id: int | None) -> Claim:
    """The claim of that number, in a shop or anywhere; NotFound where there is none, ManyClaims where there are two."""
    query = select(Claim).where(Claim.number == number)
    found = session.scalars(query if shop_id is None else query.where(Claim.shop_id == shop_id)).all()
    if not found:
        raise NotFound(thing="claim")
    if len(found) > 1:
        raise ManyClaims(number=number)
    return found[0]


def leg_of(session: Session, leg_id: int, person: Person) -> Leg:
    """The leg, or NotFound where it is another shop's."""
    return find(session, Leg, leg_id, person)


def legs_of(session: Session, claim_id: int) -> Sequence[Leg]:
    """A claim's legs in order."""
    return session.scalars(select(Leg).where(Leg.claim_id == claim_id).order_by(Leg.position)).all()


def insured_legs(session: Session, claim_id: int) -> list[Leg]:
    """The legs that an insurer pays, in order."""
    return [leg for leg in legs_of(session, claim_id) if leg.cover in INSURED]


def surveys_of(session: Session, claim_id: int) -> Sequence[Survey]:
    """A claim's surveys, oldest first."""
    return session.scalars(select(Survey).where(Survey.claim_id == claim_id).order_by(Survey.id)).all()


def quoted_insurer(session: Session, claim_id: int) -> int | None:
    """The insurer that prices are agreed with: own damage where there is such a leg, else the first insured one's."""
    legs = insured_legs(session, claim_id)
    own = [leg for leg in legs if leg.cover == Cover.OWN_DAMAGE]
    return next((leg.insurer_id for leg in own or legs), None)


def insurer_concerned(act: Act) -> str:
    """The code of the insurer that an act is about: its thing's own, its leg's, else the one prices are agreed with."""
    session, thing = act.session, act.thing
    claim_id = thing.id if isinstance(thing, Claim) else getattr(thing, "claim_id", None)
    insurer_id = getattr(thing, "insurer_id", None)
    if insurer_id is None and getattr(thing, "leg_id", None) is not None:
        insurer_id = session.get_one(Leg, thing.leg_id).insurer_id
    elif insurer_id is None and claim_id is not None:
        insurer_id = quoted_insurer(session, claim_id)
    return session.get_one(Insurer, insurer_id).code if insurer_id is not None else ""
