"""Queries of the shop floor that are used twice, and what they mean for a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.files.models import SignedBy
from claims.files.signatures import signatures
from claims.kernel.errors import Refusal
from claims.people.models import Shop
from claims.shopfloor.models import Amendment, Dispatch, Extra, GoAhead, OrderLine, WorkOrder
from claims.shopfloor.yard_models import HandBack, Inspection, InventoryItem, OldPart, Reception, Reinspection

CUSTOMER_SIDE = frozenset({"customer", "owner", "authorized_person"})
GONE = frozenset({"dropped", "returned"})


class NoOrder(Refusal):
    """This claim has no work order yet; open it from the assessed loss sheet first."""


def order_of(session: Session, claim_id: int) -> WorkOrder | None:
    """The claim's work order, or None before it is opened."""
    return session.scalar(select(WorkOrder).where(WorkOrder.claim_id == claim_id))


def need_order(session: Session, claim_id: int) -> WorkOrder:
    """The claim's work order; NoOrder before it is opened."""
    order = order_of(session, claim_id)
    if order is None:
        raise NoOrder
    return order


def lines_of(session: Session, claim_id: int) -> Sequence[OrderLine]:
    """Every line of a claim's order in sequence: also dropped ones, and those that nobody has signed yet."""
    return session.scalars(select(OrderLine).where(OrderLine.claim_id == claim_id).order_by(OrderLine.position)).all()


def contract_lines(session: Session, claim_id: int) -> list[OrderLine]:
    """The lines that the customer is bound by: signed order, signed amendments, consented extras; none dropped."""
    order = order_of(session, claim_id)
    if order is None or order.signed_at is None:
        return []
    signed, consented = signed_amendments(session, claim_id), consented_extras(session, claim_id)
    return [line for line in lines_of(session, claim_id) if line.state != "dropped" and bound(line, signed, consented)]


def bound(line: OrderLine, signed: set[int], consented: set[int]) -> bool:
    """Whether a line of a signed order is in force, given the signed amendments and the consented extras."""
    if line.extra_id is not None:
        return line.extra_id in consented
    return line.amendment_id is None or line.amendment_id in signed


def signed_amendments(session: Session, claim_id: int) -> set[int]:
    """The ids of the amendments in force."""
    return {a.id for a in amendments_of(session, claim_id) if a.state == "signed"}


def consented_extras(session: Session, claim_id: int) -> set[int]:
    """The ids of the extras that the customer consented to."""
    return {e.id for e in extras_of(session, claim_id) if e.state in ("consented", "added")}


def amendments_of(session: Session, claim_id: int) -> Sequence[Amendment]:
    """A claim's amendments in order."""
    return session.scalars(select(Amendment).where(Amendment.claim_id == claim_id).order_by(Amendment.number)).all()


def unsigned_amendments(session: Session, claim_id: int) -> list[Amendment]:
    """The amendments that still wait for signatures."""
    return [a for a in amendments_of(session, claim_id) if a.state == "drafted"]


def extras_of(session: Session, claim_id: int) -> Sequence[Extra]:
    """A claim's extras in order."""
    return session.scalars(select(Extra).where(Extra.claim_id == claim_id).order_by(Extra.number)).all()


def dispatches_of(session: Session, order: WorkOrder) -> Sequence[Dispatch]:
    """Who was sent to work on the order, oldest first."""
    return session.scalars(select(Dispatch).where(Dispatch.order_id == order.id).order_by(Dispatch.id)).all()


def inspections_of(session: Session, claim_id: int) -> Sequence[Inspection]:
    """Every check and inspection, oldest first."""
    return session.scalars(select(Inspection).where(Inspection.claim_id == claim_id).order_by(Inspection.id)).all()


def go_aheads_of(session: Session, claim_id: int) -> Sequence[GoAhead]:
    """The manager's go-aheads, oldest first."""
    return session.scalars(select(GoAhead).where(GoAhead.claim_id == claim_id).order_by(GoAhead.id)).all()


def lines_at_risk(session: Session, claim_id: int) -> set[int]:
    """The ids of the lines that a go-ahead names."""
    return {line_id for one in go_aheads_of(session, claim_id) for line_id in one.line_ids}


def old_parts_of(session: Session, claim_id: int) -> Sequence[OldPart]:
    """What became of the replaced parts."""
    return session.scalars(select(OldPart).where(OldPart.claim_id == claim_id).order_by(OldPart.id)).all()


def reinspections_of(session: Session, claim_id: int) -> Sequence[Reinspection]:
    """The insurers' second looks before delivery."""
    query = select(Reinspection).where(Reinspection.claim_id == claim_id).order_by(Reinspection.id)
    return session.scalars(query).all()


def reception_of(session: Session, claim_id: int) -> Reception | None:
    """The claim's pre-inspection, or None before it is begun."""
    return session.scalar(select(Reception).where(Reception.claim_id == claim_id))


def inventory_of(session: Session, claim_id: int) -> Sequence[InventoryItem]:
    """What was in the car."""
    query = select(InventoryItem).where(InventoryItem.claim_id == claim_id).order_by(InventoryItem.id)
    return session.scalars(query).all()


def hand_back_of(session: Session, claim_id: int) -> HandBack | None:
    """How the car went back, or None before that."""
    return session.scalar(select(HandBack).where(HandBack.claim_id == claim_id))


def next_position(session: Session, order_id: int) -> int:
    """The position after an order's last line."""
    return (session.scalar(select(func.max(OrderLine.position)).where(OrderLine.order_id == order_id)) or 0) + 1


def signers(
    session: Session, claim_id: int, paper: str, about_id: int | None = None, *, since: datetime | None = None
) -> set[str]:
    """In which capacities a paper is signed; the customer's side counts as one, “customer”.

    A word on the telephone is no signature. With `since`, older ones do not count: they stand under an earlier text.
    """
    found = set()
    for one in signatures(session, claim_id, paper, about_id):
        if one.method != SignedBy.TELEPHONE and (since is None or one.signed_at >= since):
            found.add("customer" if one.capacity in CUSTOMER_SIDE else one.capacity)
    return found


def shop_day(session: Session, shop_id: int, now: datetime) -> date:
    """The date on the shop's own calendar."""
    shop = session.get_one(Shop, shop_id)
    return now.astimezone(ZoneInfo(shop.time_zone)).date()
