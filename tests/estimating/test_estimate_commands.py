"""`claims estimate` and `claims reconcile` on files, without server or database."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from claims.cli import app
from claims.estimating.estimate import Stated, StatedTax
from claims.estimating.exchange.own_format import written
from claims.estimating.pricing import Tax
from claims.estimating.sheets import PartKind
from claims.kernel.amounts import Share
from claims.kernel.errors import Invalid, Refusal
from tests.estimating.estimates import american, estimate, hours, line, usd
from tests.estimating.exchange.make import FIXTURES, csv

OURS, THEIRS = str(FIXTURES / "messy-quote-zh.xlsx"), str(FIXTURES / "messy-return-zh.csv")


@pytest.fixture(autouse=True)
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")


def said(*words: str) -> str:
    told = CliRunner().invoke(app, list(words))
    assert told.exit_code == 0, told.output or told.exception
    return told.stdout


def data(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(*words, "--json"))
    return found


def test_reconcile_tells_machines_totals_groups_and_worths() -> None:
    told = data("reconcile", OURS, THEIRS)
    assert (told["ours"]["total"], told["theirs"]["total"], told["gap"]) == ("16445.80", "11991.00", "4454.80")
    worths = [Decimal(each["worth"]) for one in told["groups"] for each in one["differences"]]
    assert sum(worths) + Decimal(told["remainder"]) == Decimal(told["gap"])
    for side, count in (("ours", 17), ("theirs", 16)):
        assert sorted(place for one in told["groups"] for place in one[side]) == list(range(1, count + 1))
    offered = next(one for one in told["groups"] if one["certainty"] == "offered")
    assert (offered["ours"], offered["theirs"], offered["score"]) == ([17], [14], 769)


def test_a_pair_that_a_person_names_is_made() -> None:
    told = data("reconcile", OURS, THEIRS, "--pair", "17=14", "--pair", "13=11")
    found = {tuple(one["ours"]): one["differences"] for one in told["groups"]}
    assert found[(17,)] == [{"kind": "price", "worth": "20.00"}]
    assert found[(13,)] == []
    for wrong in ("17", "a=1", "17=14=2", "²=1"):
        assert isinstance(CliRunner().invoke(app, ["reconcile", OURS, THEIRS, "--pair", wrong]).exception, Invalid)


@pytest.mark.parametrize(("lang", "word"), [("zh", "差额"), ("es", "diferencia"), ("en", "gap")])
def test_reconcile_tells_people_what_differs_in_their_language(lang: str, word: str, tmp_path: Path) -> None:
    told = said("reconcile", OURS, THEIRS, "--out", str(tmp_path / "result.xlsx"), "--language", lang)
    assert word in told
    assert "4454.80" in told
    assert (tmp_path / "result.xlsx").stat().st_size > 5000


def test_equal_files_have_no_difference() -> None:
    told = data("reconcile", OURS, OURS)
    assert (told["gap"], told["remainder"]) == ("0.00", "0.00")
    assert all(not one["differences"] for one in told["groups"])


def test_a_mapping_says_which_column_is_which(tmp_path: Path) -> None:
    odd, mapping = tmp_path / "odd.csv", tmp_path / "mapping.json"
    odd.write_bytes(csv(["a;b;c", "Headlamp;17G 941 005 C;1750,00"]))
    assert isinstance(CliRunner().invoke(app, ["estimate", str(odd)]).exception, Refusal)
    columns = {"name": "A", "part_number": "B", "unit_price": "C"}
    mapping.write_text(json.dumps({"header_row": 1, "columns": columns, "decimal_mark": ","}))
    assert data("estimate", str(odd), "--mapping", str(mapping), "--currency", "EUR")["computed"]["total"] == "1750.00"
    mapping.write_text("[]")
    assert isinstance(CliRunner().invoke(app, ["estimate", str(odd), "--mapping", str(mapping)]).exception, Invalid)


def test_estimate_keeps_what_is_stated_beside_what_is_computed(tmp_path: Path) -> None:
    file = tmp_path / "estimate.json"
    state = StatedTax(name="state", amount=usd("20.96"))
    stated = Stated(categories={"PAN": usd("299.50")}, subtotal=usd("299.50"), taxes=(state,), total=usd("320.46"))
    taxed = american(taxes=(Tax("state", Share.percent("7")),))
    told = estimate(line(1, unit_price=usd("299.50"), part_kind=PartKind.ORIGINAL), profile=taxed, stated=stated)
    file.write_bytes(written(told))
    found = data("estimate", str(file))
    assert found["stated"]["taxes"][0]["amount"] == "20.96"
    assert found["computed"]["taxes"] == [{"name": "state", "amount": "20.97", "rate": "7.00", "base": "299.50"}]
    assert found["computed"]["categories"] == {"PAN": "299.50"}
    assert [(each["name"], each["difference"]) for each in found["differences"]] == [
        ("taxes.state", "-0.01"), ("total", "-0.01"),
    ]  # fmt: skip
    assert "taxes.state" in said("estimate", str(file))


def test_the_worksheet_says_which_rule_made_a_figure(tmp_path: Path) -> None:
    file = tmp_path / "estimate.json"
    file.write_bytes(written(estimate(line(1, hours=hours("1.3")), profile=american())))
    assert "labor LAB: 1.3 h × $90.00 = $117.00" in said("estimate", str(file), "--worksheet")


def test_a_table_is_summed_and_its_own_faults_of_sum_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(csv([
        "Part number;Name;Quantity;Unit price;Amount", "A1001;Lamp;2;100,00 €;199,00 €", "A1002;Door;1;50,00 €;50,00 €",
        ";VAT 21 %;;;52,50 €", ";Total;;;302,00 €",
    ]))  # fmt: skip
    found = data("estimate", str(file))
    assert (found["currency"], found["computed"]["subtotal"], found["computed"]["total"]) == ("EUR", "250.00", "302.50")
    assert {each["name"]: each["difference"] for each in found["differences"]} == {
        "lines.1.amount": "-1.00", "total": "-0.50",
    }  # fmt: skip
