"""What is known of a page of a PDF: its words and where they stand, the cells of its ruled tables, its level rules."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claims.estimating.exchange.pdf_letters import is_wide

TOUCHING = 0.1  # of the letter size
NEAR = 3.0  # points within which two rules are the same rule

Box = tuple[float, float, float, float]  # left, top, right, bottom; in points from the page's left upper corner


@dataclass(frozen=True)
class Word:
    """A run of letters without a blank, and where it stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class RuledCell:
    """A cell with rules around it and the words inside."""

    box: Box
    words: tuple[Word, ...]


@dataclass(frozen=True)
class PageText:
    """One page: the words outside of ruled tables, the tables, and its level rules (height, from, to)."""

    number: int
    words: tuple[Word, ...]
    tables: tuple[tuple[RuledCell, ...], ...] = ()
    rules: tuple[tuple[float, float, float], ...] = ()


@dataclass
class Papers:
    """All pages, and by kind the numbers of those that show more than their text says."""

    pages: list[PageText] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)  # no text, but a picture
    recognized: list[int] = field(default_factory=list)  # text behind a picture of the whole page
    annotated: list[int] = field(default_factory=list)  # form fields or comments with words of their own


def edges(places: Iterable[float]) -> list[float]:
    """Different places in order; those nearer to each other than a rule is wide are one."""
    found: list[float] = []
    for one in sorted(places):
        if not found or one - found[-1] > NEAR:
            found.append(one)
    return found


def place(found: Sequence[float], one: float) -> int:
    """Which of the edges a place is."""
    return bisect_right(found, one + 0.01) - 1


def joined(words: Sequence[Word]) -> str:
    """Words of one cell as text: blanks between Western words, none inside Chinese text or between its lines."""
    text = words[0].text if words else ""
    for before, word in pairwise(words):
        wrapped = word.top > before.middle
        gap = (word.left - before.right) / max(word.bottom - word.top, 0.01)
        close = wrapped or gap < 0.5
        touching = not wrapped and gap < TOUCHING  # letters of two fonts
        text += ("" if touching or (close and is_wide(before.text[-1]) and is_wide(word.text[0])) else " ") + word.text
    return text


def close_tables(page: PageText) -> PageText:
    """The page with what stands beside the rows of a table, where its outer rules are missing, in cells of its own."""
    words, tables = list(page.words), []
    for table in page.tables:
        down = edges(y for cell in table for y in (cell.box[1], cell.box[3]))
        left, right = min(cell.box[0] for cell in table), max(cell.box[2] for cell in table)
        for side in (-1, 1):
            rows: dict[int, list[Word]] = {}
            for word in words:
                if down[0] < word.middle < down[-1] and (word.right <= left if side < 0 else word.left >= right):
                    rows.setdefault(place(down, word.middle), []).append(word)
            beside = {word for row in rows.values() for word in row}
            if not beside or 2 * len(rows) < len(down) - 1:
                continue
            words = [word for word in words if word not in beside]
            start = min(word.left for word in beside) if side < 0 else right
            end = left if side < 0 else max(word.right for word in beside)
            table = (*table, *(RuledCell((start, top, end, bottom), tuple(rows.get(at, ())))
                               for at, (top, bottom) in enumerate(pairwise(down))))  # fmt: skip
        tables.append(table)
    return PageText(page.number, tuple(words), tuple(tables), page.rules)
