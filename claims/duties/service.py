"""Opening duties, finishing them, and finding the open ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.duties.models import Duty, keep_values
from claims.kernel.errors import Refusal
from claims.people.models import Person


class DutyDone(Refusal):
    """This duty was already done; nothing is left to do."""


class NotYourDuty(Refusal):
    """This duty belongs to another role ({roles}); ask somebody who holds it, or a manager."""

    status = 403


class ClaimFile(Protocol):
    """Whatever stands for a claim: its id and its shop."""

    @property
    def id(self) -> Any: ...
    @property
    def shop_id(self) -> Any: ...


def open_duty(
    session: Session,
    claim: ClaimFile | None,
    *,
    role: str,
    text: str,
    values: Mapping[str, Any],
    about: str,
    due_at: datetime,
    now: datetime,
    shop_id: int | None = None,
) -> Duty:
    """A duty for a role; where the same one (role, text, thing) is open, that one, with the earlier deadline."""
    place = claim.shop_id if claim is not None else shop_id
    if place is None:
        raise ValueError("a duty belongs to a shop")
    same = select(Duty).where(
        Duty.shop_id == place, Duty.role == role, Duty.text == text, Duty.about == about, Duty.done_at.is_(None)
    )
    if claim is not None:
        same = same.where(Duty.claim_id == claim.id)
    found = session.scalars(same.with_for_update()).first()
    if found is not None:
        found.due_at = min(found.due_at, due_at)
        return found
    duty = Duty(
        claim_id=claim.id if claim is not None else None,
        shop_id=place,
        role=role,
        text=text,
        values=keep_values(values),
        about=about,
        opened_at=now,
        due_at=due_at,
    )
    session.add(duty)
    session.flush()
    return duty


def finish_duty(session: Session, about: str, *, by: Person, now: datetime, text: str | None = None) -> int:
    """Mark every open duty about a thing (of the person's shop) as done; says how many there were."""
    open_ones = select(Duty).where(Duty.about == about, Duty.shop_id == by.shop_id, Duty.done_at.is_(None))
    if text is not None:
        open_ones = open_ones.where(Duty.text == text)
    done = session.scalars(open_ones).all()
    for duty in done:
        duty.done_at, duty.done_by_id = now, by.id
    session.flush()
    return len(done)


def finish_duties(session: Session, claim: ClaimFile, *texts: str, by: Person, now: datetime) -> None:
    """Mark the open duties of a claim that have one of these texts as done: what they were about is over."""
    open_ones = select(Duty).where(Duty.claim_id == claim.id, Duty.text.in_(texts), Duty.done_at.is_(None))
    for duty in session.scalars(open_ones).all():
        duty.done_at, duty.done_by_id = now, by.id
    session.flush()


def do_duty(duty: Duty, *, by: Person, now: datetime) -> Duty:
    """One duty ticked off by somebody of its role or by a manager; DutyDone, NotYourDuty."""
    if duty.done_at is not None:
        raise DutyDone()
    if not {duty.role, "manager"} & {str(role) for role in by.roles}:
        raise NotYourDuty(roles=duty.role)
    duty.done_at, duty.done_by_id = now, by.id
    return duty


def open_duties(
    session: Session, *, claim_id: int | None = None, shop_id: int | None = None, roles: Sequence[str] | None = None
) -> Sequence[Duty]:
    """Open duties of a claim or a shop (and of certain roles), the most urgent first."""
    if claim_id is None and shop_id is None:
        raise ValueError("say of which claim or of which shop")
    query = select(Duty).where(Duty.done_at.is_(None))
    if claim_id is not None:
        query = query.where(Duty.claim_id == claim_id)
    if shop_id is not None:
        query = query.where(Duty.shop_id == shop_id)
    if roles is not None:
        query = query.where(Duty.role.in_(roles))
    return session.scalars(query.order_by(Duty.due_at, Duty.id)).all()
