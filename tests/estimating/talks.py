"""Builders of negotiations: a quote that is negotiated, rounds, answers to refusals, and a past to remember."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from claims.estimating.inputs import Acceptance, RefusalAnswer, RefusalAnswers
from claims.estimating.memory_models import AnsweredLine
from claims.estimating.queries import quote_lines
from claims.estimating.quote_models import Quote
from claims.kernel.machine import StepRefused
from claims.people.models import Insurer
from claims.people.roles import Role
from tests.estimating.make import BUMPER, OMITTED, World, make_draft, make_returned, make_round


def negotiating(world: World) -> Quote:
    """Bumper (926.00) cut to 644.00, bonnet (930.00) left out, lamp (2,235.00) as asked."""
    quote = make_returned(world, {"unit_price_minor": 50000}, OMITTED)
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    assert quote.state == "negotiating"
    return quote


def hold(world: World, quote: Quote, *lines: dict[str, Any], **more: Any) -> None:
    """A round, held now unless said otherwise; lines by their position."""
    world.take(quote, "record_round", Role.MANAGER, data=make_round(world, quote, *lines, **more))


def answer_refusal(world: World, quote: Quote, position: int, answer: str) -> None:
    """What becomes of a refused line."""
    line = quote_lines(world.session, quote.id)[position - 1]
    told = RefusalAnswer(line_id=line.id, answer=answer, note="Li, by telephone")  # type: ignore[arg-type]
    world.take(quote, "answer_refusals", Role.MANAGER, data=RefusalAnswers(lines=[told]))


def faults(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    """What exactly a refused step lacked."""
    return [str(fault) for missing in refused.value.missing for fault in missing.details]


def past(world: World, share_bp: int, count: int, **more: Any) -> None:
    """So many rows in the memory, of damage lines that nobody else looks at."""
    quote = more.pop("quote", None) or make_draft(world, *[BUMPER] * count)
    for place, line in enumerate(quote_lines(world.session, quote.id)[:count]):
        row = {
            "shop_id": world.shop.id, "claim_id": quote.claim_id, "quote_line_id": line.id,
            "damage_line_id": line.damage_line_id, "insurer_id": world.insurer.id, "surveyor": "Sun",
            "surveyor_key": "sun", "family": "front_bumper", "operation": "replace", "currency": "CNY",
            "asked_minor": 100000, "approved_minor": 10 * share_bp, "asked_at": world.now, "days": 2,
            "answered_at": world.now - timedelta(days=place), "origin_hash": "h", "recorded_at": world.now,
        }  # fmt: skip
        world.session.add(AnsweredLine(**row | more))
    world.session.flush()


def other_insurer(world: World) -> Insurer:
    insurer = Insurer(shop_id=world.shop.id, code="cpic", name="Other")
    world.session.add(insurer)
    world.session.flush()
    return insurer
