"""Fixtures for tests on whole claims: `at("agreed")` is a house of its own where that stage of the demo ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy.engine import make_url

from tests.conftest import POSTGRES, run_on_server
from tests.stories.make import House, Theater

At = Callable[[str], House]


@pytest.fixture(scope="session")
def theater(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Theater]:
    """Where stages are played and kept, for one kind of database."""
    if database_kind == "sqlite":
        empty = str(request.getfixturevalue("sqlite_template"))
    else:
        empty = str(make_url(request.getfixturevalue("postgres_address")).database)
    theater = Theater(database_kind, empty, tmp_path_factory.mktemp("theater"), run_on_server, POSTGRES)
    yield theater
    theater.close()


@pytest.fixture
def at(theater: Theater) -> Iterator[At]:
    """A house at a stage (see STAGES in make.py), gone after the test; asking again closes the one before."""
    with ExitStack() as stack:

        def enter(name: str) -> House:
            stack.close()
            theater.stage(name)  # all houses share one application, so nothing is played while another is open
            return stack.enter_context(theater.at(name))

        yield enter
