"""A quote until it is sent: drafted in order, priced, confirmed, reviewed by another person, then locked."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from claims.audit.models import Entry
from claims.estimating.confirmations import confirm_prices
from claims.estimating.damage_inputs import ChangeQuoteLine, ConfirmedPrice, ConfirmedPrices
from claims.estimating.inputs import Reason
from claims.estimating.queries import current_quote, quote_lines, quotes_of, settled_lines
from claims.estimating.quotes import AlreadySent, change_quote_line, draft_first_quote
from claims.kernel.errors import Invalid
from claims.kernel.machine import Act, StepRefused
from claims.lifecycle.life import CLAIM_LIFE
from claims.people.roles import Role
from tests.estimating.make import (
    BONNET,
    BUMPER,
    LAMP,
    World,
    confirm_all,
    list_damage,
    make_claim,
    make_draft,
    make_profile,
    make_sent,
)


def told(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [str(detail) for missing in refused.value.missing for detail in missing.details]


def test_the_quote_bears_the_damage_lines_in_their_order_with_the_agreed_hours(world: World) -> None:
    quote = make_draft(world, LAMP, BUMPER, BONNET)
    lines = quote_lines(world.session, quote.id)
    assert [line.part_name for line in lines] == ["左前大灯总成", "前保险杠皮", "发动机盖"]
    assert [line.labor_amount_minor for line in lines] == [9600, 14400, 48000]
    assert lines[2].paint_amount_minor == 45000
    assert quote.label == "Q0"
    assert quote.state == "draft"


def test_opening_the_order_drafts_q0_once(world: World) -> None:
    make_profile(world)
    claim = make_claim(world)
    list_damage(world, claim, BUMPER)
    act = Act(world.machine, world.session, CLAIM_LIFE, claim, "open_order", world.person(Role.ADVISOR), world.now)
    draft_first_quote(act)
    draft_first_quote(act)
    assert [quote.label for quote in quotes_of(world.session, claim.id)] == ["Q0"]


def test_the_totals_are_what_the_insurer_is_asked_for(world: World) -> None:
    quote = make_draft(world, BUMPER, {**LAMP, "payer": "customer"})
    confirm_all(world, quote)
    assert (quote.subtotal_minor, quote.total_minor) == (78200 + 14400, 78200 + 14400)
    assert [line.amount_minor for line in quote_lines(world.session, quote.id)] == [92600, 213900 + 9600]


def test_taxes_are_added_where_prices_exclude_them(world: World) -> None:
    taxes = [{"name": "VAT", "rate_bp": 1300}]
    quote = make_draft(world, BUMPER, profile={"prices_include_tax": False, "taxes": taxes})
    confirm_all(world, quote)
    assert (quote.subtotal_minor, quote.tax_minor, quote.total_minor) == (92600, 12038, 104638)


@pytest.mark.parametrize("lacking", [{"plate": ""}, {"vin": ""}, {"model": ""}])
def test_a_quote_without_plate_model_or_vin_is_not_priced(world: World, lacking: dict[str, str]) -> None:
    quote = make_draft(world, BUMPER, **lacking)
    confirm_all(world, quote)
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "price", Role.PARTS_CLERK)
    name = next(iter(lacking)).replace("vin", "VIN")
    assert told(refused) == [f"the vehicle's {name} is not known"]
    assert quote.state == "draft"


def test_a_quote_for_a_nameless_owner_is_not_priced(world: World) -> None:
    from claims.lifecycle.models import Claim
    from claims.people.models import Customer

    quote = make_draft(world, BUMPER)
    confirm_all(world, quote)
    world.session.get_one(Customer, world.session.get_one(Claim, quote.claim_id).customer_id).name = " "
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "price", Role.PARTS_CLERK)
    assert told(refused) == ["the vehicle's owner is not known"]


@pytest.mark.parametrize("lacking", [{"supplied_by": ""}, {"part_kind": ""}])
def test_a_part_line_without_supplier_or_kind_is_not_priced(world: World, lacking: dict[str, str]) -> None:
    quote = make_draft(world, BONNET, {**BUMPER, **lacking})
    confirm_all(world, quote)
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "price", Role.PARTS_CLERK)
    assert told(refused) == ["line 2, 前保险杠皮: say who supplies the part and of which kind it is"]


def test_every_price_wants_the_parts_desks_word(world: World) -> None:
    quote = make_draft(world)
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "price", Role.PARTS_CLERK)
    assert told(refused) == [
        "line 1, 前保险杠皮: price and stock are not confirmed",
        "line 3, 左前大灯总成: price and stock are not confirmed",
    ]


def test_who_drafted_or_wrote_on_a_quote_cannot_review_it(world: World) -> None:
    quote = make_draft(world, BUMPER)
    both = world.person(Role.ESTIMATOR, Role.PARTS_SUPERVISOR)
    line = quote_lines(world.session, quote.id)[0]
    change_quote_line(world.session, quote, line, ChangeQuoteLine(hours_x100=150), by=both, now=world.now)
    confirm_all(world, quote)
    world.take(quote, "price", Role.PARTS_CLERK)
    with pytest.raises(StepRefused, match="somebody other"):
        world.take(quote, "review", by=both)
    world.take(quote, "review", Role.PARTS_SUPERVISOR)
    assert quote.state == "reviewed"
    assert quote.reviewed_by_id == world.person(Role.PARTS_SUPERVISOR).id


def test_who_reviewed_a_quote_cannot_send_it_too(world: World) -> None:
    quote = make_draft(world, BUMPER)
    both = world.person(Role.ESTIMATOR, Role.PARTS_SUPERVISOR)
    confirm_all(world, quote)
    world.take(quote, "price", Role.PARTS_CLERK)
    world.take(quote, "review", by=both)
    with pytest.raises(StepRefused, match="other than the reviewer"):
        world.take(quote, "send", by=both)
    world.take(quote, "send", Role.ESTIMATOR)
    assert quote.state == "sent"


def test_a_sent_quote_is_locked(world: World) -> None:
    quote = make_sent(world, BUMPER)
    line = quote_lines(world.session, quote.id)[0]
    with pytest.raises(AlreadySent):
        change_quote_line(world.session, quote, line, ChangeQuoteLine(note="x"), by=world.person(Role.ESTIMATOR),
                          now=world.now)  # fmt: skip
    with pytest.raises(AlreadySent):
        confirm_all(world, quote)


def test_the_reviewer_can_return_a_quote_to_draft(world: World) -> None:
    quote = make_draft(world, BUMPER)
    confirm_all(world, quote)
    world.take(quote, "price", Role.PARTS_CLERK)
    world.take(quote, "return_to_draft", Role.PARTS_SUPERVISOR, data=Reason(reason="wrong part"))
    assert quote.state == "draft"


def test_a_quote_that_only_the_customer_pays_is_agreed_without_an_insurer(world: World) -> None:
    quote = make_draft(world, {**BUMPER, "payer": "customer"})
    confirm_all(world, quote)
    world.take(quote, "price", Role.PARTS_CLERK)
    world.take(quote, "review", Role.PARTS_SUPERVISOR)
    world.take(quote, "agree_unsent", Role.ESTIMATOR)
    settled = settled_lines(world.session, quote)
    assert (quote.state, [(one.payer, one.part_minor) for one in settled]) == ("agreed", [("customer", 78200)])


def test_a_quote_with_a_line_for_the_insurer_is_not_agreed_unsent(world: World) -> None:
    quote = make_draft(world, BUMPER, {**BONNET, "payer": "customer"})
    confirm_all(world, quote)
    world.take(quote, "price", Role.PARTS_CLERK)
    world.take(quote, "review", Role.PARTS_SUPERVISOR)
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "agree_unsent", Role.ESTIMATOR)
    assert told(refused) == ["line 1, 前保险杠皮: an insurer pays it"]


def test_a_revision_follows_a_sent_quote_which_stays_as_it_was(world: World) -> None:
    quote = make_sent(world, BUMPER)
    world.take(quote, "revise", Role.ESTIMATOR, data=Reason(reason="forgotten"))
    revision = current_quote(world.session, quote.claim_id)
    assert revision is not None
    assert (revision.label, revision.state) == ("Q0 r1", "draft")
    assert (quote.label, quote.state, quote.total_minor) == ("Q0", "superseded", 92600)
    assert [line.unit_price_minor for line in quote_lines(world.session, revision.id)] == [78200]


@pytest.mark.parametrize(
    ("price", "says"),
    [
        ({"unit_price_minor": 0}, "the unit price must be more than nothing"),
        ({"unit_price_minor": 10**12}, "the unit price is absurdly high; check the figures"),
    ],
)
def test_an_absurd_price_is_refused(world: World, price: dict[str, int], says: str) -> None:
    quote = make_draft(world, BUMPER)
    line = quote_lines(world.session, quote.id)[0]
    with pytest.raises(Invalid) as refused:
        confirm_prices(world.session, quote, ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, **price)]),
                       by=world.person(Role.PARTS_CLERK), now=world.now)  # fmt: skip
    assert [str(fault) for fault in refused.value.faults] == [says]
    assert line.confirmed_at is None


def test_a_negative_price_never_gets_in() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 0"):
        ConfirmedPrice(line_id=1, unit_price_minor=-1)


def test_a_part_that_the_customer_brings_has_no_price_of_ours(world: World) -> None:
    quote = make_draft(world, {**BUMPER, "supplied_by": "customer"})
    line = quote_lines(world.session, quote.id)[0]
    by, desk = world.person(Role.PARTS_CLERK), world.session
    with pytest.raises(Invalid):
        confirm_prices(desk, quote, ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, unit_price_minor=100)]),
                       by=by, now=world.now)  # fmt: skip
    confirm_prices(desk, quote, ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, unit_price_minor=0)]),
                   by=by, now=world.now)  # fmt: skip
    assert (line.part_amount_minor, line.labor_amount_minor) == (0, 14400)


def test_an_unknown_line_and_one_named_twice_are_told_together(world: World) -> None:
    quote = make_draft(world, BUMPER)
    line = quote_lines(world.session, quote.id)[0]
    one = ConfirmedPrice(line_id=line.id, unit_price_minor=100)
    told = ConfirmedPrices(lines=[one, one, ConfirmedPrice(line_id=999, unit_price_minor=1)])
    with pytest.raises(Invalid) as refused:
        confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=world.now)
    assert {str(fault) for fault in refused.value.faults} == {
        f"line {line.id} is named twice", "line 999 does not stand on this quote",
    }  # fmt: skip


def test_pricing_is_refused_where_labor_and_parts_do_not_add_up_to_the_quotes_total(world: World) -> None:
    quote = make_draft(world, BUMPER)
    confirm_all(world, quote)
    quote.subtotal_minor += 1
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "price", Role.PARTS_CLERK)
    assert told(refused) == ["labor and parts do not add up to the total of the quote; have its lines priced anew"]


def test_the_policy_on_pricing_is_asked_for_both_payers_and_says_by_system_where_nobody_chose(world: World) -> None:
    quote = make_draft(world, BUMPER, {**LAMP, "payer": "customer"})
    confirm_all(world, quote)
    act = world.machine.attempt(world.session, quote, "price", by=world.person(Role.PARTS_CLERK), now=world.now)
    assert world.machine.missing(act) == []
    (decision,) = act.decisions
    assert {fact["ref"]: fact["total_minor"] for fact in decision.facts} == {
        "estimate:insurer": 78200 + 14400, "estimate:others": 213900 + 9600,
    }  # fmt: skip
    assert decision.said("estimate:insurer", "method") == "by_system"


def test_a_mark_up_above_a_quarter_is_noted_for_the_reviewer_and_stops_nothing(world: World) -> None:
    for cost, above in ((78200 * 4 // 5, []), (78200 * 4 // 5 - 1, ["line:1"])):
        quote = make_draft(world, BUMPER)
        confirm_all(world, quote, cost_minor=cost)
        world.take(quote, "price", Role.PARTS_CLERK)
        kept = world.session.scalars(select(Entry).where(Entry.kind == "step").order_by(Entry.id.desc())).first()
        assert kept is not None
        assert json.loads(kept.body)["notes"]["markup_above_limit"] == above
