"""Negotiation: rounds of offer and answer, refused lines and their fate, and the agreement at their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from claims.estimating.history import past_answers
from claims.estimating.inputs import Acceptance, RefusalAnswer, RefusalAnswers, RoundLine
from claims.estimating.queries import quote_lines, settled_lines
from claims.estimating.quote_models import AcceptedValue, NegotiationRound, Quote
from claims.kernel.machine import StepRefused
from claims.people.roles import Role
from tests.estimating.make import OMITTED, World, make_returned, make_round


def negotiating(world: World) -> Quote:
    """Bumper cut to 500.00, bonnet left out, lamp as asked."""
    quote = make_returned(world, {"unit_price_minor": 50000}, OMITTED)
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    assert quote.state == "negotiating"
    return quote


def faults(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [str(fault) for missing in refused.value.missing for fault in missing.details]


def hold(world: World, quote: Quote, *lines: dict[str, object], **more: object) -> None:
    world.take(quote, "record_round", Role.MANAGER, data=make_round(world, quote, *lines, **more))


def test_two_rounds_lead_to_an_agreement(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, {"position": 1, "offer_minor": 90000, "answer": "cut", "amount_minor": 80000},
         {"position": 2, "offer_minor": 93000, "answer": "pending"})  # fmt: skip
    assert quote.state == "negotiating"
    hold(world, quote, {"position": 1, "answer": "accepted", "part_minor": 70000, "labor_minor": 14400},
         {"position": 2, "answer": "accepted", "amount_minor": 60000})  # fmt: skip
    world.take(quote, "agree", Role.MANAGER)
    lines = quote_lines(world.session, quote.id)
    assert quote.state == "agreed"
    assert [line.agreed_minor for line in lines] == [84400, 60000, 223500]
    assert (lines[0].agreed_part_amount_minor, lines[0].agreed_labor_amount_minor) == (70000, 14400)
    rounds = world.session.scalars(select(NegotiationRound).order_by(NegotiationRound.number)).all()
    assert [(one.number, one.lines[0]["asked_minor"], one.lines[0]["answer_minor"]) for one in rounds] == [
        (1, 92600, 80000), (2, 92600, 84400),
    ]  # fmt: skip


def test_a_whole_amount_is_shared_over_labor_and_paint_as_asked(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, {"position": 2, "answer": "accepted", "amount_minor": 60001})
    line = quote_lines(world.session, quote.id)[1]
    assert (line.agreed_part_amount_minor, line.agreed_labor_amount_minor, line.agreed_paint_amount_minor) == (
        0, 30968, 29033,
    )  # fmt: skip


def test_values_agreed_in_a_round_bear_the_round_as_their_origin(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, {"position": 1, "answer": "accepted", "amount_minor": 80000})
    values = world.session.scalars(select(AcceptedValue).where(AcceptedValue.origin == "round")).all()
    assert sum(value.value for value in values) == 80000
    assert {value.round_id for value in values} == {world.session.scalar(select(NegotiationRound.id))}


def test_the_rest_is_accepted_as_returned_in_bulk(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, rest="as_returned")
    assert [line.answer for line in quote_lines(world.session, quote.id)] == ["accepted", "refused", "accepted"]
    assert quote_lines(world.session, quote.id)[0].agreed_minor == 64400


def test_nothing_is_agreed_while_a_line_is_open(world: World) -> None:
    quote = negotiating(world)
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "agree", Role.MANAGER)
    assert faults(refused) == ["line 1, 前保险杠皮: cut", "line 2, 发动机盖: refused"]


@pytest.mark.parametrize(
    ("answer", "payer", "part", "dropped"),
    [("contested", "insurer", None, False), ("self_pay", "customer", 0, False), ("shop", "shop", 0, False),
     ("dropped", "insurer", None, True)],
)  # fmt: skip
def test_a_refused_line_goes_on_the_order_as_it_was_answered(
    world: World, answer: str, payer: str, part: int | None, dropped: bool
) -> None:
    quote = negotiating(world)
    hold(world, quote, rest="as_returned")
    line = quote_lines(world.session, quote.id)[1]
    told = RefusalAnswer(line_id=line.id, answer=answer, note="Li, by telephone, 10:00")  # type: ignore[arg-type]
    world.take(quote, "answer_refusals", Role.MANAGER, data=RefusalAnswers(lines=[told]))
    world.take(quote, "agree", Role.MANAGER)
    settled = settled_lines(world.session, quote)[1]
    assert (settled.payer, settled.part_minor, settled.dropped) == (payer, part, dropped)


def test_self_pay_wants_the_customers_consent_and_a_refused_line(world: World) -> None:
    quote = negotiating(world)
    first, second, _ = quote_lines(world.session, quote.id)
    told = RefusalAnswers(lines=[RefusalAnswer(line_id=second.id, answer="self_pay"),
                                 RefusalAnswer(line_id=first.id, answer="dropped")])  # fmt: skip
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "answer_refusals", Role.MANAGER, data=told)
    assert faults(refused) == ["say who consented to pay, when and how", "the insurer has not refused this line"]


def test_a_partly_agreed_quote_goes_on_to_its_agreement(world: World) -> None:
    quote = negotiating(world)
    world.take(quote, "agree_partly", Role.MANAGER)
    hold(world, quote, {"position": 2, "answer": "accepted", "amount_minor": 93000}, rest="as_returned")
    world.take(quote, "agree", Role.MANAGER)
    assert quote.state == "agreed"


def test_a_round_is_refused_with_all_its_faults(world: World) -> None:
    quote = negotiating(world)
    told = make_round(world, quote, {"position": 1, "answer": "cut"}, {"position": 1, "answer": "pending"},
                      {"position": 2, "answer": "accepted", "amount_minor": 10**9},
                      held_at=world.now + timedelta(days=1))  # fmt: skip
    told.lines.append(RoundLine(line_id=999, answer="pending"))
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "record_round", Role.MANAGER, data=told)
    first = quote_lines(world.session, quote.id)[0].id
    assert faults(refused) == [
        "a round cannot be held in the future", f"line {first} is named twice",
        "say the amount that the insurer stands by", "the amount is absurdly high against what was asked",
        "line 999 does not stand on this quote",
    ]  # fmt: skip
    assert world.session.scalar(select(NegotiationRound)) is None


def test_an_amount_and_its_parts_cannot_be_said_together() -> None:
    with pytest.raises(ValueError, match="not both"):
        RoundLine(line_id=1, answer="cut", amount_minor=1, part_minor=1)


def test_what_an_insurer_granted_before_is_remembered(world: World) -> None:
    for agreed in (80000, 90000):
        quote = negotiating(world)
        hold(world, quote, {"position": 1, "answer": "accepted", "amount_minor": agreed},
             {"position": 2, "answer": "accepted", "amount_minor": 93000})  # fmt: skip
        world.take(quote, "agree", Role.MANAGER)
    past = past_answers(world.session, world.shop.id, world.insurer.id, part_number="17g-807-217-gru")
    assert (past.count, past.median_minor, past.last_minor, past.share_of_asked_bp) == (2, 85000, 90000, 9179)
    assert past_answers(world.session, world.shop.id, 999, part_number="17G807217GRU").count == 0
