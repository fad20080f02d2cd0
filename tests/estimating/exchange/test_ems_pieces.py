"""What a line of an EMS export is billed for: parts, sublet work, other costs and labor, and what of it is taxed."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.estimate import Betterment, CostKind
from claims.estimating.sheets import PartKind
from claims.kernel.amounts import Hours, Quantity, Share
from tests.estimating.estimates import hours, usd
from tests.estimating.exchange.ems_make import labor, line, lines_of, on, one_line, part, read, told_of, total

TAXED_PARTS: dict[str, Any] = {
    "PFT": {"TAX_TYPE1": "LS", "TY1_RATE1": 6},
    "PFP": [{"PRT_TYPE": kind} | on("PRT_TX", "Y", "N") for kind in ("PAN", "PAS")],
    "PFL": [{"LBR_TYPE": "LAB", "LBR_RATE": 60} | on("LBR_TX", "Y", "N"), {"LBR_TYPE": "LAR", "LBR_RATE": 50}],
}


def test_costs_betterment_and_mark_up_are_counted_once_too() -> None:
    more: dict[str, Any] = part("1", 100) | {"MISC_AMT": 25, "BETT_AMT": 10, "PRT_DSMK_P": 25}
    found = one_line(line(1, "Tire", **more, **labor("LAB", 1)), line(1, "Tire", **more, **labor("LAR", 1)))
    assert (found.cost, found.markup) == (usd("25.00"), Share.percent("25"))
    assert found.betterment == Betterment(amount=usd("10.00"))


@pytest.mark.parametrize("code", ["PAN", "PAA", "PAL", "PAM", "PAR", "PAC", "PAG", "PAS"])
def test_kinds_of_part_are_the_trade_s(code: str) -> None:
    assert one_line(line(1, "Part", **part("1", 5, code))).part_kind == PartKind(code)


@pytest.mark.parametrize("code", ["", "PAE", "PAO"])
def test_a_part_that_is_on_the_car_or_another_one_has_no_kind(code: str) -> None:
    found = read(LIN=[line(1, "Part", **part("1", 5, code))])
    assert (found.lines[0].part_kind, found.reported) == (PartKind.UNSTATED, ())


def test_an_unknown_kind_of_part_is_told() -> None:
    assert told_of(LIN=[line(1, "Part", **part("1", 5, "PAX"))]) == [
        "part kind PAX is not known here; its lines name none"
    ]


def test_glass_is_a_kind_where_the_line_names_no_other() -> None:
    assert one_line(line(1, "Windshield", **part("1", 5, "", GLASS_FLAG=True))).part_kind == PartKind.GLASS
    found = one_line(line(1, "Windshield", **part("1", 5, "PAA", GLASS_FLAG=True)))
    assert (found.part_kind, found.note) == (PartKind.SUB_FACTORY, "this is glass")


def test_an_alternative_part_has_its_own_number_and_source() -> None:
    more = part("OEM-1", 5, "PAA", ALT_PART_I=True, ALT_PARTNO="HO1000", ALT_PARTM="Maker", CERT_PART=True)
    found = one_line(line(1, "Cover", **more))
    assert (found.part_number, found.price_source, found.certified) == ("HO1000", "Maker", True)
    assert (found.note, found.marks) == ("original part OEM-1", "**")
    assert one_line(line(1, "Tow", **part("OEM-1", 5, ALT_PART_I=True, ALT_PARTNO="Sublet"))).part_number == "OEM-1"
    assert one_line(line(1, "Cover", **part("OEM-1", 5, ALT_PARTNO="HO1000"))).part_number == "OEM-1"


@pytest.mark.parametrize(("said", "count"), [(0, 1), (None, 1), (6, 6), (99, 99)])
def test_the_price_is_of_one(said: int | None, count: int) -> None:
    found = one_line(line(1, "Clip", **part("1", 2.45) | {"PART_QTY": said}))
    assert (found.unit_price, found.quantity) == (usd("2.45"), Quantity.of(count))


def test_a_quantity_below_zero_takes_the_price_back() -> None:
    records = [line(1, "Clip", **part("1", 2.45, count=6)), line(2, "Clip", **part("1", 2.45, count=-2))]
    assert total(*records) == "9.80"


def test_a_price_that_is_called_included_is_billed_and_told() -> None:
    assert told_of(LIN=[line(1, "Clip", **part("1", 2.45, PRICE_INC=True))]) == [
        "line 1: its price of $2.45 is billed, though the file marks it as included in another's"
    ]
    assert one_line(line(1, "Clip", PRICE_INC=True)).note == "the price is included in another line's"


def test_sublet_work_counts_among_parts() -> None:
    found = one_line(line(1, "Alignment", MISC_AMT=119.95, MISC_SUBLT=True, PART_TYPE="PAO", LBR_OP="OP16"))
    assert (found.part_kind, found.unit_price, found.cost) == (PartKind.SUBLET, usd("119.95"), None)


def test_sublet_work_beside_a_part_is_a_line_of_its_own() -> None:
    first, second = lines_of(line(1, "Glass", **part("1", 200), MISC_AMT=80, MISC_SUBLT=True))
    assert (first.part_kind, first.unit_price) == (PartKind.ORIGINAL, usd("200.00"))
    assert (second.part_kind, second.unit_price, second.text) == (PartKind.SUBLET, usd("80.00"), "Glass")


@pytest.mark.parametrize(
    ("text", "stl", "kind"),
    [
        ("Towing to shop", "OTTW", CostKind.TOWING), ("Storage, 3 days", "OTST", CostKind.STORAGE),
        ("Towing to shop", "OTAC", CostKind.OTHER), ("Cover car", "OTAC", CostKind.OTHER),
        ("Stowaway hook", "OTTW", CostKind.OTHER),
    ],
)  # fmt: skip
def test_other_costs_are_towing_or_storage_where_the_file_adds_them_up_so(text: str, stl: str, kind: CostKind) -> None:
    found = one_line(line(1, text, MISC_AMT=185), STL=[{"TTL_TYPE": stl, "TTL_AMT": 185}])
    assert (found.cost, found.cost_kind) == (usd("185.00"), kind)


def test_betterment_keeps_share_amount_and_kind() -> None:
    found = one_line(line(1, "Tire", **part("1", 164.99), BETT_TYPE="BW", BETT_PCTG=40, BETT_AMT=66))
    assert found.betterment == Betterment(share=Share.percent("40"), amount=usd("66.00"), kind="BW")
    assert told_of(LIN=[line(1, "Tire", BETT_AMT=66, BETT_TAX=True)]) == [
        "line 1: the tax on its betterment is not worked out"
    ]


def test_labor_at_a_price_of_its_own_and_at_another_than_hours_and_rate() -> None:
    assert one_line(line(1, "Detail", MOD_LBR_TY="LAB", LBR_AMT=75)).labor_price == usd("75.00")
    assert one_line(line(1, "Detail", MOD_LBR_TY="LAR", LBR_AMT=75)).labor_price == usd("75.00")
    assert told_of(LIN=[line(1, "Hood", **labor("LAB", 2, LBR_AMT=120.01))]) == []
    told = "line 1: the file states $100.00 for labor that comes to $120.00 by hours and rate, which is billed"
    assert told_of(LIN=[line(1, "Hood", **labor("LAB", 2, LBR_AMT=100))]) == [told]
    told = "line 1: the file states $90.00 for labor that comes to $100.00 by hours and rate, which is billed"
    assert told_of(LIN=[line(1, "Hood", **labor("LAR", 2, LBR_AMT=90))]) == [told]


def test_only_what_is_taxed_alike_stands_on_one_line() -> None:
    mixed = line(1, "Fender", **part("1", 100, TAX_PART=True), **labor("LAB", 1, LBR_TAX=False))
    first, second = lines_of(mixed, **TAXED_PARTS)
    assert (first.unit_price, first.taxable, first.hours) == (usd("100.00"), True, Hours(0))
    assert (second.unit_price, second.taxable, second.hours) == (None, False, hours("1"))
    assert total(mixed, **TAXED_PARTS) == "166.00"  # 100.00 + 60.00 + 6 % of the part


def test_a_mark_that_no_tax_hangs_on_splits_no_line() -> None:
    record = line(1, "Fender", **part("1", 100, TAX_PART=True), **labor("LAM", 1, LBR_TAX=False))
    assert len(lines_of(record, **TAXED_PARTS)) == 1
    assert len(lines_of(line(1, "Fender", **part("1", 100, TAX_PART=False), **labor("LAB", 1)))) == 1


def test_untaxed_sublet_work_and_parts_are_not_taxed() -> None:
    record = line(1, "Align", MISC_AMT=100, MISC_SUBLT=True, MISC_TAX=False)
    assert total(record, **TAXED_PARTS) == "100.00"
    assert total(record | {"MISC_TAX": True}, **TAXED_PARTS) == "106.00"
    assert total(line(1, "Used", **part("1", 100, TAX_PART=False)), **TAXED_PARTS) == "100.00"
    assert total(line(1, "Used", **part("1", 100, TAX_PART=None)), **TAXED_PARTS) == "106.00"
