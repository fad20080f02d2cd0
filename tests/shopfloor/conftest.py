"""Fixtures of the shop floor: one claim, assessed, in a fresh database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from claims.kernel.database import Database
from tests.shopfloor.make import Yard, make_yard


@pytest.fixture
def yard(database: Database) -> Iterator[Yard]:
    """A claim on the floor; nothing is kept after the test."""
    with database.reading() as session:
        session.autoflush = True
        yield make_yard(session)
