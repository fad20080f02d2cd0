"""Reception: nobody receives a car unseen, without its inventory signed and its key numbered (C4, C5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.kernel.errors import Invalid
from claims.lifecycle.musts import Must as ClaimMust
from claims.people.roles import Role
from claims.shopfloor.queries import inventory_of, reception_of
from claims.shopfloor.reception import AlreadyReceived, InventorySigned, add_item, remove_item, write_reception
from claims.shopfloor.yard_inputs import NewItem, NewReception, Point
from tests.shopfloor.make import Yard, put

WALK = ("outside", "inside", "engine_bay", "sides", "underbody")


@pytest.fixture
def reported(yard: Yard) -> Yard:
    """A claim whose car has just come."""
    put(yard.claim, "reported")
    return yard


def write(yard: Yard, new: NewReception) -> None:
    write_reception(yard.session, yard.claim, new, by=yard.people[Role.ADVISOR], now=yard.now)


def whole() -> NewReception:
    points = [Point(area=area, finding="no defect") for area in WALK]
    return NewReception(odometer_km=42_000, fuel_percent=40, points=points, key_number="K-12")


def answer(yard: Yard, must: ClaimMust) -> object:
    found = yard.machine.answers[must](yard.act(yard.claim, "receive"))
    return [str(fault) for fault in found] if isinstance(found, list) else found


def test_a_car_that_nobody_looked_at_is_not_pre_inspected(reported: Yard) -> None:
    assert answer(reported, ClaimMust.PRE_INSPECTED) == ["no pre-inspection sheet is filled in yet"]
    write(reported, NewReception(points=[Point(area="outside", finding="scratch at the left door")]))
    assert answer(reported, ClaimMust.PRE_INSPECTED) == [
        "the odometer is not read",
        "the fuel level is not noted",
        "the inside of the car was not looked at",
        "the engine bay was not looked at",
        "the sides of the car were not looked at",
        "the underbody was not looked at",
    ]
    write(reported, whole())
    assert answer(reported, ClaimMust.PRE_INSPECTED) == []


def test_the_inventory_needs_the_customers_signature_and_the_key_its_number(reported: Yard) -> None:
    assert answer(reported, ClaimMust.INVENTORY_SIGNED) == [
        "the customer's signature under the inventory is missing",
        "the key has no number",
    ]
    write(reported, whole())
    reported.sign("inventory", "advisor")
    assert answer(reported, ClaimMust.INVENTORY_SIGNED) == ["the customer's signature under the inventory is missing"]
    reported.sign("inventory", "authorized_person")
    assert answer(reported, ClaimMust.INVENTORY_SIGNED) == []


def test_a_signed_inventory_cannot_be_changed(reported: Yard) -> None:
    session, by = reported.session, reported.people[Role.ADVISOR]
    item = add_item(session, reported.claim, NewItem(text="Umbrella"), by=by, now=reported.now)
    spare = add_item(session, reported.claim, NewItem(text="Glasses"), by=by, now=reported.now)
    remove_item(session, reported.claim, spare, by=by, now=reported.now)
    assert [one.text for one in inventory_of(session, reported.claim.id)] == ["Umbrella"]
    reported.sign("inventory")
    with pytest.raises(InventorySigned):
        add_item(session, reported.claim, NewItem(text="Camera"), by=by, now=reported.now)
    with pytest.raises(InventorySigned):
        remove_item(session, reported.claim, item, by=by, now=reported.now)


def test_a_received_cars_pre_inspection_stands_but_its_handover_may_still_be_told(reported: Yard) -> None:
    write(reported, whole())
    put(reported.claim, "received")
    with pytest.raises(AlreadyReceived):
        write(reported, whole())
    handed = reported.now.replace(minute=40)
    write(reported, NewReception(handed_over_at=handed))
    found = reception_of(reported.session, reported.claim.id)
    assert found is not None
    assert (found.handed_over_at, found.odometer_km) == (handed, 42_000)


def test_the_handover_to_the_workshop_is_timed_to_ten_minutes(reported: Yard) -> None:
    with pytest.raises(Invalid) as refusal:
        write(reported, NewReception(handed_over_at=reported.now.replace(minute=30) + timedelta(minutes=7)))
    assert [str(fault) for fault in refusal.value.faults] == ["tell the handover to the workshop to ten minutes"]
