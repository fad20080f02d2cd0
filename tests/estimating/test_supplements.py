"""Supplements: hidden damage, surveyed again or waived, quoted beside the locked Q0, agreed, self-paid or withdrawn."""

from __future__ import annotations

import pytest

from claims.estimating.damage import SupplementClosed, add_damage_line, agree_labor
from claims.estimating.damage_inputs import AgreedLabor, NewDamageLine
from claims.estimating.inputs import Acceptance, NewSupplement, Reason, SelfPay, SupplementSurvey, SurveyWaiver
from claims.estimating.models import Supplement
from claims.estimating.queries import (
    current_quote,
    damage_lines,
    quote_lines,
    quotes_of,
    supplements_of,
    unsurveyed_supplements,
)
from claims.estimating.supplements import second_surveys
from claims.kernel.machine import StepRefused
from claims.lifecycle.inputs import SurveyFindings, Waiver
from claims.lifecycle.models import Claim
from claims.lifecycle.queries import legs_of
from claims.people.roles import Role
from tests.estimating.make import (
    BUMPER,
    World,
    confirm_all,
    make_claim,
    make_draft,
    make_photograph,
    make_profile,
    make_returned,
    make_sent,
    send,
)

RADIATOR = {"part_name": "散热器", "operation": "replace", "part_number": "17G 121 251 B", "part_kind": "PAN",
            "supplied_by": "shop", "labor_kind": "LAM", "labor_hours_x100": 180}  # fmt: skip


def found(world: World, claim: Claim, *, shown: bool = True) -> Supplement:
    told = NewSupplement(claim_id=claim.id, text="behind the grille", lines=[NewDamageLine(**RADIATOR)])
    supplement: Supplement = world.take(Supplement, "find", Role.WORKSHOP, data=told)
    if shown:
        make_photograph(world, supplement)
    return supplement


def requested(world: World, claim: Claim) -> Supplement:
    supplement = found(world, claim)
    leg = legs_of(world.session, claim.id)[0]
    world.take(supplement, "request_survey", Role.MANAGER, data=SupplementSurvey(leg_id=leg.id))
    return supplement


def quoted(world: World, claim: Claim) -> Supplement:
    supplement = requested(world, claim)
    survey = second_surveys(world.session, supplement.id)[0]
    world.take(survey, "record", Role.COORDINATOR, data=SurveyFindings())
    agreed = AgreedLabor(assessor="Zhao", rest="as_proposed", supplement_id=supplement.id)
    agree_labor(world.session, claim, agreed, by=world.person(Role.SUPERVISOR), now=world.now)
    world.take(supplement, "quote", Role.ESTIMATOR)
    return supplement


def test_hidden_damage_is_numbered_and_says_where_and_by_whom_it_was_found(world: World) -> None:
    claim = make_claim(world, "repairing")
    first, second = found(world, claim), found(world, claim)
    assert [one.label for one in supplements_of(world.session, claim.id)] == ["S01", "S02"]
    line = damage_lines(world.session, claim.id, first.id)[0]
    assert (line.found_in, line.found_by, line.position) == ("repair", "workshop", 1)
    assert unsurveyed_supplements(world.session, claim.id) == [first, second]


@pytest.mark.parametrize("state", ["teardown", "assessed", "inspected", "closed"])
def test_a_supplement_is_found_between_quoting_and_inspection_only(world: World, state: str) -> None:
    claim = make_claim(world, state)
    with pytest.raises(StepRefused, match="between quoting and its final inspection"):
        found(world, claim)
    assert supplements_of(world.session, claim.id) == []


def test_a_second_survey_wants_a_photograph(world: World) -> None:
    claim = make_claim(world, "repairing")
    supplement = found(world, claim, shown=False)
    leg = legs_of(world.session, claim.id)[0]
    with pytest.raises(StepRefused) as refused:
        world.take(supplement, "request_survey", Role.MANAGER, data=SupplementSurvey(leg_id=leg.id))
    assert [str(f) for m in refused.value.missing for f in m.details] == ["the supplement has no photograph"]


def test_the_customers_leg_is_not_surveyed(world: World) -> None:
    claim = make_claim(world, "repairing")
    supplement = found(world, claim)
    own = legs_of(world.session, claim.id)[1]
    with pytest.raises(StepRefused, match="an insurer's leg of this claim"):
        world.take(supplement, "request_survey", Role.MANAGER, data=SupplementSurvey(leg_id=own.id))


def test_the_supplement_moves_on_with_its_survey(world: World) -> None:
    claim = make_claim(world, "repairing")
    recorded, waived = requested(world, claim), requested(world, claim)
    assert recorded.state == waived.state == "survey_requested"
    world.take(second_surveys(world.session, recorded.id)[0], "record", Role.COORDINATOR, data=SurveyFindings())
    world.take(second_surveys(world.session, waived.id)[0], "waive", Role.MANAGER, data=Waiver())
    assert (recorded.state, waived.state) == ("surveyed", "waived")
    assert unsurveyed_supplements(world.session, claim.id) == []


def test_with_two_surveys_the_supplement_waits_for_both(world: World) -> None:
    claim = make_claim(world, "repairing")
    supplement = requested(world, claim)
    leg = legs_of(world.session, claim.id)[0]
    world.take(supplement, "request_survey", Role.MANAGER, data=SupplementSurvey(leg_id=leg.id))
    first, second = second_surveys(world.session, supplement.id)
    world.take(first, "waive", Role.MANAGER, data=Waiver())
    assert supplement.state == "survey_requested"
    world.take(second, "record", Role.COORDINATOR, data=SurveyFindings())
    assert supplement.state == "surveyed"


def test_the_manager_may_do_without_a_second_survey_with_the_insurers_word(world: World) -> None:
    supplement = found(world, make_claim(world, "repairing"))
    with pytest.raises(StepRefused, match="reference and the reason"):
        world.take(supplement, "waive_survey", Role.MANAGER, data=SurveyWaiver(reference="A-7"))
    world.take(supplement, "waive_survey", Role.MANAGER, data=SurveyWaiver(reference="A-7", reason="photographs do"))
    assert supplement.state == "waived"


def test_work_found_later_is_not_priced_before_everybody_can_read_where_and_by_whom_it_was_found(world: World) -> None:
    make_sent(world, BUMPER)
    claim = world.session.get_one(Claim, 1)
    supplement = quoted(world, claim)
    quote = current_quote(world.session, claim.id, supplement.number)
    assert quote is not None
    confirm_all(world, quote)
    line = damage_lines(world.session, claim.id, supplement.id)[0]
    line.found_by = ""
    with pytest.raises(StepRefused) as refused:
        world.take(quote, "price", Role.PARTS_CLERK)
    assert [str(f) for m in refused.value.missing for f in m.details] == [
        "the work found later is not diagnosed: say where each line was found and by whom"
    ]
    line.found_by = "Wang"
    assert world.take(quote, "price", Role.PARTS_CLERK).state == "priced"


def test_its_quote_q1_runs_beside_the_locked_q0(world: World) -> None:
    q0 = make_sent(world, BUMPER)
    claim = world.session.get_one(Claim, q0.claim_id)
    supplement = quoted(world, claim)
    q1 = current_quote(world.session, claim.id, 1)
    assert q1 is not None
    assert (q1.label, q1.supplement_id, q1.state) == ("Q1", supplement.id, "draft")
    assert [line.part_name for line in quote_lines(world.session, q1.id)] == ["散热器"]
    assert (q0.state, [line.part_name for line in quote_lines(world.session, q0.id)]) == ("sent", ["前保险杠皮"])


def test_the_supplement_is_agreed_with_its_quote(world: World) -> None:
    q0 = make_sent(world, BUMPER)
    claim = world.session.get_one(Claim, q0.claim_id)
    supplement = quoted(world, claim)
    q1 = current_quote(world.session, claim.id, 1)
    assert q1 is not None
    make_returned(world, quote=send(world, q1))
    world.take(q1, "check", Role.PARTS_SUPERVISOR, data=Acceptance())
    assert (q1.state, supplement.state, claim.state) == ("agreed", "agreed", "quoting")


def test_an_unagreed_labor_keeps_a_supplement_from_being_quoted(world: World) -> None:
    make_profile(world)
    claim = make_claim(world, "repairing")
    supplement = found(world, claim)
    world.take(supplement, "waive_survey", Role.MANAGER, data=SurveyWaiver(reference="A-7", reason="small"))
    with pytest.raises(StepRefused) as refused:
        world.take(supplement, "quote", Role.ESTIMATOR)
    details = [str(f) for m in refused.value.missing for f in m.details]
    assert details == ["line 1, 散热器: its labor is not agreed with the assessor"]


@pytest.mark.parametrize("step", ["withdraw", "move_to_self_pay"])
def test_its_running_quote_ends_with_a_supplement_that_ends(world: World, step: str) -> None:
    claim = world.session.get_one(Claim, make_draft(world, BUMPER).claim_id)
    supplement = quoted(world, claim)
    q1 = current_quote(world.session, claim.id, 1)
    assert q1 is not None
    send(world, q1)
    if step == "withdraw":
        world.take(supplement, step, Role.WORKSHOP, data=Reason(reason="old damage"))
    else:
        world.take(supplement, step, Role.ADVISOR, data=SelfPay(consent="Li, by telephone, 10:00"))
        assert damage_lines(world.session, claim.id, supplement.id)[0].payer == "customer"
    assert [(quote.label, quote.state) for quote in quotes_of(world.session, claim.id)] == [
        ("Q0", "draft"), ("Q1", "withdrawn"),
    ]  # fmt: skip
    assert current_quote(world.session, claim.id, 1) is None


def test_self_pay_wants_the_customers_consent_and_a_withdrawal_its_reason(world: World) -> None:
    supplement = found(world, make_claim(world, "repairing"))
    with pytest.raises(StepRefused, match="consent"):
        world.take(supplement, "move_to_self_pay", Role.ADVISOR, data=SelfPay())
    with pytest.raises(StepRefused, match="reason"):
        world.take(supplement, "withdraw", Role.WORKSHOP, data=Reason())
    assert supplement.state == "found"


def test_a_quoted_supplement_takes_no_more_lines(world: World) -> None:
    claim = world.session.get_one(Claim, make_draft(world, BUMPER).claim_id)
    supplement = quoted(world, claim)
    with pytest.raises(SupplementClosed):
        add_damage_line(world.session, claim, NewDamageLine(**RADIATOR), by=world.person(Role.WORKSHOP),
                        now=world.now, supplement=supplement)  # fmt: skip
