"""Now: what time it is comes from a clock that one is handed, so that tests and stories can set it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whoever knows the time."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; ValueError for a time without a zone."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        """The time it was set to, aware, in UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Put the hands somewhere."""
        if at.tzinfo is None:
            raise ValueError("a clock needs a time with a zone")
        self._at = at.astimezone(UTC)

    def pass_time(self, span: timedelta) -> datetime:
        """Let time go by (backwards too); returns the new present."""
        self._at += span
        return self._at
