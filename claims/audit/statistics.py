"""How often each paragraph of a policy fired, how much money was at stake, and how often a manager overruled it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.audit.editions import edition_in_use
from claims.audit.models import DecisionParagraph, DecisionRow, Overruling
from claims.kernel.amounts import half_up, plain
from claims.kernel.money import CURRENCIES, places
from claims.people.models import Shop
from claims.rules.books import legal_books, policies_under

PARTS = 10**6  # sums are taken in two parts, so that no database runs out of 64 bits


@dataclass
class Count:
    """Decisions counted: of a whole policy where `paragraph` is empty, else those in which the paragraph fired.

    `of` is what the share refers to: all decisions counted, or those of the policy. `minor` is the sum at stake in each
    currency, in minor units; it may be greater than any one amount.
    """

    policy: str
    paragraph: str
    count: int = 0
    of: int = 0
    overruled: int = 0
    minor: dict[str, int] = field(default_factory=dict)

    @property
    def money(self) -> dict[str, str]:
        """The sum at stake in each currency, as a decimal."""
        return {currency: plain(minor, places(currency)) for currency, minor in self.minor.items()}

    @property
    def share_bp(self) -> int:
        """`count` of `of`, in basis points."""
        return half_up(self.count * 10_000, self.of) if self.of else 0

    @property
    def overruled_bp(self) -> int:
        """How many of the counted were overruled, in basis points."""
        return half_up(self.overruled * 10_000, self.count) if self.count else 0


def statistics(
    session: Session, shop: Shop, *, policy: str = "", since: datetime | None = None, until: datetime | None = None
) -> list[Count]:
    """For each policy, or the one named, a count of all its decisions and one of each paragraph, in book order.

    Paragraphs that never fired are there too; those of earlier editions follow behind. Law of a pack that is not loaded
    in the shop's country is left out unless it is named.
    """
    here = [one.name for one in policies_under(legal_books(shop.country))]
    names = [policy] if policy else here
    paragraphs = {name: _paragraphs(session, shop, name) if name in here else [] for name in names}
    found: dict[tuple[str, str], Count] = {}
    for name in names:
        found |= {(name, paragraph): Count(name, paragraph) for paragraph in ("", *paragraphs[name])}
    table, fired = DecisionRow, DecisionParagraph
    whole = _sums(select(table.policy).group_by(table.policy), table.taken_at, since, until)
    each = _sums(
        select(fired.policy, fired.paragraph).join(table, table.id == fired.decision_id)
        .group_by(fired.policy, fired.paragraph), fired.taken_at, since, until,
    )  # fmt: skip
    for name in names:
        _add(found, session.execute(whole.where(table.shop_id == shop.id, table.policy == name)))
        _add(found, session.execute(each.where(fired.shop_id == shop.id, fired.policy == name)))
    everything = sum(one.count for one in found.values() if not one.paragraph)
    for one in found.values():
        one.of = found[one.policy, ""].count if one.paragraph else everything
    return sorted(found.values(), key=lambda one: names.index(one.policy))


def _paragraphs(session: Session, shop: Shop, policy: str) -> list[str]:
    return [str(one["id"]) for one in edition_in_use(session, shop, policy).bundle()["paragraphs"]]


def _sums(query: Any, taken_at: Any, since: datetime | None, until: datetime | None) -> Any:
    money = DecisionRow.money_minor
    query = query.add_columns(
        DecisionRow.currency, func.count().label("decisions"), func.count(Overruling.id).label("overruled"),
        func.count(money).label("amounts"), func.sum(money // PARTS).label("parts"),
        func.sum(money % PARTS).label("rest"),
    ).outerjoin(Overruling, Overruling.decision_id == DecisionRow.id).group_by(DecisionRow.currency)  # fmt: skip
    if since is not None:
        query = query.where(taken_at >= since)
    return query if until is None else query.where(taken_at < until)


def _add(found: dict[tuple[str, str], Count], rows: Iterable[Any]) -> None:
    for row in rows:
        key = row.policy, getattr(row, "paragraph", "")
        one = found.setdefault(key, Count(*key))
        one.count += row.decisions
        one.overruled += row.overruled
        if row.amounts and row.currency in CURRENCIES:
            one.minor[row.currency] = int(row.parts) * PARTS + int(row.rest)
