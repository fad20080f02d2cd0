"""The insurer's return: read, matched, compared with the quote, judged by the policy `gap`, and taken or negotiated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.answered import remember
from claims.estimating.differences import Comparison, compare
from claims.estimating.evidence import kept_groups, kept_sheet, sheet_kept
from claims.estimating.inputs import Acceptance, Confirmed, Pair
from claims.estimating.line_answers import accept, returned, write_answers
from claims.estimating.matching import Pairing, match, regroup
from claims.estimating.models import RateProfile
from claims.estimating.profiles import estimate_profile
from claims.estimating.queries import insurer_lines, needs_part, today
from claims.estimating.quote_models import Quote, QuoteLine, Reconciliation
from claims.estimating.repeated_lines import asked_total, by_amount_alone, compared_sheets, with_repeated, without
from claims.estimating.told_answers import keep_columns, told_answer
from claims.kernel.errors import Refusal
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.people.models import Person


class NothingReturned(Refusal):
    """The insurer's answer has no line with an amount; check the file and its columns, or type the lines in."""

    status = 400


class NotReturned(Refusal):
    """Matches are confirmed between the return and its check; quote {label} is not there."""

    status = 409


def write_return(act: Act) -> None:
    """Read the answer, match and compare it, and write down what it says about each line."""
    quote, told = act.thing, act.data
    answer = told_answer(act.session, quote, told)
    if not answer.sheet.lines:
        raise NothingReturned()
    kept = Reconciliation(
        quote_id=quote.id,
        claim_id=quote.claim_id,
        shop_id=quote.shop_id,
        file_id=told.file_id,
        origin_hash=answer.origin,
        recorded_at=act.now,
        recorded_by_id=act.by.id,
        sheet=kept_sheet(answer.sheet, answer.rows, answer.pages),
        columns=answer.kept,
        confirmed=[pair.model_dump() for pair in told.confirmed],
    )
    reconcile(act.session, quote, kept)
    act.session.add(kept)
    quote.returned_at = act.now
    keep_columns(act, answer)
    act.notes.update(evidence(kept) | answer.noted())


def reconcile(session: Session, quote: Quote, kept: Reconciliation) -> None:
    """Match and compare the stored answer with the quote, and write each line's answer."""
    ours, theirs, repeated = compared_sheets(session, quote, sheet_kept(kept.sheet))
    matching = match(
        without(ours, [place for group in repeated for place in group.ours]),
        without(theirs, [place for group in repeated for place in group.theirs]),
    )
    confirmed = [Pairing(tuple(pair["ours"]), tuple(pair["theirs"])) for pair in kept.confirmed]
    if confirmed:
        matching = regroup(matching, confirmed)
    rates = [tax.rate for tax in estimate_profile(session.get_one(RateProfile, quote.profile_id)).taxes]
    comparison: Comparison = compare(ours, theirs, with_repeated(matching, repeated), tax_rates=rates)
    kept.groups = by_amount_alone(kept_groups(comparison))
    kept.ours_minor, kept.theirs_minor = comparison.ours_total.minor, comparison.theirs_total.minor
    kept.gap_minor, kept.remainder_minor = comparison.gap.minor, comparison.remainder.minor
    write_answers(insurer_lines(session, quote.id), kept.groups, kept.sheet)


def confirm_matches(session: Session, quote: Quote, told: Confirmed, *, by: Person, now: datetime) -> Reconciliation:
    """Take a person's word on which lines belong together or stand alone; newer words replace older ones on a line."""
    kept = reconciliation_of(session, quote.id)
    if quote.state != "returned" or kept is None:
        raise NotReturned(label=quote.label)
    mine = {position for pair in told.pairs for position in pair.ours}
    yours = {position for pair in told.pairs for position in pair.theirs}
    before = [pair for pair in kept.confirmed if not mine & {*pair["ours"]} and not yours & {*pair["theirs"]}]
    kept.confirmed = [*before, *(pair.model_dump() for pair in told.pairs)]
    reconcile(session, quote, kept)
    session.flush()
    note(session, session.get_one(Claim, quote.claim_id), "matches confirmed", by=by, now=now,
         data={"quote": quote.id, "pairs": [pair.model_dump() for pair in told.pairs], **evidence(kept)})  # fmt: skip
    return kept


def confirm_rest(session: Session, quote: Quote, *, by: Person, now: datetime) -> Reconciliation:
    """Confirm every open group as it is shown: offered pairs belong together, lines without a match stand alone."""
    kept = reconciliation_of(session, quote.id)
    if quote.state != "returned" or kept is None:
        raise NotReturned(label=quote.label)
    pairs = [Pair(ours=group["ours"], theirs=group["theirs"]) for group in open_groups(kept)]
    return confirm_matches(session, quote, Confirmed(pairs=pairs), by=by, now=now) if pairs else kept


def reconciliation_of(session: Session, quote_id: int) -> Reconciliation | None:
    """The recorded return of a quote; None while there is none."""
    return session.scalar(select(Reconciliation).where(Reconciliation.quote_id == quote_id))


def open_groups(kept: Reconciliation) -> list[dict[str, Any]]:
    """Groups that a person has still to confirm: offered pairs, and lines without any match."""
    return [group for group in kept.groups if not group["settled"]]


def gap_facts(session: Session, quote: Quote, kept: Reconciliation) -> list[dict[str, Any]]:
    """The raw facts of the policy `gap`: each line, what the insurer added, and the total.

    The total is of what is asked for, before anything is given back.
    """
    theirs = {line["position"]: line for line in kept.sheet["lines"]}
    kinds = {place: {theirs[p]["part_kind"] for p in group["theirs"]} - {""} for group in kept.groups
             for place in group["ours"]}  # fmt: skip
    facts = [line_facts(quote, line, kinds.get(line.position, set())) for line in insurer_lines(session, quote.id)]
    for group in kept.groups:
        for position in group["theirs"] if not group["ours"] else ():
            line = theirs[position]
            given = line["amount_minor"]
            facts.append({
                "kind": "line", "ref": f"added:{position}", "label": line["text"][:60], "currency": quote.currency,
                # what the insurer takes off is as if it had left out as much
                **({"returned_minor": given} if given >= 0 else {"quoted_minor": -given}),
                "operation": not line["part_minor"], "kind_changed": False,
            })  # fmt: skip
    asked = asked_total(session, quote)
    facts.append({"kind": "total", "ref": "total", "currency": quote.currency, "quoted_minor": asked,
                  "returned_minor": max(0, asked - kept.gap_minor)})  # fmt: skip
    return facts


def line_facts(quote: Quote, line: QuoteLine, kinds: set[str]) -> dict[str, Any]:
    """One line's facts; the cost is what the shop pays for the part, beside the labor and paint that are paid for."""
    given, part = returned(line), needs_part(line)
    facts: dict[str, Any] = {
        "kind": "line", "ref": f"line:{line.position}", "label": line.part_name[:60], "currency": quote.currency,
        "quoted_minor": line.amount_minor, "operation": not part,
        "kind_changed": part and bool(kinds) and kinds != {line.part_kind},
    }  # fmt: skip
    if given is not None:
        facts["returned_minor"] = given.whole
        if part and line.cost_minor:
            cost = line.cost_minor * line.quantity_x1000
            facts["cost_minor"] = -(-cost // 1000) + given.labor + given.paint
    return facts


def judge_return(act: Act) -> None:
    """Have the policy judge every line and the total; lines answered as asked (or higher) are agreed at once."""
    quote, kept = act.thing, reconciliation_of(act.session, act.thing.id)
    assert kept is not None
    facts = gap_facts(act.session, quote, kept)
    # the policy is governed by the date of the quote: the limits of the day it was sent
    decision = act.ask("gap", facts, quote=today(act.session, quote.shop_id, quote.sent_at))
    undecided = set(decision.undecided)
    for line in insurer_lines(act.session, quote.id):
        ref = f"line:{line.position}"
        line.verdict = "negotiate" if ref in undecided else str(decision.said(ref, "verdict"))
    quote.total_verdict = "negotiate" if undecided else str(decision.overall("verdict"))
    quote.decision_hash, quote.checked_by_id = decision.hash, act.by.id
    quote.check_note = act.data.note
    accept_lines(act, [line for line in insurer_lines(act.session, quote.id) if line.answer == "accepted"])
    act.notes.update({"verdict": quote.total_verdict, **evidence(kept)})
    remember(act.session, quote, at=act.now)


def accept_return(act: Act) -> None:
    """Take the whole answer: every line at the insurer's figure; what the insurer left out is borne by the shop."""
    quote, told = act.thing, act.data
    quote.agreed_at = act.now
    quote.check_note = told.note or quote.check_note
    lines = insurer_lines(act.session, quote.id)
    accept_lines(act, [line for line in lines if line.answer in ("accepted", "cut") and line.agreed_minor is None])
    for line in lines:
        if line.answer == "refused":
            line.refusal_answer, line.refusal_note = "shop", quote.check_note
    remember(act.session, quote, at=act.now)


def accept_lines(act: Act, lines: Sequence[QuoteLine]) -> None:
    """Take lines at the insurer's figure, with the return as their origin."""
    kept = reconciliation_of(act.session, act.thing.id)
    assert kept is not None
    for line in lines:
        given = returned(line)
        assert given is not None
        accept(act.session, line, given, origin="return", origin_hash=kept.origin_hash, by_id=act.by.id, at=act.now)


def after_check(act: Act) -> None:
    """Reaction to a check: what the policy wants negotiated goes to the manager, all else is accepted at once.

    Lines to be checked are accepted with the note that the check gave; without one the quote waits for it.
    """
    quote: Quote = act.thing
    if quote.total_verdict == "negotiate":
        act.follow(quote, "negotiate")
    elif quote.total_verdict == "accept" or quote.check_note:
        act.follow(quote, "accept", Acceptance(note=quote.check_note))


def evidence(kept: Reconciliation) -> dict[str, Any]:
    """The figures and the origin of a return for the record."""
    return {"origin": kept.origin_hash, "quoted_minor": kept.ours_minor, "returned_minor": kept.theirs_minor,
            "gap_minor": kept.gap_minor}  # fmt: skip
