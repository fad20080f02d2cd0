"""Reception: the walk around the car, the things in it, the numbered key (C4, C5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.kernel.errors import Faults, Refusal
from claims.lifecycle.models import Claim
from claims.people.models import Person
from claims.shopfloor.queries import reception_of, signers
from claims.shopfloor.yard_inputs import NewItem, NewReception
from claims.shopfloor.yard_models import InventoryItem, Reception

OUTSIDE = ("outside", "sides")  # the areas that the sketch shows
BEFORE_RECEIVED = ("in_custody", "reported")


class AlreadyReceived(Refusal):
    """The car is received; its pre-inspection stands as it was written."""


class InventorySigned(Refusal):
    """The inventory is signed; it cannot be changed any more."""


def write_reception(session: Session, claim: Claim, new: NewReception, *, by: Person, now: datetime) -> Reception:
    """The pre-inspection as it stands now, in place of what was written before; until the car is received.

    The handover to the workshop is timed to ten minutes; it alone may be told later.
    """
    faults = Faults()
    handed = new.handed_over_at
    on_ten = handed is None or (handed.minute % 10 == 0 and not handed.second and not handed.microsecond)
    faults.check(on_ten, "tell the handover to the workshop to ten minutes", "handed_over_at")
    for place, point in enumerate(new.points):
        shown = not point.place or point.area in OUTSIDE
        faults.check(shown, "the sketch shows the outside of the car only", f"points[{place}].place")
    faults.refuse()
    found = reception_of(session, claim.id)
    told = new.model_dump(mode="python")
    if claim.state not in BEFORE_RECEIVED:
        only_handover = found is not None and new.model_fields_set == {"handed_over_at"}
        if not only_handover or found is None:
            raise AlreadyReceived
        found.handed_over_at = handed
        note(session, claim, "car handed to the workshop", by=by, now=now, data={"at": str(handed)})
        return found
    if found is None:
        found = Reception(claim_id=claim.id, shop_id=claim.shop_id)
        session.add(found)
    for name, value in told.items():
        setattr(found, name, value)
    found.by_id, found.at = by.id, now
    session.flush()
    note(session, claim, "pre-inspection written", by=by, now=now, data=new.model_dump(mode="json"))
    return found


def add_item(session: Session, claim: Claim, new: NewItem, *, by: Person, now: datetime) -> InventoryItem:
    """One more thing in the car; until the customer has signed the inventory."""
    need_unsigned(session, claim)
    item = InventoryItem(claim_id=claim.id, shop_id=claim.shop_id, **new.model_dump())
    session.add(item)
    session.flush()
    note(session, claim, "inventory item added", by=by, now=now, data={"item": item.id, "quantity": item.quantity})
    return item


def remove_item(session: Session, claim: Claim, item: InventoryItem, *, by: Person, now: datetime) -> None:
    """Take a thing off the inventory again; until the customer has signed it."""
    need_unsigned(session, claim)
    note(session, claim, "inventory item removed", by=by, now=now, data={"item": item.id, "quantity": item.quantity})
    session.delete(item)


def need_unsigned(session: Session, claim: Claim) -> None:
    """InventorySigned once the customer has signed the inventory."""
    if "customer" in signers(session, claim.id, "inventory"):
        raise InventorySigned
