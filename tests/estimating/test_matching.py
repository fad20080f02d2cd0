"""Lines of two sheets find each other by number, then by words; what is unsure is offered; nothing is lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from claims.estimating.exchange.part_words import canonical, contradict, operation_in, places_in, side_in
from claims.estimating.matching import (
    CONFIRMED,
    MERGED,
    NUMBERS_DIFFER,
    SAME_NUMBER,
    SAME_NUMBER_OTHER_SIDE,
    Certainty,
    Matching,
    Pairing,
    WrongPairing,
    match,
    regroup,
)
from claims.estimating.sheets import Operation, SheetLine, Side
from tests.estimating.exchange.make import line

REPLACE, REPAIR, REFINISH = Operation.REPLACE, Operation.REPAIR, Operation.REFINISH


def pairs(matching: Matching) -> list[tuple[tuple[int, ...], tuple[int, ...], str]]:
    """What was grouped, and how sure it is."""
    return [(group.ours, group.theirs, group.certainty.value) for group in matching.groups]


def one(ours: str, theirs: str, **more: Any) -> tuple[str, str]:
    """How sure a single pair of names is, and why."""
    matching = match([line(1, ours, **more)], [line(1, theirs)])
    group = matching.groups[0]
    return group.certainty.value, group.reason


def test_the_same_part_number_matches_however_it_is_printed_and_whatever_the_name() -> None:
    matching = match(
        [line(1, "左前大灯总成", part_number="5GG 941 005 C")], [line(7, "灯具", part_number="5gg-941.005/Ｃ")]
    )
    assert pairs(matching) == [((1,), (7,), "sure")]
    assert (matching.groups[0].score, matching.groups[0].reason) == (1000, SAME_NUMBER)


def test_reordered_and_renamed_lines_find_each_other() -> None:
    ours = [
        "前保险杠皮",
        "左前大灯总成",
        "左前翼子板",
        "发动机盖",
        "水箱框架",
        "中网",
        "前保险杠骨架",
        "电子扇",
        "左前减震器",
    ]
    theirs = [
        "左前避震器",
        "散热风扇",
        "前防撞梁",
        "散热器格栅",
        "龙门架",
        "引擎盖",
        "左叶子板",
        "前大灯（左）",
        "前杠皮",
    ]
    matching = match(
        [line(place, name) for place, name in enumerate(ours, 1)],
        [line(place, name) for place, name in enumerate(theirs, 1)],
    )
    assert pairs(matching) == [((place,), (10 - place,), "sure") for place in range(1, 10)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Faro delantero izquierdo", "Faro del. izq."),
        ("Aleta delantera derecha", "Guardabarros delantero dcho"),
        ("Front bumper cover", "Bumper cover, front"),
        ("Left headlamp assembly", "LH headlight assy"),
        ("Capó", "Capo"),
        ("Paragolpes trasero", "Parachoques trasero"),
    ],
)
def test_spanish_and_english_names_match_through_abbreviations(ours: str, theirs: str) -> None:
    assert one(ours, theirs)[0] == "sure"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("左前大灯", "右前大灯"),
        ("前保险杠皮", "后保险杠皮"),
        ("左前门", "左后门"),
        ("Faro izquierdo", "Faro derecho"),
        ("Front door left", "Front door right"),
    ],
)
def test_sides_that_contradict_each_other_never_match_by_name(ours: str, theirs: str) -> None:
    assert one(ours, theirs)[0] == "none"


def test_the_same_number_with_the_other_side_is_offered_only() -> None:
    matching = match([line(1, "左大灯", part_number="A1005")], [line(1, "右大灯", part_number="A1005")])
    assert pairs(matching) == [((1,), (1,), "offered")]
    assert matching.groups[0].reason == SAME_NUMBER_OTHER_SIDE


def test_repeated_numbers_are_told_apart_by_side_operation_and_order() -> None:
    ours = [
        line(1, "左减震器", part_number="K4130", side=Side.LEFT, operation=REPLACE),
        line(2, "右减震器", part_number="K4130", side=Side.RIGHT, operation=REPLACE),
        line(3, "卡扣", part_number="K9000", operation=REPLACE),
        line(4, "卡扣", part_number="K9000", operation=REPLACE),
    ]
    theirs = [
        line(1, "卡扣", part_number="K9000", operation=REPLACE),
        line(2, "右减震器", part_number="K4130", side=Side.RIGHT, operation=REPLACE),
        line(3, "左减震器", part_number="K4130", side=Side.LEFT, operation=REPLACE),
        line(4, "卡扣", part_number="K9000", operation=REPLACE),
    ]
    matching = match(ours, theirs)
    assert {(group.ours, group.theirs) for group in matching.groups[:2]} == {((1,), (3,)), ((2,), (2,))}
    assert Counter(group.certainty for group in matching.groups) == {Certainty.SURE: 4}


def test_lines_of_one_part_that_the_insurer_adds_up_become_one_group() -> None:
    ours = [line(1, "卡扣", part_number="K9000", quantity="4"), line(2, "卡扣", part_number="K9000", quantity="8")]
    matching = match(ours, [line(1, "卡扣", part_number="K9000", quantity="12")])
    assert pairs(matching) == [((1, 2), (1,), "sure")]
    assert matching.groups[0].reason == MERGED


def test_a_line_that_names_several_parts_is_matched_with_each_of_them() -> None:
    ours = [line(1, "前保险杠皮"), line(2, "中网"), line(3, "前保险杠骨架")]
    matching = match(ours, [line(1, "前保险杠皮及骨架"), line(2, "中网")])
    assert [(group.ours, group.theirs) for group in matching.groups] == [((1, 3), (1,)), ((2,), (2,))]


def test_painting_and_replacing_the_same_part_are_two_lines() -> None:
    ours = [line(1, "左前翼子板", operation=REPLACE), line(2, "左前翼子板喷漆", operation=REFINISH)]
    theirs = [line(1, "左前翼子板喷漆", operation=REFINISH), line(2, "左前翼子板", operation=REPLACE)]
    assert pairs(match(ours, theirs)) == [((1,), (2,), "sure"), ((2,), (1,), "sure")]


def test_repairing_instead_of_replacing_is_still_the_same_part() -> None:
    matching = match([line(1, "发动机盖", operation=REPLACE)], [line(1, "引擎盖", operation=REPAIR)])
    assert pairs(matching) == [((1,), (1,), "sure")]


def test_two_lines_nearly_as_alike_are_offered_and_not_made() -> None:
    matching = match([line(1, "前保险杠支架")], [line(1, "前保险杠支架甲"), line(2, "前保险杠支架乙")])
    assert [group.certainty for group in matching.groups] == [Certainty.OFFERED, Certainty.NONE]


def test_equal_names_with_two_part_numbers_are_offered() -> None:
    matching = match([line(1, "中网", part_number="A10001")], [line(1, "中网", part_number="B20002")])
    assert (matching.groups[0].certainty, matching.groups[0].reason) == (Certainty.OFFERED, NUMBERS_DIFFER)


def test_what_matches_nothing_stays_visible_on_its_side() -> None:
    matching = match([line(1, "左前大灯"), line(2, "安全气囊")], [line(1, "拖车"), line(2, "左前大灯")])
    assert pairs(matching) == [((1,), (2,), "sure"), ((2,), (), "none"), ((), (1,), "none")]


def test_empty_sheets_match_to_nothing() -> None:
    assert match([], []).groups == ()
    assert pairs(match([line(1, "灯")], [])) == [((1,), (), "none")]


NAMES = [
    "左前大灯",
    "右前大灯",
    "前保险杠皮",
    "前杠皮及骨架",
    "翼子板",
    "叶子板喷漆",
    "卡扣",
    "Faro izq.",
    "x",
    "",
    "中网、水箱",
    "=1",
]
LINES = some.lists(
    some.tuples(
        some.sampled_from(NAMES),
        some.sampled_from(["", "A1001", "A-1001", "B2002"]),
        some.sampled_from(list(Operation)[:5]),
        some.integers(1, 3),
    ),
    max_size=9,
)


def made(told: list[tuple[str, str, Operation, int]]) -> list[SheetLine]:
    return [
        line(place * 2, name, part_number=number, operation=operation, quantity=str(count))
        for place, (name, number, operation, count) in enumerate(told, 1)
    ]


@given(LINES, LINES)
def test_every_line_stands_in_exactly_one_group_and_the_answer_is_always_the_same(
    ours: list[tuple[str, str, Operation, int]], theirs: list[tuple[str, str, Operation, int]]
) -> None:
    matching = match(made(ours), made(theirs))
    assert sorted(place for group in matching.groups for place in group.ours) == [
        2 * n for n in range(1, len(ours) + 1)
    ]
    assert sorted(place for group in matching.groups for place in group.theirs) == [
        2 * n for n in range(1, len(theirs) + 1)
    ]
    assert all(0 <= group.score <= 1000 and isinstance(group.score, int) for group in matching.groups)
    assert all((group.certainty is Certainty.NONE) == (not group.ours or not group.theirs) for group in matching.groups)
    assert match(made(ours), made(theirs)) == matching


def test_a_person_confirms_what_was_offered_and_tears_apart_what_was_wrong() -> None:
    ours, theirs = (
        [line(1, "前杠皮"), line(2, "中网"), line(3, "轮眉")],
        [line(1, "前杠皮"), line(2, "中网"), line(3, "辅料")],
    )
    first = match(ours, theirs)
    assert pairs(first)[:2] == [((1,), (1,), "sure"), ((2,), (2,), "sure")]
    after = regroup(first, [Pairing((3, 1), (3,)), Pairing((2,), ())])
    assert pairs(after) == [((1, 3), (3,), "sure"), ((2,), (), "none"), ((), (1,), "none"), ((), (2,), "none")]
    assert after.groups[0].reason == CONFIRMED
    assert regroup(first, []) == first


def test_a_pairing_of_lines_that_do_not_exist_or_stand_twice_is_refused_with_every_point() -> None:
    first = match([line(1, "灯")], [line(1, "灯")])
    with pytest.raises(WrongPairing) as refused:
        regroup(first, [Pairing((1, 9), (1,)), Pairing((1,), (8,)), Pairing((), ())])
    assert [fault.where for fault in refused.value.faults] == ["ours", "ours", "theirs", "pairings"]
    assert all(str(fault) for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("左前大灯总成", Side.LEFT_FRONT),
        ("后视镜", Side.UNSTATED),
        ("右后视镜", Side.RIGHT),
        ("后备箱盖", Side.UNSTATED),
        ("左右轮眉", Side.BOTH),
        ("Faro del lado izquierdo", Side.LEFT),
        ("RR door", Side.RIGHT_REAR),
        ("Retrovisor dcho.", Side.RIGHT),
        ("Amortiguador tras. izdo.", Side.LEFT_REAR),
        ("carrera", Side.UNSTATED),
    ],
)
def test_sides_are_read_from_names_and_not_from_the_middle_of_words(text: str, side: Side) -> None:
    assert side_in(text) is side


def test_operations_are_read_from_names_the_heavier_one_wins() -> None:
    assert operation_in("左前叶子板更换喷漆") is REPLACE
    assert operation_in("Pintura capó") is REFINISH
    assert operation_in("中网") is Operation.UNSTATED


def test_names_are_made_canonical() -> None:
    assert canonical("左前大灯总成（带支架）") == canonical("前照灯") == "大灯"
    assert canonical("引擎盖") == canonical("发动机盖") == canonical("机盖") == "发动机盖"
    assert canonical("Faro delantero izquierdo") == canonical("FARO IZQ.") == "faro"
    assert not contradict(places_in("大灯"), places_in("左前大灯"))
    assert contradict(places_in("左大灯"), places_in("右大灯"))
