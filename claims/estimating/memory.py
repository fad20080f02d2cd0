"""What past answers teach, without tables or clock: median, spread, last, and the counter-offer that follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from claims.kernel.amounts import half_up

ENOUGH = 5  # with fewer answers a single odd claim moves the median by a quarter of the spread or more
WINDOW = 30  # newest answers of a kind that count: manners change, and the work stays bounded
APART = 10**36  # two shares of amounts below 10^18 differ by more than one of this, so that whole numbers order them


class PastAnswer(NamedTuple):
    """One line as it was finally answered: amounts in minor units (approved 0: refused), hours in hundredths."""

    asked: int
    approved: int
    days: int
    hours_asked: int = 0
    hours_approved: int | None = None  # None where the insurer named an amount alone


class Past(NamedTuple):
    """Answers of a kind, the newest first, and when the newest was given."""

    answers: Sequence[PastAnswer] = ()
    last_at: datetime | None = None


class Spread(NamedTuple):
    """The quartiles of some figures: half of them lie between `low` and `high`."""

    low: int
    median: int
    high: int


@dataclass(frozen=True)
class Remembered:
    """What some answers have in common; shares of what was asked in basis points, times in whole days."""

    count: int
    refused: int
    share_bp: Spread
    asked_minor: Spread
    approved_minor: Spread
    days: Spread
    hours_asked_x100: int | None  # medians over the lines whose hours are known on both sides
    hours_approved_x100: int | None
    last_minor: int
    last_share_bp: int
    last_at: datetime


class Basis(StrEnum):
    """Whose answers a memory stands on."""

    SURVEYOR = "surveyor"
    INSURER = "insurer"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Memory:
    """What was found for a line, and whether it is enough to suggest anything from."""

    basis: Basis
    found: Remembered | None

    @property
    def count(self) -> int:
        """How many past answers it stands on."""
        return self.found.count if self.found else 0

    @property
    def enough(self) -> bool:
        """Whether so many answers may suggest something."""
        return self.count >= ENOUGH


class Advice(StrEnum):
    """What a line's past advises."""

    COUNTER = "counter"  # offer what is usually approved
    HOLD = "hold"  # all that was asked is usually approved
    ACCEPT = "accept"  # the insurer gives no less than usual
    USUALLY_REFUSED = "usually_refused"
    AS_ASKED = "as_asked"  # nothing is left to talk about
    TOO_FEW = "too_few"


def remembered(past: Past) -> Remembered | None:
    """The figures of past answers; None where there are none. Every `asked` is above nothing."""
    answers = past.answers
    if not answers or past.last_at is None:
        return None
    last, hours = answers[0], [one for one in answers if one.hours_asked and one.hours_approved is not None]
    shares = sorted(answers, key=lambda one: one.approved * APART // one.asked)
    return Remembered(
        count=len(answers),
        refused=sum(1 for one in answers if not one.approved),
        share_bp=quartiles([(one.approved * 10_000, one.asked) for one in shares]),
        asked_minor=spread_of(one.asked for one in answers),
        approved_minor=spread_of(one.approved for one in answers),
        days=spread_of(one.days for one in answers),
        hours_asked_x100=spread_of(one.hours_asked for one in hours).median if hours else None,
        hours_approved_x100=spread_of(one.hours_approved or 0 for one in hours).median if hours else None,
        last_minor=last.approved,
        last_share_bp=half_up(last.approved * 10_000, last.asked),
        last_at=past.last_at,
    )


def first_enough(levels: Iterable[tuple[Basis, Past]]) -> Memory:
    """The first basis with enough answers, else the last; what follows it is not asked for."""
    memory = Memory(Basis.EVERYBODY, None)
    for basis, past in levels:
        memory = Memory(basis, remembered(past))
        if memory.enough:
            break
    return memory


def counter_offer(asked: int, given: int, memory: Memory) -> tuple[Advice, int | None]:
    """What to do about a line, and the amount to offer: never above what was asked, never below what is given.

    No amount where the past is too short, where it speaks against any offer, and where all that was asked is given.
    """
    if given >= asked:
        return Advice.AS_ASKED, None
    if memory.found is None or not memory.enough:
        return Advice.TOO_FEW, None
    usual = half_up(asked * memory.found.share_bp.median, 10_000)
    if usual >= asked:
        return Advice.HOLD, asked
    if usual > given:
        return Advice.COUNTER, usual
    return (Advice.ACCEPT, given) if given else (Advice.USUALLY_REFUSED, None)


def spread_of(figures: Iterable[int]) -> Spread:
    """The quartiles of whole figures."""
    return quartiles([(one, 1) for one in sorted(figures)])


def quartiles(ordered: Sequence[tuple[int, int]]) -> Spread:
    """The quartiles of fractions (over, under) in order, as spreadsheets reckon them (QUARTILE.INC): rounded once."""

    def quartile(number: int) -> int:
        place, rest = divmod((len(ordered) - 1) * number, 4)
        over, under = ordered[place]
        if rest:  # between two: so many quarters of the way to the next
            above, below = ordered[place + 1]
            over, under = over * below * (4 - rest) + above * under * rest, 4 * under * below
        return half_up(over, under)

    return Spread(quartile(1), quartile(2), quartile(3))
