"""The shop's calendar: when it is open, and when a counted deadline ends. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

import holidays

Unit = Literal["minutes", "hours", "open_minutes", "open_hours", "days", "working_days", "weekday", "month_end"]
Hours = tuple[time, time]
"""From when to when the shop is open on a day, on its own clock."""

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
LAST_SECOND: Final = time(23, 59, 59)
FARTHEST: Final = 366 * 3  # closed days on end, after which no open one is looked for any more


class NeverOpen(ValueError):
    """The shop is not open on any day that could be reached; give it opening hours."""


@dataclass(frozen=True)
class ShopCalendar:
    """Zone, country, usual hours from Monday to Sunday (None: closed), and the days that are different.

    On a public holiday of the country the shop is closed, on a working day moved to a weekend it is open; `special`
    days go before both.
    """

    zone: ZoneInfo
    week: Sequence[Hours | None]
    country: str = ""
    special: Mapping[date, Hours | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        opened = [hours for hours in (*self.week, *self.special.values()) if hours is not None]
        if len(self.week) != 7 or not any(self.week) or any(opens >= closes for opens, closes in opened):
            raise ValueError("a week has seven days, at least one of them open, each opening before it closes")

    def hours(self, day: date) -> Hours | None:
        """From when to when the shop is open on a day; None where it is closed."""
        if day in self.special:
            return self.special[day]
        free, moved = public_days(self.country, day.year)
        if day in free:
            return None
        usual = self.week[day.weekday()]
        return usual or (next(filter(None, self.week)) if day in moved else None)

    def opened(self, day: date) -> tuple[datetime, datetime] | None:
        """The two moments (UTC) between which the shop is open on a day."""
        hours = self.hours(day)
        if hours is None:
            return None
        opens, closes = (self.at(day, one) for one in hours)
        return (opens, closes) if opens < closes else None

    def at(self, day: date, clock: time) -> datetime:
        """The moment (UTC) at which the shop's own clock shows a time of a day."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """The date on the shop's wall at a moment."""
        return moment.astimezone(self.zone).date()

    def open_days(self, day: date, step: int) -> Iterator[tuple[datetime, datetime]]:
        """The open days from a day on, forwards (1) or backwards (-1), each as two moments; NeverOpen where none is."""
        closed = 0
        while closed < FARTHEST:
            span = self.opened(day)
            if span is not None:
                yield span
            closed = 0 if span is not None else closed + 1
            day += step * A_DAY
        raise NeverOpen()

    def open_minutes(self, start: datetime, end: datetime) -> int:
        """For how many whole minutes the shop is open between two moments; of more than three years, those alone."""
        total, first = timedelta(0), self.day_of(start)
        for number in range(min((self.day_of(end) - first).days + 1, FARTHEST)):
            if (span := self.opened(first + number * A_DAY)) is not None:
                total += max(min(span[1], end) - max(span[0], start), timedelta(0))
        return int(total / A_MINUTE)


@lru_cache(maxsize=1024)
def public_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """A country's public holidays of a year, and the weekend days worked instead of others; none for another country.

    A weekend between two holidays belongs to them, as in the Chinese New Year week. What a government announces late is
    in neither until the `holidays` library knows it: then `special` days help.
    """
    if country not in holidays.list_supported_countries():
        return frozenset(), frozenset()
    found = holidays.country_holidays(country, years=year)
    moved = frozenset(day for day in getattr(found, "weekend_workdays", ()) if day.year == year)
    free = set(found)
    for holiday in found:
        between, day = set(), holiday + A_DAY
        while day.weekday() in found.weekend and day not in moved and day not in free:
            between.add(day)
            day += A_DAY
        free |= between if day in free else set()
    return frozenset(free), moved


def due(moment: datetime, count: int, unit: Unit, *, calendar: ShopCalendar, before: bool = False) -> datetime:
    """The moment (UTC) at which a deadline of `count` units after (or before) a moment ends.

    minutes, hours            on the clock, whether the shop is open or not
    open_minutes, open_hours  only while the shop is open; 0 is the moment itself, or else the next open one (before:
                              the last)
    days                      calendar days, the first one not counted, until the last second of the last; so count laws
    working_days              open days, the first one not counted, until the shop closes; 0 is the same day, or the
                              next open one where it has closed already (before: the last, where it is closed yet)
    weekday                   the closing on that day of the week (1 is Monday), or on the last open day before it
    month_end                 the closing on the last open day of the month, `count` months on
    """
    if moment.tzinfo is None:
        raise ValueError("a deadline counts from a time with a zone")
    if count < 0:
        raise ValueError("a deadline counts forwards, or backwards with `before`")
    sign = -1 if before else 1
    match unit:
        case "minutes" | "hours":
            return moment.astimezone(UTC) + sign * timedelta(minutes=count * (60 if unit == "hours" else 1))
        case "open_minutes" | "open_hours":
            return _open_time(moment, timedelta(minutes=count * (60 if unit == "open_hours" else 1)), calendar, before)
        case "days":
            return calendar.at(calendar.day_of(moment) + sign * count * A_DAY, LAST_SECOND)
        case "working_days":
            return _working_day(moment, count, calendar, before)
        case "weekday":
            return _weekday(moment, count, calendar)
        case "month_end":
            return _month_end(moment, count, calendar)
    raise ValueError(f"{unit!r} is no unit of a deadline")


def _open_time(moment: datetime, span: timedelta, calendar: ShopCalendar, before: bool) -> datetime:
    moment = moment.astimezone(UTC)
    for opens, closes in calendar.open_days(calendar.day_of(moment), -1 if before else 1):
        start, end = (opens, min(closes, moment)) if before else (max(opens, moment), closes)
        # what ends exactly when the shop closes ends on this day, not on the next one
        if (start < end or start == end == moment) and span <= end - start:
            return end - span if before else start + span
        span -= max(end - start, timedelta(0))
    raise AssertionError("open_days ends by itself")


def _working_day(moment: datetime, count: int, calendar: ShopCalendar, before: bool) -> datetime:
    day = calendar.day_of(moment)
    if count:
        day += -A_DAY if before else A_DAY
    for opens, closes in calendar.open_days(day, -1 if before else 1):
        if not count and (opens >= moment if before else closes < moment):
            continue  # on its own day the shop was not open yet, or is not open any more
        if count <= 1:
            return min(closes, moment.astimezone(UTC)) if before else closes
        count -= 1
    raise AssertionError("open_days ends by itself")


def _weekday(moment: datetime, count: int, calendar: ShopCalendar) -> datetime:
    if not 1 <= count <= 7:
        raise ValueError("the days of the week are 1 (Monday) to 7 (Sunday)")
    day = calendar.day_of(moment)
    wanted = day + (count - 1 - day.weekday()) % 7 * A_DAY
    while (found := next(calendar.open_days(wanted, -1))[1]) < moment:
        wanted += 7 * A_DAY
    return found


def _month_end(moment: datetime, count: int, calendar: ShopCalendar) -> datetime:
    day = calendar.day_of(moment)
    months = day.year * 12 + day.month - 1 + count
    while True:
        months += 1
        last = date(months // 12, months % 12 + 1, 1) - A_DAY
        if (found := next(calendar.open_days(last, -1))[1]) >= moment:
            return found
