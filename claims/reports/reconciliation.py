"""Where is the insurer's sheet below ours, line by line, and what is each difference worth?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from claims.estimating.differences import GroupComparison
from claims.estimating.exchange.write import Value
from claims.estimating.line_differences import Kind
from claims.estimating.sheets import Sheet, SheetLine
from claims.estimating.two_files import TwoFiles
from claims.kernel.money import Money
from claims.kernel.texts import say, word
from claims.reports.workbook import Table, write_workbook

SIDE = (("line", 6), ("part or work", 28), ("part number", 18), ("quantity", 9), ("hours", 8), ("amount", 12))
JUDGED = (("match", 9), ("per mille", 9), ("reason", 34), ("kind of difference", 20), ("worth", 12))
DIFFERENCES, TOTALS = "Differences", "Totals"
OURS, THEIRS, GAP, REMAINDER = (
    "our sheet",
    "the insurer’s sheet",
    "gap",
    "remainder: tax, rounding, amounts beside the lines",
)
TOTAL_HEADINGS = (("kind of difference", 44), ("count", 10), ("worth", 14))


def write_reconciliation(path: Path, two: TwoFiles, lang: str) -> None:
    """The comparison as an xlsx file: a row per difference beside both sides' lines, and the totals by kind."""
    ours, theirs = ([(f"{say(side, lang)}: {say(name, lang)}", width) for name, width in SIDE]
                    for side in (OURS, THEIRS))  # fmt: skip
    judged = [(say(name, lang), width) for name, width in JUDGED]
    totals = [(say(name, lang), width) for name, width in TOTAL_HEADINGS]
    write_workbook(path, [
        Table(say(DIFFERENCES, lang), [*ours, *theirs, *judged], rows_of(two, lang)),
        Table(say(TOTALS, lang), totals, totals_of(two, lang)),
    ])  # fmt: skip


def rows_of(two: TwoFiles, lang: str) -> Iterator[list[Value]]:
    """A row for every line and every difference of each group, in the order of our lines."""
    for one in two.comparison.groups:
        left, right = lines_of(two.ours, one.group.ours), lines_of(two.theirs, one.group.theirs)
        for place in range(max(len(left), len(right), len(one.differences))):
            judged: list[Value] = [None] * len(JUDGED)
            if place == 0:
                group = one.group
                judged[:3] = [word(group.certainty.value, lang), group.score, say(group.reason, lang)]
            if place < len(one.differences):
                told = one.differences[place]
                judged[3:] = [word(told.kind.value, lang), decimal(told.worth)]
            yield [*cells(left, place), *cells(right, place), *judged]


def lines_of(sheet: Sheet, positions: Sequence[int]) -> list[SheetLine]:
    """The lines of a group, in the order of the sheet."""
    return [line for line in sheet.lines if line.position in positions]


def cells(lines: Sequence[SheetLine], place: int) -> list[Value]:
    """What a line shows; nothing where the side has no line here."""
    if place >= len(lines):
        return [None] * len(SIDE)
    line = lines[place]
    hours = line.hours.hundredths + line.refinish_hours.hundredths
    return [
        line.position, line.text, line.part_number, Decimal(str(line.quantity)),
        Decimal(hours).scaleb(-2) if hours else None, decimal(line.amount),
    ]  # fmt: skip


def totals_of(two: TwoFiles, lang: str) -> Iterator[list[Value]]:
    """Both totals and the gap; then how often each kind stands there and what it is worth; then the remainder."""
    comparison = two.comparison
    yield [say(OURS, lang), len(two.ours.lines), decimal(comparison.ours_total)]
    yield [say(THEIRS, lang), len(two.theirs.lines), decimal(comparison.theirs_total)]
    yield [say(GAP, lang), None, decimal(comparison.gap)]
    for kind, count, worth in by_kind(comparison.groups, two.ours.currency):
        yield [word(kind.value, lang), count, decimal(worth)]
    yield [say(REMAINDER, lang), None, decimal(comparison.remainder)]


def by_kind(groups: Sequence[GroupComparison], currency: str) -> Iterator[tuple[Kind, int, Money]]:
    """Each kind of difference that occurs: how often, and what all of it is worth."""
    every = [told for one in groups for told in one.differences]
    for kind in Kind:
        worths = [told.worth for told in every if told.kind is kind]
        if worths:
            yield kind, len(worths), Money.total(worths, currency)


def decimal(amount: Money) -> Decimal:
    """An amount as the exact decimal that a cell shows."""
    return Decimal(str(amount))
