"""Keeps in mind how insurers answered: each line's final answer becomes a row, superseded when a later one comes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.line_differences import Kind
from claims.estimating.memory_models import AnsweredLine
from claims.estimating.part_families import family_of
from claims.estimating.queries import insurer_lines, rounds_of
from claims.estimating.quote_models import AcceptedValue, Quote, QuoteLine, Reconciliation
from claims.lifecycle.models import Leg, Survey
from claims.people.models import Shop


@dataclass(frozen=True)
class Heard:
    """Where an answer came from: who gave it, when, and the hash of the return or of the round."""

    surveyor: str
    at: datetime
    origin_hash: str


@dataclass(frozen=True)
class Talks:
    """All that an insurer said about a quote."""

    returned: Heard
    rounds: Mapping[int, Heard]  # by the round's id
    agreed_in: Mapping[int, int | None]  # line → the round that it was agreed in, None for the return
    refused_in: Mapping[int, int]  # line → the last round that refused it
    groups: Mapping[int, Mapping[str, Any]]  # position of our line → its group in the comparison
    hours: Mapping[int, int]  # position of the insurer's line → its hours

    def heard(self, line: QuoteLine) -> Heard:
        """Where the final answer to a line came from."""
        place = (self.agreed_in if line.answer == "accepted" else self.refused_in).get(line.id)
        return self.returned if place is None else self.rounds[place]

    def hours_approved(self, line: QuoteLine) -> int | None:
        """The hours granted: none when refused, all where the labor was granted in full, else as the return says."""
        if line.answer == "refused":
            return 0
        if line.agreed_labor_amount_minor == line.labor_amount_minor:
            return hours_asked(line)
        group = self.groups.get(line.position, {})
        alone = len(group.get("ours", ())) == len(group.get("theirs", ())) == 1
        return self.hours[group["theirs"][0]] if alone and self.agreed_in.get(line.id) is None else None

    def comparable(self, line: QuoteLine) -> bool:
        """Whether an answer speaks of what was asked: a part that the insurer brings itself is not paid for at all."""
        kinds = {one["kind"] for one in self.groups.get(line.position, {}).get("differences", ())}
        return line.amount_minor > 0 and Kind.SUPPLIER not in kinds


def remember(session: Session, quote: Quote, *, at: datetime) -> None:
    """Bring the memory to what the quote's lines say now; doing it again changes nothing.

    A line counts once it is accepted, or refused and answered. What was asked again in a later revision counts there.
    """
    lines = insurer_lines(session, quote.id)
    if quote.insurer_id is None or quote.sent_at is None or not lines:
        return
    talks, zone = talks_about(session, quote), ZoneInfo(session.get_one(Shop, quote.shop_id).time_zone)
    standing = standing_answers(session, lines)
    new = []
    for line in lines:
        before = standing.get(line.damage_line_id)
        if before is not None and before.quote_line_id > line.id:
            continue
        answer = answer_to(quote, line, talks, zone=zone, at=at) if settled(line) and talks.comparable(line) else None
        if before is None or answer is None or not same(before, answer):
            if before is not None and (answer is not None or before.quote_line_id == line.id):
                before.superseded_at = at
            new += [answer] if answer is not None else []
    session.flush()  # one answer stands for each damage line: the old one goes first
    session.add_all(new)
    session.flush()


def settled(line: QuoteLine) -> bool:
    """Whether the insurer's answer to a line is final for now."""
    return line.agreed_minor is not None if line.answer == "accepted" else bool(line.refusal_answer)


def answer_to(quote: Quote, line: QuoteLine, talks: Talks, *, zone: ZoneInfo, at: datetime) -> AnsweredLine:
    """The row for a settled line."""
    assert quote.insurer_id is not None
    assert quote.sent_at is not None
    heard = talks.heard(line)
    return AnsweredLine(
        shop_id=quote.shop_id,
        claim_id=quote.claim_id,
        quote_line_id=line.id,
        damage_line_id=line.damage_line_id,
        insurer_id=quote.insurer_id,
        surveyor=heard.surveyor,
        surveyor_key=person_key(heard.surveyor),
        family=family_of(line.part_name),
        operation=line.operation,
        part_kind=line.part_kind,
        currency=quote.currency,
        asked_minor=line.amount_minor,
        approved_minor=(line.agreed_minor or 0) if line.answer == "accepted" else 0,
        hours_asked_x100=hours_asked(line),
        hours_approved_x100=talks.hours_approved(line),
        asked_at=quote.sent_at,
        answered_at=heard.at,
        days=max(0, (heard.at.astimezone(zone).date() - quote.sent_at.astimezone(zone).date()).days),
        origin_hash=heard.origin_hash,
        recorded_at=at,
    )


def same(one: AnsweredLine, other: AnsweredLine) -> bool:
    """Whether two rows tell the same answer."""
    told = ("quote_line_id", "approved_minor", "hours_approved_x100", "origin_hash", "answered_at")
    return all(getattr(one, name) == getattr(other, name) for name in told)


def hours_asked(line: QuoteLine) -> int:
    """The hours of the line's labor, else of its paint."""
    return line.hours_x100 or line.refinish_hours_x100


def standing_answers(session: Session, lines: list[QuoteLine]) -> dict[int, AnsweredLine]:
    """The answers that stand for the damage behind these lines, whatever quote asked for it."""
    query = select(AnsweredLine).where(
        AnsweredLine.damage_line_id.in_([line.damage_line_id for line in lines]), AnsweredLine.superseded_at.is_(None)
    )
    return {row.damage_line_id: row for row in session.scalars(query)}


def talks_about(session: Session, quote: Quote) -> Talks:
    """What the insurer said about a quote, from the return to the last round."""
    kept = session.scalar(select(Reconciliation).where(Reconciliation.quote_id == quote.id))
    rounds = rounds_of(session, quote.id)
    values = (
        select(AcceptedValue.quote_line_id, AcceptedValue.round_id)
        .join(QuoteLine, QuoteLine.id == AcceptedValue.quote_line_id)
        .where(QuoteLine.quote_id == quote.id)
        .order_by(AcceptedValue.id)
    )
    return Talks(
        returned=Heard(
            surveyor_of(session, quote),
            quote.returned_at or quote.sent_at or quote.drafted_at,
            kept.origin_hash if kept else "",
        ),
        rounds={one.id: Heard(one.person, one.held_at, one.origin_hash) for one in rounds},
        agreed_in={line_id: round_id for line_id, round_id in session.execute(values)},  # noqa: C416
        refused_in={said["line"]: one.id for one in rounds for said in one.lines if said["answer"] == "refused"},
        groups={place: group for group in kept.groups for place in group["ours"]} if kept else {},
        hours={line["position"]: line["hours_x100"] for line in kept.sheet["lines"]} if kept else {},
    )


def surveyor_of(session: Session, quote: Quote) -> str:
    """The insurer's person who surveyed the damage last, the supplement's own survey before others; empty if none."""
    query = (
        select(Survey.surveyor)
        .join(Leg, Leg.id == Survey.leg_id)
        .where(Survey.claim_id == quote.claim_id, Leg.insurer_id == quote.insurer_id, Survey.surveyor != "")
        .order_by(Survey.supplement_id.is_not_distinct_from(quote.supplement_id).desc(), Survey.id.desc())
    )
    return session.scalar(query.limit(1)) or ""


def person_key(name: str) -> str:
    """A person's name for comparing: compatible letters made one, small, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def remember_all(session: Session) -> None:
    """Remember what was answered before there was a memory, quote after quote; nothing where there is one already."""
    if session.scalar(select(AnsweredLine.id).limit(1)) is None:
        answered = select(Quote).where(Quote.returned_at.is_not(None)).order_by(Quote.id)
        for quote in session.scalars(answered).all():
            remember(session, quote, at=quote.agreed_at or quote.returned_at or quote.drafted_at)
