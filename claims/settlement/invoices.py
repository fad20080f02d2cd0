"""Invoices: one per payer, drafted from the bill, numbered without gaps when issued, reversed but never edited."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim, Cover, Leg
from claims.lifecycle.queries import legs_of
from claims.people.models import Customer, Insurer, Person, Vehicle
from claims.people.numbers import next_number
from claims.people.queries import find
from claims.settlement.bill import Account, Bill
from claims.settlement.billing import bill_of
from claims.settlement.inputs import NewInvoice
from claims.settlement.models import Invoice

BILLABLE = frozenset({"ready_to_settle", "settled", "delivered", "withdrawn", "total_loss", "released"})


def invoices_of(session: Session, claim_id: int) -> Sequence[Invoice]:
    """A claim's invoices, oldest first."""
    return session.scalars(select(Invoice).where(Invoice.claim_id == claim_id).order_by(Invoice.id)).all()


def issued_invoice(session: Session, leg_id: int) -> Invoice | None:
    """The invoice that stands for a payer."""
    return session.scalar(select(Invoice).where(Invoice.leg_id == leg_id, Invoice.state == "issued"))


def billed_payers(session: Session, claim: Claim, bill: Bill) -> list[tuple[Leg, Account]]:
    """Every payer who gets an invoice, in the order of the legs: whoever has to pay something, but the shop itself."""
    legs = session.scalars(select(Leg).where(Leg.claim_id == claim.id).order_by(Leg.position)).all()
    found = [(leg, bill.account(leg.id)) for leg in legs if leg.cover != Cover.SHOP]
    return [(leg, account) for leg, account in found if account.due_minor > 0]


def payer_of(act: Act) -> tuple[Claim, Leg] | None:
    """The claim and the leg that an invoice is about: of the words said, or of the draft."""
    told: NewInvoice | Invoice | None = act.thing if act.thing is not None else act.data
    if told is None:
        return None
    by: Person = act.by  # type: ignore[assignment]
    claim = find(act.session, Claim, told.claim_id, by)
    return claim, find(act.session, Leg, told.leg_id, by, claim_id=claim.id)


def bill_is_ready(act: Act) -> list[Fault]:
    """The order was reviewed (A14), and every price is known."""
    found = payer_of(act)
    if found is None:
        return []
    faults = list(bill_of(act.session, found[0]).faults)
    if found[0].state not in BILLABLE:
        faults.append(Fault("the advisor has not reviewed the order yet", "state"))
    return faults


def buyer_is_known(act: Act) -> list[Fault]:
    """There is an amount, a buyer, a tax number where the buyer is a company, and a plate."""
    found = payer_of(act)
    if found is None:
        return []
    claim, leg = found
    buyer, tax_number = buyer_of(act.session, leg, act.data)
    faults = []
    if bill_of(act.session, claim).account(leg.id).due_minor <= 0:
        faults.append(Fault("leg {leg} has nothing to pay, so it gets no invoice", "leg_id", {"leg": leg.position}))
    if not buyer:
        faults.append(Fault("the buyer of leg {leg} is not known", "buyer", {"leg": leg.position}))
    if leg.insurer_id is not None and not tax_number:
        text = "the tax number for leg {leg} is not known; keep it with the insurer or the leg, or name it here"
        faults.append(Fault(text, "tax_number", {"leg": leg.position}))
    if not act.session.get_one(Vehicle, claim.vehicle_id).plate:
        faults.append(Fault("the vehicle has no plate", "plate"))
    return faults


def buyer_of(session: Session, leg: Leg, told: NewInvoice) -> tuple[str, str]:
    """Name and tax number on a payer's invoice: as told, else as the file knows them."""
    if leg.insurer_id is not None:
        insurer = session.get_one(Insurer, leg.insurer_id)
        return told.buyer or insurer.name, told.tax_number or leg.tax_number or insurer.tax_number
    customer = session.get(Customer, leg.customer_id) if leg.customer_id is not None else None
    name, number = (customer.name, customer.tax_number) if customer is not None else ("", "")
    return told.buyer or name, told.tax_number or leg.tax_number or number


def no_other_invoice(act: Act) -> list[Fault]:
    """Neither a draft nor an issued invoice stands for this payer."""
    found = payer_of(act)
    if found is None:
        return []
    others = [x for x in invoices_of(act.session, found[0].id) if x.leg_id == found[1].id]
    text = "invoice {invoice} of this payer is {state}; reverse or discard it first"
    return [
        Fault(text, f"invoice:{x.id}", {"invoice": x.number or x.id, "state": x.state})
        for x in others
        if x.state in ("drafted", "issued")
    ]


def draft(act: Act) -> Invoice:
    """An invoice with the payer's portion of every line."""
    told: NewInvoice = act.data
    claim, leg = act.session.get_one(Claim, told.claim_id), act.session.get_one(Leg, told.leg_id)
    bill = bill_of(act.session, claim)
    account = bill.account(leg.id)
    buyer, tax_number = buyer_of(act.session, leg, told)
    return Invoice(
        claim_id=claim.id,
        shop_id=claim.shop_id,
        leg_id=leg.id,
        buyer=buyer,
        tax_number=tax_number,
        plate=act.session.get_one(Vehicle, claim.vehicle_id).plate,
        amount_minor=account.due_minor,
        taxes=[{"name": name, "minor": minor} for name, minor in bill.contained_taxes(account.party)],
        lines=invoice_lines(bill, account),
        drafted_at=act.now,
    )


def invoice_lines(bill: Bill, account: Account) -> list[dict[str, object]]:
    """The payer's net portion of every line, and how much of it is betterment; they add up to what it has to pay."""
    return [
        {"line_id": line.charge.line_id, "text": line.charge.text, "minor": portion.net_minor}
        | ({"betterment_minor": portion.betterment_minor} if portion.betterment_minor else {})
        for line in bill.lines
        for portion in line.portions
        if portion.party == account.party and portion.net_minor
    ]


def invoice_is_current(act: Act) -> list[Fault]:
    """Since it was drafted the bill did not change."""
    invoice: Invoice = act.thing
    bill = bill_of(act.session, act.session.get_one(Claim, invoice.claim_id))
    account = bill.account(invoice.leg_id)
    if invoice.lines == invoice_lines(bill, account) and invoice.amount_minor == account.due_minor:
        return []
    text = "the draft says {drafted}, the bill now {billed}; discard it and draft it again"
    values = {"drafted": bill.money(invoice.amount_minor), "billed": bill.money(account.due_minor)}
    return [Fault(text, f"invoice:{invoice.id}", values)]


def number(act: Act) -> str:
    """The shop's next invoice number; reversals take one too, so that none is missing."""
    taken = next_number(act.session, shop_id=act.thing.shop_id, kind="invoice", year=act.now.year)
    return f"I{act.now.year}-{taken:06d}"


def issue(act: Act) -> None:
    """From now on it stands as it is."""
    act.thing.number, act.thing.issued_at = number(act), act.now


def reverse(act: Act) -> None:
    """Its opposite is issued under a number of its own, with the reason."""
    act.thing.reversal_number, act.thing.reversed_at = number(act), act.now
    act.thing.reason = act.data.reason


def discard(act: Act) -> None:
    """A draft goes into the bin; it had no number."""
    act.thing.reason = act.data.reason


def invoice_faults(session: Session, claim: Claim, bill: Bill) -> list[Fault]:
    """Payers who owe something and have no invoice, and invoices that say something else than their payer owes now."""
    payers = {leg.id: account for leg, account in billed_payers(session, claim, bill)}
    faults = []
    for leg in legs_of(session, claim.id):
        where, due = f"leg:{leg.id}", payers[leg.id].due_minor if leg.id in payers else 0
        invoice = issued_invoice(session, leg.id)
        values = {"leg": leg.position, "due": bill.money(due)}
        if invoice is None:
            if due > 0:
                faults.append(Fault("no invoice is issued to leg {leg} for {due}", where, values))
            continue
        billed = {**values, "invoice": invoice.number, "billed": bill.money(invoice.amount_minor)}
        if due == 0:
            text = "invoice {invoice} over {billed} stands, and leg {leg} owes nothing any more; reverse it"
            faults.append(Fault(text, where, billed))
        elif invoice.amount_minor != due:
            text = "invoice {invoice} says {billed}, and leg {leg} owes {due}; reverse it and issue it anew"
            faults.append(Fault(text, where, billed))
    return faults
