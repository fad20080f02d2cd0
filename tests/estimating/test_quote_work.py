"""Damage lines say overlap, clear coat, included work, costs, judgment and prior damage; a quote is priced with it."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.confirmations import confirm_prices
from claims.estimating.damage import add_damage_line, change_damage_line
from claims.estimating.damage_inputs import (
    ChangeDamageLine,
    ChangeQuoteLine,
    ConfirmedPrice,
    ConfirmedPrices,
    NewDamageLine,
)
from claims.estimating.inputs import DraftQuote, Reason
from claims.estimating.price_models import Price, PriceList
from claims.estimating.queries import has_price, quote_lines
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.quote_sheet import quote_sheet
from claims.estimating.quotes import change_quote_line
from claims.kernel.errors import Invalid
from claims.kernel.machine import Act
from claims.lifecycle.life import CLAIM_LIFE
from claims.people.roles import Role
from tests.estimating.make import (
    BUMPER,
    NOW,
    TODAY,
    World,
    confirm_all,
    list_damage,
    make_claim,
    make_draft,
    make_profile,
    make_sent,
    q0,
    send,
)

FOUND = {"found_in": "teardown", "found_by": "Wang"}
FENDER = {"part_name": "fender", "operation": "refinish", "refinish_hours_x100": 230, "clear_coat": True, **FOUND}
DOOR = {"part_name": "door", "operation": "refinish", "refinish_hours_x100": 240, "overlap": "adjacent",
        "clear_coat": True, **FOUND}  # fmt: skip
QUARTER = {"part_name": "quarter panel", "operation": "blend", "refinish_hours_x100": 300, **FOUND}
WHEELS = {"part_name": "alignment", "operation": "sublet", "cost_kind": "sublet", "stated_cost_minor": 20000, **FOUND}
TOWING = {"part_name": "towing", "operation": "additional", "cost_kind": "towing", "stated_cost_minor": 38000, **FOUND}
AMERICAN = {
    "rates_minor": {"LAB": 9000, "LAR": 6000}, "part_markup_bp": 0, "sublet_markup_bp": 2500,
    "materials": {"MAPA": {"rate_minor": 4300, "cap_minor": 30000}}, "prices_include_tax": False,
    "taxes": [{"name": "state", "rate_bp": 600}, {"name": "county", "rate_bp": 200}],
}  # fmt: skip


def amounts(world: World, quote: Quote) -> list[tuple[int, int, int]]:
    return [(line.part_amount_minor, line.labor_amount_minor, line.paint_amount_minor)
            for line in quote_lines(world.session, quote.id)]  # fmt: skip


def said(quote: Quote) -> list[str]:
    return [note["text"].format_map(note["values"]) for note in quote.worksheet]


def first(world: World, quote: Quote) -> QuoteLine:
    return quote_lines(world.session, quote.id)[0]


def test_overlap_clear_coat_blend_caps_sublet_and_towing_are_priced_on_a_quote(world: World) -> None:
    quote = make_draft(world, FENDER, DOOR, QUARTER, WHEELS, TOWING, profile=AMERICAN)
    # refinish 2.30, 2.00 after overlap, 1.50 blended; clear coat 0.90 and 0.40; material 7.10 h, at its cap of 300.00
    assert said(quote)[:6] == [
        "line 2: 0.40 h of overlap with an adjacent panel taken off, 2.00 h of refinish remain",
        "line 3: blend, 50.00 % of 3.00 h = 1.50 h of refinish",
        "line 1: clear coat of the first panel, 40.00 % of 2.30 h = 0.90 h",
        "line 2: clear coat of a further panel, 20.00 % of 2.00 h = 0.40 h",
        "labor LAR: 7.10 h × 60.00 = 426.00",
        "material MAPA: 7.10 h × 43.00 = 305.30, capped at 300.00",
    ]
    assert amounts(world, quote) == [
        (0, 0, 19200 + 13521), (0, 0, 14400 + 10141), (0, 0, 9000 + 6338), (0, 25000, 0), (0, 38000, 0)
    ]  # fmt: skip
    assert (quote.subtotal_minor, quote.tax_minor) == (135600, 8136 + 2712)


def test_the_sheet_that_is_sent_says_hours_as_they_are_billed_and_refinish_apart(world: World) -> None:
    quote = make_draft(world, FENDER, DOOR, QUARTER, WHEELS, {**BUMPER, "included": True}, profile=AMERICAN)
    lines = quote_sheet(world.session, quote).lines
    assert [(str(line.hours), str(line.refinish_hours)) for line in lines] == [
        ("0.00", "3.20"), ("0.00", "2.40"), ("0.00", "1.50"), ("0.00", "0.00"), ("0.00", "0.00")
    ]  # fmt: skip
    assert [str(line.refinish_rate) for line in lines[:4]] == ["103.00", "103.00", "103.00", "None"]


def test_included_work_is_shown_and_billed_as_none_and_an_operation_may_have_its_price(world: World) -> None:
    quote = make_draft(world, {**BUMPER, "included": True}, {**BUMPER, "labor_price_minor": 8800})
    assert [labor for _, labor, _ in amounts(world, quote)] == [0, 8800]
    assert said(quote) == [
        "line 1: 1.20 h of labor are included in other work and billed as none",
        "line 2: labor LAB at the price of the operation = 88.00",
    ]


def test_the_parts_desk_confirms_no_price_of_a_line_that_states_its_own(world: World) -> None:
    quote = make_draft(world, WHEELS, {**WHEELS, "cost_kind": "", "stated_cost_minor": None})
    assert [has_price(line) for line in quote_lines(world.session, quote.id)] == [False, True]
    assert make_sent(world, TOWING).state == "sent"


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({"cost_kind": "towing"}, "say both what a cost is for"),
        ({"stated_cost_minor": 1, "part_kind": ""}, "say both what a cost is for"),
        ({"cost_kind": "towing", "stated_cost_minor": 1}, "list them apart"),
        ({"prior_damage": "related"}, "an insurer does not pay for damage from before the accident"),
    ],
)
def test_what_does_not_go_together_on_a_line_is_refused(world: World, told: dict[str, Any], text: str) -> None:
    claim, by = make_claim(world, "teardown"), world.person(Role.SUPERVISOR)
    with pytest.raises(Invalid) as refused:
        add_damage_line(world.session, claim, NewDamageLine(**{**BUMPER, **told}), by=by, now=world.now)
    assert text in str(refused.value.faults[0])
    (line,) = list_damage(world, claim, BUMPER)
    with pytest.raises(Invalid) as refused:
        change_damage_line(world.session, claim, line, ChangeDamageLine(**told), by=by, now=world.now)
    assert text in str(refused.value.faults[0])


def test_prior_damage_that_the_customer_pays_stands_on_the_quote_with_its_mark(world: World) -> None:
    quote = make_draft(world, BUMPER, {**BUMPER, "payer": "customer", "prior_damage": "unrelated"})
    confirm_all(world, quote)
    assert [line.prior_damage for line in quote_lines(world.session, quote.id)] == ["", "unrelated"]
    assert (quote.total_minor, [sum(line) for line in amounts(world, quote)]) == (92600, [92600, 92600])


def test_a_changed_line_keeps_the_original_beside_it_with_who_and_when(world: World) -> None:
    quote, by = make_draft(world, {**BUMPER, "part_kind": "PAA", "judgment": True}), world.person(Role.ESTIMATOR)
    line = first(world, quote)
    assert (line.marks, line.edits) == ("# **", [])
    for told in ({"hours_x100": 150, "note": "x"}, {"hours_x100": 150}, {"hours_x100": 90, "labor_price_minor": 5}):
        change_quote_line(world.session, quote, line, ChangeQuoteLine(**told), by=by, now=world.now)
    at = world.now.isoformat()
    assert line.marks == "# * **"
    assert line.edits == [
        {"field": "hours_x100", "original": "120", "by_id": by.id, "at": at},
        {"field": "labor_price_minor", "original": "", "by_id": by.id, "at": at},
        {"field": "hours_x100", "original": "150", "by_id": by.id, "at": at},
    ]
    change_quote_line(world.session, quote, line, ChangeQuoteLine(labor_price_minor=None), by=by, now=world.now)
    assert (line.labor_price_minor, line.labor_amount_minor) == (None, 10800)


def test_what_was_changed_on_the_damage_list_goes_on_with_the_quote_and_its_revision(world: World) -> None:
    make_profile(world)
    claim, by = make_claim(world, "teardown"), world.person(Role.SUPERVISOR)
    (line,) = list_damage(world, claim, BUMPER)
    change_damage_line(world.session, claim, line, ChangeDamageLine(included=True), by=by, now=world.now)
    assert line.agreed_hours_x100 is None
    list_damage(world, claim)
    setattr(claim, "state", "quoting")  # noqa: B010 - as the assessment leaves it
    act = Act(world.machine, world.session, CLAIM_LIFE, claim, "open_order", world.person(Role.ESTIMATOR), world.now)
    quote = send(world, act.follow(Quote, "draft", DraftQuote(claim_id=claim.id)))
    world.take(quote, "revise", Role.ESTIMATOR, data=Reason(reason="forgotten"))
    revision = q0(world, claim)
    edits = [[one["field"] for one in first(world, each).edits] for each in (quote, revision)]
    assert (edits, first(world, revision).included) == ([["included"], ["included"]], True)


def test_each_kind_of_part_has_its_mark_up_on_the_suppliers_price(world: World) -> None:
    quote = make_draft(world, {**BUMPER, "part_kind": "PAL"}, BUMPER, profile={"markups_bp": {"PAL": 2500}})
    kept = PriceList(shop_id=world.shop.id, supplier="A", valid_from=TODAY, currency="CNY", prices_include_tax=True,
                     file_sha256="0" * 64, rows_taken=1, rows_refused=0, imported_at=NOW,
                     imported_by_id=world.person(Role.ESTIMATOR).id)  # fmt: skip
    world.session.add(kept)
    world.session.flush()
    price = Price(list_id=kept.id, shop_id=world.shop.id, part_number="17G 807 217 GRU", clean_number="17G807217GRU",
                  name="x", price_kind="", row=2, unit_price_minor=10000, valid_from=TODAY)  # fmt: skip
    world.session.add(price)
    world.session.flush()
    lines = quote_lines(world.session, quote.id)
    told = ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, price_id=price.id) for line in lines])
    confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=NOW)
    assert [line.unit_price_minor for line in lines] == [12500, 11500]


def test_half_a_piece_is_rounded_in_its_own_line_because_the_paper_prints_it(world: World) -> None:
    half = {**BUMPER, "quantity_x1000": 500}
    quote = make_draft(world, half, half)
    told = [ConfirmedPrice(line_id=line.id, unit_price_minor=333) for line in quote_lines(world.session, quote.id)]
    confirm_prices(world.session, quote, ConfirmedPrices(lines=told), by=world.person(Role.PARTS_CLERK), now=NOW)
    assert [part for part, _, _ in amounts(world, quote)] == [167, 167]
