"""Many rows at once go the way of the driver, and stay in the session's transaction."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from claims.kernel.bulk import insert_many
from claims.kernel.database import Database
from claims.people.models import Shop

COLUMNS = (
    "code",
    "name",
    "group_name",
    "currency",
    "language",
    "time_zone",
    "country",
    "opening_hours",
    "special_days",
)


def row(code: str, name: str) -> tuple[str, ...]:
    return (code, name, "", "CNY", "zh", "Asia/Shanghai", "CN", "[]", "{}")


def test_rows_are_inserted_as_they_are(database: Database) -> None:
    names = ["tab\there", "line\nhere", "back\\slash", "quote \" ' , ;", "\\N", "汽车 ñ", ""]
    with database.writing() as session:
        insert_many(session, Shop.__table__, COLUMNS, (row(f"s{at}", name) for at, name in enumerate(names)))
    with database.reading() as session:
        assert session.scalars(select(Shop.name).order_by(Shop.id)).all() == names


def test_nothing_stays_of_a_transaction_that_fails(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        insert_many(session, Shop.__table__, COLUMNS, [row("one", "a"), row("one", "b")])
    with database.reading() as session:
        assert session.scalars(select(Shop.id)).all() == []
