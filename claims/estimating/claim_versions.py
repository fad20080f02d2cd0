"""The versions of a claim: E01 is its first quote in the newest revision, S01, S02 … add the supplements' quotes.

Figures are those that the quotes keep; nothing is priced again, so a locked version's money never moves. A line that
takes an earlier one's place is the same line, changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.changed_lines import lines_in_place
from claims.estimating.estimate import PriorDamage
from claims.estimating.line_columns import MORE_WORK
from claims.estimating.queries import current_quotes
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.version_differences import PricedLine, PricedVersion, Rest, VersionComparison, compared_versions
from claims.kernel.errors import NotFound
from claims.kernel.money import Money

UNLOCKED = ("draft", "priced", "reviewed")
SAID = (
    "part_number", "side", "operation", "quantity_x1000", "part_kind", "supplied_by", "labor_kind", "hours_x100",
    "refinish_hours_x100", "paint_panels_x1000", "payer", "unit_price_minor", *MORE_WORK,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ClaimVersion:
    """One version with everything up to it; `quote` is the one that brought it."""

    quote: Quote
    priced: PricedVersion
    net_supplement: Money

    @property
    def label(self) -> str:
        """E01, S01, S02 …"""
        return self.priced.label

    @property
    def locked(self) -> bool:
        """Whether it was sent or agreed, and so stays as it is."""
        return self.quote.state not in UNLOCKED

    @property
    def locked_at(self) -> datetime | None:
        """Since when."""
        return (self.quote.sent_at or self.quote.agreed_at) if self.locked else None


def label_of(quote: Quote) -> str:
    """The version that a quote brings: Q0 is E01, Q1 is S01."""
    return f"S{quote.number:02d}" if quote.number else "E01"


def versions_of(session: Session, claim_id: int) -> list[ClaimVersion]:
    """A claim's versions in order; a supplement that was never quoted, or was withdrawn, brings none."""
    quotes = current_quotes(session, claim_id)
    query = select(QuoteLine).where(QuoteLine.quote_id.in_([quote.id for quote in quotes]))
    lines: dict[int, list[QuoteLine]] = {quote.id: [] for quote in quotes}
    replaced: dict[int, int] = {}  # damage lines that took an earlier one's place, with that one
    for line in session.scalars(query.order_by(QuoteLine.position)):
        lines[line.quote_id].append(line)
    for quote in quotes:
        named, instead = {line.id: line for line in lines[quote.id]}, lines_in_place(session, quote)
        replaced |= {named[line_id].damage_line_id: before for line_id, before in instead.items()}
    found: list[ClaimVersion] = []
    for number, quote in enumerate(quotes, start=1):
        priced = kept(quotes[:number], [line for one in quotes[:number] for line in lines[one.id]], replaced)
        net = priced.net - found[-1].priced.net if found else priced.net
        found.append(ClaimVersion(quote=quote, priced=priced, net_supplement=net))
    return found


def kept(quotes: Sequence[Quote], lines: Sequence[QuoteLine], replaced: Mapping[int, int]) -> PricedVersion:
    """Quotes as one version, with the amounts that they keep; its net is what they ask insurers for.

    A line that a later quote gives back is none of its lines any more; what had been asked for it beyond what was
    agreed stands below them.
    """
    gone = {line.damage_line_id for line in lines if line.gives_back_id is not None}
    standing = [line for line in lines if line.gives_back_id is None and line.damage_line_id not in gone]
    subtotal = sum(quote.subtotal_minor for quote in quotes)
    asked = sum(line.amount_minor for line in lines if line.payer == "insurer")
    prior, unrelated = (
        sum(line.amount_minor for line in lines if line.prior_damage == mark)
        for mark in (PriorDamage.RELATED, PriorDamage.UNRELATED)
    )
    others = sum(line.amount_minor for line in lines if line.payer != "insurer") - prior - unrelated
    tax = sum(quote.tax_minor for quote in quotes if not quote.prices_include_tax)
    return PricedVersion(
        label=label_of(quotes[-1]),
        currency=quotes[-1].currency,
        lines=tuple(kept_line(line, first_of(line.damage_line_id, replaced)) for line in standing),
        below={
            (Rest.SHARED, ""): subtotal - asked,
            (Rest.TAX, ""): tax,
            (Rest.BETTERMENT, ""): -sum(quote.betterment_minor for quote in quotes),
            (Rest.PRIOR_DAMAGE, ""): -prior,
            (Rest.OTHERS_SHARE, ""): -others,
            (Rest.CUT, ""): sum(line.amount_minor for line in lines) - sum(line.amount_minor for line in standing),
        },
    )


def first_of(line_id: int, replaced: Mapping[int, int]) -> int:
    """The damage line that stood first in the place of this one."""
    while line_id in replaced:
        line_id = replaced[line_id]
    return line_id


def kept_line(line: QuoteLine, first: int) -> PricedLine:
    """A quote line by the damage line that it stands for, which is the same in every revision and change.

    Unrelated prior damage costs the claim nothing, whatever its repair costs the customer.
    """
    amounts = {"part": line.part_amount_minor, "labor": line.labor_amount_minor, "paint": line.paint_amount_minor}
    return PricedLine(
        key=f"line:{first}",
        position=line.position,
        text=line.part_name,
        minor={} if line.prior_damage == PriorDamage.UNRELATED else amounts,
        said={name: getattr(line, name) for name in SAID},
    )


def compared_claim_versions(session: Session, claim_id: int, before: str, after: str) -> VersionComparison:
    """What version `after` has otherwise than version `before`; NotFound where the claim has no such version."""
    priced = {version.label: version.priced for version in versions_of(session, claim_id)}
    if before not in priced or after not in priced:
        raise NotFound(thing="version")
    return compared_versions(priced[before], priced[after])
