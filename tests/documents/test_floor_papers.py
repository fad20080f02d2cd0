"""Papers of reception, workshop and leaving: the sketch knows every place, marks share one, faults are named."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from claims.documents import words
from claims.documents.pre_inspection.sketch import HEIGHT, PLACES, marks
from claims.documents.render import render_html
from claims.documents.sample_floor import dispatch, exit_record, gate_pass, pre_inspection, requisition
from claims.kernel.amounts import Hours
from claims.kernel.texts import LANGUAGES
from claims.shopfloor.yard_inputs import NewOldPart, NewReception, Place
from tests.documents.test_forms import wrongs


def test_every_place_that_an_advisor_may_tell_stands_on_the_sketch_and_has_words() -> None:
    told = set(get_args(Place)) - {""}
    assert told == set(PLACES) == set(words.PLACES) - {""}


def test_every_fate_of_an_old_part_has_words() -> None:
    assert set(get_args(NewOldPart.model_fields["fate"].annotation)) == set(words.FATES)


def test_the_right_side_is_the_left_one_folded_over() -> None:
    for name, (x, y) in PLACES.items():
        if name.startswith("left") and name.replace("left", "right", 1) in PLACES:
            assert PLACES[name.replace("left", "right", 1)] == (x, HEIGHT - y), name


def test_no_two_places_share_a_spot() -> None:
    spots = list(PLACES.values())
    for place, (x, y) in enumerate(spots):
        for other_x, other_y in spots[place + 1 :]:
            assert abs(x - other_x) >= 8 or abs(y - other_y) >= 8


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([], []),
        ([("hood", 4)], ["4"]),
        ([("hood", 1), ("rear", 2), ("hood", 3)], ["1,3", "2"]),
        ([("hood", number) for number in (1, 2, 3)], ["1,2…"]),
        ([("hood", 199), ("hood", 200)], ["199,200"]),
    ],
)
def test_points_of_one_place_share_a_mark(points: list[tuple[str, int]], said: list[str]) -> None:
    assert [mark.text for mark in marks(points)] == said


def test_a_mark_is_drawn_where_its_place_is() -> None:
    page = render_html(pre_inspection(), "en")
    x, y = PLACES["right_front_door"]
    assert f'<g transform="translate({x} {y})">' in page
    assert page.count("<text ") == 5  # the two points at the left rear share one


def test_an_area_that_nobody_looked_at_is_told() -> None:
    paper = pre_inspection()
    rest = tuple(replace(p, number=n) for n, p in enumerate((p for p in paper.points if p.area != "underbody"), 1))
    told = {"zh": "未检查", "es": "sin revisar", "en": "not looked at"}
    for lang in LANGUAGES:
        assert render_html(replace(paper, points=rest), lang).count(told[lang]) == 1
        assert render_html(paper, lang).count(told[lang]) == 0


def test_a_pre_inspection_with_false_figures_is_refused() -> None:
    paper = pre_inspection()
    assert wrongs(paper, fuel_percent=101) == [("fuel_percent", "a fuel level lies between 0 and 100 %")]
    assert wrongs(paper, points=paper.points[1:]) == [("points", "the points are not numbered one by one")]
    bent = replace(paper.points[0], place="moon")
    assert wrongs(paper, points=(bent, *paper.points[1:])) == [("points[1].place", "“moon” is not known here")]
    none = replace(paper.inventory[0], quantity=0)
    assert wrongs(paper, inventory=(none,)) == [("inventory[1].quantity", "a quantity is above nothing")]


def test_a_dispatch_adds_its_hours_and_ends_after_it_begins() -> None:
    paper = dispatch()
    assert paper.hours == Hours.of("14.8")
    backward = replace(paper.now, planned_until=paper.earlier[0].planned_from)
    assert wrongs(paper, now=backward) == [("now.planned_until", "the planned end is before the beginning")]
    assert wrongs(paper, items=()) == [("items", "there is no line on the order")]


def test_a_requisition_without_parts_or_receiver_is_refused() -> None:
    paper = requisition()
    assert wrongs(paper, parts=()) == [("parts", "no part was handed out")]
    nobody = replace(paper.parts[0], handed_to=" ")
    assert wrongs(paper, parts=(nobody,)) == [("parts[1].handed_to", "this must not be empty")]


def test_the_workshops_papers_name_no_price() -> None:
    for paper in (dispatch(), requisition(), gate_pass(), exit_record()):
        assert '"minor"' not in paper.to_json().decode()


def test_an_exit_record_begun_says_what_is_still_lacking() -> None:
    begun = replace(exit_record(), checks=(), keys_returned=False, papers_returned=False, handed_to="")
    page = render_html(begun, "en")
    assert "nothing was looked at yet" in page
    assert page.count("☐ not given back yet") == 2


def test_a_gate_pass_names_who_drives() -> None:
    assert wrongs(gate_pass(), handed_to="") == [("handed_to", "this must not be empty")]


def test_what_an_advisor_sends_about_places_is_read_strictly() -> None:
    point = {"area": "sides", "finding": "scratch", "place": "right_rear_door"}
    assert NewReception.model_validate({"points": [point]}).points[0].place == "right_rear_door"
    with pytest.raises(ValueError, match="place"):
        NewReception.model_validate({"points": [{**point, "place": "moon"}]})
