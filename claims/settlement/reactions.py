"""What the settlement does when something is announced; `wiring.py` joins this with the other rooms' reactions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from claims.duties.routing import owe
from claims.duties.service import finish_duty
from claims.kernel.machine import Act, Reaction
from claims.kernel.money import Money
from claims.lifecycle.models import Claim, Cover, Leg
from claims.lifecycle.musts import Event as ClaimEvent
from claims.lifecycle.queries import insured_legs
from claims.people.models import Person, Shop
from claims.settlement.accounts import deposits_of, transfer_of, transfers_of
from claims.settlement.checklist import refresh
from claims.settlement.deposits import deposits_for
from claims.settlement.inputs import ApplyDeposit, RaiseDeposit
from claims.settlement.models import Deposit, Discount, Transfer
from claims.settlement.musts import Event
from claims.settlement.transfer_inputs import NewTransfer
from claims.settlement.transfer_life import NOT_SENT
from claims.settlement.transfers import open_of

TAKE_DEPOSIT = "take the deposit of {amount} for “{part}”"
DECIDE_DISCOUNT = "decide on the discount of {amount}"
ASK_INSURER = "ask the insurer about the claim submitted on {day}; the time to verify it has passed"
ANSWER_INSURER = "answer the insurer's question"
CHASE_MONEY = "ask the insurer for the {amount} that is still open"
CONTEST_REFUSAL = "contest the insurer's refusal, or settle with the customer"
ASK_ADVANCE = "ask the insurer for an advance on what is not disputed; the claim was submitted on {day}"
ASK_NOTICE = "ask the insurer for its notice of refusal with the reasons"


def open_transfers(act: Act) -> None:
    """Reaction to CLAIM_REPORTED: one transfer per insured leg, collecting its papers."""
    for leg in insured_legs(act.session, act.thing.id):
        if transfer_of(act.session, leg.id) is None:
            act.follow(Transfer, "open", NewTransfer(leg_id=leg.id))


def list_papers(act: Act) -> None:
    """Reaction to TRANSFER_OPENED: its checklist, as far as the claim is known."""
    refresh(act, act.thing)


def stop_transfers(act: Act) -> None:
    """Reaction to CLAIM_WITHDRAWN: what was not sent to an insurer yet never will be."""
    for transfer in transfers_of(act.session, act.thing.id):
        if transfer.state in NOT_SENT:
            act.follow(transfer, "stop")


def apply_deposits(act: Act) -> None:
    """Reaction to CLAIM_SETTLED: paid deposits are taken off the bill, where they fit into it."""
    for deposit in deposits_of(act.session, act.thing.id):
        if deposit.state == "paid":
            act.follow_if_possible(deposit, "apply", ApplyDeposit())


def raise_deposit(act: Act) -> None:
    """After the step `order` of a part line was refused: the missing deposit becomes due, in the second transaction.

    `act` is the refused act, its session the one to write in. Quiet where none is owed or one is due already.
    """
    line = act.thing
    if line is not None and not any(d.state == "due" for d in deposits_for(act.session, line.id)):
        act.follow_if_possible(Deposit, "raise", RaiseDeposit(line_id=line.id))


def duty_for_deposit(act: Act) -> None:
    """Reaction to DEPOSIT_DUE: the cashier takes it."""
    deposit: Deposit = act.thing
    values = {"amount": money(act, deposit.amount_minor), "part": deposit.part_name}
    routed(act, "deposit_due", TAKE_DEPOSIT, values)


def duty_for_discount(act: Act) -> None:
    """Reaction to DISCOUNT_ASKED: the manager decides."""
    discount: Discount = act.thing
    routed(act, "discount_asked", DECIDE_DISCOUNT, {"amount": money(act, discount.amount_minor)})


def duty_is_done(act: Act) -> None:
    """Reaction to whatever fulfills a duty about the act's thing."""
    by: Person = act.by  # type: ignore[assignment]
    finish_duty(act.session, f"{act.life.name}:{act.thing.id}", by=by, now=act.now)


def next_clock(act: Act) -> None:
    """Reaction to a transfer's steps: the duties that ran are done, and those of the new state run.

    The insurer's clocks start on the day that it received the claim.
    """
    duty_is_done(act)
    transfer: Transfer = act.thing
    leg, day = act.session.get_one(Leg, transfer.leg_id), transfer.submitted_on
    cover = "compulsory" if leg.cover == Cover.COMPULSORY_OTHER else "voluntary"
    match str(transfer.state):
        case "submitted":
            routed(act, "claim_submitted", ASK_INSURER, {"day": day}, moment=day, cover=cover)
            routed(act, "advance_awaited", ASK_ADVANCE, {"day": day}, moment=day)
        case "queried":
            routed(act, "insurer_queried", ANSWER_INSURER)
        case "answered":
            routed(act, "insurer_answered", ASK_INSURER, {"day": day})
            routed(act, "advance_awaited", ASK_ADVANCE, {"day": day}, moment=day)
        case "approved" if open_of(act) > 0:
            routed(act, "amount_agreed", CHASE_MONEY, {"amount": money(act, open_of(act))}, cover=cover)
        case "refused":
            routed(act, "insurer_refused", CONTEST_REFUSAL)
            routed(act, "refusal_notice_awaited", ASK_NOTICE)


def complete_if_covered(act: Act) -> None:
    """Reaction to INSURER_PAID: a covered transfer is paid; nobody presses twice."""
    act.follow_if_possible(act.thing, "complete")


def money(act: Act, minor: int) -> Money:
    """An amount in the shop's currency."""
    return Money(minor, act.session.get_one(Shop, act.thing.shop_id).currency)


def routed(
    act: Act,
    event: str,
    text: str,
    values: Mapping[str, object] | None = None,
    *,
    moment: date | None = None,
    **facts: str,
) -> None:
    """Open the duties about the act's thing that the policy `routing` names for an event."""
    claim, about = act.session.get_one(Claim, act.thing.claim_id), f"{act.life.name}:{act.thing.id}"
    owe(act, claim, event, text=text, values=values, about=about, moment=moment, **facts)


REACTIONS: dict[StrEnum, list[Reaction]] = {
    ClaimEvent.CLAIM_REPORTED: [open_transfers],
    ClaimEvent.CLAIM_WITHDRAWN: [stop_transfers],
    ClaimEvent.CLAIM_SETTLED: [apply_deposits],
    Event.TRANSFER_OPENED: [list_papers],
    Event.DEPOSIT_DUE: [duty_for_deposit],
    Event.DEPOSIT_PAID: [duty_is_done],
    Event.DEPOSIT_CANCELED: [duty_is_done],
    Event.DISCOUNT_ASKED: [duty_for_discount],
    Event.DISCOUNT_DECIDED: [duty_is_done],
    Event.TRANSFER_SUBMITTED: [next_clock],
    Event.TRANSFER_QUERIED: [next_clock],
    Event.TRANSFER_ANSWERED: [next_clock],
    Event.TRANSFER_APPROVED: [next_clock],
    Event.INSURER_PAID: [next_clock, complete_if_covered],
    Event.INSURER_REFUSED: [next_clock],
    Event.TRANSFER_CONTESTED: [next_clock],
    Event.LEG_TAKEN_OVER: [duty_is_done],
    Event.TRANSFER_PAID: [duty_is_done],
}
