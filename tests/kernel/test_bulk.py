"""Many rows at once go the way of the driver, and stay in the session's transaction."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from claims.kernel.bulk import insert_many
from claims.kernel.database import Database
from claims.people.models import Shop

COLUMNS = [column.name for column in Shop.__table__.columns if column.name != "id"]
SAID = {"currency": "CNY", "language": "zh", "time_zone": "Asia/Shanghai", "country": "CN", "opening_hours": "[]",
        "special_days": "{}"}  # fmt: skip


def row(code: str, name: str) -> list[str]:
    told = {**SAID, "code": code, "name": name}
    return [told.get(column, "") for column in COLUMNS]


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
