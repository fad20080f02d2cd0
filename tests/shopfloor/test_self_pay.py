"""Hidden damage that the customer pays: on the order by a signed amendment, with deposit, signature and bill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.estimating.inputs import Acceptance, Reason, SelfPay
from claims.estimating.queries import damage_lines, quotes_of
from claims.kernel.database import Database
from claims.kernel.machine import StepRefused
from claims.people.roles import Role
from claims.settlement.accounts import deposits_of
from claims.settlement.inputs import PayDeposit
from claims.shopfloor.inputs import Arrival, HandOut, NewPartOrder
from claims.shopfloor.inputs import Reason as FloorReason
from claims.shopfloor.queries import contract_lines, lines_of, unsigned_amendments
from tests.estimating.make import BONNET, confirm_all, make_returned, send
from tests.shopfloor.house import (
    RADIATOR,
    House,
    find_damage,
    insurers_leg,
    open_house,
    quote_supplement,
    sign_order,
    start_repair,
)

CONSENT = SelfPay(consent="Li, by telephone, 10:00, to Chen")
PART, LABOR = 213_900, 23_400  # the radiator as quoted: 2,139.00 and 1.8 h at 130.00
NOTHING = {"unit_price_minor": 0, "labor_minor": 0}  # the insurer grants the radiator nothing


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    """A claim in repair with a signed order; nothing is kept after the test."""
    with database.reading() as session:
        session.autoflush = True
        house = open_house(session, database, tmp_path)
        start_repair(house)
        yield house


def test_what_the_insurer_refuses_is_ordered_and_billed_to_the_customer_once_he_signed(house: House) -> None:
    supplement = quote_supplement(house)
    make_returned(house, NOTHING, quote=send(house, house.quote(1)))
    assert house.due() == 0
    house.take(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT)
    assert supplement.state == "self_pay"
    part, labor = (house.rows("radiator")[kind] for kind in ("part", "labor"))
    assert [(x.payer, x.leg_id, x.amount_minor) for x in (part, labor)] == [
        ("customer", None, PART), ("customer", None, LABOR),
    ]  # fmt: skip
    assert not {part, labor} & set(contract_lines(house.session, house.claim.id))
    assert house.due() == 0, "nobody signed for it yet"
    assert any("signed order" in one for one in house.refuse(part, "order", Role.PARTS_CLERK, data=NewPartOrder()))

    amendment = house.sign_amendment()
    assert amendment.kind == "supplement"
    (deposit,) = deposits_of(house.session, house.claim.id)
    assert house.refuse(part, "order", Role.PARTS_CLERK, data=NewPartOrder()) == [
        "the deposit for “radiator” is 1069.50, and 1069.50 of it is not paid; the cashier takes it"
    ]
    assert (deposit.state, deposit.amount_minor) == ("due", 106_950)
    told = PayDeposit(amount_minor=106_950, method="card", reference="T-1")
    house.take(deposit, "pay", Role.CASHIER, data=told)
    house.take(part, "order", Role.PARTS_CLERK, data=NewPartOrder(supplier="Depot", supplier_order="P-1"))
    house.take(part, "arrive", Role.PARTS_CLERK, data=Arrival(receipt="D-1"))
    hand_out = HandOut(handed_to="Zhou")
    assert house.refuse(part, "hand_out", Role.PARTS_CLERK, data=hand_out) == [
        f"the paper “self_pay_part” about line {part.id} is not signed"
    ]
    house.sign("self_pay_part", "customer", about=part.id)
    house.take(part, "hand_out", Role.PARTS_CLERK, data=hand_out)
    assert house.due() == PART + LABOR


def test_what_the_customer_pays_is_priced_and_reviewed_first(house: House) -> None:
    supplement = quote_supplement(house)
    quote = house.quote(1)
    for state in ("draft", "priced"):
        assert house.faults(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT) == [f"quote Q1: {state}"]
        with pytest.raises(StepRefused, match="is priced and reviewed, so that the customer knows what he pays"):
            house.take(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT)
        if state == "draft":
            confirm_all(house, quote)
            house.take(quote, "price", Role.PARTS_CLERK)
    house.take(quote, "review", Role.PARTS_SUPERVISOR)
    house.take(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT)
    assert (supplement.state, quote.state) == ("self_pay", "withdrawn")
    assert house.rows("radiator")["part"].amount_minor == PART


def test_before_any_insurer_is_asked_its_quote_runs_for_the_customer(house: House) -> None:
    line = RADIATOR | {"leg_id": insurers_leg(house).id}
    supplement = find_damage(house, line)
    house.take(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT)
    quote = house.quote(1)
    assert (supplement.state, quote.state, quote.total_minor) == ("quoted", "draft", 0)
    assert [(x.payer, x.leg_id) for x in damage_lines(house.session, house.claim.id, supplement.id)] == [
        ("customer", None)
    ]
    confirm_all(house, quote)
    house.take(quote, "price", Role.PARTS_CLERK)
    house.take(quote, "review", Role.PARTS_SUPERVISOR)
    assert lines_of(house.session, house.claim.id)[-1].text != "radiator"
    house.take(quote, "agree_unsent", Role.ESTIMATOR)
    assert (supplement.state, quote.state) == ("self_pay", "agreed")
    house.sign_amendment()
    assert house.due() == PART + LABOR


def test_a_part_that_nobody_said_who_supplies_is_not_moved_to_the_customer(house: House) -> None:
    supplement = find_damage(house, RADIATOR | {"supplied_by": ""})
    assert house.faults(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT) == [
        "line 1, radiator: say who supplies the part and of which kind it is"
    ]


def test_what_the_shop_bears_stays_the_shops(house: House) -> None:
    supplement = quote_supplement(house, RADIATOR, BONNET | {"payer": "shop"})
    send(house, house.quote(1))
    house.take(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT)
    payers = {(x.text, x.payer) for x in lines_of(house.session, house.claim.id) if x.amendment_id is not None}
    assert payers == {("radiator", "customer"), (BONNET["part_name"], "shop")}


def test_a_customer_who_does_not_sign_after_all_owes_nothing(house: House) -> None:
    supplement = quote_supplement(house)
    send(house, house.quote(1))
    house.take(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT)
    (amendment,) = unsigned_amendments(house.session, house.claim.id)
    house.take(amendment, "withdraw", Role.ADVISOR, data=FloorReason(reason="too dear"))
    assert house.rows("radiator") == {}
    assert house.due() == 0


def test_a_withdrawn_supplement_leaves_no_line_on_the_order(house: House) -> None:
    before = [x.id for x in lines_of(house.session, house.claim.id)]
    for ready in (find_damage, quote_supplement):
        supplement = ready(house)
        if supplement.state == "quoted":
            make_returned(house, NOTHING, quote=send(house, house.quote(supplement.number)))
        house.take(supplement, "withdraw", Role.WORKSHOP, data=Reason(reason="old damage"))
        assert supplement.state == "withdrawn"
    assert [x.id for x in lines_of(house.session, house.claim.id)] == before
    assert unsigned_amendments(house.session, house.claim.id) == []
    assert [x.state for x in quotes_of(house.session, house.claim.id)] == ["agreed", "withdrawn"]


def test_on_a_drafted_order_the_lines_are_signed_with_the_order(database: Database, tmp_path: Path) -> None:
    with database.reading() as session:
        session.autoflush = True
        house = open_house(session, database, tmp_path)
        supplement = quote_supplement(house)
        send(house, house.quote(1))
        house.take(supplement, "move_to_self_pay", Role.ADVISOR, data=CONSENT)
        assert house.rows("radiator")["part"].amendment_id is None
        make_returned(house, quote=send(house, house.quote(0)))
        house.take(house.quote(0), "check", Role.PARTS_SUPERVISOR, data=Acceptance())
        sign_order(house)
        assert house.due() == PART + LABOR
