"""Fixtures for the doors: a running house with two shops, and callers of every role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import select

from claims.kernel.database import Database
from claims.people.models import Shop
from claims.people.roles import Role
from tests.api.make import Caller, House, make_app, make_house, make_shop, make_token, make_user

CallerOf = Callable[..., Caller]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A house with the shops “north” (id 1) and “south” (id 2)."""
    with database.writing() as session:
        make_shop(session, "north")
        make_shop(session, "south")
    return make_house(database, tmp_path)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """The server of the house."""
    with TestClient(make_app(house), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def as_role(house: House, client: TestClient) -> CallerOf:  # type: ignore[type-arg]
    """Calls as somebody with these roles: as_role(Role.ADVISOR), as_role(Role.ADVISOR, shop="south")."""
    made: dict[tuple[str, ...], Caller] = {}

    def caller(*roles: Role, shop: str = "north", language: str = "en") -> Caller:
        key = (shop, language, *roles)
        if key not in made:
            with house.database.writing() as session:
                place = session.scalar(select(Shop).where(Shop.code == shop))
                assert place is not None
                user = make_user(session, place, *roles, login="-".join(key), language=language)
                made[key] = Caller(client, make_token(session, user, place))
        return made[key]

    return caller


@pytest.fixture
def stranger(client: TestClient) -> Caller:  # type: ignore[type-arg]
    """Somebody without a token."""
    return Caller(client)
