"""Builders of supplements that change what was agreed: an agreed E01, what is replaced and removed, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims.estimating.damage import agree_labor
from claims.estimating.damage_inputs import AgreedLabor, NewDamageLine
from claims.estimating.inputs import (
    Acceptance,
    NewReturn,
    NewRound,
    NewSupplement,
    RefusalAnswer,
    RefusalAnswers,
    SurveyWaiver,
    TypedLine,
)
from claims.estimating.models import Supplement
from claims.estimating.queries import current_quote, insurer_lines, quote_lines
from claims.estimating.quote_models import Quote, Reconciliation
from claims.estimating.repeated_lines import asked_total
from claims.estimating.returns import reconciliation_of
from claims.lifecycle.models import Claim
from claims.people.roles import Role
from tests.estimating.make import (
    World,
    answer_of,
    confirm_all,
    confirm_open,
    make_photograph,
    make_returned,
    make_sent,
    send,
)

REPAIRED = {"part_name": "左前翼子板", "operation": "repair", "labor_hours_x100": 300, "paint_panels_x1000": 1000,
            "found_in": "teardown", "found_by": "Wang"}  # fmt: skip
RENEWED = {"part_name": "左前翼子板", "operation": "replace", "part_number": "17G 821 105 A", "part_kind": "PAN",
           "supplied_by": "shop", "labor_hours_x100": 200, "paint_panels_x1000": 1000}  # fmt: skip


def agreed_claim(
    world: World, *lines: dict[str, Any], answers: Sequence[dict[str, Any]] = (),
    profile: Mapping[str, Any] | None = None,
) -> Claim:  # fmt: skip
    """A claim whose E01 is agreed, as asked unless the answers say otherwise."""
    quote = make_sent(world, *(lines or (REPAIRED,)), profile=profile)
    agree(world, quote, *answers)
    return world.session.get_one(Claim, quote.claim_id)


def agree(world: World, quote: Quote, *answers: dict[str, Any]) -> None:
    """The insurer answers, and its answer is accepted."""
    make_returned(world, *answers, quote=quote)
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance(note="small"))
    if quote.state == "negotiating":
        lines = insurer_lines(world.session, quote.id)
        if any(line.answer == "cut" for line in lines):
            told = NewRound(channel="telephone", person="Sun", held_at=world.now, rest="as_returned")
            world.take(quote, "record_round", Role.MANAGER, data=told)
        refused = [RefusalAnswer(line_id=line.id, answer="shop") for line in lines if line.answer == "refused"]
        if refused:
            world.take(quote, "answer_refusals", Role.MANAGER, data=RefusalAnswers(lines=refused))
        world.take(quote, "agree", Role.MANAGER)
    assert quote.state == "agreed"


def answer(world: World, quote: Quote, *more: TypedLine, total: int | None = None, **cut: Any) -> Reconciliation:
    """Typed answers to what is asked (the second one as told otherwise), and more lines; every match confirmed."""
    told = [answer_of(line, **(cut if place == 1 else {}))
            for place, line in enumerate(insurer_lines(world.session, quote.id))]  # fmt: skip
    said = NewReturn(lines=[*told, *more], stated_total_minor=total)
    world.take(quote, "record_return", Role.ESTIMATOR, data=said)
    confirm_open(world, quote)
    kept = reconciliation_of(world.session, quote.id)
    assert kept is not None
    return kept


def agree_supplement(world: World, quote: Quote) -> Quote:
    """A draft sent, answered as asked and agreed."""
    send(world, quote)
    answer(world, quote, total=asked_total(world.session, quote))
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    assert quote.state == "agreed"
    return quote


def ids_of(world: World, claim: Claim, number: int = 0) -> list[int]:
    """The damage lines of E01, or of a supplement's quote, in order; what is given back is none."""
    quote = current_quote(world.session, claim.id, number)
    assert quote is not None
    return [line.damage_line_id for line in quote_lines(world.session, quote.id) if line.gives_back_id is None]


def found(world: World, claim: Claim, *lines: dict[str, Any], removes: Sequence[int] = ()) -> Supplement:
    """A supplement as found, with its photograph."""
    told = NewSupplement(claim_id=claim.id, lines=[NewDamageLine(**line) for line in lines], removes=list(removes))
    supplement: Supplement = world.take(Supplement, "find", Role.WORKSHOP, data=told)
    make_photograph(world, supplement)
    return supplement


def seen(world: World, claim: Claim, *lines: dict[str, Any], removes: Sequence[int] = ()) -> Supplement:
    """A supplement whose survey is waived and whose labor is agreed, ready to be quoted."""
    supplement = found(world, claim, *lines, removes=removes)
    agree_labor(world.session, claim, AgreedLabor(assessor="Zhao", rest="as_proposed", supplement_id=supplement.id),
                by=world.person(Role.SUPERVISOR), now=world.now)  # fmt: skip
    world.take(supplement, "waive_survey", Role.MANAGER, data=SurveyWaiver(reference="A-7", reason="small"))
    return supplement


def drafted(
    world: World, claim: Claim, *lines: dict[str, Any], removes: Sequence[int] = (), step: str = "quote"
) -> Quote:
    """The supplement's quote as a draft, its prices confirmed."""
    supplement = seen(world, claim, *lines, removes=removes)
    world.take(supplement, step, Role.ESTIMATOR)
    quote = current_quote(world.session, claim.id, supplement.number)
    assert quote is not None
    confirm_all(world, quote)
    return quote


def shown(world: World, quote: Quote) -> list[tuple[str, str, int, int, int, int]]:
    """A quote's lines: name, payer, quantity, part, labor, paint."""
    return [
        (x.part_name, x.payer, x.quantity_x1000, x.part_amount_minor, x.labor_amount_minor, x.paint_amount_minor)
        for x in quote_lines(world.session, quote.id)
    ]
