"""Who knows whether a condition holds (ANSWERS), what follows an event (REACTIONS), and the machine built of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from claims.audit import draft_life as drafts
from claims.audit import journal, overrulings
from claims.audit.draft_models import PolicyDraft
from claims.audit.editions import edition_in_use
from claims.documents.filling.issue import issue_sent_quote
from claims.duties.service import open_duty
from claims.estimating import answers as estimating
from claims.estimating import life as quotes
from claims.estimating import reactions as estimates
from claims.estimating.models import Supplement
from claims.estimating.musts import Event as QuoteEvent
from claims.estimating.quote_models import Quote
from claims.files.store import Store
from claims.kernel.clock import Clock, SystemClock
from claims.kernel.database import Database
from claims.kernel.machine import Act, Answer, Condition, Life, Machine, Reaction, StepForbidden, StepRefused
from claims.lifecycle import answers as lifecycle
from claims.lifecycle import reactions as file
from claims.lifecycle.life import CLAIM_LIFE, SURVEY_LIFE
from claims.lifecycle.models import Claim, Survey
from claims.lifecycle.queries import insurer_concerned
from claims.people.models import Person, Shop, Vehicle
from claims.people.roles import Role
from claims.rules.decision import Decision, Scope, decide
from claims.rules.readers import ReadersDisagree
from claims.settings import Settings
from claims.settlement import answers as settlement
from claims.settlement import life as money
from claims.settlement import reactions as accounts
from claims.settlement.models import Deposit, Discount, Invoice, Transfer
from claims.shopfloor import answers as shopfloor
from claims.shopfloor import life as floor
from claims.shopfloor import reactions as orders
from claims.shopfloor.models import Amendment, Extra, OrderLine, WorkOrder
from claims.shopfloor.musts import Must as FloorMust

LIVES: dict[type[Any], tuple[Life, str]] = {  # each kind of thing, its life, its name in addresses
    Claim: (CLAIM_LIFE, "claims"),
    Survey: (SURVEY_LIFE, "surveys"),
    Quote: (quotes.QUOTE_LIFE, "quotes"),
    Supplement: (quotes.SUPPLEMENT_LIFE, "supplements"),
    WorkOrder: (floor.ORDER_LIFE, "work-orders"),
    OrderLine: (floor.LINE_LIFE, "order-lines"),
    Extra: (floor.EXTRA_LIFE, "extras"),
    Amendment: (floor.AMENDMENT_LIFE, "amendments"),
    Deposit: (money.DEPOSIT_LIFE, "deposits"),
    Discount: (money.DISCOUNT_LIFE, "discounts"),
    Invoice: (money.INVOICE_LIFE, "invoices"),
    Transfer: (money.TRANSFER_LIFE, "transfers"),
    PolicyDraft: (drafts.DRAFT_LIFE, "policy-drafts"),
}

ANSWERS: dict[Condition, Answer] = {
    **drafts.ANSWERS,
    **lifecycle.ANSWERS,
    **estimating.ANSWERS,
    **shopfloor.ANSWERS,
    **settlement.ANSWERS,
}


def joined(*rooms: Mapping[StrEnum, Iterable[Reaction]]) -> dict[StrEnum, list[Reaction]]:
    """What follows each event, room after room from the bottom of the stairs."""
    found: dict[StrEnum, list[Reaction]] = {}
    for room in rooms:
        for event, reactions in room.items():
            found.setdefault(event, []).extend(reactions)
    return found


REACTIONS: dict[StrEnum, list[Reaction]] = joined(
    drafts.REACTIONS,
    file.REACTIONS,
    estimates.REACTIONS,
    orders.REACTIONS,
    accounts.REACTIONS,
    {QuoteEvent.QUOTE_SENT: [issue_sent_quote]},
)


def ask(
    act: Act, policy: str, facts: Iterable[Mapping[str, object]], *,
    decided_by: Callable[..., Decision] = decide, **governs: date,
) -> Decision:  # fmt: skip
    """Have a policy decide for an act, for the shop it happens in and the brand of the claim's vehicle.

    `governs` is the date that the policy declares to govern, by its name: `order=day`; TypeError for another one.
    """
    shop_id, claim_id = journal.place_of(act)
    shop = act.session.get_one(Shop, shop_id)
    claim = act.session.get(Claim, claim_id) if claim_id is not None else None
    vehicle = act.session.get(Vehicle, claim.vehicle_id) if claim is not None else None
    scope = Scope(shop=shop.code, brand=vehicle.brand if vehicle is not None else "")
    edition = edition_in_use(act.session, shop, policy)
    try:
        return decided_by(edition, facts, edition.governing(governs), scope)
    except ReadersDisagree as refusal:
        refusal.act = act
        raise


def record_step(act: Act) -> None:
    """Chain a taken step with its decisions; an overruling that let it pass is used up."""
    overrulings.use_up(act)
    journal.record_step(act, insurer_concerned)


def record_attempt(session: Session, refusal: StepRefused | StepForbidden | ReadersDisagree) -> None:
    """Keep a refused attempt with its decisions, and raise the duties and deposits that it makes due."""
    if isinstance(refusal, ReadersDisagree):
        call_the_manager(session, refusal)
        return
    journal.record_attempt(session, refusal, insurer_concerned)
    if isinstance(refusal, StepRefused):
        after_refusal(refusal)


READERS_DISAGREE = "the two readers of the policy {policy} disagree; decide in person and tell the admin"


def call_the_manager(session: Session, refusal: ReadersDisagree) -> None:
    """Nothing was decided automatically: a manager must, at once, and the chain says so."""
    act = refusal.act
    if act is None:
        return  # somebody only asked; there is nothing to be decided
    shop_id, claim_id = journal.place_of(act)
    claim = session.get(Claim, claim_id) if claim_id is not None else None
    policy, step = refusal.values["policy"], f"{act.life.name}.{act.step}"
    by: Person = act.by  # type: ignore[assignment]
    said = {"policy": policy, "step": step}
    journal.note(session, claim, "the readers disagree", by=by, now=act.now, data=said, shop_id=shop_id)
    open_duty(
        session, claim, role=Role.MANAGER, text=READERS_DISAGREE, values={"policy": policy}, about=f"policy:{policy}",
        due_at=act.now, now=act.now, shop_id=shop_id,
    )  # fmt: skip


def after_refusal(refusal: StepRefused) -> None:
    """What a refused step makes due, in the transaction that records the attempt."""
    act = refusal.act
    wanting = {missing.sentence for missing in refusal.missing}
    if act.life is floor.LINE_LIFE and str(FloorMust.DEPOSIT_PAID) in wanting:
        accounts.raise_deposit(act)


def build_machine() -> Machine:
    """The machine of this house."""
    return Machine(
        {model: life for model, (life, _plural) in LIVES.items()},
        answers=ANSWERS,
        reactions=REACTIONS,
        decide=ask,
        record=record_step,
        excused=overrulings.excused,
    )


@dataclass(frozen=True)
class Wired:
    """Everything a server needs, joined."""

    settings: Settings
    database: Database
    files: Store
    clock: Clock
    machine: Machine

    @staticmethod
    def record_attempt(session: Session, refusal: StepRefused | StepForbidden | ReadersDisagree) -> None:
        """Keep a refused attempt, in a transaction of its own."""
        record_attempt(session, refusal)


def wire(settings: Settings, *, clock: Clock | None = None, database: Database | None = None) -> Wired:
    """Join settings, database, files, clock and machine."""
    files = Store(settings.files_dir)
    database = database or Database(settings.database_url)
    database.info["files"] = files
    return Wired(settings, database, files, clock or SystemClock(), build_machine())
