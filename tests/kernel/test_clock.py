"""Clocks tell aware times in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from claims.kernel.clock import FixedClock, SystemClock


def test_the_machines_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(datetime(2024, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == clock.now() == datetime(2024, 3, 1, 1, 30, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.pass_time(timedelta(hours=-2)) == clock.now() == datetime(2024, 2, 29, 23, 30, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        FixedClock(datetime(2024, 3, 1))  # noqa: DTZ001
