"""What must be true of bill, papers and money before a claim is settled; `act.thing` is the claim."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from claims.estimating.queries import quotes_of
from claims.files.signatures import signed_by
from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.kernel.money import Money
from claims.lifecycle.models import Claim, Cover
from claims.settlement.accounts import balances
from claims.settlement.billing import (
    bill_hash,
    bill_of,
    billed_amount,
    billed_changes,
    billed_lines,
    discounts_of,
    signed_lines,
)
from claims.settlement.corrections import last_explained
from claims.settlement.invoices import invoice_faults
from claims.settlement.models import Discount
from claims.shopfloor.models import OrderLine
from claims.shopfloor.queries import extras_of, order_of, shop_day, unsigned_amendments

MISSING = {
    "consent": "“{text}” is billed {billed}, and only {agreed} was signed or consented to; get consent or bill that",
    "reason": "“{text}” is billed {billed} instead of the signed {agreed}; write down the reason",
}


def paper_faults(session: Session, claim: Claim) -> list[Fault]:
    """The settlement papers that are missing (A15): what was signed, consented, returned and decided."""
    faults = []
    order = order_of(session, claim.id)
    if order is None or order.signed_at is None:
        faults.append(Fault("the signed work order is missing", "work_order"))
    for amendment in unsigned_amendments(session, claim.id):
        text = "amendment {number} is not signed"
        faults.append(Fault(text, f"amendment:{amendment.id}", {"number": amendment.number}))
    for extra in extras_of(session, claim.id):
        if extra.state in ("proposed", "refused"):
            text = "the customer's answer to extra {number} “{text}” is not recorded and passed on to the workshop"
            faults.append(Fault(text, f"extra:{extra.id}", {"number": extra.number, "text": extra.text}))
    if not signed_by(session, claim.id, "loss_sheet", {"assessor"}):
        faults.append(Fault("the signed loss sheet is missing", "loss_sheet"))
    for quote in quotes_of(session, claim.id):
        if quote.state not in ("agreed", "superseded", "withdrawn"):
            faults.append(Fault("quote {label} is not agreed", f"quote:{quote.id}", {"label": quote.label}))
    for discount in discounts_of(session, claim.id):
        if discount.state == "asked":
            text = "the manager has not decided on a discount that was asked"
            faults.append(Fault(text, f"discount:{discount.id}"))
    return faults


def papers_are_complete(act: Act) -> list[Fault]:
    """Every settlement paper is there."""
    return paper_faults(act.session, act.thing)


def bill_is_explained(act: Act) -> bool | list[Fault]:
    """The bill as it stands now was explained; an explanation of other figures does not count."""
    explained = last_explained(act.session, act.thing.id)
    if explained is None:
        return False
    if explained.bill_hash == bill_hash(bill_of(act.session, act.thing)):
        return True
    return [Fault("the bill changed since it was explained; explain it again", "bill")]


def line_fact(line: OrderLine, *, agreed: int, billed: int, currency: str, reason: bool) -> dict[str, Any]:
    """What the policy `settlement` needs to know of a line."""
    label = "".join(sign for sign in line.text if sign.isprintable())[:40] or f"{line.position}"
    return {
        "kind": "line", "ref": f"line:{line.id}", "label": label, "currency": currency,
        "agreed_minor": agreed, "billed_minor": billed, "reason_given": reason,
    }  # fmt: skip


def settlement_facts(session: Session, claim: Claim, currency: str) -> list[dict[str, Any]]:
    """Every signed or billed line, and the bill with its discounts: what the policy `settlement` judges."""
    changes, billed = billed_changes(session, claim.id), {x.id for x in billed_lines(session, claim.id)}
    facts = []
    for line in signed_lines(session, claim.id):
        change = changes.get(line.id)
        amount = (billed_amount(line, change) or 0) if line.id in billed else 0
        reason = (change is not None and bool(change.reason)) or bool(line.ended_because)
        agreed = line.signed_amount_minor or 0
        facts.append(line_fact(line, agreed=agreed, billed=amount, currency=currency, reason=reason))
    given = [d for d in discounts_of(session, claim.id) if d.state != "refused"]
    less = [fact for fact in facts if fact["billed_minor"] < fact["agreed_minor"]]
    whole = {
        "kind": "bill",
        "ref": "bill",
        "currency": currency,
        "agreed_minor": sum(fact["agreed_minor"] for fact in facts),
        "billed_minor": sum(fact["billed_minor"] for fact in facts),
        "reason_given": all(fact["reason_given"] for fact in less),
        "discount_minor": sum(one.amount_minor for one in given),
        "papers_complete": not paper_faults(session, claim),
    }
    return [*facts, {**whole, **discount_facts(given)}]


def discount_facts(given: list[Discount]) -> dict[str, Any]:
    """Who asked and who approved; of several discounts the first that is not properly approved speaks for all.

    Only the manager may take the step `approve`, so whoever decided an approved discount is the manager.
    """
    if not given:
        return {}
    doubtful = [d for d in given if d.state != "approved" or d.decided_by_id == d.asked_by_id]
    one = (doubtful or given)[0]
    approved = one.state == "approved"
    return {
        "discount_asked_by": f"person:{one.asked_by_id}",
        "discount_approved_by": f"person:{one.decided_by_id}" if approved else None,
        "approver_is_manager": approved,
    }


def bill_matches(act: Act) -> list[Fault]:
    """The policy compares bill and order (B9) and asks who approved the discounts (B10)."""
    claim: Claim = act.thing
    bill = bill_of(act.session, claim)
    facts = settlement_facts(act.session, claim, bill.currency)
    decision = act.ask("settlement", facts, delivery=shop_day(act.session, claim.shop_id, act.now))
    faults = list(bill.faults)
    for fact in facts:
        ref = str(fact["ref"])
        if ref in decision.undecided:
            faults.append(Fault("the policy does not decide on {what}; ask the manager", ref, {"what": ref}))
        missing = decision.said(ref, "missing", [])
        if fact["kind"] == "bill":
            if "discount_approval" in missing:
                values = {"discount": Money(fact["discount_minor"], bill.currency)}
                text = "the discount of {discount} is not approved by the manager, or by the person who asked for it"
                faults.append(Fault(text, "bill", values))
            continue
        agreed, billed = (Money(fact[name], bill.currency) for name in ("agreed_minor", "billed_minor"))
        values = {"text": fact["label"], "agreed": agreed, "billed": billed}
        faults += [Fault(MISSING[one], ref, values) for one in missing if one in MISSING]
    return faults


def customer_has_paid(act: Act) -> list[Fault]:
    """Share, self-pay items and deductibles are paid, deposits counted; the sum that is missing is named."""
    bill = bill_of(act.session, act.thing)
    faults = []
    for account in balances(act.session, act.thing, bill):
        if account.leg.cover == Cover.CUSTOMER and account.open_minor > 0:
            text = "the customer still owes {open} of {due}"
            values = {"open": bill.money(account.open_minor), "due": bill.money(account.due_minor)}
            faults.append(Fault(text, f"leg:{account.leg.id}", values))
    return faults


def invoices_are_issued(act: Act) -> list[Fault]:
    """Every payer who owes something has an invoice of exactly that; nobody else has one."""
    return invoice_faults(act.session, act.thing, bill_of(act.session, act.thing))
