"""Suggestions from the past: whose answers count, what is offered and why, and rounds that speak in bulk."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from claims.estimating.inputs import Acceptance
from claims.estimating.memory import ENOUGH, WINDOW, Advice, Basis
from claims.estimating.memory_models import AnsweredLine
from claims.estimating.queries import quote_lines, rounds_of
from claims.estimating.quote_models import Quote
from claims.estimating.recall import Asker, kinds_of_answers, memory_of, past_of, remembered_kinds
from claims.estimating.suggestion_words import ADVICE, BASES, COST, TOO_FEW, reason
from claims.estimating.suggestions import Suggestion, suggestions
from claims.kernel.machine import StepRefused
from claims.kernel.texts import LANGUAGES, translated
from claims.people.roles import Role
from tests.estimating.make import BUMPER, LAMP, World, confirm_all, make_draft, make_returned
from tests.estimating.talks import answer_refusal, faults, hold, negotiating, other_insurer, past

ZONE = "Asia/Shanghai"


def settle_one(world: World, approved: int, *, person: str = "Sun") -> Quote:
    """A claim whose bumper was approved at so much by somebody, in the shop's doors' own way."""
    quote = negotiating(world)
    hold(world, quote, {"position": 1, "answer": "accepted", "amount_minor": approved}, person=person)
    return quote


def asker(world: World, surveyor: str = "sun") -> Asker:
    return Asker(world.shop.id, "CNY", world.insurer.id, surveyor)


def of(found: list[Suggestion], position: int) -> Suggestion:
    return next(one for one in found if one.line.position == position)


def test_a_later_claim_sees_what_the_earlier_ones_were_answered(world: World) -> None:
    for approved in (83340, 85192, 85192, 87044, 92600):  # 90, 92, 92, 94 and 100 % of 926.00
        settle_one(world, approved)
    quote = negotiating(world)
    found = suggestions(world.session, quote, surveyor="SUN")
    bumper, bonnet = found.lines
    assert (bumper.memory.basis, bumper.memory.count, bumper.advice) == (Basis.SURVEYOR, 5, Advice.COUNTER)
    assert bumper.memory.found is not None
    assert bumper.memory.found.share_bp == (9200, 9200, 9400)
    assert (str(bumper.asked), str(bumper.given), str(bumper.amount)) == ("926.00", "644.00", "851.92")
    assert (bonnet.advice, bonnet.amount, bonnet.memory.count) == (Advice.TOO_FEW, None, 0)
    assert (str(found.asked), str(found.given), str(found.suggested)) == ("1856.00", "644.00", "851.92")
    assert reason(bumper, "en", zone=ZONE) == (
        "This surveyor approved 92% (median of 5, half of them 92% to 94%) for front bumper, replace; "
        "last 100% on May 11, 2026."
    )


def test_without_a_name_the_surveyor_is_whoever_spoke_last_for_the_insurer(world: World) -> None:
    past(world, 9000, ENOUGH, surveyor_key="wu")
    past(world, 5000, ENOUGH, surveyor_key="sun")
    quote = negotiating(world)
    assert suggestions(world.session, quote).surveyor == ""
    hold(world, quote, {"position": 1, "answer": "pending"}, person=" Wu ")
    found = suggestions(world.session, quote)
    assert (found.surveyor, found.lines[0].memory.basis, str(found.lines[0].amount)) == ("Wu", Basis.SURVEYOR, "833.40")


@pytest.mark.parametrize(
    ("sun", "others", "elsewhere", "basis", "count"),
    [(5, 0, 0, Basis.SURVEYOR, 5), (4, 1, 0, Basis.INSURER, 5), (2, 2, 1, Basis.EVERYBODY, 5),
     (2, 1, 1, Basis.EVERYBODY, 4)],
)  # fmt: skip
def test_the_basis_widens_from_the_surveyor_to_all_insurers(
    world: World, sun: int, others: int, elsewhere: int, basis: Basis, count: int
) -> None:
    other = other_insurer(world)
    for many, more in ((sun, {}), (others, {"surveyor_key": "wu"}), (elsewhere, {"insurer_id": other.id})):
        if many:
            past(world, 9000, many, **more)
    memory = memory_of(world.session, asker(world), "front_bumper", "replace")
    assert (memory.basis, memory.count, memory.enough) == (basis, count, count >= ENOUGH)


@pytest.mark.parametrize(
    "more", [{"operation": "repair"}, {"family": "rear_bumper"}, {"currency": "EUR"}, {"superseded": True}]
)
def test_only_like_answers_that_stand_count(world: World, more: dict[str, Any]) -> None:
    if more.pop("superseded", False):
        more["superseded_at"] = world.now
    past(world, 9000, ENOUGH, **more)
    assert memory_of(world.session, asker(world), "front_bumper", "replace").count == 0


def test_another_shops_answers_are_not_there(world: World) -> None:
    past(world, 9000, ENOUGH)
    elsewhere = Asker(world.shop.id + 1, "CNY", world.insurer.id, "sun")
    assert memory_of(world.session, elsewhere, "front_bumper", "replace").count == 0


def test_the_newest_answers_count_and_no_more_than_a_window_of_them(world: World) -> None:
    quote = make_draft(world, *[BUMPER] * (WINDOW + 3))
    past(world, 9000, WINDOW + 3, quote=quote)
    rows = world.session.scalars(select(AnsweredLine).order_by(AnsweredLine.answered_at.desc())).all()
    for place, row in enumerate(rows):
        row.asked_minor = 200000 + place
    world.session.flush()
    found = past_of(world.session, Basis.INSURER, asker(world), "front_bumper", "replace")
    assert [one.asked for one in found.answers] == [200000 + place for place in range(WINDOW)]
    assert found.last_at == world.now


def test_a_draft_shows_what_may_be_expected(world: World) -> None:
    past(world, 9000, ENOUGH)
    quote = make_draft(world, BUMPER, LAMP)
    confirm_all(world, quote)
    assert [str(one.amount) for one in suggestions(world.session, quote).lines] == ["833.40", "None"]


def test_a_settled_line_has_no_suggestion(world: World) -> None:
    past(world, 9000, ENOUGH)
    quote = negotiating(world)
    hold(world, quote, rest="as_returned")
    assert [one.line.position for one in suggestions(world.session, quote).lines] == [2]


def test_a_cost_above_what_the_amount_leaves_for_the_part_is_told(world: World) -> None:
    past(world, 9000, ENOUGH)
    quote = negotiating(world)
    line = quote_lines(world.session, quote.id)[0]
    line.cost_minor = 70380  # of the 833.40 that are suggested the part has 782 of 926 parts: 703.80
    assert of(suggestions(world.session, quote).lines, 1).part_cost is None
    line.cost_minor = 70381
    one = of(suggestions(world.session, quote).lines, 1)
    assert (str(one.part), str(one.part_cost)) == ("703.80", "703.81")
    assert reason(one, "en", zone=ZONE).endswith(
        "Our cost of the part is CN¥703.81; this amount leaves CN¥703.80 for it."
    )
    line.supplied_by = "customer"
    assert of(suggestions(world.session, quote).lines, 1).part_cost is None


@pytest.mark.parametrize(
    ("share_bp", "told"),
    [
        (10_000, "All that was asked is usual: hold it."),
        (6_000, "The insurer gives no less than usual: accept it, or bring new evidence."),
    ],
)
def test_the_reason_says_what_follows(world: World, share_bp: int, told: str) -> None:
    past(world, share_bp, ENOUGH)
    assert told in reason(of(suggestions(world.session, negotiating(world)).lines, 1), "en", zone=ZONE)


def test_too_short_a_past_says_so(world: World) -> None:
    past(world, 9000, ENOUGH - 1)
    found = suggestions(world.session, negotiating(world)).lines
    assert [reason(one, "en", zone=ZONE) for one in found] == [
        "Past answers for front bumper, replace: 4; nothing is suggested from fewer than 5.",
        "Past answers for hood, repair: 0; nothing is suggested from fewer than 5.",
    ]


def test_the_reason_is_told_in_chinese_and_spanish(world: World) -> None:
    past(world, 9200, ENOUGH)
    one = of(suggestions(world.session, negotiating(world)).lines, 1)
    assert reason(one, "zh", zone=ZONE) == (
        "该保险公司对“前保险杠·更换”核定 92%（5 次的中位数，半数在 92% 至 92% 之间）；最近一次 92%，2026年5月11日。"
    )
    assert reason(one, "es", zone=ZONE).replace("\xa0", " ") == (
        "Esta aseguradora autorizó el 92 % (mediana de 5, la mitad entre 92 % y 92 %) para paragolpes delantero, "
        "sustituir; la última vez 92 %, el 11 may 2026."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_translated(language: str) -> None:
    assert all(translated(one, language) for one in (*BASES.values(), *ADVICE.values(), COST, TOO_FEW))


def test_what_is_suggested_is_offered_in_bulk_and_then_accepted_as_offered(world: World) -> None:
    past(world, 9000, ENOUGH)
    past(world, 5000, ENOUGH, family="bonnet", operation="repair")
    quote = negotiating(world)
    hold(world, quote, rest="as_suggested", person="Sun")
    (talk,) = rounds_of(world.session, quote.id)
    assert [(said["position"], said["offer_minor"], said["answer"], said["answer_minor"]) for said in talk.lines] == [
        (1, 83340, "pending", None), (2, 46500, "pending", None),
    ]  # fmt: skip
    assert [line.answer for line in quote_lines(world.session, quote.id)] == ["cut", "refused", "accepted"]
    hold(world, quote, {"position": 2, "answer": "accepted", "amount_minor": 40000}, rest="as_offered")
    world.take(quote, "agree", Role.MANAGER)
    assert [line.agreed_minor for line in quote_lines(world.session, quote.id)] == [83340, 40000, 223500]


def test_offers_in_bulk_leave_out_what_nothing_is_suggested_for(world: World) -> None:
    past(world, 9000, ENOUGH)
    quote = negotiating(world)
    hold(world, quote, rest="as_suggested")
    assert [said["position"] for said in rounds_of(world.session, quote.id)[0].lines] == [1]


def test_kinds_of_difference_narrow_what_is_said_in_bulk(world: World) -> None:
    quote = make_returned(world, {"unit_price_minor": 50000}, {"hours_x100": 200, "labor_minor": 24000},
                          {"unit_price_minor": 190000, "hours_x100": 40, "labor_minor": 4800})  # fmt: skip
    world.take(quote, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    hold(world, quote, rest="as_returned", rest_kinds=["price"])
    assert [line.answer for line in quote_lines(world.session, quote.id)] == ["accepted", "cut", "cut"]
    hold(world, quote, rest="as_returned", rest_kinds=["hours", "price"])
    assert [line.answer for line in quote_lines(world.session, quote.id)] == ["accepted"] * 3


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"rest": "as_suggested"}, "no open line fits `rest`; name the lines and what was said about each"),
        ({"rest": "as_offered"}, "no open line fits `rest`; name the lines and what was said about each"),
        ({"rest": "as_returned", "rest_kinds": ["cap"]},
         "no open line fits `rest`; name the lines and what was said about each"),
        ({"rest_kinds": ["price"]}, "say in `rest` what becomes of these kinds"),
    ],
)  # fmt: skip
def test_a_round_that_says_nothing_in_bulk_is_refused(world: World, told: dict[str, Any], fault: str) -> None:
    quote = negotiating(world)
    with pytest.raises(StepRefused) as refused:
        hold(world, quote, **told)
    assert fault in faults(refused)
    assert rounds_of(world.session, quote.id) == []


def test_an_agreed_quote_takes_offers_on_its_contested_line_alone(world: World) -> None:
    past(world, 5000, ENOUGH, family="bonnet", operation="repair")
    quote = negotiating(world)
    hold(world, quote, rest="as_returned")
    answer_refusal(world, quote, 2, "contested")
    world.take(quote, "agree", Role.MANAGER)
    hold(world, quote, rest="as_suggested")
    hold(world, quote, rest="as_offered")
    assert [line.agreed_minor for line in quote_lines(world.session, quote.id)] == [64400, 46500, 223500]
    assert quote.state == "agreed"


def test_kinds_are_found_by_hopping_in_pages_and_by_any_filter(world: World) -> None:
    other = other_insurer(world)
    for more in ({}, {"operation": "repair"}, {"family": "door"}, {"insurer_id": other.id, "surveyor_key": "wu"},
                 {"insurer_id": other.id, "family": "door"}):  # fmt: skip
        past(world, 9000, 2, **more)
    mine, yours = world.insurer.id, other.id
    kinds = [(mine, "door", "replace"), (mine, "front_bumper", "repair"), (mine, "front_bumper", "replace"),
             (yours, "door", "replace"), (yours, "front_bumper", "replace")]  # fmt: skip

    def asked(wanted: dict[str, Any], after: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return list(kinds_of_answers(world.session, world.shop.id, Basis.INSURER, wanted, after))

    assert asked({}) == kinds
    for place, kind in enumerate(kinds):
        assert asked({}, kind) == kinds[place + 1 :]
    assert asked({}, (mine, "engine", "x")) == kinds[1:]
    assert asked({"family": "door"}) == [kinds[0], kinds[3]]
    assert asked({"family": "door"}, kinds[0]) == [kinds[3]]
    assert asked({"insurer_id": mine, "operation": "replace"}) == [kinds[0], kinds[2]]
    assert asked({"insurer_id": 999}) == []
    by_surveyor = list(kinds_of_answers(world.session, world.shop.id, Basis.SURVEYOR, {"surveyor_key": "wu"}))
    assert by_surveyor == [(yours, "wu", "front_bumper", "replace")]
    page, after = remembered_kinds(world.session, asker(world), {}, by_surveyor=False, after=(), limit=3)
    assert [(one.insurer_id, one.family, one.operation, one.memory.count) for one in page] == [
        (*kind, 2) for kind in kinds[:3]
    ]
    rest, end = remembered_kinds(world.session, asker(world), {}, by_surveyor=False, after=after or (), limit=3)
    assert ([one.insurer_id for one in rest], end) == ([yours, yours], None)


def test_a_suggestion_is_the_same_each_time(world: World) -> None:
    past(world, 9000, ENOUGH)
    quote = negotiating(world)
    first, second = (suggestions(world.session, quote).lines for _ in range(2))
    assert first == second
    assert world.session.scalar(select(AnsweredLine.id).where(AnsweredLine.claim_id == quote.claim_id).limit(1))
