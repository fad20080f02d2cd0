"""Fixtures of the settlement: one claim at the till, in a fresh database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from claims.kernel.database import Database
from tests.settlement.make import Till, make_till, usual_lines


@pytest.fixture
def bare_till(database: Database) -> Iterator[Till]:
    """A claim whose order has no lines yet; nothing is kept after the test."""
    with database.reading() as session:
        session.autoflush = True
        yield make_till(session)


@pytest.fixture
def till(bare_till: Till) -> Till:
    """A claim whose bill is 7,133.33: 2,000.00 compulsory, 3,833.33 own damage, 1,300.00 customer."""
    usual_lines(bare_till)
    return bare_till
