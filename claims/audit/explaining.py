"""A stored decision taken apart: the record of its chain entry, read by its own edition."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from claims.audit.editions import stored_edition
from claims.audit.models import DecisionRow, Entry
from claims.rules.explain import explained


def explained_decision(session: Session, row: DecisionRow, language: str) -> dict[str, Any]:
    """Where a decision stands (claim, step, who, when, chain and link) and its `explanation` in zh, es or en."""
    entry = session.get_one(Entry, row.entry_id)
    record = json.loads(entry.body)["record"]
    return {
        "id": row.id,
        "claim_id": row.claim_id,
        "step": row.step,
        "by_id": row.by_id,
        "taken_at": row.taken_at,
        "chain": entry.chain,
        "seq": entry.seq,
        "link_hash": entry.hash,
        "explanation": explained(stored_edition(session, row.edition), record, language),
    }
