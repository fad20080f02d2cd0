"""A quote until it is sent: drafted from the damage list, priced, confirmed by the parts desk, reviewed, sent."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.damage_inputs import ChangeQuoteLine
from claims.estimating.estimate import PriorDamage
from claims.estimating.given_back import given_back, given_back_by, lines_given_back
from claims.estimating.inputs import DraftQuote
from claims.estimating.line_columns import MORE_WORK
from claims.estimating.line_edits import EMPTIED, edit, refuse_contradictions
from claims.estimating.models import DamageLine, RateProfile, Supplement
from claims.estimating.price_policy import judge_markups
from claims.estimating.profiles import estimate_profile
from claims.estimating.queries import asking_lines, damage_lines, given_back_lines, has_price, quote_lines
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.quote_pricing import Columns, price_quote
from claims.estimating.quoted_work import listed_work, quoted_work
from claims.estimating.rates import rates_in_force
from claims.estimating.sheets import clean_number
from claims.kernel.errors import Refusal
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.lifecycle.queries import quoted_insurer
from claims.people.models import Person

COPIED = (
    "section", "part_name", "part_number", "side", "operation", "quantity_x1000", "part_kind", "supplied_by",
    "key_part", "labor_kind", "paint_panels_x1000", "leg_id", "payer", "note", *MORE_WORK, "edits",
)  # fmt: skip
KEPT_IN_REVISION = (
    *COPIED, "damage_line_id", "clean_number", "hours_x100", "refinish_hours_x100", "unit_price_minor",
    "original_unit_price_minor", "cost_minor", "price_source", "price_id", "stock_x1000", "lead_days",
    "confirmed_by_id", "confirmed_at",
)  # fmt: skip

UNLOGGED = ("note", "betterment_kind", "betterment_reason")  # free text stays out of the chain


class AlreadySent(Refusal):
    """Quote {label} is no draft and stays as it is; have it returned to draft, or revise it once it is sent."""

    status = 409


class AgreedBefore(Refusal):
    """This line gives back what was agreed before and stays as it is; change the line that takes its place."""

    status = 409


def draft_quote(act: Act) -> Quote:
    """A new quote: the damage list's lines in their order, or the lines of the revision before.

    Before the line that takes an earlier one's place stands what is given back for it; what falls away comes last.
    """
    told: DraftQuote = act.data
    session, claim = act.session, act.session.get_one(Claim, told.claim_id)
    before = session.get_one(Quote, told.follows_id) if told.follows_id is not None else None
    supplement = session.get_one(Supplement, told.supplement_id) if told.supplement_id is not None else None
    profile = rates_of(act, told, before)
    quote = Quote(
        claim_id=claim.id,
        shop_id=claim.shop_id,
        supplement_id=told.supplement_id,
        number=supplement.number if supplement is not None else 0,
        revision=before.revision + 1 if before is not None else 0,
        insurer_id=quoted_insurer(session, claim.id),
        profile_id=profile.id,
        currency=profile.currency,
        prices_include_tax=profile.prices_include_tax,
        retroactive=before.retroactive if before is not None else told.profile_id is not None,
        drafted_at=act.now,
        drafted_by_id=act.by.id,
        writer_ids=[act.by.id],
        state="",
        version=0,
    )
    session.add(quote)
    session.flush()
    agreed = given_back_by(session, supplement)
    if before is None:
        lines = []
        for listed in damage_lines(session, claim.id, told.supplement_id):
            lines += [*lines_given_back(quote, supplement, listed, agreed), copied(quote, listed)]
        lines += lines_given_back(quote, supplement, None, agreed)
    else:
        lines = [
            kept_line(quote, line) if line.gives_back_id is None else given_back(quote, agreed[line.damage_line_id])
            for line in quote_lines(session, before.id)
        ]
    for position, line in enumerate(lines, start=1):
        line.position = position
    session.add_all(lines)
    session.flush()
    work_out(session, quote)
    return quote


def rates_of(act: Act, told: DraftQuote, before: Quote | None) -> RateProfile:
    """The rates of the revision before, else those told, else those in force; the step's record says why."""
    profile_id = told.profile_id if before is None else before.profile_id
    if profile_id is not None:
        return act.session.get_one(RateProfile, profile_id)
    chosen = rates_in_force(act.session, act.session.get_one(Claim, told.claim_id), act.now)
    act.notes.update(profile=chosen.profile.id, profile_chosen=str(chosen.why))
    return chosen.profile


def kept_line(quote: Quote, line: QuoteLine) -> QuoteLine:
    """A line of the revision before, to be answered anew."""
    return QuoteLine(
        quote_id=quote.id, claim_id=quote.claim_id, shop_id=quote.shop_id, answer="pending",
        **{name: getattr(line, name) for name in KEPT_IN_REVISION},
    )  # fmt: skip


def copied(quote: Quote, listed: DamageLine) -> QuoteLine:
    """A quote line that says what the damage line says, with the agreed hours."""
    work = listed_work(listed, quote.currency)
    return QuoteLine(
        quote_id=quote.id,
        claim_id=quote.claim_id,
        shop_id=quote.shop_id,
        damage_line_id=listed.id,
        clean_number=clean_number(listed.part_number),
        hours_x100=work.hours.hundredths,
        refinish_hours_x100=work.refinish_hours.hundredths,
        answer="pending",
        **{name: getattr(listed, name) for name in COPIED},
    )


def work_out(session: Session, quote: Quote) -> None:
    """Price every line of a draft; the insurer's lines, those of others and unrelated prior damage are bills apart.

    What the insurer gets back goes off, with the tax on it; those lines bear what was agreed and are not priced again.
    """
    profile = estimate_profile(session.get_one(RateProfile, quote.profile_id))
    lines = asking_lines(session, quote.id)
    back = [Columns(x.part_amount_minor, x.labor_amount_minor, x.paint_amount_minor)
            for x in given_back_lines(session, quote.id)]  # fmt: skip
    for side in BillSide:
        chosen = [line for line in lines if side_of(line) is side]
        priced = price_quote([quoted_work(line, quote.currency) for line in chosen], profile,
                             back if side is BillSide.INSURER else ())  # fmt: skip
        for line, amounts in zip(chosen, priced.lines, strict=True):
            line.part_amount_minor, line.labor_amount_minor, line.paint_amount_minor = amounts
        if side is BillSide.INSURER:
            quote.subtotal_minor, quote.tax_minor = priced.subtotal.minor, priced.tax.minor
            quote.total_minor = priced.total.minor
            quote.betterment_minor = sum(line.betterment_amount_minor for line in chosen)
            quote.worksheet = [{"text": note.text, "values": note.values} for note in priced.notes]
    session.flush()


class BillSide(Enum):
    """Whose bill a line stands on: what shares a cap, a first panel or a discount is priced together."""

    INSURER = "insurer"
    OTHERS = "others"
    UNRELATED = "unrelated"  # prior damage that has nothing to do with the claim


def side_of(line: QuoteLine) -> BillSide:
    """The bill that a line stands on."""
    if line.payer == "insurer":
        return BillSide.INSURER
    return BillSide.UNRELATED if line.prior_damage == PriorDamage.UNRELATED else BillSide.OTHERS


def change_quote_line(
    session: Session, quote: Quote, line: QuoteLine, told: ChangeQuoteLine, *, by: Person, now: datetime
) -> QuoteLine:
    """A line of a draft changed by the estimator, who thereby is one of its drafters. Raises AlreadySent."""
    refuse_sent(quote)
    if line.gives_back_id is not None:
        raise AgreedBefore()
    said = {
        name: value for name, value in told.model_dump(mode="json", exclude_unset=True).items()
        if value is not None or name in EMPTIED
    }  # fmt: skip
    before = edit(line, said, by=by, now=now)
    refuse_contradictions(line)
    line.clean_number = clean_number(line.part_number)
    if {"part_number", "part_kind", "supplied_by"} & said.keys():
        line.confirmed_by_id = line.confirmed_at = line.price_id = None  # another part wants another price
    quote.writer_ids = sorted({*quote.writer_ids, by.id})
    work_out(session, quote)
    note(session, session.get_one(Claim, quote.claim_id), "quote line changed", by=by, now=now, data={
        "quote": quote.id, "line": line.id, "before": {n: v for n, v in before.items() if n not in UNLOGGED},
        "after": {n: v for n, v in said.items() if n not in UNLOGGED},
    })  # fmt: skip
    return line


def refuse_sent(quote: Quote) -> None:
    """AlreadySent where the quote is no draft."""
    if quote.state != "draft":
        raise AlreadySent(label=quote.label)


def unconfirmed(session: Session, quote: Quote) -> list[QuoteLine]:
    """Lines with a price of their own that the parts desk has not confirmed."""
    return [line for line in asking_lines(session, quote.id) if has_price(line) and line.confirmed_at is None]


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
            "total_minor": quote.total_minor, "betterment_minor": quote.betterment_minor}  # fmt: skip
