"""What the settlement does when something is announced; `wiring.py` joins this with the other rooms' reactions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from claims.duties.service import finish_duty, open_duty
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
AFTER_A_DAY, TO_ANSWER, TO_PAY = timedelta(days=1), timedelta(days=3), timedelta(days=10)
TO_VERIFY = timedelta(days=30)  # Insurance Law art. 23
TO_VERIFY_COMPULSORY = timedelta(days=5)  # Compulsory Cover Regulation art. 28


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
    owe(act, "cashier", TAKE_DEPOSIT, values, f"deposit:{deposit.id}", AFTER_A_DAY)


def duty_for_discount(act: Act) -> None:
    """Reaction to DISCOUNT_ASKED: the manager decides."""
    discount: Discount = act.thing
    values = {"amount": money(act, discount.amount_minor)}
    owe(act, "manager", DECIDE_DISCOUNT, values, f"discount:{discount.id}", AFTER_A_DAY)


def duty_is_done(act: Act) -> None:
    """Reaction to whatever fulfills a duty about the act's thing."""
    by: Person = act.by  # type: ignore[assignment]
    finish_duty(act.session, f"{act.life.name}:{act.thing.id}", by=by, now=act.now)


def next_clock(act: Act) -> None:
    """Reaction to a transfer's steps: the duty that ran is done, and the one of the new state runs."""
    duty_is_done(act)
    transfer: Transfer = act.thing
    about, state = f"transfer:{transfer.id}", str(transfer.state)
    if state == "submitted":
        leg = act.session.get_one(Leg, transfer.leg_id)
        span = TO_VERIFY_COMPULSORY if leg.cover == Cover.COMPULSORY_OTHER else TO_VERIFY
        owe(act, "coordinator", ASK_INSURER, {"day": transfer.submitted_on}, about, span)
    elif state == "queried":
        owe(act, "coordinator", ANSWER_INSURER, {}, about, TO_ANSWER)
    elif state == "answered":
        owe(act, "coordinator", ASK_INSURER, {"day": transfer.submitted_on}, about, TO_PAY)
    elif state == "approved" and open_of(act) > 0:
        owe(act, "coordinator", CHASE_MONEY, {"amount": money(act, open_of(act))}, about, TO_PAY)
    elif state == "refused":
        owe(act, "coordinator", CONTEST_REFUSAL, {}, about, TO_PAY)


def complete_if_covered(act: Act) -> None:
    """Reaction to INSURER_PAID: a covered transfer is paid; nobody presses twice."""
    act.follow_if_possible(act.thing, "complete")


def money(act: Act, minor: int) -> Money:
    """An amount in the shop's currency."""
    return Money(minor, act.session.get_one(Shop, act.thing.shop_id).currency)


def owe(act: Act, role: str, text: str, values: Mapping[str, object], about: str, span: timedelta) -> None:
    """Open a duty about the act's claim."""
    claim = act.session.get_one(Claim, act.thing.claim_id)
    open_duty(act.session, claim, role=role, text=text, values=values, about=about, due_at=act.now + span, now=act.now)


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
