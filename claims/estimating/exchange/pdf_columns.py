"""The columns of a table without rules: found by the words of its headings and by what stands below each other."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from claims.estimating.exchange.header_words import GROUP_OF, Field, field_of, plain_header
from claims.estimating.exchange.headings import NUMERIC
from claims.estimating.exchange.pdf_lines import Line, Phrase, is_number

MOST_LINES = 3  # above or below the main line of the headings, with itself
LONG = 20  # words; no heading has as many
CLOSE = 0.8  # of the height: the room between the lines of one heading
COUNTED = {*NUMERIC, Field.POSITION}


@dataclass
class Column:
    """A stretch of the page: from where to where its texts stand, its heading, whether its cells are numbers."""

    left: float
    right: float
    heading: str = ""
    above: str = ""
    numeric: bool = False

    def takes(self, phrase: Phrase) -> bool:
        """Whether a phrase stands over or under it."""
        return phrase.left < self.right and self.left < phrase.right

    def away(self, left: float, right: float) -> float:
        """How far a stretch is from it; zero or less where they overlap."""
        return max(left - self.right, self.left - right)

    def widen(self, other: Column | Phrase) -> None:
        """Make it reach over the other too."""
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)


@dataclass(frozen=True)
class Heading:
    """The headings of a table: their lines on the page where they were found, and what each column is headed."""

    lines: tuple[Line, ...]
    columns: list[Column] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The lines as they will be repeated on the next page."""
        return [line.text for line in self.lines]


def find_heading(lines: Sequence[Line]) -> Heading | None:
    """The line that names the most fields, with the lines above and below that complete it; None under two fields."""
    best, most = None, 1
    for at, line in enumerate(lines):
        found = len(fields_of(_columns(line)))
        if found > most:
            best, most = at, found
    if best is None:
        return None
    first, last, columns = best, best, _columns(lines[best])
    for up in range(MOST_LINES):
        for down in range(MOST_LINES):
            block = lines[max(best - up, 0) : best + down + 1]
            longer = _stacked(block, min(best, up)) if all(map(_adjacent, block, block[1:])) else None
            # a line below may go on with what is named already, one above must name something
            gain = len(fields_of(longer)) - len(fields_of(columns)) if longer is not None else -1
            if longer is not None and (gain > 0 or (not gain and best - up == first and len(longer) == len(columns))):
                first, last, columns = max(best - up, 0), best + down, longer
    for column in columns:
        column.numeric = field_of(column.heading, column.above) in COUNTED
    return Heading(tuple(lines[first : last + 1]), columns)


def fields_of(columns: Iterable[Column]) -> set[Field]:
    """The fields that headings name."""
    return {found for column in columns if (found := field_of(column.heading, column.above)) is not None}


def _columns(line: Line) -> list[Column]:
    parts = (part for phrase in line.phrases() for part in _taken_apart(phrase))
    return [Column(part.left, part.right, part.text) for part in parts]


def _taken_apart(phrase: Phrase) -> list[Phrase]:
    """Two headings that stand as near as two words: each a heading that is known, together none."""
    if 1 < len(phrase.words) < LONG and field_of(phrase.text) is None:
        for cut in range(1, len(phrase.words)):
            first, rest = Phrase(phrase.words[:cut]), _taken_apart(Phrase(phrase.words[cut:]))
            if field_of(first.text) is not None and all(field_of(part.text) is not None for part in rest):
                return [first, *rest]
    return [phrase]


def _adjacent(upper: Line, lower: Line) -> bool:
    same = upper.page == lower.page and lower.top - upper.bottom < CLOSE * min(upper.height, lower.height)
    return same and not any(is_number(phrase.text) for line in (upper, lower) for phrase in line.phrases())


def _stacked(block: Sequence[Line], core: int) -> list[Column] | None:
    """The headings of several lines put together around the one with the most; None where they do not fit."""
    columns = _columns(block[core])
    for line in reversed(block[:core]):
        for phrase in line.phrases():
            over = [column for column in columns if column.takes(phrase)]
            if not over and plain_header(phrase.text) in GROUP_OF:  # centered over two columns, it may touch none
                over = [min(columns, key=lambda column: column.away(phrase.left, phrase.right))]
            if not over:
                columns.append(Column(phrase.left, phrase.right, phrase.text))
            for column in over:
                column.above = " ".join(filter(None, (phrase.text, column.above)))
                if len(over) == 1 and plain_header(phrase.text) not in GROUP_OF:
                    column.widen(phrase)
    columns.sort(key=lambda column: column.left)
    for some in (pairwise(columns), pairwise(reversed(columns))):
        for column, beside in some:
            alone = field_of(beside.heading)
            if column.above and not beside.above and field_of(beside.heading, column.above) not in (alone, None):
                beside.above = column.above
    for line in block[core + 1 :]:
        for phrase in line.phrases():
            under = [column for column in columns if column.takes(phrase)]
            if len(under) != 1:
                return None
            (column,) = under
            column.heading += " " + phrase.text
            column.widen(phrase)
    return columns


def fit_columns(columns: Sequence[Column], lines: Sequence[Line]) -> list[Column]:
    """The columns as wide as their cells; what stands under no heading in half of the lines is a column of its own."""
    tabular = [phrases for line in lines if len(phrases := line.phrases()) > 1 and _counts(phrases)]
    fitted, strays = [replace(column) for column in columns], []
    filled: dict[int, list[bool]] = {}
    for phrase in (phrase for phrases in tabular for phrase in phrases):
        under = [number for number, column in enumerate(columns) if column.takes(phrase)]
        if len(under) == 1:
            filled.setdefault(under[0], []).append(is_number(phrase.text))
            fitted[under[0]].widen(phrase)
        elif not under:
            strays.append(phrase)
    own = []
    for empty, between in _empty(fitted, filled, _stretches(strays)):
        # numbers to the right of a short heading stand under none, and leave that heading without a cell
        if len(empty) == len(between):
            for column, (stretch, _) in zip(empty, between, strict=True):
                column.widen(stretch)
        else:
            own += [stretch for stretch, count in between if count * 2 >= len(tabular)]
    for number, numbers in filled.items():
        unknown = field_of(columns[number].heading, columns[number].above) is None
        fitted[number].numeric |= unknown and sum(numbers) * 2 > len(numbers)
    return sorted([*fitted, *own], key=lambda column: column.left)


def _empty(
    columns: Sequence[Column], filled: Container[int], stretches: Sequence[tuple[Column, int]]
) -> Iterator[tuple[list[Column], list[tuple[Column, int]]]]:
    """Neighboring columns without a cell, with the stretches that stand between the columns around them."""
    empty: list[Column] = []
    left = float("-inf")
    for number, column in enumerate([*columns, Column(float("inf"), float("inf"))]):
        if number < len(columns) and number not in filled:
            empty.append(column)
            continue
        yield empty, [one for one in stretches if left <= one[0].left and one[0].right <= column.left]
        empty, left = [], column.right


def columns_without_heading(lines: Sequence[Line]) -> list[Column]:
    """Columns by what stands below each other alone; numbers make the lines that count."""
    tabular = [phrases for line in lines if len(phrases := line.phrases()) > 2 and _counts(phrases)]
    return [stretch for stretch, _ in _stretches([phrase for phrases in tabular for phrase in phrases])]


def _counts(phrases: Sequence[Phrase]) -> bool:
    return any(is_number(phrase.text) for phrase in phrases)


def _stretches(phrases: Sequence[Phrase]) -> list[tuple[Column, int]]:
    """Stretches in which phrases overlap, from left to right, with how many phrases each holds."""
    found: list[tuple[Column, int]] = []
    numbers: list[int] = []
    for phrase in sorted(phrases, key=lambda phrase: phrase.left):
        number = is_number(phrase.text)
        if found and phrase.left < found[-1][0].right:
            column, count = found[-1]
            column.widen(phrase)
            found[-1], numbers[-1] = (column, count + 1), numbers[-1] + number
        else:
            found.append((Column(phrase.left, phrase.right), 1))
            numbers.append(int(number))
    for (column, count), digits in zip(found, numbers, strict=True):
        column.numeric = digits * 2 > count
    return found
