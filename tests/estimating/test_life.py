"""The lives of quote and supplement: every state × every step × every role; forbidden ones change nothing."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.life import QUOTE_LIFE, SUPPLEMENT_LIFE, QuoteState, SupplementState
from claims.estimating.models import Supplement
from claims.estimating.quote_models import Quote
from claims.kernel.machine import Life, StepForbidden, StepRefused
from claims.people.roles import GRANTS, Permission, Role
from tests.estimating.make import BUMPER, World, make_claim, make_draft

# who takes each step by hand, as the book of the life cycle has it; an empty set: it only follows from another step
QUOTE_HANDS: dict[str, set[Role]] = {
    "draft": set(),
    "price": {Role.PARTS_CLERK},
    "review": {Role.PARTS_SUPERVISOR},
    "return_to_draft": {Role.PARTS_SUPERVISOR},
    "send": {Role.ESTIMATOR},
    "agree_unsent": {Role.ESTIMATOR},
    "record_return": {Role.ESTIMATOR},
    "check": {Role.PARTS_SUPERVISOR},
    "accept": {Role.PARTS_SUPERVISOR},
    "negotiate": {Role.MANAGER},
    "record_round": {Role.MANAGER},
    "answer_refusals": {Role.MANAGER},
    "agree_partly": {Role.MANAGER},
    "agree": {Role.MANAGER},
    "revise": {Role.ESTIMATOR},
    "withdraw": set(),
}
SUPPLEMENT_HANDS: dict[str, set[Role]] = {
    "find": {Role.SUPERVISOR, Role.WORKSHOP},
    "request_survey": {Role.COORDINATOR, Role.MANAGER},
    "end_survey": set(),
    "accept_waiver": set(),
    "waive_survey": {Role.MANAGER},
    "quote": {Role.ESTIMATOR},
    "quote_at_newer_rates": {Role.ESTIMATOR},
    "agree": set(),
    "move_to_self_pay": {Role.ADVISOR},
    "end_self_pay": set(),
    "withdraw": {Role.SUPERVISOR, Role.WORKSHOP},
}
Q, S = QuoteState, SupplementState
QUOTE_PATHS: set[tuple[str, QuoteState | None, QuoteState]] = {
    ("draft", None, Q.DRAFT), ("price", Q.DRAFT, Q.PRICED), ("review", Q.PRICED, Q.REVIEWED),
    ("return_to_draft", Q.PRICED, Q.DRAFT), ("return_to_draft", Q.REVIEWED, Q.DRAFT), ("send", Q.REVIEWED, Q.SENT),
    ("agree_unsent", Q.REVIEWED, Q.AGREED),
    ("record_return", Q.SENT, Q.RETURNED), ("check", Q.RETURNED, Q.CHECKED), ("accept", Q.CHECKED, Q.AGREED),
    ("negotiate", Q.CHECKED, Q.NEGOTIATING), ("record_round", Q.NEGOTIATING, Q.NEGOTIATING),
    ("record_round", Q.PARTLY_AGREED, Q.PARTLY_AGREED), ("answer_refusals", Q.NEGOTIATING, Q.NEGOTIATING),
    ("record_round", Q.AGREED, Q.AGREED), ("answer_refusals", Q.AGREED, Q.AGREED),
    ("answer_refusals", Q.PARTLY_AGREED, Q.PARTLY_AGREED), ("agree_partly", Q.NEGOTIATING, Q.PARTLY_AGREED),
    ("agree", Q.NEGOTIATING, Q.AGREED), ("agree", Q.PARTLY_AGREED, Q.AGREED), ("revise", Q.SENT, Q.SUPERSEDED),
    ("revise", Q.RETURNED, Q.SUPERSEDED), ("revise", Q.CHECKED, Q.SUPERSEDED),
    ("revise", Q.NEGOTIATING, Q.SUPERSEDED), ("revise", Q.PARTLY_AGREED, Q.SUPERSEDED),
    *(("withdraw", state, Q.WITHDRAWN) for state in Q if state not in (Q.AGREED, Q.SUPERSEDED, Q.WITHDRAWN)),
}  # fmt: skip
SUPPLEMENT_PATHS: set[tuple[str, SupplementState | None, SupplementState]] = {
    ("find", None, S.FOUND), ("request_survey", S.FOUND, S.SURVEY_REQUESTED),
    ("request_survey", S.SURVEY_REQUESTED, S.SURVEY_REQUESTED), ("end_survey", S.SURVEY_REQUESTED, S.SURVEYED),
    ("accept_waiver", S.SURVEY_REQUESTED, S.WAIVED), ("waive_survey", S.FOUND, S.WAIVED),
    ("quote", S.SURVEYED, S.QUOTED), ("quote", S.WAIVED, S.QUOTED), ("agree", S.QUOTED, S.AGREED),
    ("move_to_self_pay", S.QUOTED, S.SELF_PAY), ("end_self_pay", S.QUOTED, S.SELF_PAY),
    ("withdraw", S.QUOTED, S.WITHDRAWN),
    ("quote_at_newer_rates", S.SURVEYED, S.QUOTED), ("quote_at_newer_rates", S.WAIVED, S.QUOTED),
    *((step, state, end) for step, end in (("move_to_self_pay", S.QUOTED), ("withdraw", S.WITHDRAWN))
      for state in (S.FOUND, S.SURVEY_REQUESTED, S.SURVEYED, S.WAIVED)),
}  # fmt: skip


@pytest.mark.parametrize(("life", "paths"), [(QUOTE_LIFE, QUOTE_PATHS), (SUPPLEMENT_LIFE, SUPPLEMENT_PATHS)])
def test_the_table_has_these_moves_and_no_others(life: Life, paths: set[tuple[str, Any, Any]]) -> None:
    assert {(move.step, move.source, move.target) for move in life.moves} == paths


@pytest.mark.parametrize(("life", "hands"), [(QUOTE_LIFE, QUOTE_HANDS), (SUPPLEMENT_LIFE, SUPPLEMENT_HANDS)])
def test_each_step_is_taken_by_its_roles_and_no_others(life: Life, hands: dict[str, set[Role]]) -> None:
    assert set(life.steps()) == set(hands)
    for move in life.moves:
        roles = GRANTS[Permission(move.may)] if move.may is not None else frozenset()
        assert roles == hands[move.step], move.step


def everything_of(thing: Any) -> dict[str, Any]:
    return {column.key: getattr(thing, column.key) for column in type(thing).__table__.columns}


def try_all(world: World, thing: Any, life: Life, hands: dict[str, set[Role]]) -> int:
    """Every state, every step, every role; returns how many attempts were refused."""
    refused = 0
    for state in life.states:
        thing.state = str(state)
        world.session.flush()
        before = everything_of(thing)
        for step in life.steps():
            for role in Role:
                allowed = life.find(step, str(state)) is not None and role in hands[step]
                if allowed:
                    continue
                with pytest.raises((StepForbidden, StepRefused)):
                    world.take(thing, step, role)
                assert everything_of(thing) == before, (state, step, role)
                refused += 1
    return refused


def test_a_forbidden_step_on_a_quote_is_refused_and_changes_nothing(world: World) -> None:
    quote: Quote = make_draft(world, BUMPER)
    allowed = sum(len(QUOTE_HANDS[step]) for step, source, _ in QUOTE_PATHS if source is not None)
    attempts = len(QuoteState) * len(QUOTE_HANDS) * len(Role)
    assert try_all(world, quote, QUOTE_LIFE, QUOTE_HANDS) == attempts - allowed


def test_a_forbidden_step_on_a_supplement_is_refused_and_changes_nothing(world: World) -> None:
    claim = make_claim(world, "repairing")
    supplement = Supplement(claim_id=claim.id, shop_id=claim.shop_id, number=1, found_in="repair", found_at=world.now,
                            found_by_id=world.person(Role.WORKSHOP).id, state="found", version=1)  # fmt: skip
    world.session.add(supplement)
    world.session.flush()
    allowed = sum(len(SUPPLEMENT_HANDS[step]) for step, source, _ in SUPPLEMENT_PATHS if source is not None)
    attempts = len(SupplementState) * len(SUPPLEMENT_HANDS) * len(Role)
    assert try_all(world, supplement, SUPPLEMENT_LIFE, SUPPLEMENT_HANDS) == attempts - allowed
