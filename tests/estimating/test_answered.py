"""What is kept in mind of an insurer's answers: which, when, from where, and what a later answer does to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from claims.estimating.answered import person_key, remember, remember_all, surveyor_of
from claims.estimating.inputs import Acceptance, Reason
from claims.estimating.memory_models import AnsweredLine
from claims.estimating.queries import quote_lines, rounds_of
from claims.estimating.quote_models import AcceptedValue, Quote
from claims.estimating.returns import reconciliation_of
from claims.lifecycle.models import Leg, Survey
from claims.people.roles import Role
from tests.estimating.make import OMITTED, World, make_returned, make_sent, send
from tests.estimating.talks import answer_refusal, hold, negotiating


def answers(world: World, *, all_of_them: bool = False) -> Sequence[AnsweredLine]:
    """The answers that stand, or all that ever stood, as they were written."""
    query = select(AnsweredLine).order_by(AnsweredLine.id)
    return world.session.scalars(query if all_of_them else query.where(AnsweredLine.superseded_at.is_(None))).all()


def figures(rows: Sequence[AnsweredLine]) -> list[tuple[str, str, int, int]]:
    return [(row.family, row.operation, row.asked_minor, row.approved_minor) for row in rows]


def record_survey(world: World, claim_id: int, surveyor: str, *, supplement_id: int | None = None) -> None:
    leg = world.session.scalars(select(Leg).where(Leg.claim_id == claim_id, Leg.insurer_id.is_not(None))).one()
    world.session.add(Survey(
        claim_id=claim_id, shop_id=world.shop.id, leg_id=leg.id, supplement_id=supplement_id, requested_at=world.now,
        surveyor=surveyor, surveyed_at=world.now, state="recorded", version=1,
    ))  # fmt: skip
    world.session.flush()


def test_a_line_answered_as_asked_is_remembered_when_the_return_is_checked(world: World) -> None:
    quote = make_sent(world)
    record_survey(world, quote.claim_id, "Sun Wei")
    make_returned(world, {"unit_price_minor": 50000}, OMITTED, quote=quote)
    assert answers(world) == []
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    (row,) = answers(world)
    kept = reconciliation_of(world.session, quote.id)
    assert kept is not None
    assert figures([row]) == [("headlamp", "replace", 223500, 223500)]
    assert (row.insurer_id, row.surveyor, row.surveyor_key) == (world.insurer.id, "Sun Wei", "sun wei")
    assert (row.part_kind, row.currency, row.hours_asked_x100, row.hours_approved_x100) == ("PAN", "CNY", 80, 80)
    assert (row.origin_hash, row.asked_at, row.answered_at) == (kept.origin_hash, quote.sent_at, quote.returned_at)
    assert (row.days, row.recorded_at, row.claim_id) == (0, world.now, quote.claim_id)


def test_what_is_agreed_in_a_round_bears_its_person_its_time_and_its_hash(world: World) -> None:
    quote = negotiating(world)
    world.now += timedelta(days=3)
    hold(world, quote, {"position": 1, "answer": "accepted", "part_minor": 70000, "labor_minor": 10000},
         person="Surveyor  SUN")  # fmt: skip
    (talk,) = rounds_of(world.session, quote.id)
    row = answers(world)[-1]
    assert figures([row]) == [("front_bumper", "replace", 92600, 80000)]
    assert (row.surveyor, row.surveyor_key, row.days) == ("Surveyor  SUN", "surveyor sun", 3)
    assert (row.origin_hash, row.answered_at) == (talk.origin_hash, talk.held_at)
    assert (row.hours_asked_x100, row.hours_approved_x100) == (120, None)


def test_days_are_those_on_the_shops_calendar(world: World) -> None:
    quote = negotiating(world)  # sent at about 10:00 in Shanghai
    world.now += timedelta(hours=14, minutes=30)  # after midnight there, still the same day in UTC
    hold(world, quote, {"position": 1, "answer": "accepted", "amount_minor": 80000})
    assert answers(world)[-1].days == 1


def test_a_round_held_before_the_quote_was_sent_counts_no_days_below_nothing(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, {"position": 1, "answer": "accepted", "amount_minor": 80000},
         held_at=world.now - timedelta(days=9))  # fmt: skip
    assert answers(world)[-1].days == 0


def test_a_cut_line_and_an_unanswered_refusal_are_not_remembered_yet(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, {"position": 1, "answer": "cut", "amount_minor": 80000},
         {"position": 2, "answer": "refused"})  # fmt: skip
    assert figures(answers(world)) == [("headlamp", "replace", 223500, 223500)]


@pytest.mark.parametrize("answer", ["contested", "self_pay", "dropped", "shop"])
def test_a_refusal_that_was_answered_is_remembered_as_nothing_approved(world: World, answer: str) -> None:
    quote = negotiating(world)
    answer_refusal(world, quote, 2, answer)
    row = answers(world)[-1]
    kept = reconciliation_of(world.session, quote.id)
    assert kept is not None
    assert figures([row]) == [("bonnet", "repair", 93000, 0)]
    assert (row.hours_approved_x100, row.origin_hash) == (0, kept.origin_hash)


def test_a_refusal_in_a_round_bears_the_rounds_hash(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, {"position": 1, "answer": "refused"}, person="Qian")
    answer_refusal(world, quote, 1, "shop")
    row, (talk,) = answers(world)[-1], rounds_of(world.session, quote.id)
    assert (row.origin_hash, row.surveyor, row.approved_minor) == (talk.origin_hash, "Qian", 0)
    assert len(talk.origin_hash) == 64


def test_a_contested_line_that_is_granted_later_supersedes_its_refusal(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, rest="as_returned")
    answer_refusal(world, quote, 2, "contested")
    world.take(quote, "agree", Role.MANAGER)
    hold(world, quote, {"position": 2, "answer": "accepted", "amount_minor": 60000})
    bonnet = [row for row in answers(world, all_of_them=True) if row.family == "bonnet"]
    assert [(row.approved_minor, row.superseded_at) for row in bonnet] == [(0, world.now), (60000, None)]


def test_an_agreement_that_is_lifted_stands_no_longer(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, {"position": 1, "answer": "accepted", "amount_minor": 80000})
    hold(world, quote, {"position": 1, "answer": "cut", "amount_minor": 70000})
    assert figures(answers(world)) == [("headlamp", "replace", 223500, 223500)]
    assert [row.superseded_at for row in answers(world, all_of_them=True)] == [None, world.now]


def test_a_whole_return_taken_is_remembered_line_by_line(world: World) -> None:
    quote = make_returned(world, {"unit_price_minor": 77200})  # 10.00 less: nothing to negotiate
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance(note="small"))
    assert quote.state == "agreed"
    assert sorted(figures(answers(world))) == [
        ("bonnet", "repair", 93000, 93000), ("front_bumper", "replace", 92600, 91600),
        ("headlamp", "replace", 223500, 223500),
    ]  # fmt: skip


def test_remembering_again_changes_nothing(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, rest="as_returned")
    answer_refusal(world, quote, 2, "shop")
    before = [(row.id, row.superseded_at) for row in answers(world, all_of_them=True)]
    remember(world.session, quote, at=world.now + timedelta(days=1))
    answer_refusal(world, quote, 2, "dropped")  # whoever bears it, the insurer's answer is the same
    assert [(row.id, row.superseded_at) for row in answers(world, all_of_them=True)] == before


def test_what_is_asked_again_in_a_revision_counts_once_as_it_was_answered_last(world: World) -> None:
    first = negotiating(world)
    hold(world, first, rest="as_returned")
    world.take(first, "revise", Role.ESTIMATOR, data=Reason(reason="x"))
    second = world.session.scalars(select(Quote).where(Quote.revision == 1)).one()
    send(world, second)
    assert figures(answers(world))[1] == ("front_bumper", "replace", 92600, 64400)
    make_returned(world, {"unit_price_minor": 60000}, OMITTED, quote=second)
    world.take(second, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    hold(world, second, rest="as_returned")
    assert sorted(figures(answers(world))) == [
        ("front_bumper", "replace", 92600, 74400), ("headlamp", "replace", 223500, 223500),
    ]  # fmt: skip
    remember(world.session, first, at=world.now)
    assert len(answers(world)) == 2
    assert {row.quote_line_id for row in answers(world)} <= {one.id for one in quote_lines(world.session, second.id)}


def test_a_part_that_the_insurer_brings_itself_teaches_nothing_about_its_price(world: World) -> None:
    quote = make_returned(world, {"supplied_by": "insurer", "unit_price_minor": 0})
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    hold(world, quote, rest="as_returned")
    assert [row.family for row in answers(world)] == ["bonnet", "headlamp"]


def test_every_agreed_value_is_an_accepted_external_value_that_bears_the_hash_of_its_origin(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, {"position": 2, "answer": "accepted", "amount_minor": 60000}, rest="as_returned")
    world.take(quote, "agree", Role.MANAGER)
    kept, (talk,) = reconciliation_of(world.session, quote.id), rounds_of(world.session, quote.id)
    assert kept is not None
    for line, origin in zip(quote_lines(world.session, quote.id),
                            (talk.origin_hash, talk.origin_hash, kept.origin_hash), strict=True):  # fmt: skip
        values = world.session.scalars(select(AcceptedValue).where(AcceptedValue.quote_line_id == line.id)).all()
        assert {value.field: value.value for value in values} == {
            name: getattr(line, name) for name in
            ("agreed_part_amount_minor", "agreed_labor_amount_minor", "agreed_paint_amount_minor")
        }  # fmt: skip
        assert {value.origin_hash for value in values} == {origin}
    assert {row.quote_line_id: row.origin_hash for row in answers(world)} == {
        value.quote_line_id: value.origin_hash for value in world.session.scalars(select(AcceptedValue))
    }


def test_answers_older_than_the_memory_are_remembered_alike_and_only_once(world: World) -> None:
    quote = negotiating(world)
    hold(world, quote, rest="as_returned")
    answer_refusal(world, quote, 2, "shop")
    told = ("quote_line_id", "family", "asked_minor", "approved_minor", "days", "answered_at", "surveyor_key",
            "hours_approved_x100", "origin_hash")  # fmt: skip

    def rows() -> set[tuple[Any, ...]]:
        return {tuple(getattr(row, name) for name in told) for row in answers(world)}

    before = rows()
    world.session.execute(delete(AnsweredLine))
    world.session.expire_all()
    remember_all(world.session)
    assert (rows(), len(before)) == (before, 3)
    remember_all(world.session)
    assert len(answers(world, all_of_them=True)) == 3


def test_the_surveyor_is_the_one_of_the_supplement_else_the_last_one(world: World) -> None:
    quote = make_sent(world)
    assert surveyor_of(world.session, quote) == ""
    for name, supplement_id in (("First", None), ("Second", None), ("Other", 77)):
        record_survey(world, quote.claim_id, name, supplement_id=supplement_id)
    assert surveyor_of(world.session, quote) == "Second"


@pytest.mark.parametrize("name", ["Sun Wei", "ＳＵＮ　wei", " sun  WEI "])
def test_a_person_is_the_same_however_the_name_is_spaced_or_written(name: str) -> None:
    assert person_key(name) == "sun wei"
