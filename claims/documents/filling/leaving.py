"""Fills the papers of the car's leaving: exit record and gate pass."""

from __future__ import annotations

from claims.documents.exit_record.form import ExitCheck, ExitRecord, TakenPart
from claims.documents.filling.common import Desk, head, owner, payer_name, signatures, vehicle
from claims.documents.filling.floor import inventory
from claims.documents.gate_pass.form import Credit, GatePass
from claims.kernel.amounts import Quantity
from claims.kernel.errors import Refusal
from claims.settlement.accounts import released
from claims.shopfloor.queries import hand_back_of, lines_of, need_order, old_parts_of, reception_of
from claims.shopfloor.yard_models import HandBack


class NoExitRecord(Refusal):
    """The exit record is not written yet; look at the car before it leaves and write it down first."""

    status = 409


class NotDelivered(Refusal):
    """The car is not delivered; a gate pass is issued once it is, for only that step asks whether it may leave."""

    status = 409


def need_hand_back(at: Desk) -> HandBack:
    """How the car goes back; NoExitRecord before it is written."""
    found = hand_back_of(at.session, at.claim.id)
    if found is None:
        raise NoExitRecord
    return found


def fill_exit_record(at: Desk, number: str) -> ExitRecord:
    """Form 6-10 as it is written now."""
    back, reception = need_hand_back(at), reception_of(at.session, at.claim.id)
    return ExitRecord(
        head=head(at, number),
        vehicle=vehicle(at),
        customer=owner(at),
        order_number=need_order(at.session, at.claim.id).number,
        gate_pass_number=back.gate_pass_number,
        written_at=back.at,
        written_by=at.user_name(back.by_id),
        checks=tuple(
            ExitCheck(text=name, result="passed" if right else "failed") for name, right in back.exit_checks.items()
        ),
        handed_to=back.handed_to,
        odometer_km=back.odometer_km,
        keys_returned=back.keys_returned,
        papers_returned=back.papers_returned,
        papers=tuple(reception.papers) if reception is not None else (),
        certificate_number=back.certificate_number,
        inventory=inventory(at),
        old_parts=old_parts(at),
        advice=back.advice,
        next_service_on=back.next_service_on,
        next_service_km=back.next_service_km,
        signatures=signatures(at, "inventory_back", ("customer", "advisor")),
    )


def old_parts(at: Desk) -> tuple[TakenPart, ...]:
    """The old parts that the customer takes along, in the order's sequence."""
    kept = {one.line_id for one in old_parts_of(at.session, at.claim.id) if one.fate == "kept_for_customer"}
    return tuple(
        TakenPart(name=line.text, quantity=Quantity(line.quantity_x1000))
        for line in lines_of(at.session, at.claim.id)
        if line.id in kept
    )


def fill_gate_pass(at: Desk, number: str) -> GatePass:
    """The permission to drive out; NotDelivered before the step that asks for everything."""
    if at.claim.state not in ("delivered", "closed"):
        raise NotDelivered
    back = need_hand_back(at)
    return GatePass(
        head=head(at, number),
        vehicle=vehicle(at),
        pass_number=back.gate_pass_number,
        order_number=need_order(at.session, at.claim.id).number,
        handed_to=back.handed_to,
        written_at=back.at,
        written_by=at.user_name(back.by_id),
        odometer_km=back.odometer_km,
        old_parts=old_parts(at),
        credits=credit_releases(at),
        signatures=signatures(at, "exit", ("advisor", "customer", "gate")),
    )


def credit_releases(at: Desk) -> tuple[Credit, ...]:
    """The payers whose money the manager waits for."""
    found = [(leg, released(at.session, leg.id)) for leg in at.legs]
    return tuple(
        Credit(
            payer=payer_name(at, leg),
            released_by=at.user_name(one.by_id),
            released_on=at.day(one.released_at),
            pay_by=one.pay_by,
        )
        for leg, one in found
        if one is not None
    )
