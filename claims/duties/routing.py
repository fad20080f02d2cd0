"""Asking the policy `routing` who is told of something by when, and opening the duties that it names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from claims.duties.calendar import Hours, ShopCalendar, due
from claims.duties.service import ClaimFile, open_duty
from claims.kernel.machine import Act
from claims.people.models import Shop
from claims.rules.vocabulary import Value

A_PERSON = "manager"  # decides where no paragraph does


def calendar_of(shop: Shop) -> ShopCalendar:
    """The calendar by which a shop's deadlines are counted."""
    special = {date.fromisoformat(day): _hours(kept) for day, kept in shop.special_days.items()}
    return ShopCalendar(ZoneInfo(shop.time_zone), [_hours(kept) for kept in shop.opening_hours], shop.country, special)


def _hours(kept: list[str] | None) -> Hours | None:
    return (time.fromisoformat(kept[0]), time.fromisoformat(kept[1])) if kept else None


def roles_told(decision: Any, ref: str) -> list[str]:
    """The roles that a decision of `routing` names for an event; the manager where no paragraph decides."""
    if ref in decision.undecided:
        return [A_PERSON]
    return [role for key in ("who", "also") for role in decision.said(ref, key, []) if role != "nobody"]


def due_at(decision: Any, ref: str, moment: datetime, calendar: ShopCalendar) -> datetime:
    """When the deadline that a decision counts from an event's moment ends; the moment itself where nothing is counted.

    So it is too where the calendar does not reach so far.
    """
    count = decision.said(ref, "count", None)
    if count is None:
        return moment
    unit, before = decision.said(ref, "unit"), decision.said(ref, "direction") == "before"
    try:
        return due(moment, count, unit, calendar=calendar, before=before)
    except OverflowError:
        return moment


def owe(
    act: Act, claim: ClaimFile, event: str, *, text: str, values: Mapping[str, object] | None = None, about: str,
    moment: datetime | date | None = None, **facts: Value,
) -> Any:  # fmt: skip
    """Ask about an event of a claim and open the duty for every role that is told; returns the decision.

    The deadline counts from `moment` (a day: from its beginning), or from now.
    """
    calendar = calendar_of(act.session.get_one(Shop, claim.shop_id))
    if moment is None:
        moment = act.now
    elif not isinstance(moment, datetime):
        moment = calendar.at(moment, time.min)
    fact = {"kind": "event", "ref": about, "event": event, **facts}
    decision = act.ask("routing", [fact], event=calendar.day_of(act.now))
    deadline = due_at(decision, about, moment, calendar)
    for role in roles_told(decision, about):
        open_duty(act.session, claim, role=role, text=text, values=values or {}, about=about, due_at=deadline,
                  now=act.now)  # fmt: skip
    return decision
