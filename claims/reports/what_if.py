"""What would a draft of a policy have changed: by month, shop, insurer, in counts and in money, claim by claim?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.draft_models import PolicyDraft, PolicyTrial, PolicyTrialChange
from claims.audit.models import DecisionRow
from claims.audit.trials import counts_of
from claims.audit.what_if import Count
from claims.estimating.exchange.write import Value
from claims.kernel.amounts import plain
from claims.kernel.money import CURRENCIES, places
from claims.kernel.texts import say
from claims.lifecycle.models import Claim
from claims.people.models import Shop
from claims.reports.workbook import Table, write_workbook


class Cell(msgspec.Struct):
    """The decisions of one policy, month, shop and insurer; amounts of the changed ones as decimals of the currency."""

    policy: str
    month: str
    shop: str
    insurer: str
    currency: str
    unchanged: int
    changed: int
    undecidable: int
    money_before: str
    money_after: str
    difference: str


class ChangeRow(msgspec.Struct):
    """One decision that comes out otherwise; `why` is said where it cannot be decided under the draft."""

    decision_id: int
    claim_id: int | None
    claim: str
    step: str
    taken_at: datetime
    insurer: str
    kind: str
    before: str
    after: str
    currency: str
    money_before: str | None
    money_after: str | None
    without_draft: bool
    why: str


def table_of(session: Session, trial: PolicyTrial) -> list[Cell]:
    """The table of a trial, by month, shop and insurer; empty where no decision was looked at."""
    draft = session.get_one(PolicyDraft, trial.draft_id)
    codes = {one.id: one.code for one in session.execute(select(Shop.id, Shop.code))}
    return [
        _cell(draft.policy, month, codes[shop_id], insurer, currency, count)
        for (month, shop_id, insurer, currency), count in sorted(counts_of(trial).items())
    ]


def totals_of(cells: list[Cell]) -> list[Cell]:
    """The sums of a table, one for each currency that occurs (decisions without money have none)."""
    sums: dict[str, Count] = {}
    for one in cells:
        digits = _digits(one.currency)
        before, after = (int(Decimal(text).scaleb(digits)) for text in (one.money_before, one.money_after))
        sums.setdefault(one.currency, Count()).add(Count(one.unchanged, one.changed, one.undecidable, before, after))
    policy = cells[0].policy if cells else ""
    return [_cell(policy, "", "", "", currency, count) for currency, count in sorted(sums.items())]


def changes_of(
    session: Session, trial_id: int, language: str, *, after: int = 0, limit: int | None = None
) -> Iterator[ChangeRow]:
    """The decisions of a trial that come out otherwise, by their id, in flat memory."""
    query = (
        select(PolicyTrialChange, Claim.number, DecisionRow.step, DecisionRow.taken_at, DecisionRow.insurer)
        .join(DecisionRow, DecisionRow.id == PolicyTrialChange.decision_id)
        .outerjoin(Claim, Claim.id == PolicyTrialChange.claim_id)
        .where(PolicyTrialChange.trial_id == trial_id, PolicyTrialChange.decision_id > after)
        .order_by(PolicyTrialChange.decision_id)
        .limit(limit)
        .execution_options(yield_per=500)
    )
    for one, number, step, taken_at, insurer in session.execute(query):
        yield ChangeRow(
            one.decision_id, one.claim_id, number or "", step, taken_at, insurer, one.kind, one.before, one.after,
            one.currency, _amount(one.money_before_minor, one.currency), _amount(one.money_after_minor, one.currency),
            one.without_draft, why(one.detail, language),
        )  # fmt: skip
        session.expunge(one)


def why(detail: str, language: str) -> str:
    """The kept reason in the reader's language."""
    if not detail:
        return ""
    kept = json.loads(detail)
    return say(kept["text"], language, **kept["values"])


def save_workbook(session: Session, trial: PolicyTrial, path: Path, language: str) -> None:
    """The trial as a workbook: a sheet of counts and money with their sums, and one of the decisions that change."""
    cells = table_of(session, trial)
    numbers = [*(values_of(one) for one in cells), *(values_of(one) for one in totals_of(cells))]
    claims = (_change_values(one) for one in changes_of(session, trial.id, language))
    write_workbook(
        path,
        [
            Table(say("What would change", language), _headings(CELL_HEADINGS, language), numbers),
            Table(say("Claims", language), _headings(CHANGE_HEADINGS, language), claims),
        ],
    )


CELL_HEADINGS = (
    ("policy", 14), ("month", 9), ("shop", 12), ("insurer", 14), ("currency", 9), ("unchanged", 11), ("changed", 10),
    ("undecidable", 12), ("amount before", 16), ("amount after", 16), ("difference", 16),
)  # fmt: skip
CHANGE_HEADINGS = (
    ("decision", 10), ("claim", 16), ("step", 24), ("taken", 18), ("insurer", 14), ("what", 12), ("before", 14),
    ("after", 14), ("currency", 9), ("amount before", 16), ("amount after", 16), ("so today without the draft", 12),
    ("why", 60),
)  # fmt: skip


def cell_headings(language: str) -> list[str]:
    """The words above the columns of the table."""
    return [heading for heading, _ in _headings(CELL_HEADINGS, language)]


def _headings(headings: tuple[tuple[str, int], ...], language: str) -> list[tuple[str, int]]:
    return [(say(word, language), width) for word, width in headings]


def values_of(one: Cell) -> list[Value]:
    """A row of the table as the values of its columns."""
    money = [Decimal(text) for text in (one.money_before, one.money_after, one.difference)]
    return [one.policy, one.month, one.shop, one.insurer, one.currency, one.unchanged, one.changed, one.undecidable,
            *money]  # fmt: skip


def _change_values(one: ChangeRow) -> list[Value]:
    money = [None if text is None else Decimal(text) for text in (one.money_before, one.money_after)]
    return [one.decision_id, one.claim, one.step, one.taken_at.strftime("%Y-%m-%d %H:%M"), one.insurer, one.kind,
            one.before, one.after, one.currency, *money, "✓" if one.without_draft else "", one.why]  # fmt: skip


def _cell(policy: str, month: str, shop: str, insurer: str, currency: str, count: Count) -> Cell:
    before, after = count.money_before_minor, count.money_after_minor
    money = (str(_amount(minor, currency)) for minor in (before, after, after - before))
    return Cell(policy, month, shop, insurer, currency, count.unchanged, count.changed, count.undecidable, *money)


def _digits(currency: str) -> int:
    return places(currency) if currency in CURRENCIES else 2


def _amount(minor: int | None, currency: str) -> str | None:
    return None if minor is None else plain(minor, _digits(currency))
