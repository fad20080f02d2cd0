"""A claim's versions: E01 is Q0, S01 is Q1; compared to the cent, corrected beside the money, at newer rates."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from claims.audit.models import Entry
from claims.estimating.claim_versions import ClaimVersion, compared_claim_versions, versions_of
from claims.estimating.corrections import NewCorrection, NothingCorrected, correct_claim, corrections_of
from claims.estimating.damage import agree_labor
from claims.estimating.damage_inputs import AgreedLabor, ChangeQuoteLine, NewDamageLine
from claims.estimating.inputs import NewSupplement, Reason, SurveyWaiver
from claims.estimating.models import Supplement
from claims.estimating.queries import current_quote, quote_lines
from claims.estimating.quote_models import Quote
from claims.estimating.quotes import change_quote_line
from claims.kernel.errors import Invalid, NotFound
from claims.kernel.machine import StepRefused
from claims.lifecycle.models import Claim, Leg
from claims.lifecycle.queries import legs_of
from claims.people.models import Customer, Vehicle
from claims.people.roles import Role
from tests.estimating.make import (
    BONNET,
    BUMPER,
    LAMP,
    World,
    confirm_all,
    make_claim,
    make_draft,
    make_photograph,
    make_profile,
    make_sent,
    q0,
    send,
)

RADIATOR = {"part_name": "radiator", "operation": "replace", "part_number": "17G 121 251 B", "part_kind": "PAN",
            "supplied_by": "shop", "labor_kind": "LAM", "labor_hours_x100": 180}  # fmt: skip
DEAR = {"valid_from": date(2026, 5, 1), "rates_minor": {"LAB": 13000, "LAM": 13000, "LAR": 12000}}
TAXED = {"prices_include_tax": False, "taxes": [{"name": "VAT", "rate_bp": 1300}]}


def claim_of(world: World, quote: Quote) -> Claim:
    return world.session.get_one(Claim, quote.claim_id)


def seen(world: World, claim: Claim, *lines: dict[str, Any]) -> Supplement:
    """A supplement whose second survey the insurer waived, ready to be quoted."""
    told = NewSupplement(claim_id=claim.id, lines=[NewDamageLine(**line) for line in lines or (RADIATOR,)])
    supplement: Supplement = world.take(Supplement, "find", Role.WORKSHOP, data=told)
    make_photograph(world, supplement)
    agree_labor(world.session, claim, AgreedLabor(assessor="Zhao", rest="as_proposed", supplement_id=supplement.id),
                by=world.person(Role.SUPERVISOR), now=world.now)  # fmt: skip
    world.take(supplement, "waive_survey", Role.MANAGER, data=SurveyWaiver(reference="A-7", reason="small"))
    return supplement


def supplemented(world: World, claim: Claim, *lines: dict[str, Any], step: str = "quote") -> Quote:
    """The supplement's quote as a draft, its prices confirmed."""
    supplement = seen(world, claim, *lines)
    world.take(supplement, step, Role.ESTIMATOR)
    quote = current_quote(world.session, claim.id, supplement.number)
    assert quote is not None
    confirm_all(world, quote)
    return quote


def nets(versions: list[ClaimVersion]) -> list[tuple[str, bool, str, str]]:
    return [(one.label, one.locked, str(one.priced.net), str(one.net_supplement)) for one in versions]


def test_the_first_quote_is_e01_and_each_supplements_quote_the_next_version(world: World) -> None:
    claim = claim_of(world, make_sent(world, BUMPER))
    supplemented(world, claim)
    assert nets(versions_of(world.session, claim.id)) == [
        ("E01", True, "926.00", "926.00"), ("S01", False, "1260.00", "334.00"),
    ]  # fmt: skip
    q1 = current_quote(world.session, claim.id, 1)
    assert q1 is not None
    send(world, q1)
    (_, s01) = versions_of(world.session, claim.id)
    assert (s01.locked, s01.locked_at) == (True, q1.sent_at)


def test_a_claim_without_a_quote_has_no_versions_and_a_withdrawn_supplement_brings_none(world: World) -> None:
    assert versions_of(world.session, make_claim(world).id) == []
    claim = claim_of(world, make_sent(world, BUMPER))
    q1 = supplemented(world, claim)
    world.take(
        world.session.get_one(Supplement, q1.supplement_id), "withdraw", Role.WORKSHOP, data=Reason(reason="old")
    )
    assert [one.label for one in versions_of(world.session, claim.id)] == ["E01"]
    supplemented(world, claim)
    assert [one.label for one in versions_of(world.session, claim.id)] == ["E01", "S02"]


def test_e01_is_the_newest_revision(world: World) -> None:
    quote = make_sent(world, BUMPER)
    world.take(quote, "revise", Role.ESTIMATOR, data=Reason(reason="forgotten"))
    revision = q0(world, claim_of(world, quote))
    line = quote_lines(world.session, revision.id)[0]
    change_quote_line(world.session, revision, line, ChangeQuoteLine(hours_x100=220), by=world.person(Role.ESTIMATOR),
                      now=world.now)  # fmt: skip
    (e01,) = versions_of(world.session, quote.claim_id)
    assert (e01.quote.label, e01.locked, str(e01.priced.net)) == ("Q0 r1", False, "1046.00")


def test_two_versions_are_compared_line_by_line_and_their_worths_are_the_difference(world: World) -> None:
    quote = make_sent(world, BUMPER, {**BONNET, "payer": "customer"}, profile=TAXED)
    claim = claim_of(world, quote)
    q1 = supplemented(world, claim, RADIATOR, {**LAMP, "payer": "customer"})
    compared = compared_claim_versions(world.session, claim.id, "E01", "S01")
    assert [(one.after.text, one.worth.minor) for one in compared.added if one.after] == [
        ("radiator", 33400), ("左前大灯总成", 223500),
    ]  # fmt: skip
    assert (compared.removed, compared.changed) == ((), ())
    assert [(one.kind, one.worth.minor) for one in compared.rest] == [("tax", 4342), ("others_share", -223500)]
    assert compared.net_difference.minor == q1.total_minor == 37742
    back = compared_claim_versions(world.session, claim.id, "S01", "E01")
    assert (len(back.removed), back.net_difference.minor) == (2, -37742)
    assert compared_claim_versions(world.session, claim.id, "E01", "E01").lines == ()
    with pytest.raises(NotFound, match="version"):
        compared_claim_versions(world.session, claim.id, "E01", "S02")


def test_a_quote_whose_lines_do_not_add_up_shows_the_rest_as_a_row(world: World) -> None:
    claim = claim_of(world, make_sent(world, BUMPER))
    q1 = supplemented(world, claim)
    q1.subtotal_minor += 1
    q1.total_minor += 1
    compared = compared_claim_versions(world.session, claim.id, "E01", "S01")
    assert [(one.kind, one.worth.minor) for one in compared.rest] == [("shared", 1)]
    assert compared.net_difference.minor == q1.total_minor


def test_the_rates_of_e01_stay_in_force_for_a_supplement(world: World) -> None:
    quote = make_sent(world, BUMPER)
    make_profile(world, **DEAR)
    q1 = supplemented(world, claim_of(world, quote), {**RADIATOR, "labor_kind": "LAB"})
    line = quote_lines(world.session, q1.id)[0]
    assert (q1.profile_id, q1.retroactive, line.labor_amount_minor) == (quote.profile_id, False, 21600)


def test_newer_rates_are_for_all_that_was_quoted_before_and_stand_on_lines_of_their_own(world: World) -> None:
    quote = make_sent(world, BUMPER, BONNET)  # 5.20 h of body work at 120.00
    claim, newer = claim_of(world, quote), make_profile(world, **DEAR, paint_panel_minor=46000)
    q1 = supplemented(world, claim, {**RADIATOR, "labor_kind": "LAB"}, step="quote_at_newer_rates")
    assert (q1.profile_id, q1.retroactive) == (newer.id, True)
    lines = [(line.part_name, line.labor_amount_minor, line.paint_amount_minor)
             for line in quote_lines(world.session, q1.id)]  # fmt: skip
    assert lines == [
        ("radiator", 23400, 0),
        ("LAB 的新费率适用于此前已报价的内容：¥120.00 → ¥130.00", 5200, 0),
        ("喷漆面数 的新费率适用于此前已报价的内容：¥450.00 → ¥460.00", 0, 1000),
    ]
    assert quote.total_minor == 92600 + 48000 + 45000  # E01 is locked and stays
    send(world, q1)
    s01 = versions_of(world.session, claim.id)[1]
    assert s01.net_supplement.minor == 10000 + 23400 + 6200
    later = supplemented(world, claim, {**RADIATOR, "labor_kind": "LAB"})
    assert later.profile_id == newer.id  # what was chosen for everything stays in force


def test_rates_that_rose_twice_are_counted_from_those_chosen_last(world: World) -> None:
    claim = claim_of(world, make_sent(world, BUMPER))
    make_profile(world, **DEAR)
    send(world, supplemented(world, claim, step="quote_at_newer_rates"))
    make_profile(world, **{**DEAR, "valid_from": date(2026, 5, 2), "rates_minor": {"LAB": 15000, "LAM": 13000}})
    q2 = supplemented(world, claim, step="quote_at_newer_rates")
    assert [line.labor_amount_minor for line in quote_lines(world.session, q2.id)] == [23400, 2400]  # 1.2 h × 20.00


def why_not(world: World, claim: Claim) -> list[str]:
    supplement = seen(world, claim)
    with pytest.raises(StepRefused) as refused:
        world.take(supplement, "quote_at_newer_rates", Role.ESTIMATOR)
    return [str(fault) for missing in refused.value.missing for fault in missing.details]


def test_the_rates_in_force_are_no_newer_ones(world: World) -> None:
    quote = make_sent(world, BUMPER)
    assert why_not(world, claim_of(world, quote)) == [
        f"the claim is priced with the rates of today already, number {quote.profile_id}"
    ]


def test_newer_rates_make_nothing_cheaper_and_have_the_same_tax_basis(world: World) -> None:
    claim = claim_of(world, make_sent(world, BUMPER))
    make_profile(world, **{**DEAR, "rates_minor": {"LAB": 11000, "LAM": 13000}})
    assert why_not(world, claim) == ["LAB would cost 12.00 less; agree the lower amount on the quote that has it"]
    make_profile(world, **{**DEAR, "valid_from": date(2026, 5, 2), "prices_include_tax": False})
    assert why_not(world, claim) == ["the newer rates and those in force disagree on whether prices include tax"]
    same = make_profile(world, valid_from=date(2026, 5, 3))
    assert why_not(world, claim) == [f"the newer rates, number {same.id}, change nothing that was quoted before"]


def test_newer_rates_must_price_the_new_work_too(world: World) -> None:
    claim = claim_of(world, make_sent(world, BUMPER))
    make_profile(world, **{**DEAR, "rates_minor": {"LAB": 13000}})
    assert why_not(world, claim) == ["no rate for labor of kind LAM"]


def test_before_any_quote_there_is_nothing_to_price_anew(world: World) -> None:
    make_profile(world)
    assert why_not(world, make_claim(world)) == ["nothing was quoted before"]


def corrected(world: World, claim: Claim, **told: Any) -> list[tuple[str, str, str]]:
    new = NewCorrection(**{"reason": "misread", **told})
    made = correct_claim(world.session, claim, new, by=world.person(Role.COORDINATOR), now=world.now)
    return [(one.field, one.before, one.after) for one in made]


def test_a_correction_is_in_force_and_on_record_and_touches_no_money(world: World) -> None:
    quote = make_sent(world, BUMPER)
    claim = claim_of(world, quote)

    def money() -> list[tuple[object, ...]]:
        rows = [*versions_of(world.session, claim.id)]
        return [(one.label, one.quote.version, one.priced, one.net_supplement) for one in rows]

    before = money()
    made = corrected(world, claim, plate="京b·54321", vin="lsvag2180e2100002", owner_name="Li Na", claim_number="C-7")
    assert made == [
        ("plate", "京A12345", "京B54321"), ("vin", "LSVAG2180E2100001", "LSVAG2180E2100002"),
        ("owner_name", "Li", "Li Na"), ("claim_number", "", "C-7"),
    ]  # fmt: skip
    assert money() == before
    vehicle = world.session.get_one(Vehicle, claim.vehicle_id)
    assert (vehicle.plate, world.session.get_one(Customer, vehicle.owner_id).name) == ("京B54321", "Li Na")
    assert legs_of(world.session, claim.id)[0].report_number == "C-7"
    kept = corrections_of(world.session, claim.id)
    assert {(one.quote_id, one.reason, one.by_id, one.at) for one in kept} == {
        (quote.id, "misread", world.person(Role.COORDINATOR).id, world.now)
    }
    entry = world.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert entry is not None
    told = json.loads(entry.body)
    assert told["what"] == "names or numbers corrected"
    assert told["data"]["after"]["claim_number"] == "C-7"
    assert all(word not in entry.body for word in ("54321", "Li Na", "2100002"))  # personal data stays out of the chain


def test_what_reads_the_same_is_no_correction(world: World) -> None:
    claim = claim_of(world, make_draft(world, BUMPER))
    for told in ({}, {"plate": "京A 12345"}):
        with pytest.raises(NothingCorrected):
            corrected(world, claim, **told)
    assert corrections_of(world.session, claim.id) == []


def test_a_claim_number_is_of_one_insurers_leg(world: World) -> None:
    claim = claim_of(world, make_draft(world, BUMPER))
    other = Leg(claim_id=claim.id, shop_id=world.shop.id, position=3, cover="compulsory_other",
                insurer_id=world.insurer.id)  # fmt: skip
    world.session.add(other)
    world.session.flush()
    with pytest.raises(Invalid) as refused:
        corrected(world, claim, claim_number="C-7")
    assert [str(fault) for fault in refused.value.faults] == ["say which insurer's leg the claim number is of"]
    assert corrected(world, claim, claim_number="C-7", leg_id=other.id) == [("claim_number", "", "C-7")]
    with pytest.raises(NotFound):
        corrected(world, make_claim(world), claim_number="C-8", leg_id=other.id)
