"""Printed lines made into rows: which lines are one row with a wrapped cell, and which cell each word stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.estimating.exchange.pdf_columns import Column
from claims.estimating.exchange.pdf_lines import Line, is_number
from claims.estimating.exchange.pdf_words import Word, joined

TIGHT = 0.92  # of the distance between two rows: lines nearer than that belong together
BLANK = 0.3  # of the height: as wide as a blank
LONG_RULE = 0.5  # of the table's width

Cells = list[list[Word]]


@dataclass(frozen=True)
class Row:
    """A row of a table: where it begins on its page, its words by column, whether a number makes it one."""

    top: float
    cells: tuple[tuple[Word, ...], ...]
    counts: bool

    @property
    def texts(self) -> list[str | None]:
        """The text of each cell."""
        return [joined(words) or None for words in self.cells]


def cells_of(line: Line, columns: Sequence[Column]) -> Cells:
    """The words of a line by column."""
    cells: Cells = [[] for _ in columns]
    for phrase in line.phrases():
        under = [number for number, column in enumerate(columns) if column.takes(phrase)]
        if len(under) > 1 and not any(is_number(word.text) for word in phrase.words):
            under = [number for number in under if not columns[number].numeric][:1] or under[:1]
        if len(under) > 1:
            for word in phrase.words:
                cells[min(under, key=lambda number: _off(word, columns[number]))].append(word)
        else:
            nearest = under or [min(range(len(columns)), key=lambda n: columns[n].away(phrase.left, phrase.right))]
            cells[nearest[0]].extend(phrase.words)
    return cells


def _off(word: Word, column: Column) -> float:
    """How far a word is from standing in a column as its cells do: numbers to the right, texts to the left."""
    middle = (word.left + word.right) / 2
    return max(column.left - middle, middle - column.right, 0)


def rows_of(lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[float] = ()) -> list[Row]:
    """The rows of one page's lines from the top down; level rules part rows where they part every two of them."""
    cells = [cells_of(line, columns) for line in lines]
    counts = [_is_row(each, columns) for each in cells]
    parted = _parts(lines, counts, rules)
    near = TIGHT * _distance(lines, counts)
    limits = [max((c[at][-1].right for c in cells if c[at]), default=0.0) for at in range(len(columns))]
    groups: list[list[int]] = []
    for at in range(len(lines)):
        if groups and _linked(at, lines, cells, counts, limits, near, rules if parted else None):
            groups[-1].append(at)
        else:
            groups.append([at])
    return [_row([lines[at] for at in part], [cells[at] for at in part], [counts[at] for at in part])
            for group in groups for part in _one_each(group, lines, counts)]  # fmt: skip


def _is_row(cells: Cells, columns: Sequence[Column]) -> bool:
    return any(is_number(joined(words)) for words, column in zip(cells, columns, strict=True) if words
               and column.numeric)  # fmt: skip


def _distance(lines: Sequence[Line], counts: Sequence[bool]) -> float:
    """How far two rows are apart at least: the nearest lines that are rows each, or a little more than one line."""
    own = max((line.height for line in lines), default=0.0) * 1.6
    steps = [after.middle - before.middle for (before, a), (after, b) in pairwise(zip(lines, counts, strict=True))
             if a and b]  # fmt: skip
    return min([*steps, own])


def _parts(lines: Sequence[Line], counts: Sequence[bool], rules: Sequence[float]) -> bool:
    """Whether level rules stand between all rows: then they say what belongs together."""
    heights = [line.middle for line, one in zip(lines, counts, strict=True) if one]
    return len(heights) > 1 and all(any(a < rule < b for rule in rules) for a, b in pairwise(heights))


def _linked(
    at: int, lines: Sequence[Line], cells: Sequence[Cells], counts: Sequence[bool], limits: Sequence[float],
    near: float, rules: Sequence[float] | None,
) -> bool:  # fmt: skip
    """Whether a line belongs to the row of the line before."""
    before, line = lines[at - 1], lines[at]
    if counts[at - 1] and counts[at]:
        return False
    step = line.middle - before.middle
    if step > 2 * line.height:
        return False
    if rules is not None:
        return not any(before.middle < rule < line.middle for rule in rules)
    if step < near:
        return True
    # with even steps a cell is wrapped only where the next word had no room left in its line
    lone = cells[at - 1] if counts[at] else cells[at]
    return all(
        above and below and _full(above, below[0], limit)
        for above, below, limit, said in zip(cells[at - 1], cells[at], limits, lone, strict=True)
        if said
    )


def _full(above: Sequence[Word], first: Word, limit: float) -> bool:
    blank = BLANK * (first.bottom - first.top)
    return above[-1].right + blank + (first.right - first.left) > limit + 1


def _one_each(group: list[int], lines: Sequence[Line], counts: Sequence[bool]) -> list[list[int]]:
    """A chain of lines with several rows in it, parted so that each line goes to the nearer row."""
    rows = [at for at in group if counts[at]]
    if len(rows) < 2:
        return [group]
    parts: dict[int, list[int]] = {row: [] for row in rows}
    for at in group:
        parts[min(rows, key=lambda row: abs(lines[row].middle - lines[at].middle))].append(at)
    return list(parts.values())


def _row(lines: Sequence[Line], cells: Sequence[Cells], counts: Sequence[bool]) -> Row:
    words = tuple(tuple(word for each in cells for word in each[at]) for at in range(len(cells[0])))
    return Row(lines[0].top, words, any(counts))


def long_rules(rules: Sequence[tuple[float, float, float]], left: float, right: float) -> list[float]:
    """The heights at which level rules, put together, run along most of a table."""
    found: list[list[float]] = []
    for height, start, end in sorted(rules):
        covered = max(min(end, right) - max(start, left), 0.0)
        if found and height - found[-1][0] < 1:
            found[-1][1] += covered
        else:
            found.append([height, covered])
    return [height for height, covered in found if covered > LONG_RULE * (right - left)]
