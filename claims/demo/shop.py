"""Sets the demo's shop and people up in an empty database, with the same verbs that an administrator uses."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from claims.kernel.database import Database
from claims.kernel.strict_yaml import read
from claims.people.accounts import add_shop, add_user
from claims.people.inputs import NewShop, NewUser
from claims.people.passwords import hash_password

FIXTURES = Path(__file__).parents[2] / "fixtures"


@cache
def read_fixture(name: str) -> dict[str, Any]:
    """A fixture's content."""
    content: Any = read(FIXTURES / name)
    return dict(content)


def told() -> dict[str, Any]:
    """What fixtures/demo_shop.yaml says."""
    return read_fixture("demo_shop.yaml")


def set_up_shop(database: Database, language: str) -> None:
    """Two sister shops and everybody who works in them; everybody reads in `language`."""
    said = told()
    password = str(said["password"])
    hashed = hash_password(password)
    with database.writing() as session:
        for shop, people in (("shop", "people"), ("sister", "sister_people")):
            row = add_shop(session, NewShop(**said[shop]))
            for one in said[people]:
                new = NewUser(password=password, language=language, **one)
                add_user(session, new, password_hash=hashed, shop_id=row.id)
