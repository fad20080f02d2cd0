"""Which rate profile holds on a day, and why: the most special one, then the newest; and the gaps between profiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from claims.estimating.models import RateProfile
from claims.kernel.errors import Fault, Refusal

FOR_INSURER_AND_BRAND = "it is for this insurer and this brand; of those it is the newest that began by {day}"
FOR_INSURER = "it is for this insurer and every brand; of those it is the newest that began by {day}"
FOR_BRAND = "it is for this brand and every insurer; of those it is the newest that began by {day}"
FOR_ALL = "it is for every insurer and every brand; of those it is the newest that began by {day}"
WHY = {(True, True): FOR_INSURER_AND_BRAND, (True, False): FOR_INSURER, (False, True): FOR_BRAND,
       (False, False): FOR_ALL}  # fmt: skip
NONE_HOLDS = "none holds from {first} to {last}"
LAST_ENDED = "the last one before that day, number {profile}, ended on {day}"
NEXT_BEGINS = "the next one after that day, number {profile}, begins on {day}"
ONE_DAY = timedelta(days=1)


class NoRateProfile(Refusal):
    """There is no rate profile for brand “{brand}” on {day}; enter one that holds from that day or earlier."""

    status = 409


class Dated(Protocol):
    """Anything that holds from a day on, perhaps until a last day."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...


Span = TypeVar("Span", bound=Dated)


@dataclass(frozen=True)
class ChosenProfile:
    """The profile that prices a day, why it does, and which less special ones hold that day as well."""

    profile: RateProfile
    why: Fault
    passed_over: tuple[RateProfile, ...]


def chosen_profile(session: Session, shop_id: int, insurer_id: int | None, brand: str, on: date) -> ChosenProfile:
    """Insurer and brand before insurer, brand, neither; then the newest.

    NoRateProfile names the gap and its neighbours where none holds that day.
    """
    query = select(RateProfile).where(
        RateProfile.shop_id == shop_id,
        or_(RateProfile.insurer_id.is_(None), RateProfile.insurer_id == insurer_id),
        or_(RateProfile.brand == "", RateProfile.brand == brand),
    )
    series: dict[tuple[bool, bool], list[RateProfile]] = {}
    for row in session.scalars(query.order_by(RateProfile.valid_from, RateProfile.id)):
        series.setdefault((row.insurer_id is not None, row.brand != ""), []).append(row)
    holding = [(key, held) for key, rows in series.items() if (held := holds_on(rows, on)) is not None]
    if not holding:
        raise NoRateProfile(brand=brand, day=on, faults=neighbours(series.values(), on))
    (key, profile), *others = sorted(holding, key=lambda one: one[0], reverse=True)
    return ChosenProfile(profile, Fault(WHY[key], "", {"day": on}), tuple(row for _, row in others))


def holds_on(series: Iterable[Span], on: date) -> Span | None:
    """Of profiles of one insurer and brand, oldest first: the one of that day; a later one ends those before it."""
    begun = [one for one in series if one.valid_from <= on]
    newest = begun[-1] if begun else None
    return newest if newest is not None and (newest.valid_until is None or on <= newest.valid_until) else None


def gaps(series: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Neighbours of one insurer and brand, oldest first, between which there are days without a profile."""
    for before, after in pairwise(series):
        if before.valid_until is not None and before.valid_until + ONE_DAY < after.valid_from:
            yield before, after


def neighbours(every: Iterable[list[RateProfile]], on: date) -> list[Fault]:
    """The days around `on` on which no profile of these series holds, and the profiles at both ends of them."""
    begun = [[row for row in rows if row.valid_from <= on] for rows in every]
    later = [row for rows in every for row in rows if row.valid_from > on]
    before = max((rows[-1] for rows in begun if rows), key=lambda row: row.valid_until or on, default=None)
    after = min(later, key=lambda row: row.valid_from, default=None)
    found = []
    if before is not None and before.valid_until is not None:
        if after is not None:
            days = {"first": before.valid_until + ONE_DAY, "last": after.valid_from - ONE_DAY}
            found.append(Fault(NONE_HOLDS, "valid_until", days))
        found.append(Fault(LAST_ENDED, "valid_until", {"profile": before.id, "day": before.valid_until}))
    if after is not None:
        found.append(Fault(NEXT_BEGINS, "valid_from", {"profile": after.id, "day": after.valid_from}))
    return found
