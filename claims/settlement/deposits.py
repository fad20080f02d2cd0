"""Deposits: what the policy asks before a part is ordered, taking it, and what becomes of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.kernel.money import Money
from claims.lifecycle.models import Claim
from claims.people.models import Person, Shop
from claims.people.queries import find
from claims.settlement.accounts import balance
from claims.settlement.billing import customer_leg
from claims.settlement.inputs import ApplyDeposit, PayDeposit, RaiseDeposit
from claims.settlement.models import Deposit
from claims.shopfloor.models import OrderLine
from claims.shopfloor.queries import shop_day

PAYERS = {"customer": "customer", "insurer": "insurer", "shop": "shop", "warranty": "manufacturer"}
NOBODY_DECIDES = "the policy on deposits does not decide about this part; ask the manager"


def deposits_for(session: Session, line_id: int) -> list[Deposit]:
    """Every deposit that was raised for a part line."""
    return list(session.scalars(select(Deposit).where(Deposit.part_line_id == line_id).order_by(Deposit.id)))


def asked_for(act: Act, line: OrderLine) -> tuple[int, int] | list[Fault]:
    """What the policy wants prepaid for a part line, and what is missing (minor units); else why it cannot say."""
    price = line.original_unit_price_minor if line.original_unit_price_minor is not None else line.unit_price_minor
    if price is None:
        text = "the original price of “{text}” is not known yet, so nobody can say what deposit it needs"
        return [Fault(text, f"line:{line.id}", {"text": line.text})]
    if line.supplied_by not in ("shop", "customer", "insurer"):
        return [Fault("nobody said who supplies “{text}”", f"line:{line.id}", {"text": line.text})]
    ref, shop = f"line:{line.id}", act.session.get_one(Shop, line.shop_id)
    paid = sum(d.amount_minor for d in deposits_for(act.session, line.id) if d.state in ("paid", "applied", "kept"))
    facts: dict[str, Any] = {
        "kind": "part",
        "ref": ref,
        "label": line.text[:80],
        "currency": shop.currency,
        "original_price_minor": price,
        "quantity_x1000": line.quantity_x1000,
        "payer": PAYERS[line.payer],
        "supplied_by": line.supplied_by,
        "paid_minor": paid,
    }
    decision = act.ask("deposit", [facts], order=shop_day(act.session, line.shop_id, act.now))
    if ref in decision.undecided:
        return [Fault(NOBODY_DECIDES, ref)]
    return decision.said(ref, "owed_minor"), decision.said(ref, "missing_minor")


def deposit_is_paid(act: Act) -> list[Fault]:
    """The deposit for the part line that is to be ordered; `act.thing` is the order line."""
    found = asked_for(act, act.thing)
    if isinstance(found, list):
        return found
    owed, missing = found
    if missing == 0:
        return []
    currency = act.session.get_one(Shop, act.thing.shop_id).currency
    text = "the deposit for “{text}” is {owed}, and {missing} of it is not paid; the cashier takes it"
    values = {"text": act.thing.text, "owed": Money(owed, currency), "missing": Money(missing, currency)}
    return [Fault(text, f"line:{act.thing.id}", values)]


def deposit_is_owed(act: Act) -> list[Fault]:
    """Something is missing for the named part line, and no deposit for it waits to be paid."""
    told: RaiseDeposit | None = act.data
    if told is None:
        return []
    by: Person = act.by  # type: ignore[assignment]
    line = find(act.session, OrderLine, told.line_id, by)
    where, values = f"line:{line.id}", {"text": line.text}
    if line.kind != "part" or line.state != "wanted":
        return [Fault("“{text}” is no part that waits to be ordered", where, values)]
    if any(d.state == "due" for d in deposits_for(act.session, line.id)):
        return [Fault("a deposit for “{text}” waits to be paid already", where, values)]
    found = asked_for(act, line)
    if isinstance(found, list):
        return found
    act.notes["deposit_minor"] = found[1]
    return [] if found[1] else [Fault("no deposit is owed for “{text}”", where, values)]


def raise_it(act: Act) -> Deposit:
    """A deposit of what the policy found missing."""
    told: RaiseDeposit = act.data
    line = act.session.get_one(OrderLine, told.line_id)
    return Deposit(
        claim_id=line.claim_id,
        shop_id=line.shop_id,
        part_line_id=line.id,
        part_name=line.text,
        amount_minor=act.notes["deposit_minor"],
        raised_at=act.now,
    )


def deposit_is_told(act: Act) -> list[Fault]:
    """The whole amount, and a reference for whatever is not cash."""
    told: PayDeposit | None = act.data
    if told is None:
        return []
    deposit, faults = act.thing, []
    if told.amount_minor != deposit.amount_minor:
        currency = act.session.get_one(Shop, deposit.shop_id).currency
        values = {"owed": Money(deposit.amount_minor, currency), "paid": Money(told.amount_minor, currency)}
        faults.append(Fault("the deposit is {owed}, not {paid}; take exactly that", "amount_minor", values))
    if told.method != "cash" and not told.reference:
        faults.append(Fault("the reference of the payment is not told", "reference"))
    return faults


def take(act: Act) -> None:
    """The deposit is in the till."""
    told: PayDeposit = act.data
    act.thing.paid_at, act.thing.method, act.thing.reference = act.now, told.method, told.reference


def still_owed_without(act: Act) -> int:
    """What the customer would owe if this deposit did not count (minor units, never below zero)."""
    claim = act.session.get_one(Claim, act.thing.claim_id)
    leg = customer_leg(act.session, claim.id)
    return max(0, balance(act.session, claim, leg).open_minor + act.thing.amount_minor) if leg is not None else 0


def deposit_fits(act: Act) -> bool | list[Fault]:
    """It is at most what the customer owes, or the excess was paid back."""
    told: ApplyDeposit | None = act.data
    excess = act.thing.amount_minor - still_owed_without(act)
    if told is None or excess <= 0 or told.refund_reference:
        return True
    currency = act.session.get_one(Shop, act.thing.shop_id).currency
    text = "{excess} of the deposit for “{text}” is more than the customer owes; pay it back and give the reference"
    return [Fault(text, "refund_reference", {"excess": Money(excess, currency), "text": act.thing.part_name})]


def apply(act: Act) -> None:
    """Take the deposit off the customer's bill; what is too much was paid back."""
    told: ApplyDeposit = act.data
    deposit: Deposit = act.thing
    deposit.applied_minor = min(deposit.amount_minor, still_owed_without(act))
    deposit.refunded_minor = deposit.amount_minor - deposit.applied_minor
    deposit.refund_reference, deposit.closed_at = told.refund_reference, act.now


def refund_is_proved(act: Act) -> list[Fault]:
    """Why, and under which reference the money went back."""
    if act.data is None:
        return []
    given = {"reason": act.data.reason, "refund_reference": act.data.refund_reference}
    return [Fault("{what} is not told", name, {"what": name}) for name, value in given.items() if not value]


def refund(act: Act) -> None:
    """The whole deposit went back to the customer."""
    deposit: Deposit = act.thing
    deposit.refunded_minor, deposit.closed_at = deposit.amount_minor, act.now
    deposit.reason, deposit.refund_reference = act.data.reason, act.data.refund_reference


def part_was_ordered(act: Act) -> bool:
    """Only against the cost of a part that was really ordered may a prepayment be kept."""
    line = act.session.get(OrderLine, act.thing.part_line_id)
    return line is not None and bool(
        line.supplier_order or line.state in ("ordered", "arrived", "handed_out", "returned")
    )


def close(act: Act) -> None:
    """Kept against the part's cost, or canceled before it was paid, with the reason."""
    act.thing.reason, act.thing.closed_at = act.data.reason, act.now
