"""Keeping decisions: chained with the step that asked for them, and listed to be searched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from claims.audit.models import Chain, DecisionParagraph, DecisionRow, EditionRow
from claims.kernel.canonical import canonical
from claims.rules.edition import Edition

UNDECIDED = "undecided"


def verdict(edition: Edition, outcome: Mapping[str, Any]) -> tuple[str, int | None]:
    """What stands for a whole outcome in lists: its headline as a word, and the amount at stake in minor units."""
    overall = outcome["overall"]
    word = UNDECIDED if overall["undecided"] else _word(overall.get(edition.headline, ""))
    return word, overall.get(edition.money) if edition.money else None


def listed(row: DecisionRow, edition: Edition, record: Mapping[str, Any]) -> list[DecisionParagraph]:
    """Fill a row's searchable columns from a record of the edition, and the rows of its paragraphs."""
    row.outcome, row.money_minor = verdict(edition, record["outcome"])
    row.currency = currency_of(record)
    same = {name: getattr(row, name) for name in ("shop_id", "policy", "taken_at", "by_id", "insurer")}
    return [DecisionParagraph(decision_id=row.id, paragraph=name, **same) for name in paragraphs_of(record)]


def currency_of(record: Mapping[str, Any]) -> str:
    """The currency of a record's amounts; empty where it has none."""
    currencies = {str(fact["currency"]) for fact in record["facts"] if "currency" in fact}
    return currencies.pop() if len(currencies) == 1 else ""


def paragraphs_of(record: Mapping[str, Any]) -> list[str]:
    """The paragraphs that a record says fired, each once."""
    return list(dict.fromkeys(one["paragraph"] for one in record["fired"]))


def list_decision(
    session: Session, decision: Any, *, entry_id: int, chain: Chain, step: str, insurer: str, at: datetime, by_id: int
) -> None:
    """Enter a chained decision into the list; `insurer` is the code of the one that the step concerns, or empty."""
    row = DecisionRow(
        entry_id=entry_id,
        shop_id=chain.shop_id,
        claim_id=chain.claim_id,
        policy=decision.policy,
        edition=decision.edition,
        as_of=decision.as_of,
        step=step,
        taken_at=at,
        by_id=by_id,
        reader=decision.reader,
        hash=decision.hash,
        insurer=insurer,
    )
    session.add(row)
    session.flush()
    session.add_all(listed(row, decision.source, decision.record()))


def keep_edition(session: Session, edition: Any, *, at: datetime) -> None:
    """Store an edition's bundle when it is activated, or the first time it decides something."""
    if session.get(EditionRow, edition.hash) is None:
        bundle = canonical(edition.bundle()).decode()
        session.add(EditionRow(hash=edition.hash, policy=edition.policy, bundle=bundle, first_used_at=at))
        session.flush()


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
