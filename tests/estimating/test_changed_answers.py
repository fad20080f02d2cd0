"""The insurer's answer to a supplement that changes lines: what is given back wants none, and may stand there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from claims.estimating.inputs import (
    Acceptance,
    Confirmed,
    NewRound,
    Pair,
    Reason,
    RefusalAnswer,
    RefusalAnswers,
    RoundLine,
)
from claims.estimating.memory_models import AnsweredLine
from claims.estimating.queries import current_quote, insurer_lines, quote_lines, settled_lines
from claims.estimating.quote_models import Quote, Reconciliation
from claims.estimating.returns import confirm_matches, gap_facts, reconcile
from claims.kernel.machine import StepRefused
from claims.people.roles import Role
from tests.estimating.changes import RENEWED, REPAIRED, agree_supplement, agreed_claim, answer, drafted, ids_of, shown
from tests.estimating.make import BUMPER, LAMP, OMITTED, World, make_returned, send
from tests.estimating.talks import faults

TAXED = {"taxes": [{"name": "VAT", "rate_bp": 1300, "on": ["part", "labor", "paint", "material", "other"]}],
         "prices_include_tax": False}  # fmt: skip


def replacing(world: World, **more: Any) -> Quote:
    """Fender repair (810.00 agreed) to be replaced (790.00), and a lamp (2,235.00): sent."""
    claim = agreed_claim(world, BUMPER, REPAIRED, **more)
    return send(world, drafted(world, claim, {**RENEWED, "replaces_id": ids_of(world, claim)[1]}, LAMP))


def test_the_insurers_answer_needs_no_line_for_what_is_given_back(world: World) -> None:
    quote = replacing(world)
    kept = answer(world, quote)
    assert (kept.ours_minor, kept.theirs_minor, kept.gap_minor) == (79000 + 223500, 79000 + 223500, 0)
    assert [group["ours"] for group in kept.groups] == [[2], [3]]
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    assert quote.state == "agreed"
    assert [line.agreed_minor for line in quote_lines(world.session, quote.id)] == [-81000, 79000, 223500]


def test_a_stated_total_that_is_the_net_one_is_understood(world: World) -> None:
    kept = answer(world, replacing(world), total=302500 - 81000)
    assert (kept.gap_minor, kept.remainder_minor) == (0, 0)


def repeat_back(world: World, quote: Quote, kept: Reconciliation, **more: Any) -> Reconciliation:
    """The stored answer as a file would have it that repeats the line which is given back."""
    back = {**kept.sheet["lines"][0], "position": 9, "text": "fender repair", "part_number": "", "part_minor": 0,
            "labor_minor": -36000, "paint_minor": -45000, "amount_minor": -81000} | more  # fmt: skip
    kept.sheet = {**kept.sheet, "lines": [back, *kept.sheet["lines"]]}
    reconcile(world.session, quote, kept)
    return kept


def test_a_sheet_that_repeats_what_is_given_back_is_matched_with_it_by_its_amount(world: World) -> None:
    quote = replacing(world)
    kept = repeat_back(world, quote, answer(world, quote))
    assert [(group["ours"], group["theirs"]) for group in kept.groups] == [([1], [9]), ([2], [1]), ([3], [2])]
    assert (kept.ours_minor, kept.gap_minor, kept.remainder_minor) == (302500 - 81000, 0, 0)
    assert [line.answer for line in insurer_lines(world.session, quote.id)] == ["accepted", "accepted"]


def test_the_same_line_taken_back_at_another_amount_differs_by_that_alone(world: World) -> None:
    quote = replacing(world)
    more = {"text": "左前翼子板", "labor_minor": -40000, "amount_minor": -85000}
    kept = repeat_back(world, quote, answer(world, quote), **more)
    assert [(group["ours"], group["theirs"]) for group in kept.groups] == [([1], [9]), ([2], [1]), ([3], [2])]
    assert kept.groups[0]["differences"] == [{"kind": "price", "worth_minor": 4000}]
    assert (kept.gap_minor, kept.remainder_minor) == (4000, 0)
    total = gap_facts(world.session, quote, kept)[-1]
    assert (total["quoted_minor"], total["returned_minor"]) == (302500, 298500)


def test_what_the_insurer_takes_off_besides_is_a_line_that_it_added_and_is_negotiated(world: World) -> None:
    quote = replacing(world)
    more = {"text": "discount", "labor_minor": -400000, "paint_minor": 0, "amount_minor": -400000}
    kept = repeat_back(world, quote, answer(world, quote), **more)
    assert [(group["ours"], group["theirs"]) for group in kept.groups] == [([2], [1]), ([3], [2]), ([], [9])]
    assert kept.gap_minor == 400000
    pair = Confirmed(pairs=[Pair(theirs=[9])])
    confirm_matches(world.session, quote, pair, by=world.person(Role.ESTIMATOR), now=world.now)
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance(note="x"))
    assert quote.state == "negotiating"


@pytest.mark.parametrize("repeats", [False, True])
def test_the_policy_judges_what_is_asked_before_anything_is_given_back(world: World, repeats: bool) -> None:

    quote = replacing(world, profile=TAXED)
    kept = answer(world, quote, unit_price_minor=113900)  # the lamp 1,000.00 less
    if repeats:
        repeat_back(world, quote, kept)
    total = gap_facts(world.session, quote, kept)[-1]
    asked, given = 302500 + 39325, kept.theirs_minor - (0 if not repeats else -81000)
    assert total["quoted_minor"] == asked
    assert total["returned_minor"] > 0
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    assert quote.state == "negotiating"
    assert given == 202500  # typed lines have no tax below them


def test_tax_is_on_what_is_left_of_the_lines(world: World) -> None:
    quote = replacing(world, profile=TAXED)
    assert (quote.subtotal_minor, quote.tax_minor, quote.total_minor) == (221500, 28795, 250295)
    assert [note["values"]["base"] for note in quote.worksheet if "VAT" in str(note["values"])] == ["2215.00"]


def test_a_revision_gives_back_the_same_and_is_negotiated_for_the_rest(world: World) -> None:
    quote = replacing(world)
    before = shown(world, quote)
    world.take(quote, "revise", Role.ESTIMATOR, data=Reason(reason="forgotten"))
    revision = current_quote(world.session, quote.claim_id, 1)
    assert revision is not None
    assert (shown(world, revision), revision.total_minor) == (before, quote.total_minor)
    agree_supplement(world, revision)
    assert [line.agreed_minor for line in quote_lines(world.session, revision.id)] == [-81000, 79000, 223500]


def test_the_memory_knows_nothing_of_what_is_given_back(world: World) -> None:
    quote = replacing(world)
    answer(world, quote)
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    rows = world.session.scalars(select(AnsweredLine).where(AnsweredLine.superseded_at.is_(None))).all()
    assert sorted(row.approved_minor for row in rows) == [79000, 81000, 92600, 223500]


@pytest.mark.parametrize("said", ["dropped", "self_pay"])
def test_a_refused_line_that_replaces_an_agreed_one_is_not_dropped_or_left_to_the_customer(
    world: World, said: Any
) -> None:
    quote = replacing(world)
    make_returned(world, OMITTED, OMITTED, quote=quote)
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    back, new, _ = quote_lines(world.session, quote.id)
    told = RefusalAnswers(lines=[RefusalAnswer(line_id=x.id, answer=said, note="Li") for x in (new, back)])
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "answer_refusals", Role.MANAGER, data=told)
    nobody = f"line {back.id} gives back what was agreed before; nobody is asked about it"
    assert faults(refused) == [
        "line 2, 左前翼子板: it takes the place of what was agreed, which would be given back for nothing; withdraw "
        "the supplement, contest the refusal, or let the shop bear it",
        nobody,
    ]
    lines = [RoundLine(line_id=back.id, answer="pending")]
    talk = NewRound(channel="telephone", person="Sun", held_at=world.now, lines=lines)
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "record_round", Role.MANAGER, data=talk)
    assert faults(refused) == [nobody]
    told = RefusalAnswers(lines=[RefusalAnswer(line_id=new.id, answer="shop")])
    world.take(quote, "answer_refusals", Role.MANAGER, data=told)
    world.take(quote, "agree", Role.MANAGER)
    assert [one.payer for one in settled_lines(world.session, quote)] == ["insurer", "shop", "insurer"]
