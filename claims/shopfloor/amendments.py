"""Agreed prices reach the order: written into a draft, or as an amendment of the signed order to be signed too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.estimating.betterment import BettermentTerms
from claims.estimating.inputs import NewRound, RefusalAnswers
from claims.estimating.models import DamageLine
from claims.estimating.queries import SettledLine, current_quote, last_quote, settled_lines
from claims.estimating.quote_models import Quote, QuoteLine
from claims.kernel.amounts import half_up
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.people.models import Person
from claims.people.queries import find
from claims.shopfloor.earlier_lines import FALLS_AWAY
from claims.shopfloor.inputs import PriceChange, Reason, SupplierChange
from claims.shopfloor.lines import bind, list_rows
from claims.shopfloor.models import Amendment, OrderLine, WorkOrder
from claims.shopfloor.queries import lines_of, need_order, order_of
from claims.shopfloor.rows import KINDS, Kind, NewRow, row_of_damage, rows_of_damage

REFUSED = Reason(reason="the insurer refused the line and it is dropped")
REPLACED = "supplement {label} replaced or removed the line"


def take_agreed_prices(act: Act) -> None:
    """Reaction to QUOTE_AGREED: what the whole quote says reaches the order."""
    take_prices(act, act.thing)


def take_contested_prices(act: Act) -> None:
    """Reaction to CONTEST_ANSWERED: what was said of contested lines reaches the order, and nothing else."""
    told: NewRound | RefusalAnswers = act.data
    take_prices(act, act.thing, only=[one.line_id for one in told.lines])


def take_self_pay(act: Act) -> None:
    """Reaction to SUPPLEMENT_SELF_PAY: its lines reach the order at the quoted amounts, and the customer pays them."""
    quote = last_quote(act.session, act.thing)
    if quote is not None:
        take_prices(act, quote)


def take_prices(act: Act, quote: Quote, only: Sequence[int] = ()) -> None:
    """A drafted order takes what a quote says (of the lines named, else of all); a signed one gets an amendment."""
    order = order_of(act.session, quote.claim_id)
    if order is None or order.state == "stopped":
        return
    changes, rows = differences(act.session, order, quote, only), new_rows(act.session, order, quote, only)
    if order.state == "drafted":
        for line, field, value in changes:
            write_change(act, line, field, value)
        list_rows(act, rows)
        order.changed_at = act.now
    elif changes or rows:
        kind: Literal["supplement", "agreed_prices"] = "supplement" if quote.number else "agreed_prices"
        told = PriceChange(claim_id=quote.claim_id, quote_id=quote.id, kind=kind, quote_line_ids=list(only))
        amendment = act.follow(Amendment, "draft_prices", told)
        for row in rows:
            row.amendment_id = amendment.id
        list_rows(act, rows)


def take_quoted_prices(session: Session, order: WorkOrder, *, now: datetime) -> None:
    """A go-ahead comes before the insurer's answer: the draft takes what is known, so that the deposit can be asked.

    Lines that the customer or the shop pays get their quoted prices, insured parts the price of the original part.
    """
    quote = current_quote(session, order.claim_id)
    if order.state != "drafted" or quote is None or quote.state == "draft":
        return
    for line, field, value in differences(session, order, quote):
        if field not in ("drop", FALLS_AWAY):
            setattr(line, field, value)
            order.changed_at = now


@dataclass(frozen=True)
class Terms:
    """What an agreed quote says of one order line: who pays how much (None: still open), or that it is dropped."""

    amount_minor: int | None
    payer: str
    dropped: bool
    betterment: BettermentTerms


def terms_of(settled: SettledLine) -> dict[Kind, Terms]:
    """What an agreed quote's line says of its part, labor and paint."""
    amounts = {"part": settled.part_minor, "labor": settled.labor_minor, "paint": settled.paint_minor}
    betterments = settled.betterments()
    return {kind: Terms(amounts[kind], settled.payer, settled.dropped, betterments[kind]) for kind in KINDS}


def listed(session: Session, order: WorkOrder) -> dict[tuple[int, str], OrderLine]:
    """The order's living lines by the damage line and the kind they stand for."""
    lines = lines_of(session, order.claim_id)
    return {(x.damage_line_id, x.kind): x for x in lines if x.damage_line_id is not None and x.state != "dropped"}


def chosen(session: Session, quote: Quote, only: Sequence[int]) -> list[SettledLine]:
    """What a quote says of the lines named, else of all."""
    return [settled for settled in settled_lines(session, quote) if not only or settled.line.id in only]


def differences(
    session: Session, order: WorkOrder, quote: Quote, only: Sequence[int] = ()
) -> list[tuple[OrderLine, str, Any]]:
    """What an agreed quote changes on lines that the order has already: (line, column or what befalls it, new value).

    “drop” goes with true, “fall_away” with the supplement that gives the line back.
    """
    found: list[tuple[OrderLine, str, Any]] = []
    lines = listed(session, order)
    for settled in chosen(session, quote, only):
        for kind, terms in terms_of(settled).items():
            line = lines.get((settled.line.damage_line_id, kind))
            if line is not None and settled.line.gives_back_id is not None:
                found.append((line, FALLS_AWAY, f"S{quote.number:02d}"))
            elif line is not None:
                found += [(line, field, value) for field, value in changes(line, settled.line, terms)]
    return found


def changes(line: OrderLine, quoted: QuoteLine, terms: Terms) -> list[tuple[str, Any]]:
    """The columns of one order line that differ from what is agreed, with the new values.

    A part that somebody else supplies by a signed change costs nothing, whatever the insurer agreed.
    """
    if terms.dropped:
        link = [] if line.quote_line_id == quoted.id else [("quote_line_id", quoted.id)]
        return [*link, ("drop", True)] if line.payer != "shop" else []  # the shop bears it already: it was done
    wanted: dict[str, Any] = {"amount_minor": terms.amount_minor, "payer": terms.payer,
                              "betterment_bp": terms.betterment.share_bp,
                              "betterment_minor": terms.betterment.amount_minor}  # fmt: skip
    if terms.payer != quoted.payer:
        wanted["leg_id"] = None
    if line.kind == "part":
        if line.supplied_by in ("customer", "insurer"):
            wanted["amount_minor"] = 0
        wanted["unit_price_minor"] = unit_price(wanted["amount_minor"], line.quantity_x1000)
        wanted["original_unit_price_minor"] = quoted.original_unit_price_minor
    found = [(field, value) for field, value in wanted.items() if getattr(line, field) != value]
    return [*found, ("quote_line_id", quoted.id)] if found and line.quote_line_id != quoted.id else found


def unit_price(amount_minor: int | None, quantity_x1000: int) -> int | None:
    """The price of one piece that an agreed amount comes to, rounded half up; the amount itself governs."""
    return None if amount_minor is None else half_up(amount_minor * 1000, quantity_x1000)


def new_rows(session: Session, order: WorkOrder, quote: Quote, only: Sequence[int] = ()) -> list[NewRow]:
    """The rows that an agreed quote brings and the order lacks: a supplement's, or priced work without hours."""
    lines, rows = lines_of(session, order.claim_id), []
    known = {(line.damage_line_id, line.kind) for line in lines}
    for settled in chosen(session, quote, only):
        if settled.line.gives_back_id is not None:
            continue
        damage = session.get_one(DamageLine, settled.line.damage_line_id)
        planned = {row.kind for row in rows_of_damage(damage, order.id)}
        fresh = not any(line.damage_line_id == damage.id for line in lines)
        terms = terms_of(settled)
        for kind in KINDS:
            if (damage.id, kind) in known or terms[kind].dropped:
                continue
            if terms[kind].amount_minor or (fresh and kind in planned):
                rows.append(priced(row_of_damage(damage, order.id, kind), settled.line, terms[kind]))
    return rows


def priced(row: NewRow, quoted: QuoteLine, terms: Terms) -> NewRow:
    """A row with the agreed amount and payer."""
    row.quote_line_id, row.amount_minor, row.payer = quoted.id, terms.amount_minor, terms.payer
    row.betterment_bp, row.betterment_minor = terms.betterment.share_bp, terms.betterment.amount_minor
    if terms.payer != quoted.payer:
        row.leg_id = None
    if row.kind == "part":
        row.unit_price_minor = unit_price(terms.amount_minor, row.quantity_x1000)
        row.original_unit_price_minor = quoted.original_unit_price_minor
    return row


def draft_price_change(act: Act) -> Amendment:
    """An amendment that says what an agreed quote changes; nothing on the order changes before it is signed."""
    told: PriceChange = act.data
    order, quote = need_order(act.session, told.claim_id), act.session.get_one(Quote, told.quote_id)
    amendment = new_amendment(act, order, told.kind, reason=quote.label)
    amendment.quote_id = quote.id
    amendment.changes = [change(*one) for one in differences(act.session, order, quote, told.quote_line_ids)]
    act.notes["changes"] = amendment.changes
    return amendment


def draft_supplier_change(act: Act) -> Amendment:
    """An amendment that says who supplies parts from now on."""
    told: SupplierChange = act.data
    by: Person = act.by  # type: ignore[assignment]
    claim = find(act.session, Claim, told.claim_id, by)
    amendment = new_amendment(act, need_order(act.session, claim.id), "supplier_change", reason=told.reason)
    for line_id in dict.fromkeys(told.line_ids):
        line = act.session.get_one(OrderLine, line_id)
        wanted: dict[str, Any] = {"supplied_by": told.supplied_by, "customer_insisted": told.customer_insisted}
        if told.part_kind:
            wanted["part_kind"] = told.part_kind
        if told.supplied_by != "shop":
            wanted |= {"unit_price_minor": 0, "amount_minor": 0}
        elif told.unit_price_minor is not None:
            wanted["unit_price_minor"] = told.unit_price_minor
            wanted["amount_minor"] = half_up(told.unit_price_minor * line.quantity_x1000, 1000)
        amendment.changes += [change(line, key, new) for key, new in wanted.items() if getattr(line, key) != new]
    return amendment


def new_amendment(act: Act, order: WorkOrder, kind: str, *, reason: str) -> Amendment:
    """A numbered amendment that changes nothing yet."""
    query = select(func.max(Amendment.number)).where(Amendment.order_id == order.id)
    return Amendment(
        claim_id=order.claim_id,
        shop_id=order.shop_id,
        order_id=order.id,
        number=(act.session.scalar(query) or 0) + 1,
        kind=kind,
        reason=reason,
        changes=[],
        drafted_at=act.now,
        state="",
        version=0,
    )


def change(line: OrderLine, field: str, after: Any) -> dict[str, Any]:
    """One change as it is kept and printed."""
    before = line.state == "dropped" if field in ("drop", FALLS_AWAY) else getattr(line, field)
    return {"line_id": line.id, "field": field, "before": before, "after": after}


def put_in_force(act: Act) -> None:
    """The amendment is signed: write its changes, and decide the warranty of every line it touches or brings."""
    amendment: Amendment = act.thing
    amendment.signed_at = act.now
    for one in amendment.changes:
        write_change(act, act.session.get_one(OrderLine, one["line_id"]), one["field"], one["after"])
    changed = {one["line_id"] for one in amendment.changes}
    lines = lines_of(act.session, amendment.claim_id)
    touched = [x for x in lines if x.state != "dropped" and (x.id in changed or x.amendment_id == amendment.id)]
    order = need_order(act.session, amendment.claim_id)
    order.prices_open = any(line.amount_minor is None and line.state != "dropped" for line in lines)
    bind(act, order, touched)


def write_change(act: Act, line: OrderLine, field: str, value: Any) -> None:
    """Write one agreed change on a line; a line whose part is already handed out or done cannot be dropped any more."""
    if field == FALLS_AWAY:
        if line.state != "dropped":
            act.follow(line, "drop", Reason(reason=REPLACED.format(label=value)))
    elif field != "drop":
        setattr(line, field, value)
    elif line.state not in ("handed_out", "returned", "dropped") and not line.done:
        act.follow(line, "drop", REFUSED)
    elif line.state != "dropped":
        line.payer, line.leg_id = "shop", None
        line.amount_minor = quoted_amount(act.session, line) if line.amount_minor is None else line.amount_minor


def quoted_amount(session: Session, line: OrderLine) -> int:
    """What the line's quote asked for its part, labor or paint (minor units)."""
    quoted = session.get(QuoteLine, line.quote_line_id)
    return int(getattr(quoted, f"{line.kind}_amount_minor")) if quoted is not None else 0


def drop_new_lines(act: Act) -> None:
    """The amendment is withdrawn: the lines that only it brought are dropped."""
    for line in lines_of(act.session, act.thing.claim_id):
        if line.amendment_id == act.thing.id and line.state != "dropped":
            act.follow(line, "drop", Reason(reason=act.data.reason))
