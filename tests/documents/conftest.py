"""Fixtures of this room: a house at a stage of the demo's claim."""

from tests.stories.stage import at, theater

__all__ = ["at", "theater"]
