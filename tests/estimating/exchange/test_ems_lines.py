"""The lines of EMS exports: one for each number, the price once, what is billed and never the database's."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.estimate import Edit, Payer, Stages
from claims.estimating.sheets import LaborKind, Operation, Side
from tests.estimating.estimates import hours, usd
from tests.estimating.exchange.ems_make import (
    export,
    faults_of,
    labor,
    line,
    lines_of,
    one_line,
    part,
    read,
    told_of,
    total,
)


def test_a_line_of_several_labor_operations_has_its_price_once() -> None:
    fender = part("60261", 389.65)
    records = [line(16, "Fender", **fender, **labor("LAB", 2.2)), line(16, "Fender", **fender, **labor("LAR", 1.8))]
    found = one_line(*records)
    assert (found.position, found.unit_price, found.hours, found.refinish_hours) == (
        16, usd("389.65"), hours("2.2"), hours("1.8"),
    )  # fmt: skip
    assert total(*records) == "611.65"  # 389.65 + 2.2 × 60.00 + 1.8 × 50.00


def test_the_price_may_stand_on_the_first_record_alone() -> None:
    found = one_line(line(1, "Fender", **part("60261", 100)), line(1, "Fender", **labor("LAR", 1)))
    assert (found.unit_price, found.refinish_hours) == (usd("100.00"), hours("1"))


def test_records_of_one_line_need_not_stand_together() -> None:
    records = [line(1, "Fender", **part("1", 100), **labor("LAB", 1)), line(2, "Hood", **labor("LAB", 2))]
    found = lines_of(*records, line(1, "Fender", **part("1", 100), **labor("LAR", 3)))
    assert [(each.position, each.hours, each.refinish_hours) for each in found] == [
        (1, hours("1"), hours("3")), (2, hours("2"), hours("0")),
    ]  # fmt: skip


def test_hours_of_one_kind_on_a_line_are_added() -> None:
    found = one_line(line(1, "Rail", **labor("LAB", 1.5)), line(1, "Rail", **labor("LAB", 0.7, database=0.9)))
    assert found.hours == hours("2.2")
    assert found.edits == (Edit(field="hours", original="2.40"),)


def test_another_price_under_the_same_number_is_another_line_and_told() -> None:
    records = [line(5, "Fender", **part("1", 100)), line(5, "Fender", **part("1", 50)), line(6, "Hood")]
    found = read(LIN=records)
    assert [(each.position, each.unit_price) for each in found.lines] == [(5, usd("100")), (7, usd("50")), (6, None)]
    assert found.reported == ("line 5 stands in the file with two parts or prices; both are billed",)


def test_one_number_with_no_end_of_prices_is_refused() -> None:
    records = [line(5, "Fender", **part("1", price)) for price in range(1, 23)]
    fault = "line 5 stands in the file with too many prices; export the estimate again"
    assert faults_of(export(LIN=records)) == [("LIN[21].LINE_NO", fault), ("LIN[22].LINE_NO", fault)]


def test_a_second_kind_of_labor_stands_below_under_a_number_of_its_own() -> None:
    records = [line(3, "Radiator", **part("1", 100), **labor("LAM", 1.9)), line(3, "Radiator", **labor("LAB", 0.5))]
    found = lines_of(*records, line(9, "Fan"))
    assert [(each.position, each.text, each.labor_kind, each.hours, each.unit_price) for each in found] == [
        (3, "Radiator", LaborKind.MECHANICAL, hours("1.9"), usd("100.00")),
        (10, "Radiator", LaborKind.BODY, hours("0.5"), None),
        (9, "Fan", LaborKind.UNSTATED, hours("0"), None),
    ]


def test_what_the_database_says_is_never_billed() -> None:
    records = [line(1, "Lamp", **part("1", 560.28, DB_PRICE=566.25), **labor("LAB", 1, database=4.6))]
    found = one_line(*records)
    assert (found.unit_price, found.hours) == (usd("560.28"), hours("1"))
    assert found.edits == (Edit(field="unit_price", original="566.25"), Edit(field="hours", original="4.60"))
    assert found.marks == "*"
    assert one_line(line(1, "Lamp", DB_PRICE=566.25, PRICE_INC=True)).unit_price is None
    assert one_line(line(1, "Lamp", **part("1", 560.28, DB_PRICE=0))).edits == ()


def test_included_hours_are_shown_and_not_billed() -> None:
    records = [line(1, "Lamp", **part("1", 100), **labor("LAB", 0, database=4.6, LBR_INC=True))]
    found = one_line(*records)
    assert (found.hours, found.included, found.edits) == (hours("4.6"), True, ())
    assert total(*records) == "100.00"
    assert one_line(line(1, "Lamp", **labor("LAR", 0.8, LBR_INC=True))).refinish_included


def test_included_hours_beside_billed_ones_are_told() -> None:
    records = [line(1, "Lamp", **labor("LAB", 1)), line(1, "Lamp", **labor("LAB", 0.5, LBR_INC=True))]
    assert told_of(LIN=records) == ["line 1: 0.5 h of LAB that are included in other work are not billed"]
    assert one_line(*records).hours == hours("1")


@pytest.mark.parametrize("kind", ["LAR", "LAB"])
def test_hours_below_zero_are_taken_off_the_line_before(kind: str) -> None:
    records = [
        line(1, "Hood", **labor(kind, 2.6)), line(2, "Overlap Major Adj. Panel", **labor(kind, -0.4)),
        line(3, "Fender", **labor(kind, 2.2)),
    ]  # fmt: skip
    found = lines_of(*records)
    name = "refinish_hours" if kind == "LAR" else "hours"
    assert [str(getattr(each, name)) for each in found] == ["2.20", "0.00", "2.20"]
    assert found[0].edits == (Edit(field=name, original="2.60"),)
    assert found[0].note == "less 0.4 h of line 2: Overlap Major Adj. Panel"
    assert found[1].note == "its -0.4 h are taken off line 1"
    assert total(*records) == ("220.00" if kind == "LAR" else "264.00")


def test_hours_below_zero_go_on_to_the_next_line_where_the_nearest_has_too_few() -> None:
    records = [line(1, "a", **labor("LAR", 2)), line(2, "b", **labor("LAR", 0.3)), line(3, "c", **labor("LAR", -1)),
               line(4, "d", **labor("LAR", 1)), line(5, "e", **labor("LAR", -2))]  # fmt: skip
    assert [str(each.refinish_hours) for each in lines_of(*records)] == ["0.30", "0.00", "0.00", "0.00", "0.00"]
    first = [line(1, "a", **labor("LAR", -0.5)), line(2, "b", **labor("LAR", 2))]
    assert [str(each.refinish_hours) for each in lines_of(*first)] == ["0.00", "1.50"]


def test_hours_below_zero_that_nothing_can_take_stay_and_are_told() -> None:
    found = read(LIN=[line(1, "a", **labor("LAB", 0.2)), line(2, "b", **labor("LAB", -1))])
    assert [str(each.hours) for each in found.lines] == ["0.00", "-0.80"]
    assert found.reported == (
        "line 2: -0.8 h below zero are more than the hours that they could be taken off; they stay on the line",
    )


def test_a_heading_names_the_section_and_is_no_line() -> None:
    records = [line(1, "FRONT LAMPS", LINE_REF=0), line(2, "Lamp"), line(3, "HOOD", LINE_REF=0), line(4, "Hood")]
    assert [(each.position, each.section) for each in lines_of(*records)] == [(2, "FRONT LAMPS"), (4, "HOOD")]


@pytest.mark.parametrize(
    "more",
    [{"LINE_REF": 1}, {"ACT_PRICE": 5}, {"MISC_AMT": 5}, {"MOD_LB_HRS": 0.1}, {"PART_TYPE": "PAN"}, {"LBR_OP": "OP0"},
     {"LBR_AMT": 5}, {"LINE_DESC": "Scan"}, {"LINE_REF": None}],
)  # fmt: skip
def test_what_has_a_reference_or_figures_or_small_letters_is_a_line(more: dict[str, Any]) -> None:
    assert len(lines_of(line(1, "SCAN") | {"LINE_REF": 0} | more)) == 1


def test_a_line_without_a_number_is_refused() -> None:
    fault = "a line without a number; export the estimate again"
    records = [line(1, "a", LINE_NO=None), line(1, "b", LINE_NO=-1), line(1, "c")]
    assert faults_of(export(LIN=records)) == [("LIN[1].LINE_NO", fault), ("LIN[2].LINE_NO", fault)]


def test_what_a_person_judged_is_marked() -> None:
    assert one_line(line(1, "Hood", **labor("LAB", 3, LBR_HRS_J=True))).marks == "#"
    assert one_line(line(1, "Hood", **labor("LAR", 3, LBR_HRS_J=True))).judgment
    more = labor("LAB", 3, LBR_TYP_J=True, LBR_OP_J=True) | part("1", 5, DB_PRICE=0, PRICE_J=True, PART_DES_J=True)
    assert [edit.field for edit in one_line(line(1, "Hood", **more)).edits] == [
        "text", "labor_kind", "operation", "unit_price",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "operation"),
    [
        ("OP2", Operation.REMOVE_INSTALL), ("OP4", Operation.ALIGN), ("OP5", Operation.OVERHAUL),
        ("OP6", Operation.REFINISH), ("OP8", Operation.CHECK), ("OP9", Operation.REPAIR), ("OP11", Operation.REPLACE),
        ("OP13", Operation.ADDITIONAL_COST), ("OP15", Operation.BLEND), ("OP16", Operation.SUBLET),
        ("OP26", Operation.DENT_REPAIR), ("OP0", Operation.UNSTATED), ("", Operation.UNSTATED),
    ],
)  # fmt: skip
def test_operations_by_their_codes(code: str, operation: Operation) -> None:
    found = read(LIN=[line(1, "Hood", LBR_OP=code)])
    assert (found.lines[0].operation, found.lines[0].operation_code, found.reported) == (operation, code, ())


def test_an_unknown_operation_keeps_its_code_and_is_told() -> None:
    found = read(LIN=[line(1, "Hood", LBR_OP="OP99")])
    assert (found.lines[0].operation, found.lines[0].operation_code) == (Operation.UNSTATED, "OP99")
    assert found.reported == ("operation OP99 is not known here; its lines keep the code",)


def test_the_operation_is_that_of_the_part_and_not_of_its_paint() -> None:
    found = one_line(line(1, "Hood", LBR_OP="OP6", **labor("LAR", 2)), line(1, "Hood", LBR_OP="OP9", **labor("LAB", 1)))
    assert (found.operation, found.operation_code) == (Operation.REPAIR, "OP9 OP6")


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("LT Fender", Side.LEFT), ("RT Headlamp assy", Side.RIGHT), ("L Frt door", Side.LEFT_FRONT),
        ("RT Rr wheel", Side.RIGHT_REAR), ("Rr bumper cover", Side.REAR), ("R&I LT mirror", Side.LEFT),
        ("LT & RT lamps", Side.BOTH), ("RT Mirror, rear view", Side.RIGHT), ("Hood", Side.UNSTATED),
        ("LT/Front Tire", Side.LEFT_FRONT),
    ],
)  # fmt: skip
def test_sides_by_the_trade_s_abbreviations(text: str, side: Side) -> None:
    assert one_line(line(1, text)).side == side


def test_who_pays_and_what_changed() -> None:
    assert one_line(line(1, "Hood", WHO_PAYS="CP")).payer == Payer.INSURER
    assert told_of(LIN=[line(1, "Hood", WHO_PAYS="ZZ", TRAN_CODE="3", LINE_IND="X01", PAINT_TONE=2)]) == [
        "line 1 is marked as change 3, which is not read; it is billed as it stands",
        "ZZ as the one who pays is not known here; its lines stand as the insurer's",
        "X01 names no version that is known here; its lines stand in the first",
        "line 1: that its paint has 2 tones is not kept",
    ]


@pytest.mark.parametrize(("said", "version"), [("E01", ""), ("", ""), ("S01", "S01"), ("S02", "S02")])
def test_a_line_keeps_the_supplement_that_brought_it(said: str, version: str) -> None:
    assert one_line(line(1, "Hood", LINE_IND=said)).version == version


@pytest.mark.parametrize(
    ("said", "car", "stages", "told"),
    [(2, 0, Stages.TWO, 0), (3, 2, Stages.THREE, 0), (0, 3, Stages.THREE, 0), (0, 0, Stages.TWO, 0),
     (1, 3, Stages.TWO, 1), (4, 3, Stages.TWO, 1)],
)  # fmt: skip
def test_paint_stages_of_the_line_or_else_the_car(said: int, car: int, stages: Stages, told: int) -> None:
    found = read(LIN=[line(1, "Hood", PAINT_STG=said)], VEH={"V_STAGE": car})
    assert (found.lines[0].stages, len(found.reported)) == (stages, told)
