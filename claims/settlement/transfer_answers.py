"""What must be true before a claim transfer takes a step; `act.thing` is the transfer."""

from __future__ import annotations

from claims.files.models import StoredFile
from claims.files.signatures import signed_by
from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Answer, Condition
from claims.kernel.money import Money
from claims.lifecycle.models import Claim, Leg
from claims.people.models import Person, Shop
from claims.people.queries import find
from claims.settlement.accounts import transfer_of
from claims.settlement.billing import bill_of
from claims.settlement.checklist import missing_papers, papers_present
from claims.settlement.invoices import issued_invoice
from claims.settlement.musts import Must
from claims.settlement.payments import date_faults, payment_is_known
from claims.settlement.transfer_inputs import (
    Approval,
    Authorization,
    NewTransfer,
    Notice,
    Submission,
    TakeOver,
    TransferPayment,
)
from claims.settlement.transfers import open_of
from claims.shopfloor.queries import shop_day


def told(**given: object) -> list[Fault]:
    """A fault for each named thing that was not told."""
    return [Fault("{what} is not told", name, {"what": name}) for name, value in given.items() if value in (None, "")]


def money(act: Act, minor: int) -> Money:
    """An amount in the shop's currency."""
    return Money(minor, act.session.get_one(Shop, act.thing.shop_id).currency)


def file_faults(act: Act, file_id: int | None, where: str) -> list[Fault]:
    """The named file lies in this claim's file."""
    if file_id is None:
        return [Fault("the file is not named", where)]
    row = act.session.get(StoredFile, file_id)
    if row is None or row.claim_id != act.thing.claim_id:
        return [Fault("file {file} does not lie in this claim's file; upload it there first", where, {"file": file_id})]
    return []


def leg_is_free(act: Act) -> bool | list[Fault]:
    """An insurer's leg without a transfer."""
    new: NewTransfer | None = act.data
    if new is None:
        return True
    by: Person = act.by  # type: ignore[assignment]
    leg = find(act.session, Leg, new.leg_id, by)
    return leg.insured and transfer_of(act.session, leg.id) is None


def transfer_is_signed(act: Act) -> bool | list[Fault]:
    """The payee (the owner) signed paper “transfer” about this one, or an agent with his power of attorney."""
    where = {"claim_id": act.thing.claim_id, "paper": "transfer", "about_id": act.thing.id}
    said: Authorization | None = act.data
    agent = said.agent if said is not None else act.thing.agent
    if not agent and signed_by(act.session, capacities={"owner"}, **where):
        return True
    if not signed_by(act.session, capacities={"authorized_person"}, **where):
        return False
    faults = []
    if "power_of_attorney" not in papers_present(act.session, act.thing):
        faults.append(Fault("the agent's power of attorney is missing", "power_of_attorney"))
    if said is not None and not said.agent:
        faults.append(Fault("an agent signed, so say agent: true", "agent"))
    return faults


def account_is_named(act: Act) -> list[Fault]:
    """Payee and account; the shop's own account where none is told."""
    said: Authorization | None = act.data
    if said is None:
        return []
    account = said.bank_account or act.session.get_one(Shop, act.thing.shop_id).bank_account
    return told(payee=said.payee, bank_account=account)


def notice_is_proved(act: Act) -> list[Fault]:
    """The proof lies in the claim's file."""
    said: Notice | None = act.data
    return [] if said is None else file_faults(act, said.file_id, "file_id")


def it_is_no_assignment(act: Act) -> bool:
    """Only an assignment must be notified before it is submitted."""
    return bool(act.thing.kind != "assignment")


def papers_are_present(act: Act) -> list[Fault]:
    """The policy names what is missing."""
    text = "the paper “{thing}” is missing"
    return [Fault(text, "checklist", {"thing": name}) for name in missing_papers(act, act.thing)]


def invoice_stands(act: Act) -> bool | list[Fault]:
    """The insurer's invoice is issued and says what the leg owes now."""
    invoice = issued_invoice(act.session, act.thing.leg_id)
    if invoice is None:
        return False
    due = bill_of(act.session, act.session.get_one(Claim, act.thing.claim_id)).account(act.thing.leg_id).due_minor
    if invoice.amount_minor == due:
        return True
    values = {"billed": money(act, invoice.amount_minor), "due": money(act, due)}
    return [Fault("the invoice says {billed}, and the leg owes {due}", f"invoice:{invoice.id}", values)]


def packet_is_sent(act: Act) -> list[Fault]:
    """The packet's file, the day it went (not in the future) and to whom."""
    said: Submission | None = act.data
    if said is None:
        return []
    faults = file_faults(act, said.packet_file_id, "packet_file_id")
    faults += told(contact=said.contact or act.thing.contact)
    if said.submitted_on > shop_day(act.session, act.thing.shop_id, act.now):
        faults.append(Fault("the packet cannot have gone out in the future", "submitted_on"))
    return faults


def words_are_told(act: Act) -> list[Fault]:
    """Whatever text the step asks for is there."""
    if act.data is None:
        return []
    texts = {name: value for name, value in act.data.model_dump().items() if isinstance(value, str)}
    return told(**texts)


def approval_is_told(act: Act) -> list[Fault]:
    """The insurer's reference, and an amount within what was claimed."""
    said: Approval | None = act.data
    if said is None:
        return []
    faults, claimed = told(reference=said.reference), act.thing.claimed_minor or 0
    if said.amount_minor > claimed:
        values = {"approved": money(act, said.amount_minor), "claimed": money(act, claimed)}
        faults.append(Fault("{approved} is more than the {claimed} that was claimed", "amount_minor", values))
    return faults


def payment_fits(act: Act) -> list[Fault]:
    """New reference, plausible day, and a reason where it is not exactly what is open."""
    said: TransferPayment | None = act.data
    if said is None:
        return []
    claim = act.session.get_one(Claim, act.thing.claim_id)
    opened, today = (shop_day(act.session, claim.shop_id, at) for at in (claim.opened_at, act.now))
    faults = [*told(reference=said.reference), *date_faults(said.paid_on, opened=opened, today=today)]
    if payment_is_known(act.session, act.thing.leg_id, "received", said.reference):
        text = "the payment {reference} is recorded already; it is not counted twice"
        faults.append(Fault(text, "reference", {"reference": said.reference}))
    still = open_of(act)
    values = {"paid": money(act, said.amount_minor), "open": money(act, still)}
    if said.amount_minor < still and not said.reason:
        faults.append(Fault("{paid} is less than the {open} that is open; give the insurer's reason", "reason", values))
    if said.amount_minor > still and not said.reason:
        faults.append(Fault("{paid} is more than the {open} that is open; give the reason", "reason", values))
    return faults


def money_is_covered(act: Act) -> list[Fault]:
    """Nothing of the claimed amount is open."""
    still = open_of(act)
    return [Fault("{open} is still open", "amount_minor", {"open": money(act, still)})] if still > 0 else []


def shortfall_is_left(act: Act) -> list[Fault]:
    """Something is open, and the manager says why it is given up."""
    faults = [] if open_of(act) > 0 else [Fault("nothing is open", "amount_minor")]
    return faults + words_are_told(act)


def consent_is_proved(act: Act) -> list[Fault]:
    """Who consented and why, and the paper that he signed; a recorded call needs no paper."""
    said: TakeOver | None = act.data
    if said is None:
        return []
    faults = told(consented_by=said.consented_by, reason=said.reason)
    return faults + (file_faults(act, said.file_id, "file_id") if said.method == "signed" else [])


ANSWERS: dict[Condition, Answer] = {
    Must.LEG_INSURED: leg_is_free,
    Must.TRANSFER_SIGNED: transfer_is_signed,
    Must.ACCOUNT_NAMED: account_is_named,
    Must.NOTICE_PROVED: notice_is_proved,
    Must.NO_ASSIGNMENT: it_is_no_assignment,
    Must.PAPERS_PRESENT: papers_are_present,
    Must.INVOICE_STANDS: invoice_stands,
    Must.PACKET_SENT: packet_is_sent,
    Must.QUESTION_TOLD: words_are_told,
    Must.REPLY_TOLD: words_are_told,
    Must.APPROVAL_TOLD: approval_is_told,
    Must.PAYMENT_FITS: payment_fits,
    Must.MONEY_COVERED: money_is_covered,
    Must.SHORTFALL_LEFT: shortfall_is_left,
    Must.REFUSAL_TOLD: words_are_told,
    Must.GROUNDS_TOLD: words_are_told,
    Must.CONSENT_PROVED: consent_is_proved,
}
