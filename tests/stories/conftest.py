"""Fixtures of the stories."""

from tests.stories.stage import at, theater

__all__ = ["at", "theater"]
