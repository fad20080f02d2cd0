"""Fixtures of the estimating tests: a shop with its insurer in one open transaction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from claims.kernel.database import Database
from tests.estimating.make import World, make_world


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """A shop in a transaction that is kept at the end of the test."""
    with database.writing() as session:
        yield make_world(session)
