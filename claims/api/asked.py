"""What a search of decisions or exceptions asks for, checked against what the shop has: every fault at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar.di import Provide
from litestar.params import Parameter
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from claims.audit.models import DecisionRow, EditionRow
from claims.audit.search import Wanted
from claims.kernel.errors import Faults
from claims.lifecycle.models import Claim
from claims.people.models import Grant, Shop, User
from claims.rules.books import policies

EARLIEST, LATEST = date(1970, 1, 2), date(9999, 12, 30)  # any zone's midnight stays within what a datetime holds
UNTIL = "the first day that is not looked at"


@dataclass(frozen=True)
class Asked:
    """The filters of a search as they were typed; empty ones do not matter."""

    claim: str = ""
    policy: str = ""
    paragraph: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None
    outcome: str = ""
    insurer: str = ""
    step: str = ""
    reader: str = ""
    overruled: str = ""


def asked_of(
    claim: Annotated[str, Parameter(max_length=40, description="a claim's number or id")] = "",
    policy: Annotated[str, Parameter(max_length=80)] = "",
    paragraph: Annotated[str, Parameter(max_length=80, description="a paragraph that fired; with its policy")] = "",
    person: Annotated[str, Parameter(max_length=200, description="login or id of who took the step")] = "",
    since: Annotated[date | None, Parameter(description="the first day, on the shop's calendar")] = None,
    until: Annotated[date | None, Parameter(description=UNTIL)] = None,
    outcome: Annotated[str, Parameter(max_length=80, description="the policy's headline, or “undecided”")] = "",
    insurer: Annotated[str, Parameter(max_length=80, description="an insurer's code")] = "",
    step: Annotated[str, Parameter(max_length=80, description="as in “order line.order”")] = "",
    reader: Annotated[str, Parameter(max_length=80)] = "",
    overruled: Annotated[str, Parameter(max_length=10, description="yes or no")] = "",
) -> Asked:
    """What a caller asks for (a Litestar dependency: take `asked: Asked` in the handler)."""
    return Asked(claim, policy, paragraph, person, since, until, outcome, insurer, step, reader, overruled)


ASKED = {"asked": Provide(asked_of, sync_to_thread=False)}


def wanted_by(session: Session, asked: Asked, shop: Shop) -> Wanted:
    """The search; Invalid with every filter that names nothing."""
    faults = Faults()
    for name, value in vars(asked).items():
        faults.check(not isinstance(value, str) or value.isprintable(), "text is wanted here", name)
    faults.refuse()  # no database is asked for what it cannot hold
    claim_id = _claim_id(session, asked.claim, shop, faults) if asked.claim else None
    by_id = _person_id(session, asked.person, shop, faults) if asked.person else None
    if asked.policy:
        known = {one.name for one in policies()} | set(session.scalars(select(EditionRow.policy).distinct()))
        faults.check(asked.policy in known, "there is no policy “{policy}”; choose one of these: {choices}", "policy",
                     policy=asked.policy, choices=", ".join(sorted(known)))  # fmt: skip
    if asked.paragraph:
        faults.check(bool(asked.policy), "say in which policy the paragraph stands", "policy")
    faults.check(asked.overruled in ("", "yes", "no"), "choose one of these: {choices}", "overruled", choices="yes, no")
    if asked.since and asked.until:
        faults.check(asked.since < asked.until, "the period ends before it begins; “until” is the day after its last",
                     "until")  # fmt: skip
    faults.refuse()
    return Wanted(
        shop.id, claim_id, asked.policy, asked.paragraph, by_id, asked.outcome, asked.insurer, asked.step,
        asked.reader, day_begins(asked.since, shop), day_begins(asked.until, shop),
        {"": None, "yes": True, "no": False}[asked.overruled],
    )  # fmt: skip


def day_begins(day: date | None, shop: Shop) -> datetime | None:
    """Midnight at the shop; days beyond all calendars are as good as the first and the last one."""
    if day is None:
        return None
    day = min(max(day, EARLIEST), LATEST)
    return datetime.combine(day, time(), ZoneInfo(shop.time_zone)).astimezone(UTC)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _claim_id(session: Session, told: str, shop: Shop, faults: Faults) -> int | None:
    named = or_(Claim.number == told, Claim.id == _number(told))
    found = session.scalar(select(Claim.id).where(Claim.shop_id == shop.id, named))
    faults.check(found is not None, "there is no claim “{claim}” in this shop", "claim", claim=told)
    return found


def _person_id(session: Session, told: str, shop: Shop, faults: Faults) -> int | None:
    """Somebody who works in the shop or decided something there; nobody else is named to it."""
    here = or_(
        exists().where(Grant.user_id == User.id, Grant.shop_id == shop.id),
        exists().where(DecisionRow.by_id == User.id, DecisionRow.shop_id == shop.id),
    )
    found = session.scalar(select(User.id).where(or_(User.login == told, User.id == _number(told)), here))
    faults.check(found is not None, "there is nobody called “{person}” in this shop", "person", person=told)
    return found
