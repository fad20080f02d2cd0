"""Fees of a claim that ends without settlement (B6): stated, paid or waived before the car is released."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from claims.audit.models import DecisionRow, Entry
from claims.lifecycle.inputs import Release
from claims.people.roles import Role
from claims.settlement.fees import FeeRefused, pay_fee, state_fee, waive_fee
from claims.settlement.inputs import FeePaid, FeeWaived, NewFee
from tests.settlement.make import Till, put


def test_a_withdrawn_claim_is_released_when_its_fees_are_paid_or_waived(bare_till: Till) -> None:
    till, cashier, manager = bare_till, bare_till.people[Role.CASHIER], bare_till.people[Role.MANAGER]
    till.sign("teardown", "owner")
    with pytest.raises(FeeRefused):
        state_fee(till.session, till.claim, NewFee(kind="diagnosis", amount_minor=1), by=cashier, now=till.now)
    put(till.claim, "withdrawn")
    till.session.flush()
    told = Release(handed_to="Wang Fang")
    assert till.faults(till.claim, "release", told, by=Role.ADVISOR) == [
        "the diagnosis fee is not stated; state it, or zero with the reason",
        "the teardown fee is not stated; state it, or zero with the reason",
        "the reassembly fee is not stated; state it, or zero with the reason",
    ]
    state_fee(till.session, till.claim, NewFee(kind="diagnosis", amount_minor=20_000), by=cashier, now=till.now)
    state_fee(till.session, till.claim, NewFee(kind="teardown", amount_minor=30_000), by=cashier, now=till.now)
    with pytest.raises(FeeRefused):
        state_fee(till.session, till.claim, NewFee(kind="reassembly", amount_minor=0), by=cashier, now=till.now)
    nothing = NewFee(kind="reassembly", amount_minor=0, reason="not taken apart")
    state_fee(till.session, till.claim, nothing, by=cashier, now=till.now)
    pay_fee(till.session, till.claim, FeePaid(kind="diagnosis", reference="CASH-1"), by=cashier, now=till.now)
    assert till.faults(till.claim, "release", told, by=Role.ADVISOR) == [
        "the teardown fee of 300.00 is neither paid nor waived"
    ]
    waive_fee(till.session, till.claim, FeeWaived(kind="teardown", reason="goodwill"), by=manager, now=till.now)
    assert till.take(till.claim, "release", told, by=Role.ADVISOR).state == "released"
    kept = till.session.scalars(select(Entry).where(Entry.kind == "step").order_by(Entry.id.desc())).first()
    assert kept is not None
    assert json.loads(kept.body)["notes"] == {"diagnosis_fee": "settled"}
    row = till.session.scalars(select(DecisionRow).where(DecisionRow.step == "claim.release")).one()
    assert row.policy == "pricing"
