"""Two files compared without a server: the messy pair as it was worked out by hand, and our own format beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from claims.estimating.differences import CurrencyDiffers, TaxBasisDiffers
from claims.estimating.estimate import EstimateLine
from claims.estimating.estimate_sheet import estimate_sheet
from claims.estimating.exchange.any_file import NoLines, RowsUnreadable, read_file
from claims.estimating.exchange.own_format import written
from claims.estimating.exchange.returned import ReturnedSheet
from claims.estimating.matching import Pairing, WrongPairing
from claims.estimating.two_files import TwoFiles, two_files
from claims.estimating.worksheet import priced
from claims.kernel.errors import Refusal
from claims.kernel.money import Money
from claims.reports.reconciliation import write_reconciliation
from tests.estimating.estimate_strategies import lines
from tests.estimating.estimates import estimate, full, hours, line, usd
from tests.estimating.exchange.make import FIXTURES, csv, xlsx

BY_HAND: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("messy_pair.yaml").read_text(encoding="utf-8"))


def messy(*pairs: Pairing) -> TwoFiles:
    ours = read_file((FIXTURES / "messy-quote-zh.xlsx").read_bytes(), asked=True)
    return two_files(ours, read_file((FIXTURES / "messy-return-zh.csv").read_bytes()), pairs)


def told(two: TwoFiles) -> list[dict[str, Any]]:
    return [
        {
            "ours": list(one.group.ours), "theirs": list(one.group.theirs), "certainty": one.group.certainty.value,
            "differences": [{each.kind.value: str(each.worth)} for each in one.differences],
        }
        for one in two.comparison.groups
    ]  # fmt: skip


def test_the_messy_pair_comes_to_what_was_worked_out_by_hand() -> None:
    two = messy()
    assert told(two) == BY_HAND["groups"]
    found = two.comparison
    assert [str(each) for each in (found.ours_total, found.theirs_total, found.gap, found.remainder)] == [
        BY_HAND[name] for name in ("ours_total", "theirs_total", "gap", "remainder")
    ]
    worths = Money.total(each.worth for one in found.groups for each in one.differences)
    assert found.gap == worths + found.remainder


def test_a_person_puts_together_what_has_two_names() -> None:
    found = {tuple(one["ours"]): one for one in told(messy(Pairing((13,), (11,)), Pairing((17,), (14,))))}
    assert found[(13,)]["differences"] == []
    assert found[(17,)]["differences"] == [{"price": "20.00"}]
    with pytest.raises(WrongPairing):
        messy(Pairing((13, 99), (11,)))


def test_our_format_is_compared_as_it_is_priced() -> None:
    door = {"text": "left front door", "refinish_hours": hours("2.4")}
    mine = estimate(line(1, **door, hours=hours("2.0"), unit_price=usd("500.00")), profile=full())
    yours = estimate(line(1, **door, hours=hours("1.5"), unit_price=usd("450.00")), profile=full())
    two = two_files(read_file(written(mine)), read_file(written(yours)))
    kinds = [each.kind.value for each in two.comparison.groups[0].differences]
    assert kinds == ["price", "hours"]
    assert two.comparison.gap == two.ours.total - two.theirs.total


@settings(max_examples=50)
@given(some.lists(lines(), min_size=1, max_size=6))
def test_a_sheet_of_an_estimate_adds_up_to_its_worksheet(drawn: list[EstimateLine]) -> None:
    told = estimate(*(replace(each, position=place) for place, each in enumerate(drawn, 1)))
    sheet = estimate_sheet(replace(told, profile=full()))
    worksheet = priced(told, full())
    assert sheet.computed_total == worksheet.total
    assert [each.position for each in sheet.lines] == [each.position for each in told.lines]
    assert all(each.amount == each.part_amount + each.labor_amount + each.paint_amount for each in sheet.lines)


def test_two_currencies_and_two_tax_bases_are_refused() -> None:
    mine = read_file(csv(["Part number;Name;Unit price", "A1001;Lamp;100,00 €"]))
    yours = read_file(csv(["Part number;Name;Unit price", "A1001;Lamp;$100.00"]))
    with pytest.raises(CurrencyDiffers):
        two_files(mine, yours)
    net = read_file(csv(["Part number;Name;Unit price", "Prices without VAT;;", "A1001;Lamp;100,00 €"]))
    gross = read_file(csv(["Part number;Name;Unit price", "Prices incl. VAT;;", "A1001;Lamp;121,00 €"]))
    with pytest.raises(TaxBasisDiffers):
        two_files(gross, net)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"{}", b"\0\1\2", b"PK\x03\x04broken", b"\x89PNG....", b'{"format": "claims-estimate"}',
        (FIXTURES / "messy-quote-zh.xlsx").read_bytes()[:3000], "序号,名称\n1,灯\n".encode("gb18030"),
        csv(["a", "b"]), csv(["Part number;Name;Unit price"]),
        csv(["Part number;Name;Hours;Rate;Amount", "A1001;Lamp;-1;60,00;60,00"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refusal):
        read_file(data)


def test_every_row_with_a_fault_is_named() -> None:
    rows = [
        "Part number;Name;Hours;Rate;Amount",
        "A1;Lamp;-1;60,00;60,00",
        "A2;Door;1;x;60,00",
        "A3;Hood;1;60,00;60,00",
    ]
    with pytest.raises(RowsUnreadable) as refused:
        read_file(csv(rows))
    assert [fault.where for fault in refused.value.faults] == ["row 2, column C", "row 3, column D"]
    with pytest.raises(NoLines):
        read_file(csv(rows[:1]))


def test_lines_above_a_repeated_heading_are_lines() -> None:
    heading = ["零件编号", "名称", "单价"]
    read = read_file(xlsx([heading, ["A1001", "灯", 5], [*heading, "工时费"], ["A1002", "门", 7]]))
    assert isinstance(read, ReturnedSheet)
    assert [each.text for each in read.sheet.lines] == ["灯", "门"]


def test_a_fee_with_a_number_or_a_quantity_is_a_line() -> None:
    heading = ["序号", "名称", "数量", "单价", "金额"]
    read = read_file(xlsx([heading, [1, "灯", 1, 5, 5], [2, "施救费", 1, 300, 300], ["管理费", None, None, None, 7]]))
    assert isinstance(read, ReturnedSheet)
    assert [each.text for each in read.sheet.lines] == ["灯", "施救费"]
    assert [str(each.amount) for each in read.sheet.other] == ["7.00"]


@pytest.mark.parametrize("lang", ["zh", "es", "en"])
def test_the_result_is_a_workbook_that_adds_up(tmp_path: Path, lang: str) -> None:
    two = messy()
    write_reconciliation(tmp_path / "result.xlsx", two, lang)
    rows, totals = pd.read_excel(tmp_path / "result.xlsx", sheet_name=None, engine="calamine").values()
    assert round(rows.iloc[:, 16].sum(), 2) == 4454.05
    assert round(totals.iloc[3:, 2].sum(), 2) == 4454.80
    assert sorted(rows.iloc[:, 0].dropna()) == list(range(1, 18))
    assert sorted(rows.iloc[:, 6].dropna()) == list(range(1, 17))
