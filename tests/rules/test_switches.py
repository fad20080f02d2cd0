"""Paragraphs switched off and on by a shop or for a brand, and the legal packs of a market."""

from __future__ import annotations

from datetime import date

import pytest

from claims.rules.books import current_edition, legal_books
from claims.rules.decision import Scope, decide
from claims.rules.edition import Edition
from claims.rules.switches import Switch
from claims.rules.vocabulary import PolicyFault

DAY = date(2024, 3, 1)


def switch(on: bool, since: date, *, shop: str = "S1", brand: str = "") -> Switch:
    return Switch("deposit_is_missing", on, since, "minutes of the managers' meeting", shop, brand)


PART = {"kind": "part", "ref": "p", "currency": "CNY", "original_price_minor": 200_000, "quantity_x1000": 1000,
        "payer": "customer", "supplied_by": "shop"}  # fmt: skip


def test_a_paragraph_switched_off_is_silent_from_its_day_on_for_that_shop_alone() -> None:
    edition = current_edition("deposit", switches=[switch(False, DAY)])
    before, after = date(2024, 2, 29), date(2024, 3, 1)
    asked = [(before, Scope("S1")), (after, Scope("S1")), (after, Scope("S2")), (after, Scope())]
    assert [bool(decide(edition, [PART], day, scope).fired) for day, scope in asked] == [True, False, True, True]
    assert decide(edition, [PART], after, Scope("S1")).undecided == ("p",)


def test_the_most_specific_switch_counts_and_among_equals_the_latest() -> None:
    later = date(2025, 1, 1)
    switches = [switch(False, DAY), switch(True, DAY, brand="VW"), switch(True, later)]
    edition = current_edition("deposit", switches=switches)
    asked = [(DAY, Scope("S1", "BMW")), (DAY, Scope("S1", "VW")), (later, Scope("S1", "BMW"))]
    assert [bool(decide(edition, [PART], day, scope).fired) for day, scope in asked] == [False, True, True]
    assert edition.hash != current_edition("deposit").hash
    assert Edition.load(edition.bundle()).hash == edition.hash


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (Switch("no_such", False, DAY, "minutes", "S1"), "a new paragraph needs a release"),
        (Switch("deposit_is_missing", False, DAY, "minutes"), "name the shop or the brand"),
        (Switch("deposit_is_missing", False, DAY, "", "S1"), "cite it"),
    ],
)
def test_a_switch_names_a_paragraph_a_place_and_its_source(wrong: Switch, says: str) -> None:
    with pytest.raises(PolicyFault, match=says):
        current_edition("deposit", switches=[wrong])


def test_without_a_legal_pack_no_figure_of_law_is_in_force() -> None:
    editions = [current_edition("warranty", legal=legal_books(country)) for country in ("CN", "ES")]
    values = [[value for figure in one.bundle()["figures"].values() for value in figure["values"]] for one in editions]
    assert [{value["book"] for value in all_} for all_ in values] == [{"house", "cn"}, {"house"}]
