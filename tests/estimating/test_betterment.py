"""Betterment on damage and quote lines: what is refused, what it comes to, what the insurer's answer makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from claims.estimating.betterment import NO_BETTERMENT, BettermentTerms
from claims.estimating.claim_versions import compared_claim_versions, versions_of
from claims.estimating.confirmations import confirm_prices
from claims.estimating.damage import add_damage_line, change_damage_line
from claims.estimating.damage_inputs import (
    ChangeDamageLine,
    ChangeQuoteLine,
    ConfirmedPrice,
    ConfirmedPrices,
    NewDamageLine,
)
from claims.estimating.estimate import Estimate
from claims.estimating.inputs import Acceptance, Reason
from claims.estimating.models import RateProfile
from claims.estimating.profiles import estimate_profile
from claims.estimating.queries import current_quote, quote_lines, rounds_of, settled_lines
from claims.estimating.quote_models import AcceptedValue, Quote, QuoteLine
from claims.estimating.quoted_work import quoted_work
from claims.estimating.quotes import change_quote_line
from claims.estimating.worksheet import priced
from claims.kernel.errors import Invalid
from claims.kernel.machine import StepRefused
from claims.people.roles import Role
from tests.estimating.make import (
    BONNET,
    BUMPER,
    LAMP,
    World,
    make_claim,
    make_draft,
    make_returned,
    make_round,
    make_sent,
    send,
)

WHY = {"betterment_kind": "tires", "betterment_reason": "3 mm of tread left"}
TIRE = {"part_name": "tire", "operation": "replace", "part_number": "4F0601307", "part_kind": "PAN",
        "supplied_by": "shop", "labor_hours_x100": 50, "found_in": "teardown", "found_by": "Wang"}  # fmt: skip
WORN = {**TIRE, "betterment_bp": 3000, **WHY}  # the parts desk confirms 100.00 a piece, unless it says otherwise
FIXED = {**TIRE, "betterment_minor": 4000, **WHY}
TAXED = {"prices_include_tax": False, "taxes": [{"name": "VAT", "rate_bp": 1300}]}


def price(world: World, quote: Quote, minor: int) -> QuoteLine:
    """The quote's first line with its price confirmed."""
    line = quote_lines(world.session, quote.id)[0]
    told = ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, unit_price_minor=minor)])
    confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=world.now)
    return line


def faults_of(world: World, **told: Any) -> list[str]:
    claim, by = make_claim(world, "teardown"), world.person(Role.SUPERVISOR)
    with pytest.raises(Invalid) as refused:
        add_damage_line(world.session, claim, NewDamageLine(**{**TIRE, **told}), by=by, now=world.now)
    return [str(fault) for fault in refused.value.faults]


def negotiated(world: World, *changes: dict[str, Any], line: dict[str, Any] = WORN) -> Quote:
    """A tire and a bonnet of which the insurer answers the last with much less, so that it is talked about."""
    quote = make_returned(world, *(changes or ({}, {"labor_minor": 100, "paint_minor": 0})),
                          quote=make_sent(world, line, BONNET))  # fmt: skip
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    assert quote.state == "negotiating"
    return quote


def tire_of(world: World, quote: Quote) -> QuoteLine:
    return quote_lines(world.session, quote.id)[0]


def test_a_share_is_of_the_part_before_tax_and_the_insurer_is_asked_for_the_rest(world: World) -> None:
    quote = make_draft(world, WORN, profile=TAXED)
    line = price(world, quote, 33_335)
    # 333.35 and 0.5 h at 120.00 are 393.35; VAT of 51.1355; 30 % of 333.35 is 100.005, and no tax is put on it
    assert (quote.subtotal_minor, quote.tax_minor, quote.total_minor) == (39_335, 5_114, 44_449)
    assert (line.betterment_amount_minor, quote.betterment_minor, quote.asked_minor) == (10_001, 10_001, 34_448)
    said = [note["text"].format_map(note["values"]) for note in quote.worksheet]
    assert "line 1: betterment, 30.00 % of 333.35 = 100.01" in said


def test_an_amount_is_taken_off_as_it_stands(world: World) -> None:
    quote = make_draft(world, FIXED)
    price(world, quote, 10_000)
    assert (quote.total_minor, quote.betterment_minor, quote.asked_minor) == (16_000, 4_000, 12_000)


@pytest.mark.parametrize("minor", [1, 10_000, 33_335, 99_999])
def test_the_quote_takes_off_what_the_worksheet_takes_off(world: World, minor: int) -> None:
    quote = make_draft(world, WORN, {**FIXED, "betterment_minor": 1}, LAMP, profile=TAXED)
    price(world, quote, minor)
    profile = estimate_profile(world.session.get_one(RateProfile, quote.profile_id))
    lines = tuple(quoted_work(line, quote.currency) for line in quote_lines(world.session, quote.id))
    sheet = priced(Estimate(currency=quote.currency, lines=lines), profile)
    assert (sheet.betterment.minor, sheet.net.minor) == (quote.betterment_minor, quote.asked_minor)


def test_everything_that_is_wrong_with_a_betterment_is_told_at_once(world: World) -> None:
    assert faults_of(world, betterment_bp=3000, betterment_minor=1, payer="customer", supplied_by="customer") == [
        "say the betterment as a share or as an amount, not as both",
        "say what is worn, and so what kind of betterment it is (betterment_kind)",
        "say why there is a betterment (betterment_reason)",
        "betterment is taken off what an insurer pays, and no insurer pays this line; leave it out",
        "a share of betterment is of the part, and no part of this line is billed; say it as an amount",
    ]
    assert faults_of(world, **WHY) == [
        "say how much the betterment is, as a share of the part (betterment_bp) or as an amount (betterment_minor)"
    ]
    assert len(faults_of(world, operation="repair", part_kind="", betterment_bp=1, **WHY)) == 1


@pytest.mark.parametrize("told", [{"betterment_bp": -1}, {"betterment_bp": 10_001}, {"betterment_minor": -1}])
def test_a_betterment_is_neither_below_nothing_nor_above_all(told: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="betterment"):
        NewDamageLine(**{**TIRE, **WHY, **told})


def test_a_share_gives_way_to_an_amount_and_both_may_be_taken_away(world: World) -> None:
    claim, by = make_claim(world, "teardown"), world.person(Role.SUPERVISOR)
    line = add_damage_line(world.session, claim, NewDamageLine(**WORN), by=by, now=world.now)
    told: dict[str, Any]
    for told, terms in (
        ({"betterment_bp": None, "betterment_minor": 500}, BettermentTerms(amount_minor=500)),
        ({"betterment_minor": None, "betterment_kind": "", "betterment_reason": ""}, NO_BETTERMENT),
    ):
        change_damage_line(world.session, claim, line, ChangeDamageLine(**told), by=by, now=world.now)
        assert line.betterment == terms
    with pytest.raises(Invalid):  # a line with a betterment that somebody else is to pay
        change_damage_line(world.session, claim, line, ChangeDamageLine(betterment_bp=1, payer="customer", **WHY),
                           by=by, now=world.now)  # fmt: skip


def test_a_quote_is_not_priced_while_a_betterment_is_more_than_its_line(world: World) -> None:
    quote, by = make_draft(world, {**FIXED, "betterment_minor": 16_001}), world.person(Role.ESTIMATOR)
    line = price(world, quote, 10_000)
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "price", Role.PARTS_CLERK)
    assert [str(fault) for one in refused.value.missing for fault in one.details] == [
        "line 1, tire: a betterment of 160.01 is more than the 160.00 of the line"
    ]
    change_quote_line(world.session, quote, line, ChangeQuoteLine(betterment_minor=16_000), by=by, now=world.now)
    world.take(quote, "price", Role.PARTS_CLERK)
    assert (quote.asked_minor, line.marks) == (0, "*")


def test_a_share_is_of_what_is_agreed(world: World) -> None:
    quote = negotiated(world)
    line = tire_of(world, quote)
    assert (line.agreed_minor, line.agreed_betterment_minor) == (16_000, 3_000)
    world.take(quote, "record_round", Role.MANAGER, data=make_round(
        world, quote, {"position": 1, "answer": "accepted", "part_minor": 8_005, "labor_minor": 6_000}
    ))  # fmt: skip
    assert (line.agreed_minor, line.agreed_betterment_minor) == (14_005, 2_402)  # 30 % of 80.05 is 24.015


def test_an_amount_stays_as_it_is_unless_less_than_that_is_agreed_for_the_whole_line(world: World) -> None:
    quote = negotiated(world, line=FIXED)
    line = tire_of(world, quote)
    for whole, betterment in ((9_000, 4_000), (3_999, 3_999)):
        told = make_round(world, quote, {"position": 1, "answer": "accepted", "amount_minor": whole})
        world.take(quote, "record_round", Role.MANAGER, data=told)
        assert line.agreed_betterment_minor == betterment


def test_the_insurer_may_want_another_share_and_it_holds_until_it_says_otherwise(world: World) -> None:
    quote = negotiated(world, {"unit_price_minor": 5_000}, {"labor_minor": 100, "paint_minor": 0})
    line = tire_of(world, quote)
    for said, betterment in (
        ({"answer": "cut", "part_minor": 5_000, "betterment_bp": 4_000}, None),
        ({"answer": "accepted", "part_minor": 9_000}, 3_600),  # 40 % of what is agreed now
        ({"answer": "accepted", "part_minor": 9_000, "betterment_minor": 1_000}, 1_000),
        ({"answer": "accepted", "part_minor": 9_000, "betterment_bp": 0}, 0),  # and wants none at all
    ):
        world.take(quote, "record_round", Role.MANAGER, data=make_round(world, quote, {"position": 1, **said}))
        assert line.agreed_betterment_minor == betterment
    assert (line.betterment_bp, line.betterment_amount_minor) == (3_000, 3_000), "the quote stays as it was sent"
    assert [one.lines[0].get("betterment_bp") for one in rounds_of(world.session, quote.id)] == [4_000, None, None, 0]
    query = select(AcceptedValue).where(AcceptedValue.field.like("agreed_betterment%")).order_by(AcceptedValue.id)
    kept = world.session.scalars(query).all()
    assert [(one.field, one.value) for one in kept] == [
        ("agreed_betterment_bp", 4_000), ("agreed_betterment_minor", 1_000), ("agreed_betterment_bp", 0),
    ]  # fmt: skip
    assert {one.origin_hash for one in kept} == {one.origin_hash for one in rounds_of(world.session, quote.id)[1:]}


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"position": 2, "betterment_bp": 100, "labor_minor": 5}, "the quote has no betterment on this line"),
        ({"betterment_bp": 100, "betterment_minor": 5, "part_minor": 9_000}, "not as both"),
        ({"betterment_bp": 100, "answer": "refused"}, "together with the amount"),
        ({"betterment_bp": 100, "labor_minor": 5}, "nothing is given for one"),
        ({"betterment_minor": 9_001, "part_minor": 9_000}, "more than the amount that the insurer stands by"),
    ],
)
def test_a_round_says_no_betterment_that_cannot_be(world: World, said: dict[str, Any], text: str) -> None:
    quote = negotiated(world)
    told = make_round(world, quote, {"position": 1, "answer": "accepted", **said})
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "record_round", Role.MANAGER, data=told)
    assert any(text in str(fault) for one in refused.value.missing for fault in one.details)


def test_a_line_that_the_customer_or_the_shop_pays_after_all_has_no_betterment(world: World) -> None:
    quote = make_sent(world, WORN)
    (settled,) = settled_lines(world.session, quote)
    assert (settled.part_minor, settled.betterments()["part"]) == (None, BettermentTerms(3_000))
    line = settled.line
    line.answer = "refused"
    setattr(quote, "state", "agreed")  # noqa: B010 - as the answer to the refusal leaves it
    for answer in ("self_pay", "shop", "dropped"):
        line.refusal_answer = answer
        (settled,) = settled_lines(world.session, quote)
        assert settled.betterment == NO_BETTERMENT


def test_an_amount_is_taken_from_the_part_then_from_labor_and_paint() -> None:
    parts = {"part": 30, "labor": 50, "paint": 20}
    found = BettermentTerms(amount_minor=70).by_column(parts)
    assert {column: terms.amount_minor for column, terms in found.items()} == {"part": 30, "labor": 40, "paint": None}
    assert BettermentTerms(share_bp=5).by_column(parts) == {
        "part": BettermentTerms(5), "labor": NO_BETTERMENT, "paint": NO_BETTERMENT,
    }  # fmt: skip
    assert set(NO_BETTERMENT.by_column(parts).values()) == {NO_BETTERMENT}


def test_a_revision_begins_with_the_betterment_as_it_was_quoted(world: World) -> None:
    quote = make_sent(world, WORN)
    world.take(quote, "revise", Role.ESTIMATOR, data=Reason(reason="forgotten"))
    revision = current_quote(world.session, quote.claim_id)
    assert revision is not None
    line, by = quote_lines(world.session, revision.id)[0], world.person(Role.ESTIMATOR)
    assert (line.betterment_bp, line.betterment_kind, revision.betterment_minor) == (3_000, "tires", 3_000)
    change_quote_line(world.session, revision, line, ChangeQuoteLine(betterment_bp=4_500), by=by, now=world.now)
    assert (revision.betterment_minor, quote.betterment_minor) == (4_500, 3_000)


def test_the_net_of_a_version_is_what_insurers_are_asked_for(world: World) -> None:
    quote = make_sent(world, WORN, {**BUMPER, "payer": "customer"})
    (e01,) = versions_of(world.session, quote.claim_id)
    assert (str(e01.priced.total), e01.priced.net.minor) == ("1086.00", quote.asked_minor)
    same = compared_claim_versions(world.session, quote.claim_id, "E01", "E01")
    assert (same.lines, same.rest) == ((), ())


def test_related_prior_damage_is_taken_off_the_claim_and_unrelated_is_no_part_of_it(world: World) -> None:
    old = {**BUMPER, "payer": "customer"}  # 926.00
    quote = send(world, make_draft(world, BUMPER, {**old, "prior_damage": "related"}, old,
                                   {**old, "prior_damage": "unrelated"}))  # fmt: skip
    assert (quote.total_minor, quote.asked_minor) == (92_600, 92_600), "no insurer is asked for prior damage"
    (e01,) = versions_of(world.session, quote.claim_id)
    assert {kind.value: minor for (kind, _), minor in e01.priced.below.items() if minor} == {
        "prior_damage": -92_600, "others_share": -92_600,
    }  # fmt: skip
    assert (e01.priced.total.minor, e01.priced.net.minor) == (3 * 92_600, 92_600)


def test_unrelated_prior_damage_shares_no_cap_with_the_rest_of_what_the_customer_pays(world: World) -> None:
    wing = {"part_name": "wing", "operation": "refinish", "refinish_hours_x100": 200, "payer": "customer",
            "found_in": "teardown", "found_by": "Wang"}  # fmt: skip
    rates = {"rates_minor": {"LAR": 6000}, "materials": {"MAPA": {"rate_minor": 4000, "cap_minor": 10_000}}}
    quote = make_draft(world, wing, {**wing, "prior_damage": "unrelated"}, profile=rates)
    # 2 h at 60.00, and material of 80.00 each: together they would have met the cap of 100.00
    assert [line.paint_amount_minor for line in quote_lines(world.session, quote.id)] == [20_000, 20_000]
