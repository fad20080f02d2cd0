"""Extras: nothing is done before the customer consents; a refusal is recorded and told to the workshop (B8, B16)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from claims.kernel.errors import NotFound
from claims.kernel.machine import StepRefused
from claims.lifecycle.musts import Must as ClaimMust
from claims.people.roles import Role
from claims.shopfloor.amendments import take_agreed_prices
from claims.shopfloor.inputs import Consent, ExtraRefused, NewExtra, NewExtraLine, Told
from claims.shopfloor.models import Extra
from claims.shopfloor.queries import contract_lines
from tests.shopfloor.make import Yard, damage, make_quote, make_yard, open_order, sign_order


@pytest.fixture
def signed(yard: Yard) -> Yard:
    """A claim whose order is signed."""
    line = damage(yard, "Front bumper")
    open_order(yard)
    take_agreed_prices(yard.act(make_quote(yard, [(line, {"part_amount_minor": 90000, "labor_amount_minor": 8000})])))
    sign_order(yard)
    return yard


def wiper(**more: Any) -> NewExtraLine:
    told = {
        "kind": "part", "text": "Wiper blade", "part_kind": "PAA", "supplied_by": "shop", "unit_price_minor": 4500,
        "quantity_x1000": 2000, **more,
    }  # fmt: skip
    return NewExtraLine.model_validate(told)


def propose(yard: Yard, *lines: NewExtraLine, safety_related: bool = False) -> Extra:
    told = NewExtra(
        claim_id=yard.claim.id, text="New wipers", reason="worn", safety_related=safety_related, delay_hours=1,
        lines=list(lines or (wiper(),)),
    )  # fmt: skip
    extra: Extra = yard.take(Extra, "propose", told, by=Role.ADVISOR)
    return extra


def missing(yard: Yard, step: str, thing: Any, data: Any = None) -> list[str]:
    """What stands against a step, in full."""
    with pytest.raises(StepRefused) as refusal:
        yard.take(thing, step, data, by=Role.ADVISOR)
    return [str(detail) for m in refusal.value.missing for detail in m.details] or [
        m.sentence for m in refusal.value.missing
    ]


def unconsented(yard: Yard) -> list[str]:
    answer = yard.machine.answers[ClaimMust.NOTHING_UNCONSENTED](yard.act(yard.claim, "start_repair"))
    assert isinstance(answer, list)
    return [str(fault) for fault in answer]


def test_a_proposed_extra_is_listed_but_binds_nobody(signed: Yard) -> None:
    propose(signed)
    line = signed.line("Wiper blade")
    assert (line.state, line.payer, line.amount_minor) == ("wanted", "customer", 9000)
    assert line not in contract_lines(signed.session, signed.claim.id)
    assert unconsented(signed) == ["extra 1 “New wipers” waits for the customer's answer"]


def test_an_extra_says_what_each_row_costs_and_who_supplies_it(signed: Yard) -> None:
    told = NewExtra(
        claim_id=signed.claim.id,
        lines=[wiper(part_kind=""), wiper(unit_price_minor=None), NewExtraLine(kind="labor", text="Fit wipers")],
    )
    assert missing(signed, "propose", Extra, told) == [
        "description is not told",
        "row 1 does not say who supplies the part and of which kind it is",
        "row 2 has no unit price",
        "row 3 has no amount",
    ]


def test_a_telephone_consent_without_its_record_is_refused_with_everything_that_is_missing(signed: Yard) -> None:
    extra = propose(signed)
    assert missing(signed, "consent", extra, Consent(method="telephone")) == [
        "it is not recorded that the delay was told",
        "it is not recorded who consented on the telephone",
        "it is not recorded when the call took place",
        "it is not recorded who of us took the call",
    ]


def test_a_recorded_telephone_consent_binds_and_decides_the_warranty_when_added(signed: Yard) -> None:
    extra = propose(signed, wiper(), wiper(text="Floor mat", supplied_by="customer", unit_price_minor=None))
    told = Consent(method="telephone", person="Wang Fang", said_at=signed.now, said_to="Li Na", delay_told=True)
    signed.take(extra, "consent", told, by=Role.ADVISOR)
    assert (extra.answer, extra.answered_by, extra.taken_by, extra.delay_told) == (
        "telephone", "Wang Fang", "Li Na", True,
    )  # fmt: skip
    signed.take(extra, "add", by=Role.ADVISOR)
    ours, theirs = signed.line("Wiper blade"), signed.line("Floor mat")
    assert {ours, theirs} <= set(contract_lines(signed.session, signed.claim.id))
    assert (ours.warranty, ours.signed_amount_minor) == ("warranted", 9000)
    assert (theirs.warranty, theirs.workmanship_warranted, theirs.amount_minor) == ("not_warranted", True, 0)
    assert theirs.wordings == ["no_part_warranty"]
    assert unconsented(signed) == []


def test_a_consent_by_signature_needs_the_signature_under_this_extra(signed: Yard) -> None:
    extra = propose(signed)
    signed.sign("extra", about=extra.id + 7)
    signed.sign("extra", about=extra.id, method="telephone", said_to="Li Na", phone="1", signed_at=signed.now)
    told = Consent(method="signature", delay_told=True)
    assert missing(signed, "consent", extra, told) == ["the customer's signature under the paper “extra” is missing"]
    signed.sign("extra", about=extra.id)
    assert signed.take(extra, "consent", told, by=Role.ADVISOR).state == "consented"


def test_a_consent_in_the_future_is_none(signed: Yard) -> None:
    extra, later = propose(signed), signed.now + timedelta(minutes=5)
    told = Consent(method="telephone", person="Wang Fang", said_at=later, said_to="Li Na", delay_told=True)
    assert missing(signed, "consent", extra, told) == ["the consent cannot lie in the future"]


def test_a_refused_extra_is_dropped_and_the_workshop_is_told_with_time_and_person(signed: Yard) -> None:
    extra = propose(signed)
    assert missing(signed, "refuse", extra, ExtraRefused()) == ["person is not told", "time of the answer is not told"]
    signed.take(extra, "refuse", ExtraRefused(person="Wang Fang", said_at=signed.now), by=Role.ADVISOR)
    assert signed.line("Wiper blade").state == "dropped"
    assert missing(signed, "tell_workshop", extra, Told()) == [
        "it is not recorded when the workshop was told",
        "it is not recorded who in the workshop was told",
    ]
    signed.take(extra, "tell_workshop", Told(person="Zhao", told_at=signed.now), by=Role.ADVISOR)
    assert (extra.state, extra.workshop_told_to) == ("workshop_told", "Zhao")


def test_safety_related_work_is_refused_only_with_the_customers_signed_note(signed: Yard) -> None:
    extra = propose(signed, safety_related=True)
    told = ExtraRefused(person="Wang Fang", said_at=signed.now)
    assert missing(signed, "refuse", extra, told) == [
        "the customer's signature under the paper “safety_note” is missing"
    ]
    signed.sign("safety_note", about=extra.id)
    assert signed.take(extra, "refuse", told, by=Role.ADVISOR).state == "refused"


def test_another_shops_claim_takes_no_extra_from_here(signed: Yard) -> None:
    other = make_yard(signed.session, shop="south")
    told = NewExtra(claim_id=other.claim.id, text="New wipers", lines=[wiper()])
    with pytest.raises(NotFound):
        signed.take(Extra, "propose", told, by=Role.ADVISOR)


def test_a_claim_without_an_order_takes_no_extra(yard: Yard) -> None:
    told = NewExtra(claim_id=yard.claim.id, text="New wipers", lines=[wiper()])
    assert missing(yard, "propose", Extra, told) == [
        "the work order still takes changes: it has not passed its inspection and is not stopped"
    ]
