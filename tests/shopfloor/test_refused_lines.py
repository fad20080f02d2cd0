"""A line that the insurer refuses, of Q0 and of a supplement: answered, on the order, signed, billed, settled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.kernel.database import Database
from claims.lifecycle.models import Cover
from claims.lifecycle.queries import legs_of
from claims.people.roles import Role
from claims.settlement.billing import bill_of
from claims.shopfloor.models import OrderLine
from claims.shopfloor.orders import give_go_ahead
from claims.shopfloor.queries import lines_of, unsigned_amendments
from claims.shopfloor.yard_inputs import NewGoAhead
from tests.estimating.make import BUMPER, make_round
from tests.shopfloor.house import (
    RADIATOR,
    House,
    agree,
    answer_refusal,
    open_house,
    quote_supplement,
    refuse,
    sign_order,
    start_repair,
)

PART, LABOR = 213_900, 23_400
OPEN = [("insurer", None, "wanted"), ("insurer", None, "planned")]
AS_ANSWERED = {
    "self_pay": [("customer", PART, "wanted"), ("customer", LABOR, "planned")],
    "shop": [("shop", PART, "wanted"), ("shop", LABOR, "planned")],
    "dropped": [],
    "contested": OPEN,
}
THE_PRICES_ARE_OPEN = [
    "the price of line 3 “radiator” is still open; settle it with the insurer or answer its refusal otherwise",
    "the price of line 4 “radiator” is still open; settle it with the insurer or answer its refusal otherwise",
]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    """An opened order of a bumper and a radiator; nothing is kept after the test."""
    with database.reading() as session:
        session.autoflush = True
        yield open_house(session, database, tmp_path, BUMPER, RADIATOR)


def radiator(house: House) -> list[tuple[str, int | None, str]]:
    """Payer, amount and state of the radiator's lines on the order that are not dropped."""
    return [(x.payer, x.amount_minor, str(x.state)) for x in house.rows("radiator").values()]


def owed(house: House, cover: str) -> int:
    """What a leg, or the shop, pays as the order stands."""
    leg = next((x.id for x in legs_of(house.session, house.claim.id) if x.cover == cover), None)
    return bill_of(house.session, house.claim).account(leg, cover=cover).due_minor


def bill_faults(house: House) -> list[str]:
    """What keeps the bill from being settled."""
    return [str(fault) for fault in bill_of(house.session, house.claim).faults]


@pytest.mark.parametrize("answer", AS_ANSWERED)
def test_a_refused_line_of_q0_goes_on_the_order_as_it_was_answered(house: House, answer: str) -> None:
    refuse(house, house.quote(0), answer)
    assert radiator(house) == AS_ANSWERED[answer]
    assert house.claim.state == "agreed"
    if answer == "contested":
        open_ones = {f"the price of line {number} “radiator” is open" for number in (3, 4)}
        assert open_ones <= set(house.faults(house.order, "sign", Role.ADVISOR))
        return
    sign_order(house)
    whole = PART + LABOR
    assert owed(house, Cover.CUSTOMER) == (whole if answer == "self_pay" else 0)
    assert owed(house, Cover.SHOP) == (whole if answer == "shop" else 0)
    assert bill_faults(house) == []


@pytest.mark.parametrize("answer", AS_ANSWERED)
def test_a_refused_line_of_a_supplement_waits_for_its_amendment_and_follows_its_answer(
    database: Database, tmp_path: Path, answer: str
) -> None:
    with database.reading() as session:
        session.autoflush = True
        house = open_house(session, database, tmp_path)
        start_repair(house)
        before = owed(house, Cover.OWN_DAMAGE)
        supplement = quote_supplement(house, BUMPER | {"part_name": "grille"}, RADIATOR)
        refuse(house, house.quote(1), answer)
        assert supplement.state == "agreed"
        assert radiator(house) == AS_ANSWERED[answer]
        assert owed(house, Cover.OWN_DAMAGE) == before
        house.sign_amendment()
        assert owed(house, Cover.OWN_DAMAGE) > before
        assert owed(house, Cover.CUSTOMER) == (PART + LABOR if answer == "self_pay" else 0)
        assert len(bill_faults(house)) == (2 if answer == "contested" else 0)


def contested_on_a_signed_order(house: House) -> None:
    """Signed on the manager's go-ahead with open prices; Q0 is agreed, and the radiator's refusal is contested."""
    ids = [x.id for x in lines_of(house.session, house.claim.id)]
    told = NewGoAhead(line_ids=ids, at_risk_minor=PART + LABOR, reason="the customer needs the car")
    give_go_ahead(house.session, house.claim, told, by=house.person(Role.MANAGER), now=house.now)
    sign_order(house)
    refuse(house, house.quote(0), "contested")
    house.sign_amendment()
    assert radiator(house) == OPEN


def test_a_contested_line_blocks_the_bill_with_a_sentence_that_says_what_to_do(house: House) -> None:
    contested_on_a_signed_order(house)
    assert bill_faults(house) == THE_PRICES_ARE_OPEN
    house.claim.state = "ready_to_settle"
    house.session.flush()
    assert set(THE_PRICES_ARE_OPEN) <= set(house.faults(house.claim, "settle", Role.CASHIER))


@pytest.mark.parametrize("answer", ["self_pay", "shop", "dropped"])
def test_the_contest_ends_with_another_answer_and_a_signed_amendment(house: House, answer: str) -> None:
    contested_on_a_signed_order(house)
    answer_refusal(house, house.quote(0), answer)
    assert radiator(house) == OPEN, "not before it is signed"
    amendment = house.sign_amendment()
    assert radiator(house) == AS_ANSWERED[answer]
    assert {one["line_id"] for one in amendment.changes} == {x.id for x in radiator_rows(house)}
    assert bill_faults(house) == []


def radiator_rows(house: House) -> list[OrderLine]:
    """The radiator's lines on the order, dropped ones too."""
    return [x for x in lines_of(house.session, house.claim.id) if x.text == "radiator"]


def test_the_contest_ends_when_the_insurer_accepts_after_all(house: House) -> None:
    contested_on_a_signed_order(house)
    quote = house.quote(0)
    house.take(quote, "record_round", Role.MANAGER, data=make_round(house, quote, {"position": 2, "answer": "pending"}))
    assert unsigned_amendments(house.session, house.claim.id) == []
    told = make_round(house, quote, {"position": 2, "answer": "accepted", "part_minor": 200_000, "labor_minor": 20_000})
    house.take(quote, "record_round", Role.MANAGER, data=told)
    house.sign_amendment()
    assert radiator(house) == [("insurer", 200_000, "wanted"), ("insurer", 20_000, "planned")]
    assert bill_faults(house) == []
    assert quote.state == "agreed"


def test_dropped_work_that_was_done_already_is_the_shops_loss_at_the_quoted_amount(house: House) -> None:
    contested_on_a_signed_order(house)
    labor = house.rows("radiator")["labor"]
    labor.done = True
    answer_refusal(house, house.quote(0), "dropped")
    house.sign_amendment()
    assert radiator(house) == [("shop", LABOR, "planned")]
    assert bill_faults(house) == []


def test_of_an_agreed_quote_nothing_is_talked_about_but_contested_lines(house: House) -> None:
    contested_on_a_signed_order(house)
    quote = house.quote(0)
    told = make_round(house, quote, {"position": 1, "answer": "accepted", "amount_minor": 100},
                      {"position": 2, "answer": "cut", "amount_minor": 100})  # fmt: skip
    assert house.faults(quote, "record_round", Role.MANAGER, data=told) == [
        f"line 1, {BUMPER['part_name']}: it is settled and stays as it is",
        "line 2, radiator: contested until the insurer accepts it; say accepted or pending",
    ]
    answer_refusal(house, quote, "shop")
    only = ["of an agreed quote only contested lines are talked about, until the insurer accepts them"]
    assert house.faults(quote, "answer_refusals", Role.MANAGER) == only
    assert house.faults(quote, "record_round", Role.MANAGER) == only


def test_a_quote_that_was_accepted_as_asked_is_not_talked_about_again(house: House) -> None:
    agree(house, house.quote(0))
    assert house.missing(house.quote(0), "record_round", Role.MANAGER) != []
