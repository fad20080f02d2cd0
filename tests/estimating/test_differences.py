"""Each difference has one kind and a worth; the worths and the remainder are the gap, always and to the cent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from claims.estimating.differences import (
    Comparison,
    CurrencyDiffers,
    MatchingDiffers,
    TaxBasisDiffers,
    compare,
)
from claims.estimating.line_differences import Kind
from claims.estimating.matching import Certainty, Group, Matching, match
from claims.estimating.sheets import Operation, OtherAmount, OtherKind, PartKind, Sheet, SheetLine, SuppliedBy
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money
from tests.estimating.exchange.make import line, sheet

BUMPER: dict[str, Any] = {
    "part_number": "A1001", "operation": Operation.REPLACE, "unit_price": "100.00", "quantity": "2", "hours": "2",
    "rate": "120", "paint_amount": "450", "part_kind": PartKind.ORIGINAL, "supplied_by": SuppliedBy.SHOP,
}  # fmt: skip


def compared(ours: Sheet, theirs: Sheet, **more: Any) -> Comparison:
    return compare(ours, theirs, match(ours.lines, theirs.lines), **more)


def changed(**theirs: Any) -> dict[str, str]:
    """Kinds and worths where the insurer changes these of our line's values."""
    result = compared(sheet(line(1, "前保险杠皮", **BUMPER)), sheet(line(1, "前保险杠皮", **{**BUMPER, **theirs})))
    assert result.gap == Money.total(entry.worth for group in result.groups for entry in group.differences)
    return {entry.kind.value: str(entry.worth) for entry in result.groups[0].differences}


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ({}, {}),
        ({"unit_price": "90.00"}, {"price": "20.00"}),
        ({"quantity": "1"}, {"quantity": "100.00"}),
        ({"quantity": "1", "unit_price": "90.00"}, {"quantity": "100.00", "price": "10.00"}),
        ({"hours": "1.5"}, {"hours": "60.00"}),
        ({"rate": "100"}, {"rate": "40.00"}),
        ({"hours": "1.5", "rate": "100"}, {"hours": "60.00", "rate": "30.00"}),
        ({"labor_amount": "200.00"}, {"cap": "40.00"}),
        ({"paint_amount": "400"}, {"rate": "50.00"}),
        ({"paint_amount": "0"}, {"omitted_by_insurer": "450.00"}),
        ({"part_kind": PartKind.SUB_FACTORY, "unit_price": "60.00"}, {"part_kind": "80.00"}),
        ({"part_kind": PartKind.SUB_FACTORY}, {"part_kind": "0.00"}),
        ({"supplied_by": SuppliedBy.INSURER, "unit_price": "0"}, {"supplier_changed": "200.00"}),
        ({"supplied_by": SuppliedBy.UNSTATED}, {}),
        ({"operation": Operation.REPAIR, "unit_price": "0", "hours": "3"}, {"operation_changed": "80.00"}),
        ({"operation": Operation.UNSTATED}, {}),
        ({"unit_price": "110.00"}, {"price": "-20.00"}),
        ({"hours": "0", "rate": "0", "labor_amount": "150"}, {"rate": "90.00"}),
        ({"hours": "0", "rate": "0"}, {"hours": "240.00"}),
    ],
)
def test_each_change_has_its_kind_and_its_worth(theirs: dict[str, Any], told: dict[str, str]) -> None:
    assert changed(**theirs) == told


DOOR: dict[str, Any] = {"refinish_hours": "2.4", "refinish_rate": "90.00", "operation": Operation.REFINISH}


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ({"refinish_hours": "2.0"}, {"hours": "36.00"}),
        ({"refinish_rate": "80.00"}, {"rate": "24.00"}),
        ({"refinish_hours": "2.0", "refinish_rate": "80.00"}, {"hours": "36.00", "rate": "20.00"}),
        ({"paint_amount": "200.00"}, {"cap": "16.00"}),
        ({"refinish_hours": "2.0", "paint_amount": "150.00"}, {"hours": "36.00", "cap": "30.00"}),
        ({"refinish_hours": "0", "refinish_rate": "0"}, {"hours": "216.00"}),
    ],
)
def test_refinish_is_compared_by_its_hours_its_rate_and_its_cap(theirs: dict[str, Any], told: dict[str, str]) -> None:
    result = compared(sheet(line(1, "左前门", **DOOR)), sheet(line(1, "左前门", **{**DOOR, **theirs})))
    assert {each.kind.value: str(each.worth) for each in result.groups[0].differences} == told


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        # they keep refinish as labor: hours and rate in the columns of labor
        ({"hours": "2.4", "rate": "90.00"}, {}),
        ({"hours": "2.0", "rate": "90.00"}, {"hours": "36.00"}),
        ({"hours": "2.0", "rate": "80.00"}, {"hours": "36.00", "rate": "20.00"}),
        ({"hours": "2.4", "rate": "90.00", "labor_amount": "200.00"}, {"cap": "16.00"}),
        # their hours stand with labor, their money with paint
        ({"hours": "2.0", "paint_amount": "180.00"}, {"hours": "36.00"}),
        ({"hours": "2.4", "paint_amount": "200.00"}, {"rate": "16.00"}),
        # labor beside the refinish stays labor
        ({**DOOR, "hours": "0.5", "rate": "60.00"}, {"hours": "-30.00"}),
    ],
)
def test_refinish_that_one_side_keeps_as_labor_is_compared_as_refinish(
    theirs: dict[str, Any], told: dict[str, str]
) -> None:
    ours, kept = line(1, "左前门", **DOOR), line(1, "左前门", **{"operation": Operation.REFINISH, **theirs})
    there, back = compared(sheet(ours), sheet(kept)), compared(sheet(kept), sheet(ours))
    assert {entry.kind.value: str(entry.worth) for entry in there.groups[0].differences} == told
    for result in (there, back):
        assert Money.total((entry.worth for entry in result.groups[0].differences), "CNY") == result.gap


@pytest.mark.parametrize(
    ("ours", "whole", "told"),
    [
        ({"unit_price": "100.00", "quantity": "2"}, "150.00", {"price": "50.00"}),
        ({"hours": "2", "rate": "120"}, "180.00", {"rate": "60.00"}),
        ({"unit_price": "100.00", "hours": "2", "rate": "120"}, "300.00", {"price": "40.00"}),
        ({"unit_price": "100.00", "hours": "2", "rate": "120"}, "340.00", {}),
    ],
)
def test_a_line_answered_by_one_amount_is_compared_as_a_whole(
    ours: dict[str, Any], whole: str, told: dict[str, str]
) -> None:
    ours = {"part_number": "A1001", "operation": Operation.REPLACE, **ours}
    same = {"part_number": "A1001", "operation": Operation.REPLACE, "quantity": ours.get("quantity", "1")}
    answer = replace(line(1, "灯", **same), amount=Money.of(whole), part_amount=Money.of(whole), split=False)
    result = compared(sheet(line(1, "灯", **ours)), sheet(answer))
    assert {each.kind.value: str(each.worth) for each in result.groups[0].differences} == told


def test_fewer_hours_of_a_repair_answered_by_one_amount_are_hours() -> None:
    mine = line(1, "左前门", operation=Operation.REPAIR, hours="5", labor_amount="600")
    yours = replace(line(1, "左前门", operation=Operation.REPAIR, hours="3", labor_amount="330"), split=False)
    result = compared(sheet(mine), sheet(yours))
    assert [(each.kind, str(each.worth)) for each in result.groups[0].differences] == [
        (Kind.HOURS, "240.00"), (Kind.RATE, "30.00"),
    ]  # fmt: skip


def test_fewer_pieces_at_the_same_price_of_all_are_a_quantity() -> None:
    ours = line(1, "卡扣", part_number="A1001", unit_price="2.65", quantity="12")
    yours = line(1, "卡扣", part_number="A1001", quantity="6")
    answer = replace(yours, amount=Money.of("15.90"), part_amount=Money.of("15.90"), split=False)
    result = compared(sheet(ours), sheet(answer))
    assert [(each.kind, str(each.worth)) for each in result.groups[0].differences] == [(Kind.QUANTITY, "15.90")]


def test_lines_left_out_added_and_answered_twice_are_told_apart() -> None:
    ours = sheet(line(1, "灯", part_number="A1001", unit_price="100"), line(2, "中网", unit_price="50"))
    theirs = sheet(
        line(1, "灯", part_number="A1001", unit_price="100"),
        line(2, "灯", part_number="A1001", unit_price="100"),
        line(3, "拖车费用", unit_price="30"),
    )
    result = compared(ours, theirs)
    assert [(entry.kind, str(entry.worth)) for group in result.groups for entry in group.differences] == [
        (Kind.OMITTED, "50.00"), (Kind.DUPLICATE, "-100.00"), (Kind.ADDED, "-30.00"),
    ]  # fmt: skip
    assert result.gap == Money.of("-80.00")


def test_a_line_that_we_bill_twice_is_a_duplicate_of_ours() -> None:
    twice = [line(place, "灯", part_number="A1001", unit_price="100") for place in (1, 2)]
    result = compared(sheet(*twice), sheet(twice[0]))
    assert [entry.kind for group in result.groups for entry in group.differences] == [Kind.DUPLICATE]


def test_an_offered_match_counts_as_omitted_and_added_until_it_is_confirmed() -> None:
    ours, theirs = sheet(line(1, "前保险杠皮喷漆", paint_amount="450")), sheet(line(1, "前杠喷漆", paint_amount="400"))
    result = compared(ours, theirs)
    assert result.groups[0].group.certainty is Certainty.OFFERED
    assert [(entry.kind, str(entry.worth)) for entry in result.groups[0].differences] == [
        (Kind.OMITTED, "450.00"), (Kind.ADDED, "-400.00"),
    ]  # fmt: skip


def test_merged_lines_are_compared_as_their_sum() -> None:
    ours = sheet(
        line(1, "卡扣", part_number="A1001", unit_price="2.65", quantity="4"),
        line(2, "卡扣", part_number="A1001", unit_price="2.65", quantity="8"),
    )
    result = compared(ours, sheet(line(1, "卡扣", part_number="A1001", unit_price="2.00", quantity="12")))
    assert [(entry.kind, str(entry.worth)) for entry in result.groups[0].differences] == [(Kind.PRICE, "7.80")]


def test_what_stands_beside_the_lines_is_the_remainder() -> None:
    ours = sheet(line(1, "灯", unit_price="100.00"), other=(OtherAmount(OtherKind.TAX, "13 %", Money.of("13.00")),))
    theirs = sheet(line(1, "灯", unit_price="90.00"), stated_total=Money.of("101.69"))
    result = compared(ours, theirs)
    assert (str(result.gap), str(result.remainder)) == ("11.31", "1.31")


def test_an_amount_stated_beyond_its_parts_is_kept_as_a_price_difference() -> None:
    answer = line(1, "灯", part_number="A1001", unit_price="100.00")
    theirs = sheet(replace(answer, amount=Money.of("99.50")))
    result = compared(sheet(line(1, "灯", part_number="A1001", unit_price="100.00")), theirs)
    assert [(entry.kind, str(entry.worth)) for entry in result.groups[0].differences] == [(Kind.PRICE, "0.50")]


def test_a_price_that_differs_by_the_tax_alone_is_named_so() -> None:
    ours, theirs = sheet(line(1, "灯", unit_price="113.00")), sheet(line(1, "灯", unit_price="100.00"))
    assert compared(ours, theirs, tax_rates=[Share(1300)]).groups[0].differences[0].kind is Kind.TAX_BASIS
    assert compared(ours, theirs).groups[0].differences[0].kind is Kind.PRICE


def test_sheets_of_two_kinds_are_not_compared() -> None:
    ours, theirs = sheet(line(1, "灯", unit_price="1")), sheet(line(1, "灯", unit_price="1"), tax=False)
    matching = match(ours.lines, theirs.lines)
    with pytest.raises(TaxBasisDiffers):
        compare(ours, theirs, matching)
    assert compare(ours, replace(theirs, prices_include_tax=None), matching).gap == Money.of("0")
    with pytest.raises(CurrencyDiffers):
        compare(
            Sheet(lines=(), currency="CNY", prices_include_tax=None),
            Sheet(lines=(), currency="EUR", prices_include_tax=None),
            Matching(()),
        )
    with pytest.raises(MatchingDiffers):
        compare(ours, ours, Matching((Group((1,), (), 0, Certainty.NONE, ""),)))


fen = some.integers(0, 500_000).map(Money)
LINE = some.tuples(
    some.sampled_from(["左大灯", "前杠皮", "中网", "机盖喷漆", "卡扣"]),
    some.sampled_from(["", "A1001", "B2002"]),
    some.sampled_from([Operation.UNSTATED, Operation.REPLACE, Operation.REPAIR, Operation.REFINISH]),
    some.sampled_from([PartKind.UNSTATED, PartKind.ORIGINAL, PartKind.SUB_FACTORY]),
    some.sampled_from(list(SuppliedBy)),
    some.integers(0, 20_000).map(Quantity),
    some.none() | fen,
    some.integers(0, 2000).map(Hours),
    some.none() | fen,
    some.none() | fen,
    some.none() | fen,
    some.integers(-50, 50).map(Money),
)


def built(told: list[tuple[Any, ...]], total: Money | None) -> Sheet:
    lines: list[SheetLine] = []
    for place, (name, number, operation, kind, supplier, count, price, time, rate, labor, paint, more) in enumerate(
        told, 1
    ):
        priced = SheetLine.priced(
            position=place, text=name, part_number=number, operation=operation, part_kind=kind, supplied_by=supplier,
            quantity=count, unit_price=price, hours=time, rate=rate, labor_amount=labor, paint_amount=paint,
        )  # fmt: skip
        lines.append(replace(priced, amount=priced.amount + more))
    return sheet(*lines, stated_total=total)


@settings(max_examples=300, deadline=None)
@given(some.lists(LINE, max_size=6), some.lists(LINE, max_size=6), some.none() | fen, some.none() | fen)
def test_the_worths_and_the_remainder_are_the_gap_on_any_two_sheets(
    ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]], our_total: Money | None, their_total: Money | None
) -> None:
    mine, yours = built(ours, our_total), built(theirs, their_total)
    result = compared(mine, yours)
    for group in result.groups:
        worth = Money.total(entry.worth for entry in group.differences)
        assert worth == group.ours_amount - group.theirs_amount
    told = Money.total(entry.worth for group in result.groups for entry in group.differences)
    assert result.gap == mine.total - yours.total == told + result.remainder
    assert Money.total(group.ours_amount for group in result.groups) == mine.lines_total
    assert Money.total(group.theirs_amount for group in result.groups) == yours.lines_total


@settings(max_examples=100, deadline=None)
@given(some.lists(LINE, max_size=6))
def test_a_sheet_does_not_differ_from_itself(ours: list[tuple[Any, ...]]) -> None:
    mine = built(ours, None)
    itself = Matching(tuple(Group((n,), (n,), 1000, Certainty.SURE, "") for n in range(1, len(ours) + 1)))
    result = compare(mine, mine, itself)
    assert all(group.differences == () for group in result.groups)
    assert (result.gap, result.remainder) == (Money(0), Money(0))
