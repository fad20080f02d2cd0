"""`claims import prices`: a list previewed, imported and remembered from the command line, with the doors' verbs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from claims.cli import app
from claims.estimating.exchange.columns import HeaderNotFound
from claims.estimating.price_lists import RowsRefused
from claims.estimating.price_models import Price
from claims.kernel.database import Database
from claims.kernel.errors import Forbidden, Invalid
from claims.people.roles import Role
from tests.api.make import make_shop, make_user

LIST = "Kód;Text;Cena\nA-1;Faro;10,00\nA-2;Capó;100,00\n"
MAPPING = {"columns": {"part_number": "A", "name": "B", "unit_price": "C"}}


class Desk:
    """Somebody who types the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file, self.mapping = folder / "list.csv", folder / "mapping.json"
        self.file.write_text(LIST, encoding="utf-8")
        self.mapping.write_text(json.dumps(MAPPING))

    def __call__(self, *more: str, login: str = "north-parts_clerk") -> Any:
        said = ["--shop", "north", "--supplier", "A", "--valid-from", "2026-01-01", "--login", login, "--json"]
        return CliRunner().invoke(app, ["import", "prices", str(self.file), *said, *more])


@pytest.fixture
def desk(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A shop with a parts clerk and an advisor."""
    with database.writing() as session:
        shop = make_shop(session, "north")
        make_user(session, shop, Role.PARTS_CLERK)
        make_user(session, shop, Role.ADVISOR)
    monkeypatch.setenv("CLAIMS_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CLAIMS_FILES_DIR", str(tmp_path / "files"))
    return Desk(tmp_path)


def prices(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(Price.id))) or 0


def test_a_list_is_previewed_imported_and_its_columns_are_remembered(desk: Desk, database: Database) -> None:
    assert isinstance(desk().exception, HeaderNotFound)
    by_mapping = ("--mapping", str(desk.mapping), "--prices-without-tax")
    seen = json.loads(desk(*by_mapping, "--preview").stdout)
    assert (seen["list"], seen["mapped_by"], seen["taken"], seen["new"]) == (None, "told", 2, 2)
    assert seen["columns"] == {"part_number": "A Kód", "name": "B Text", "unit_price": "C Cena"}
    assert prices(database) == 0
    made = json.loads(desk(*by_mapping, "--remember-mapping").stdout)
    assert (made["list"] is not None, prices(database)) == (True, 2)
    desk.file.write_text(LIST.replace("10,00", "11,00"), encoding="utf-8")
    again = json.loads(desk().stdout)
    assert (again["mapped_by"], again["prices_include_tax"], again["changed"], again["unchanged"]) == (
        "saved", False, 1, 1,
    )  # fmt: skip


def test_a_refused_row_keeps_everything_out_until_that_is_accepted(desk: Desk, database: Database) -> None:
    desk.file.write_text(LIST + "A-3;Aleta;consultar\n", encoding="utf-8")
    by_mapping = ("--mapping", str(desk.mapping), "--prices-include-tax")
    assert isinstance(desk(*by_mapping).exception, RowsRefused)
    assert prices(database) == 0
    taken = json.loads(desk(*by_mapping, "--accept-refused").stdout)
    assert (taken["taken"], taken["refused"]) == (2, 1)
    assert taken["faults"][0].startswith("row 4, column C: ")


def test_who_may_not_import_and_what_is_no_mapping_are_refused(desk: Desk) -> None:
    assert isinstance(desk("--mapping", str(desk.mapping), login="north-advisor").exception, Forbidden)
    for text in ("{", "[]", '{"columns": {"part_number": "A1"}}'):
        desk.mapping.write_text(text)
        assert isinstance(desk("--mapping", str(desk.mapping)).exception, Invalid)
