"""The files of the demo: read without a fault, answering the demo's quote with the differences worked out by hand."""

from __future__ import annotations

import io

import pytest
from PIL import ExifTags, Image

from claims.estimating.differences import Comparison, compare
from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.exchange.returned import read_return
from claims.estimating.matching import Certainty, Pairing, match, regroup
from claims.estimating.sheets import Sheet, clean_number
from claims.kernel.money import Money
from tests.estimating.exchange.make import FIXTURES, demo, quoted


def chinese(part: str = "lines") -> Sheet:
    told = demo()
    return quoted(told[part], profile=told["profile"], prices=[line.get("list_price") for line in told[part]])


def reconciled(ours: Sheet, name: str, *confirmed: Pairing) -> Comparison:
    answer = read_return((FIXTURES / name).read_bytes(), currency=ours.currency)
    assert answer.refused == ()
    assert answer.columns.unplaced == ()
    assert answer.sheet.stated_total == answer.sheet.computed_total
    return compare(ours, answer.sheet, regroup(match(ours.lines, answer.sheet.lines), confirmed))


def worths(result: Comparison) -> dict[int, dict[str, str]]:
    """Worths by the position of our line, 0 for what the insurer added."""
    return {
        (group.group.ours or (0,))[0]: {entry.kind.value: str(entry.worth) for entry in group.differences}
        for group in result.groups
        if group.differences
    }


def test_the_supplier_list_is_believable_and_holds_the_parts_of_the_demo() -> None:
    preview = read_price_list((FIXTURES / "supplier-list-zh.xlsx").read_bytes(), currency="CNY")
    assert preview.refused == ()
    assert len(preview.rows) >= 300
    assert preview.prices_include_tax is True
    told = demo()
    for line in [*told["lines"], *told["supplement"]]:
        if "part_number" in line:
            found = [row for row in preview.rows if row.clean_number == clean_number(line["part_number"])]
            assert [str(row.unit_price) for row in found] == [line["list_price"]]


def test_the_spanish_list_is_read_in_its_own_encoding_and_decimal_comma() -> None:
    preview = read_price_list((FIXTURES / "supplier-list-es.csv").read_bytes(), currency="EUR")
    assert preview.refused == ()
    assert len(preview.rows) >= 60
    assert preview.prices_include_tax is False
    assert "Faro delantero izquierdo" in {row.name for row in preview.rows}


def test_the_quote_of_the_demo_comes_to_what_was_worked_out_by_hand() -> None:
    expected, quote = demo()["expected"]["quote"], chinese()
    assert str(quote.total) == expected["total"]
    assert str(Money.total(line.part_amount for line in quote.lines)) == expected["parts"]
    assert str(Money.total(line.labor_amount for line in quote.lines)) == expected["labor"]
    assert [str(line.unit_price) for line in quote.lines if line.unit_price] == [
        told["quoted"] for told in demo()["lines"] if "quoted" in told
    ]


def test_the_return_differs_from_the_quote_exactly_as_worked_out_by_hand() -> None:
    result = reconciled(chinese(), "insurer-return-zh.xlsx", Pairing((12,), (11,)))
    expected = demo()["expected"]
    assert worths(result) == expected["worths"]
    assert (str(result.gap), str(result.remainder)) == (expected["gap"], "0.00")
    assert str(result.theirs_total) == expected["returned"]["total"]
    assert result.gap.minor * 20 > result.ours_total.minor


def test_the_one_unsure_line_of_the_return_is_offered_and_not_made() -> None:
    result = reconciled(chinese(), "insurer-return-zh.xlsx")
    offered = [group.group for group in result.groups if group.group.certainty is Certainty.OFFERED]
    assert [(group.ours, group.theirs) for group in offered] == [((12,), (11,))]
    assert str(result.gap) == demo()["expected"]["gap"]


def test_the_return_of_the_supplement_cuts_one_price() -> None:
    result = reconciled(chinese("supplement"), "insurer-return-supplement-zh.xlsx")
    assert worths(result) == {1: {"price": "30.00"}}
    assert str(result.ours_total) == demo()["expected"]["supplement_quote"]["total"]


def test_the_spanish_return_is_compared_in_euros() -> None:
    told = demo()["spanish"]
    ours = quoted(
        demo()["lines"], profile=told["profile"], prices=told["list_prices"], currency=told["currency"], language="es"
    )
    result = reconciled(ours, "insurer-return-es.csv")
    assert worths(result) == told["expected"]["worths"]
    assert (str(result.gap), str(result.remainder)) == (told["expected"]["gap"], "0.00")


@pytest.mark.parametrize("entry", demo()["photographs"], ids=lambda entry: str(entry["file"]))
def test_each_photograph_is_small_and_says_when_it_was_taken(entry: dict[str, str]) -> None:
    data = (FIXTURES / "photographs" / entry["file"]).read_bytes()
    assert len(data) <= 150_000
    exif = Image.open(io.BytesIO(data)).getexif()
    taken = exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal]
    assert taken == entry["taken"].replace("-", ":").replace("T", " ")
