"""What must be true of the money before the car leaves and before the claim is closed; `act.thing` is the claim."""

from __future__ import annotations

from claims.estimating.queries import damage_lines
from claims.files.signatures import signatures
from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.settlement.accounts import Balance, balances, deposits_of, payments_of, released, transfer_of, transfers_of
from claims.settlement.bill import Bill
from claims.settlement.billing import bill_of
from claims.settlement.checklist import missing_papers
from claims.settlement.fees import fees_of, fees_to_state
from claims.settlement.invoices import invoice_faults
from claims.settlement.models import Fee, Transfer
from claims.shopfloor.queries import shop_day

NOT_AUTHORIZED = frozenset({"collecting", "refused", "contested", "stopped"})
NO_MONEY = frozenset({"customer_claims", "taken_over"})
ENDED = frozenset({"paid", "taken_over", "customer_claims", "stopped"})


def money_is_secured(act: Act) -> list[Fault]:
    """Each insurer leg is paid, or its transfer is authorized and its checklist complete, or it goes on credit."""
    bill = bill_of(act.session, act.thing)
    faults = []
    for account in balances(act.session, act.thing, bill):
        if account.leg.insured and account.open_minor > 0 and released(act.session, account.leg.id) is None:
            faults += wanting(act, account, bill)
    return faults


def wanting(act: Act, account: Balance, bill: Bill) -> list[Fault]:
    """What is wanting for one insurer leg that owes something, with the sum and the papers."""
    leg, transfer = account.leg, transfer_of(act.session, account.leg.id)
    where, values = f"leg:{leg.id}", {"leg": leg.position, "open": bill.money(account.open_minor)}
    if transfer is None or transfer.state in NOT_AUTHORIZED:
        text = (
            "leg {leg} owes {open}, and its transfer is not authorized; authorize it, have it paid, or ask the manager"
        )
        return [Fault(text, where, values)]
    if transfer.state in NO_MONEY:
        return [Fault("leg {leg} owes {open}, and the customer, who claims himself, has not paid it", where, values)]
    text = "the transfer of leg {leg} for {open} lacks the paper “{thing}”"
    return [Fault(text, where, {**values, "thing": name}) for name in missing_papers(act, transfer)]


def fees_are_settled(act: Act) -> list[Fault]:
    """Every fee that what was done for the car calls for is stated, and every stated one paid or waived (B6)."""
    claim: Claim = act.thing
    stated = {fee.kind: fee for fee in fees_of(act.session, claim.id)}
    faults = [
        Fault("the {kind} fee is not stated; state it, or zero with the reason", f"fee:{kind}", {"kind": kind})
        for kind in fees_to_state(act.session, claim)
        if kind not in stated
    ]
    bill = bill_of(act.session, claim)
    for kind, fee in stated.items():
        if fee.settled_at is None:
            values = {"kind": kind, "amount": bill.money(fee.amount_minor)}
            faults.append(Fault("the {kind} fee of {amount} is neither paid nor waived", f"fee:{kind}", values))
    act.notes["diagnosis_fee"] = diagnosis_fee(act, stated.get("diagnosis"))
    return faults


def diagnosis_fee(act: Act, fee: Fee | None) -> str:
    """What the policy `pricing` says of the fee for a diagnosis (B6), for the record: due, settled or not due."""
    claim: Claim = act.thing
    diagnosed = bool(damage_lines(act.session, claim.id)) or bool(signatures(act.session, claim.id, "teardown"))
    facts = {
        "kind": "ending", "ref": "ending", "ended": claim.state, "diagnosed": diagnosed,
        "fee_settled": fee is not None and fee.settled_at is not None,
    }  # fmt: skip
    decision = act.ask("pricing", [facts], quote=shop_day(act.session, claim.shop_id, act.now))
    return str(decision.said("ending", "fee", "undecided"))


def nothing_is_owed(act: Act) -> list[Fault]:
    """No payer owes anything, nobody paid too much without a reason, no deposit waits, every transfer has ended.

    The invoices say what each payer owed in the end: a leg taken over leaves none with its insurer.
    """
    claim: Claim = act.thing
    bill = bill_of(act.session, claim)
    faults = []
    for account in balances(act.session, claim, bill):
        where, leg = f"leg:{account.leg.id}", account.leg.position
        if account.open_minor > 0:
            values = {"leg": leg, "open": bill.money(account.open_minor)}
            faults.append(Fault("leg {leg} still owes {open}", where, values))
        elif account.open_minor < 0 and not kept_with_reason(act, account):
            values = {"leg": leg, "excess": bill.money(-account.open_minor)}
            faults.append(Fault("leg {leg} paid {excess} too much; pay it back", where, values))
    for deposit in deposits_of(act.session, claim.id):
        if deposit.state in ("due", "paid"):
            text = "the deposit of {amount} for “{text}” is {state}; apply, refund, keep or cancel it"
            values = {"amount": bill.money(deposit.amount_minor), "text": deposit.part_name, "state": deposit.state}
            faults.append(Fault(text, f"deposit:{deposit.id}", values))
    for transfer in transfers_of(act.session, claim.id):
        if transfer.state not in ENDED and leg_has_money(bill, transfer):
            values = {"transfer": transfer.id, "state": transfer.state}
            faults.append(Fault("transfer {transfer} is {state} and not ended", f"transfer:{transfer.id}", values))
    return [*faults, *invoice_faults(act.session, claim, bill)]


def leg_has_money(bill: Bill, transfer: Transfer) -> bool:
    """Whether the leg of a transfer pays anything at all; where not, its transfer need not end."""
    return bill.account(transfer.leg_id).due_minor > 0


def kept_with_reason(act: Act, account: Balance) -> bool:
    """Whether what was paid too much is kept for a reason on record."""
    mine = [p for p in payments_of(act.session, act.thing.id) if p.leg_id == account.leg.id and p.kind == "received"]
    return bool(mine) and bool(mine[-1].reason)
