"""The shop's calendar: which days are open, and where each unit of a deadline ends, at its edges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from claims.duties.calendar import Hours, NeverOpen, ShopCalendar, Unit, due

WORK: Hours = (time(8, 30), time(17, 30))
SATURDAY: Hours = (time(9), time(12))
SHANGHAI, MADRID = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Madrid")
WEEK = [WORK] * 5 + [SATURDAY, None]


def calendar(
    zone: ZoneInfo = SHANGHAI, country: str = "CN", special: Mapping[date, Hours | None] | None = None
) -> ShopCalendar:
    return ShopCalendar(zone, WEEK, country, special or {})


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A time on the shop's own clock, as the moment that it is."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def ends(start: str, count: int, unit: Unit, *, before: bool = False, shop: ShopCalendar | None = None) -> str:
    """Where a deadline ends, on the shop's own clock."""
    shop = shop or calendar()
    return (
        f"{due(at(start, shop.zone), count, unit, calendar=shop, before=before).astimezone(shop.zone):%Y-%m-%d %H:%M}"
    )


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-03-06", WORK),  # a Friday
        ("2026-03-07", SATURDAY),
        ("2026-03-08", None),
        ("2026-02-13", WORK),  # the Friday before the Chinese New Year week
        ("2026-02-14", SATURDAY),  # a Saturday that is worked for a day of that week: its own hours
        ("2026-02-16", None),
        ("2026-02-21", None),  # a Saturday between two holidays
        ("2026-02-23", None),
        ("2026-02-24", WORK),
        ("2026-01-04", WORK),  # a Sunday that is worked for the second of January: the hours of a usual day
        ("2026-01-02", None),
    ],
)
def test_a_day_is_open_by_the_week_the_public_holidays_and_the_moved_working_days(
    day: str, hours: Hours | None
) -> None:
    assert calendar().hours(date.fromisoformat(day)) == hours


def test_a_special_day_goes_before_holiday_and_week() -> None:
    shop = calendar(special={date(2026, 2, 17): SATURDAY, date(2026, 3, 6): None})
    assert shop.hours(date(2026, 2, 17)) == SATURDAY
    assert shop.hours(date(2026, 3, 6)) is None


def test_each_country_has_its_own_holidays_and_an_unknown_one_has_none() -> None:
    assert calendar(MADRID, "ES").hours(date(2026, 1, 6)) is None
    assert calendar(SHANGHAI, "CN").hours(date(2026, 1, 6)) == WORK
    assert calendar(SHANGHAI, "XX").hours(date(2026, 10, 1)) == WORK


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-02 09:30", 0, "2026-03-02 17:30"),  # the same day
        ("2026-03-02 17:30", 0, "2026-03-02 17:30"),  # while it closes
        ("2026-03-02 17:31", 0, "2026-03-03 17:30"),  # closed already: the next open day
        ("2026-03-02 07:00", 0, "2026-03-02 17:30"),  # not open yet
        ("2026-03-08 10:00", 0, "2026-03-09 17:30"),  # a day without opening
        ("2026-03-02 09:30", 1, "2026-03-03 17:30"),
        ("2026-03-06 18:00", 1, "2026-03-07 12:00"),  # Friday evening: Saturday is an open day
        ("2026-03-06 18:00", 2, "2026-03-09 17:30"),
        ("2026-03-07 13:00", 1, "2026-03-09 17:30"),
        ("2026-03-08 10:00", 1, "2026-03-09 17:30"),
        ("2026-02-13 16:00", 1, "2026-02-14 12:00"),  # before the Chinese New Year week: the Saturday is worked
        ("2026-02-14 11:00", 1, "2026-02-24 17:30"),
        ("2026-02-18 11:00", 3, "2026-02-26 17:30"),  # within it
        ("2026-02-24 08:00", 1, "2026-02-25 17:30"),  # after it
        ("2026-03-31 09:00", 1, "2026-04-01 17:30"),  # the end of a month
    ],
)
def test_working_days_end_when_the_shop_closes(start: str, count: int, end: str) -> None:
    assert ends(start, count, "working_days") == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-10 09:30", 1, "2026-03-09 17:30"),
        ("2026-03-09 09:30", 1, "2026-03-07 12:00"),
        ("2026-02-24 10:00", 1, "2026-02-14 12:00"),
        ("2026-03-09 10:00", 0, "2026-03-09 10:00"),  # at the latest at the moment itself
        ("2026-03-09 08:00", 0, "2026-03-07 12:00"),  # not open yet: the last time that it was
        ("2026-03-08 10:00", 0, "2026-03-07 12:00"),
    ],
)
def test_working_days_before_a_moment(start: str, count: int, end: str) -> None:
    assert ends(start, count, "working_days", before=True) == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-02 09:30", 0, "2026-03-02 23:59"),
        ("2026-03-02 00:00", 5, "2026-03-07 23:59"),
        ("2026-03-02 23:59", 5, "2026-03-07 23:59"),
        ("2026-02-10 09:30", 30, "2026-03-12 23:59"),  # holidays and Sundays count
        ("2026-01-31 09:30", 30, "2026-03-02 23:59"),  # over the end of a short month
        ("2028-02-28 09:30", 2, "2028-03-01 23:59"),  # a leap year
        ("2026-02-14 09:30", 3, "2026-02-17 23:59"),  # even where it ends on a holiday
    ],
)
def test_days_are_calendar_days_as_laws_count_them(start: str, count: int, end: str) -> None:
    assert ends(start, count, "days") == end


def test_days_before_a_moment_are_calendar_days_too() -> None:
    assert ends("2026-03-20 10:00", 14, "days", before=True) == "2026-03-06 23:59"
    assert ends("2026-03-22 10:00", 14, "days", before=True) == "2026-03-08 23:59"


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        ("2026-03-02 17:00", 30, "open_minutes", "2026-03-02 17:30"),  # half an hour before closing
        ("2026-03-02 17:00", 31, "open_minutes", "2026-03-03 08:31"),
        ("2026-03-02 17:01", 30, "open_minutes", "2026-03-03 08:31"),
        ("2026-03-02 12:00", 0, "open_minutes", "2026-03-02 12:00"),
        ("2026-03-02 17:30", 0, "open_minutes", "2026-03-02 17:30"),
        ("2026-03-02 18:00", 0, "open_minutes", "2026-03-03 08:30"),  # closed: when it opens next
        ("2026-03-08 10:00", 0, "open_minutes", "2026-03-09 08:30"),
        ("2026-03-06 16:30", 2, "open_hours", "2026-03-07 10:00"),  # Friday evening
        ("2026-03-07 11:00", 2, "open_hours", "2026-03-09 09:30"),
        ("2026-02-14 11:00", 2, "open_hours", "2026-02-24 09:30"),  # over the Chinese New Year week
        ("2026-03-02 08:30", 18, "open_hours", "2026-03-03 17:30"),  # two whole days
    ],
)
def test_open_time_runs_only_while_the_shop_is_open(start: str, count: int, unit: Unit, end: str) -> None:
    assert ends(start, count, unit) == end


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        ("2026-03-03 10:30", 1, "open_hours", "2026-03-03 09:30"),
        ("2026-03-03 10:30", 2, "open_hours", "2026-03-03 08:30"),
        ("2026-03-03 10:30", 4, "open_hours", "2026-03-02 15:30"),
        ("2026-03-09 08:30", 1, "open_hours", "2026-03-07 11:00"),  # Monday as it opens
        ("2026-02-24 09:30", 2, "open_hours", "2026-02-14 11:00"),
        ("2026-03-03 20:00", 0, "open_minutes", "2026-03-03 17:30"),  # the last open moment
        ("2026-03-03 08:30", 0, "open_minutes", "2026-03-03 08:30"),
        ("2026-03-03 08:00", 0, "open_minutes", "2026-03-02 17:30"),
    ],
)
def test_open_time_before_a_moment(start: str, count: int, unit: Unit, end: str) -> None:
    assert ends(start, count, unit, before=True) == end


def test_minutes_and_hours_run_on_the_clock() -> None:
    assert ends("2026-03-07 11:45", 30, "minutes") == "2026-03-07 12:15"
    assert ends("2026-03-06 18:00", 48, "hours") == "2026-03-08 18:00"
    assert ends("2026-03-06 18:00", 90, "minutes", before=True) == "2026-03-06 16:30"


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-04 10:00", 6, "2026-03-07 12:00"),
        ("2026-03-07 12:00", 6, "2026-03-07 12:00"),
        ("2026-03-07 12:01", 6, "2026-03-14 12:00"),
        ("2026-03-08 10:00", 6, "2026-03-14 12:00"),
        ("2026-02-18 10:00", 6, "2026-02-28 12:00"),  # in that week no day is open after the moment
        ("2026-03-04 10:00", 7, "2026-03-07 12:00"),  # Sundays are closed: the last open day before
        ("2026-03-04 10:00", 1, "2026-03-09 17:30"),
    ],
)
def test_a_day_of_the_week_ends_when_the_shop_closes_on_it(start: str, count: int, end: str) -> None:
    assert ends(start, count, "weekday") == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-02 10:00", 0, "2026-03-31 17:30"),
        ("2026-03-31 17:30", 0, "2026-03-31 17:30"),
        ("2026-03-31 17:31", 0, "2026-04-30 17:30"),
        ("2026-05-15 10:00", 0, "2026-05-30 12:00"),  # the 31st is a Sunday
        ("2026-12-15 10:00", 0, "2026-12-31 17:30"),
        ("2026-12-15 10:00", 1, "2027-01-30 12:00"),
        ("2028-02-15 10:00", 0, "2028-02-29 17:30"),
    ],
)
def test_the_end_of_a_month_is_its_last_open_day(start: str, count: int, end: str) -> None:
    assert ends(start, count, "month_end") == end


def test_a_shop_whose_clock_is_put_forward_keeps_its_hours() -> None:
    shop = calendar(MADRID, "ES")  # summer time begins on 2026-03-29, a Sunday
    assert ends("2026-03-27 16:30", 2, "working_days", shop=shop) == "2026-03-30 17:30"
    assert ends("2026-03-28 11:00", 2, "open_hours", shop=shop) == "2026-03-30 09:30"
    assert ends("2026-03-28 12:00", 1, "days", shop=shop) == "2026-03-29 23:59"
    assert due(at("2026-03-28 12:00", MADRID), 1, "days", calendar=shop) == datetime(
        2026, 3, 29, 21, 59, 59, tzinfo=UTC
    )


def test_hours_on_the_clock_are_true_hours_when_the_clock_is_put_back() -> None:
    shop = ShopCalendar(MADRID, [(time(0), time(12))] * 7, "ES")  # open through the night of 2026-10-25
    start = at("2026-10-25 00:30", MADRID)
    assert due(start, 4, "hours", calendar=shop) - start == timedelta(hours=4)
    assert ends("2026-10-25 00:30", 4, "open_hours", shop=shop) == "2026-10-25 03:30"
    assert shop.open_minutes(at("2026-10-25 00:00", MADRID), at("2026-10-25 12:00", MADRID)) == 13 * 60


def test_the_zone_of_the_moment_does_not_matter() -> None:
    moment = at("2026-03-06 18:00")
    for zone in (UTC, MADRID, ZoneInfo("America/Los_Angeles")):
        for unit in ("minutes", "open_minutes", "days", "working_days", "weekday", "month_end"):
            same = due(moment.astimezone(zone), 3, unit, calendar=calendar())  # type: ignore[arg-type]
            assert same == due(moment, 3, unit, calendar=calendar())  # type: ignore[arg-type]


def test_open_minutes_between_two_moments() -> None:
    shop = calendar()
    assert shop.open_minutes(at("2026-03-06 17:00"), at("2026-03-07 10:00")) == 30 + 60
    assert shop.open_minutes(at("2026-02-14 11:00"), at("2026-02-24 09:00")) == 60 + 30
    assert shop.open_minutes(at("2026-03-06 10:00"), at("2026-03-06 10:00")) == 0
    assert shop.open_minutes(at("2026-03-07 10:00"), at("2026-03-06 10:00")) == 0
    assert shop.open_minutes(at("2026-03-02 08:30"), at("9998-03-02 08:30")) == shop.open_minutes(
        at("2026-03-02 08:30"), at("2029-03-03 18:00")
    )


def test_a_deadline_never_lies_on_the_wrong_side_of_its_moment() -> None:
    shop = calendar()
    for hours in range(0, 24 * 30, 5):
        moment = at("2026-02-09 00:10") + timedelta(hours=hours)
        for unit in ("open_minutes", "open_hours", "working_days", "days"):
            for count in (0, 1, 3):
                assert due(moment, count, unit, calendar=shop) >= moment  # type: ignore[arg-type]
                if count and unit != "days":
                    assert due(moment, count, unit, calendar=shop, before=True) <= moment  # type: ignore[arg-type]


def test_more_units_are_never_sooner() -> None:
    shop = calendar()
    for unit in ("minutes", "open_minutes", "open_hours", "days", "working_days", "month_end"):
        found = [due(at("2026-02-13 17:20"), count, unit, calendar=shop) for count in range(12)]  # type: ignore[arg-type]
        assert found == sorted(found)


@pytest.mark.parametrize("week", [[None] * 7, [WORK] * 6, [(time(9), time(9))] + [None] * 6])
def test_a_calendar_without_an_open_day_or_with_a_wrong_week_is_none(week: list[Hours | None]) -> None:
    with pytest.raises(ValueError, match="seven days"):
        ShopCalendar(SHANGHAI, week)


def test_a_shop_that_special_days_close_for_good_says_so() -> None:
    always = {date(2026, 3, 2) + timedelta(days=number): None for number in range(1200)}
    with pytest.raises(NeverOpen):
        due(at("2026-03-02 10:00"), 1, "working_days", calendar=calendar(special=always))


@pytest.mark.parametrize(("count", "unit"), [(-1, "days"), (0, "weekday"), (8, "weekday"), (1, "fortnights")])
def test_what_cannot_be_counted_is_a_fault(count: int, unit: Unit) -> None:
    with pytest.raises(ValueError, match=r"counts|days of the week|no unit"):
        due(at("2026-03-02 10:00"), count, unit, calendar=calendar())
    with pytest.raises(ValueError, match="zone"):
        due(datetime(2026, 3, 2), 1, "days", calendar=calendar())  # noqa: DTZ001
