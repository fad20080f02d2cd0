"""A counter-offer for each open line of a quote, from what this surveyor and this insurer approved before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from claims.estimating.answered import person_key, surveyor_of
from claims.estimating.line_answers import spread
from claims.estimating.memory import Advice, Memory, counter_offer
from claims.estimating.part_families import family_of
from claims.estimating.queries import insurer_lines, needs_part, rounds_of
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.recall import Asker, memory_of
from claims.kernel.money import Money


@dataclass(frozen=True)
class Suggestion:
    """What to offer for an open line, why, and whether our cost of the part is above what that leaves for it."""

    line: QuoteLine
    family: str
    memory: Memory
    advice: Advice
    given: Money  # by the insurer so far; nothing for what it refused or has not answered
    amount: Money | None
    part: Money | None = None  # what the amount leaves for the part, and what the part costs us: where that is more
    part_cost: Money | None = None

    @property
    def asked(self) -> Money:
        """What the quote asks for the line."""
        return Money(self.line.amount_minor, self.given.currency)


@dataclass(frozen=True)
class Suggestions:
    """The open lines of a quote with their suggestions, and the surveyor whose past was looked at."""

    quote: Quote
    surveyor: str
    lines: list[Suggestion]

    @property
    def asked(self) -> Money:
        """What is asked for all open lines."""
        return Money.total((one.asked for one in self.lines), self.quote.currency)

    @property
    def given(self) -> Money:
        """What the insurer gives for them so far."""
        return Money.total((one.given for one in self.lines), self.quote.currency)

    @property
    def suggested(self) -> Money:
        """The sum of the suggested amounts; lines without one add nothing."""
        return Money.total((one.amount for one in self.lines if one.amount is not None), self.quote.currency)


def suggestions(session: Session, quote: Quote, *, surveyor: str = "") -> Suggestions:
    """A suggestion for each open line, in order; without a name the surveyor is whoever spoke for the insurer last."""
    person = surveyor.strip() or speaker_of(session, quote)
    asker = Asker(quote.shop_id, quote.currency, quote.insurer_id, person_key(person))
    known: dict[tuple[str, str], Memory] = {}
    found = []
    for line in open_lines(session, quote):
        kind = family_of(line.part_name), line.operation
        if kind not in known:
            known[kind] = memory_of(session, asker, *kind)
        found.append(suggestion(line, kind[0], known[kind], quote.currency))
    return Suggestions(quote, person, found)


def suggestion(line: QuoteLine, family: str, memory: Memory, currency: str) -> Suggestion:
    """The suggestion for one line."""
    given = line.returned_minor or 0
    advice, amount = counter_offer(line.amount_minor, given, memory)
    part = spread(amount, [line])[0].part if amount is not None else 0
    cost = cost_of_part(line) if amount is not None else 0
    return Suggestion(
        line, family, memory, advice, Money(given, currency), Money(amount, currency) if amount is not None else None,
        *((Money(part, currency), Money(cost, currency)) if cost > part else ()),
    )  # fmt: skip


def open_lines(session: Session, quote: Quote) -> list[QuoteLine]:
    """The lines that are still to be talked about: cut, not answered, refused and neither borne nor dropped."""
    return [line for line in insurer_lines(session, quote.id)
            if line.answer != "accepted" and line.refusal_answer in ("", "contested")]  # fmt: skip


def speaker_of(session: Session, quote: Quote) -> str:
    """Who spoke for the insurer in the last round, else who surveyed the damage; empty where nobody is known."""
    rounds = rounds_of(session, quote.id)
    return rounds[-1].person if rounds else surveyor_of(session, quote)


def cost_of_part(line: QuoteLine) -> int:
    """What the part costs the shop, in minor units, rounded up; nothing where it brings none or knows no cost."""
    if not (line.cost_minor and needs_part(line) and line.supplied_by in ("", "shop")):
        return 0
    return -(-line.cost_minor * line.quantity_x1000 // 1000)
