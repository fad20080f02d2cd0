"""Months between two days, as warranties and depreciation count them; part months do not count."""

from __future__ import annotations

import calendar
from datetime import date


def whole_months(start: str, end: str) -> int:
    """Full months from one ISO day to another, never below zero; the 31st of a short month is its last day."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(months - (same_day(first, months) > last), 0)


def same_day(start: date, months: int) -> date:
    """The day of the same number so many months later, or the last one of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    year = min(year, date.max.year)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
