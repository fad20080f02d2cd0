"""A quote until it is sent: drafted from the damage list, priced, confirmed by the parts desk, reviewed, sent."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.damage_inputs import ChangeQuoteLine
from claims.estimating.inputs import DraftQuote
from claims.estimating.models import DamageLine, RateProfile, Supplement
from claims.estimating.price_policy import judge_markups
from claims.estimating.pricing import price_lines
from claims.estimating.profiles import listed_work, pure, quoted_work
from claims.estimating.queries import damage_lines, has_price, profile_for, quote_lines, today
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.sheets import clean_number
from claims.kernel.errors import Refusal
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.lifecycle.queries import quoted_insurer
from claims.people.models import Person, Vehicle

COPIED = (
    "section", "part_name", "part_number", "side", "operation", "quantity_x1000", "part_kind", "supplied_by",
    "key_part", "labor_kind", "paint_panels_x1000", "leg_id", "payer", "note",
)  # fmt: skip
KEPT_IN_REVISION = (
    *COPIED, "damage_line_id", "clean_number", "hours_x100", "refinish_hours_x100", "unit_price_minor",
    "original_unit_price_minor", "cost_minor", "price_source", "price_id", "stock_x1000", "lead_days",
    "confirmed_by_id", "confirmed_at",
)  # fmt: skip


class AlreadySent(Refusal):
    """Quote {label} is no draft and stays as it is; have it returned to draft, or revise it once it is sent."""

    status = 409


def draft_quote(act: Act) -> Quote:
    """A new quote: the damage list's lines in their order, or the lines of the revision before."""
    told: DraftQuote = act.data
    session, claim = act.session, act.session.get_one(Claim, told.claim_id)
    before = session.get_one(Quote, told.follows_id) if told.follows_id is not None else None
    profile = profile_of(session, claim, act.now) if before is None else session.get_one(RateProfile, before.profile_id)
    quote = Quote(
        claim_id=claim.id,
        shop_id=claim.shop_id,
        supplement_id=told.supplement_id,
        number=session.get_one(Supplement, told.supplement_id).number if told.supplement_id is not None else 0,
        revision=before.revision + 1 if before is not None else 0,
        insurer_id=quoted_insurer(session, claim.id),
        profile_id=profile.id,
        currency=profile.currency,
        prices_include_tax=profile.prices_include_tax,
        drafted_at=act.now,
        drafted_by_id=act.by.id,
        writer_ids=[act.by.id],
        state="",
        version=0,
    )
    session.add(quote)
    session.flush()
    if before is None:
        for position, listed in enumerate(damage_lines(session, claim.id, told.supplement_id), start=1):
            session.add(copied(quote, position, listed))
    else:
        for line in quote_lines(session, before.id):
            session.add(QuoteLine(
                quote_id=quote.id, claim_id=claim.id, shop_id=claim.shop_id, position=line.position, answer="pending",
                **{name: getattr(line, name) for name in KEPT_IN_REVISION},
            ))  # fmt: skip
    session.flush()
    work_out(session, quote)
    return quote


def copied(quote: Quote, position: int, listed: DamageLine) -> QuoteLine:
    """A quote line that says what the damage line says, with the agreed hours."""
    work = listed_work(listed)
    return QuoteLine(
        quote_id=quote.id,
        claim_id=quote.claim_id,
        shop_id=quote.shop_id,
        damage_line_id=listed.id,
        position=position,
        clean_number=clean_number(listed.part_number),
        hours_x100=work.hours.hundredths,
        refinish_hours_x100=work.refinish_hours.hundredths,
        answer="pending",
        **{name: getattr(listed, name) for name in COPIED},
    )


def profile_of(session: Session, claim: Claim, now: datetime) -> RateProfile:
    """The rate profile in force today for the claim's first insurer and the vehicle's brand."""
    insurer_id = quoted_insurer(session, claim.id)
    brand = session.get_one(Vehicle, claim.vehicle_id).brand
    return profile_for(session, claim.shop_id, insurer_id, brand, today(session, claim.shop_id, now))


def work_out(session: Session, quote: Quote) -> None:
    """Price every line of a draft; what the insurer is asked for adds up apart from what others pay."""
    profile = pure(session.get_one(RateProfile, quote.profile_id))
    lines = quote_lines(session, quote.id)
    for asked in (True, False):
        chosen = [line for line in lines if (line.payer == "insurer") is asked]
        sheet = price_lines([quoted_work(line, quote.currency) for line in chosen], profile)
        for line, priced in zip(chosen, sheet.lines, strict=True):
            line.part_amount_minor, line.labor_amount_minor = priced.part.minor, priced.labor.minor
            line.paint_amount_minor = priced.paint.minor
        if asked:
            quote.subtotal_minor, quote.tax_minor = sheet.subtotal.minor, sheet.tax.minor
            quote.total_minor = sheet.total.minor
            quote.worksheet = [{"text": note.text, "values": note.values} for note in sheet.notes]
    session.flush()


def change_quote_line(
    session: Session, quote: Quote, line: QuoteLine, change: ChangeQuoteLine, *, by: Person, now: datetime
) -> QuoteLine:
    """A line of a draft changed by the estimator, who thereby is one of its drafters. Raises AlreadySent."""
    refuse_sent(quote)
    said = change.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    before = {name: getattr(line, name) for name in said}
    for name, value in said.items():
        setattr(line, name, value)
    line.clean_number = clean_number(line.part_number)
    if {"part_number", "part_kind", "supplied_by"} & said.keys():
        line.confirmed_by_id = line.confirmed_at = line.price_id = None  # another part wants another price
    quote.writer_ids = sorted({*quote.writer_ids, by.id})
    work_out(session, quote)
    note(session, session.get_one(Claim, quote.claim_id), "quote line changed", by=by, now=now, data={
        "quote": quote.id, "line": line.id, "before": {n: v for n, v in before.items() if n != "note"},
        "after": {n: v for n, v in said.items() if n != "note"},
    })  # fmt: skip
    return line


def refuse_sent(quote: Quote) -> None:
    """AlreadySent where the quote is no draft."""
    if quote.state != "draft":
        raise AlreadySent(label=quote.label)


def unconfirmed(session: Session, quote: Quote) -> list[QuoteLine]:
    """Lines with a price of their own that the parts desk has not confirmed."""
    return [line for line in quote_lines(session, quote.id) if has_price(line) and line.confirmed_at is None]


def fix_totals(act: Act) -> None:
    """The totals once every price is confirmed, and the mark-ups that want a look."""
    work_out(act.session, act.thing)
    judge_markups(act)
    act.notes.update(totals(act.thing))


def sign_review(act: Act) -> None:
    """Who reviewed price, quantity and item, and when."""
    act.thing.reviewed_by_id, act.thing.reviewed_at = act.by.id, act.now
    act.notes.update(totals(act.thing))


def reopen(act: Act) -> None:
    """The quote is a draft again; the review is undone."""
    act.thing.reviewed_by_id = act.thing.reviewed_at = None


def sign_sending(act: Act) -> None:
    """Who sent the quote, and when; from here on nothing of it changes."""
    act.thing.sent_by_id, act.thing.sent_at = act.by.id, act.now
    act.notes.update(totals(act.thing))


def sign_agreement(act: Act) -> None:
    """When the quote was agreed."""
    act.thing.agreed_at = act.now


def draft_revision(act: Act) -> None:
    """The next revision as a draft; this one stays as it was sent."""
    quote: Quote = act.thing
    draft = act.follow(
        Quote, "draft", DraftQuote(claim_id=quote.claim_id, supplement_id=quote.supplement_id, follows_id=quote.id)
    )
    act.notes["revision"] = draft.id


def draft_first_quote(act: Act) -> None:
    """Reaction to an opened order: Q0, drafted from the loss sheet in its order."""
    existing = act.session.scalar(select(Quote.id).where(Quote.claim_id == act.thing.id, Quote.number == 0))
    if existing is None:
        act.follow(Quote, "draft", DraftQuote(claim_id=cast(Claim, act.thing).id))


def totals(quote: Quote) -> dict[str, int | str]:
    """The figures of a quote for the record of a step."""
    return {"currency": quote.currency, "subtotal_minor": quote.subtotal_minor, "tax_minor": quote.tax_minor,
            "total_minor": quote.total_minor}  # fmt: skip
