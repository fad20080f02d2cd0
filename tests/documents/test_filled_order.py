"""The work order as paper: before it is signed it says what signing will decide; nothing is said that nobody told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from claims.documents.filling.common import desk
from claims.documents.filling.floor import fill_requisition
from claims.documents.filling.orders import fill_work_order
from claims.documents.render import render_html
from claims.documents.work_order.form import WorkOrder
from claims.kernel.database import Database
from claims.people.models import Vehicle
from claims.people.roles import Role
from claims.shopfloor.amendments import take_agreed_prices
from claims.shopfloor.inputs import OrderTerms
from claims.shopfloor.orders import write_terms
from claims.shopfloor.reception import write_reception
from claims.shopfloor.yard import sort_old_part
from claims.shopfloor.yard_inputs import NewOldPart, NewReception
from tests.shopfloor.make import LATER, Yard, damage, make_quote, make_yard, open_order, put, sign_order

LAMP = {"supplied_by": "customer", "part_kind": "PAA", "labor_hours_x100": 0}


@pytest.fixture
def yard(database: Database) -> Iterator[Yard]:
    """A drafted order: a bumper of ours, and a lamp that the customer brought."""
    with database.writing() as session:
        yard = make_yard(session, state="reported")
        car = session.get_one(Vehicle, yard.claim.vehicle_id)
        car.model, car.vin = "Passat", "LSVCH6A48MN012345"
        told = NewReception(odometer_km=42_000)
        write_reception(session, yard.claim, told, by=yard.people[Role.ADVISOR], now=yard.now)
        put(yard.claim, "assessed")
        bumper, lamp = damage(yard, "Front bumper", side="left_front"), damage(yard, "Headlamp", **LAMP)
        open_order(yard)
        prices = [(bumper, {"part_amount_minor": 90000, "labor_amount_minor": 8000}), (lamp, {"part_amount_minor": 0})]
        take_agreed_prices(yard.act(make_quote(yard, prices)))
        session.flush()
        yield yard


def filled(yard: Yard) -> WorkOrder:
    yard.session.flush()
    return fill_work_order(desk(yard.session, yard.claim, yard.now), "W2026-00001")


def warranties(paper: WorkOrder) -> dict[str, str]:
    return {part.name: part.no_warranty.en if part.no_warranty else "" for part in paper.parts}


def test_an_order_to_be_signed_says_on_the_line_that_the_customers_own_part_has_no_warranty(yard: Yard) -> None:
    before = filled(yard)
    assert warranties(before) == {
        "Front bumper": "", "Headlamp": "No warranty on this part; our workmanship stays warranted.",
    }  # fmt: skip
    assert [(term.work_class, term.days, term.km) for term in before.warranty] == [("accident_repair", 30, 2000)]
    sign_order(yard)
    after = filled(yard)
    assert (warranties(after), after.warranty) == (warranties(before), before.warranty)


def test_reading_an_order_decides_nothing(yard: Yard) -> None:
    filled(yard)
    assert (yard.line("Headlamp").warranty, yard.line("Headlamp").decision_hash) == ("", "")


def test_a_longer_warranty_agreed_on_the_draft_is_printed(yard: Yard) -> None:
    terms = OrderTerms(agreed_days=200, agreed_km=9000)
    write_terms(yard.session, yard.claim, terms, by=yard.people[Role.ADVISOR], now=yard.now)
    assert [(term.days, term.km) for term in filled(yard).warranty] == [(200, 9000)]


def test_an_overhaul_and_a_repair_have_terms_of_their_own(yard: Yard) -> None:
    yard.line("Front bumper", "labor").operation = "overhaul"
    assert [(term.work_class, term.days, term.km) for term in filled(yard).warranty] == [
        ("major_overhaul", 100, 20000), ("minor_repair", 30, 2000),
    ]  # fmt: skip


def test_a_part_on_which_the_policy_says_nothing_is_printed_as_undecided(yard: Yard) -> None:
    yard.line("Front bumper").part_kind = "PAL"
    paper = filled(yard)
    assert [part.undecided for part in paper.parts] == [True, False]
    assert render_html(paper, "en").count("The warranty of this part is not decided yet.") == 1


def test_what_nobody_told_is_left_empty(yard: Yard) -> None:
    paper = filled(yard)
    assert (paper.promised_at, paper.payment, paper.old_parts) == (None, "", "")
    sign_order(yard)
    paper = filled(yard)
    assert (paper.promised_at, paper.payment, paper.old_parts) == (yard.now + timedelta(days=5), "card", "discard")


def test_work_is_named_with_operation_and_side_and_the_car_with_the_odometer_read_at_reception(yard: Yard) -> None:
    paper = filled(yard)
    assert [(work.operation, work.text, work.side) for work in paper.work] == [
        ("replace", "Front bumper", "left_front")
    ]
    assert "Replace · Front bumper (left front)" in render_html(paper, "en")
    assert (paper.vehicle.odometer_km, paper.order_number) == (42_000, yard.order.number)


def test_a_signature_under_an_earlier_text_is_not_printed_as_one_of_this_text(yard: Yard) -> None:
    earlier = "An earlier content of this paper was signed"
    yard.sign("work_order", "customer", "advisor", document_hash=filled(yard).content_hash())
    assert earlier not in render_html(filled(yard), "en")
    write_terms(yard.session, yard.claim, OrderTerms(car_wash=False), by=yard.people[Role.ADVISOR], now=LATER)
    assert render_html(filled(yard), "en").count(earlier) == 2


def test_the_owner_signs_as_the_customer(yard: Yard) -> None:
    yard.sign("work_order", "owner")
    assert [(box.role, box.name) for box in filled(yard).signatures] == [("customer", "Wang Fang"), ("advisor", "")]


def test_what_became_of_the_old_part_stands_beside_the_new_one(yard: Yard) -> None:
    sign_order(yard)
    line = yard.line("Front bumper")
    put(line, "handed_out")
    line.handed_to, line.handed_out_at = "Zhou", yard.now
    told = NewOldPart(line_id=line.id, fate="handed_to_insurer", receipt="HS-7", recalled=True)
    sort_old_part(yard.session, yard.claim, told, by=yard.people[Role.WORKSHOP], now=yard.now)
    paper = fill_requisition(desk(yard.session, yard.claim, yard.now), "RQ2026-00001")
    assert [(part.name, part.handed_to, part.old_part, part.old_part_receipt) for part in paper.parts] == [
        ("Front bumper", "Zhou", "handed_to_insurer", "HS-7")
    ]
