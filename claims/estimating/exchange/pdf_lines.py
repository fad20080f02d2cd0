"""Words of a page made into printed lines, and lines into phrases: what stands together without a gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.estimating.exchange.limits import PdfTooHeavy
from claims.estimating.exchange.numbers import bare
from claims.estimating.exchange.pdf_words import Word, joined

DIGITS = re.compile(r"[0-9][0-9.,]*%?\Z", re.ASCII)
SAME_LINE = 0.35  # of the lower height; words in the middle of a two-line cell are farther from either line
MAX_LINES = 500  # of one page; a page of the smallest print has half of it
GAP = 0.5  # of the height; wider than any blank


@dataclass(frozen=True)
class Phrase:
    """Words beside each other, as one text."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words as read."""
        return joined(self.words)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.words[-1].right


@dataclass(frozen=True)
class Line:
    """One printed line of a page."""

    page: int
    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def middle(self) -> float:
        """The middle of its first word: lines stand as far from each other as their middles do."""
        return self.words[0].middle

    @property
    def height(self) -> float:
        """The height of its letters."""
        return self.words[0].bottom - self.words[0].top

    @property
    def text(self) -> str:
        """Everything on it."""
        return joined(self.words)

    def phrases(self) -> list[Phrase]:
        """Its words cut at every gap."""
        cuts = [0]
        for at, (before, word) in enumerate(pairwise(self.words), 1):
            if word.left - before.right > GAP * (before.bottom - before.top):
                cuts.append(at)
        return [Phrase(self.words[start:end]) for start, end in pairwise([*cuts, len(self.words)])]


def lines_of(page: int, words: Iterable[Word]) -> list[Line]:
    """The printed lines, from the top down; their words from left to right."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.middle, word.left)):
        last = groups[-1][0] if groups else None
        if last is not None and word.middle - last.middle <= SAME_LINE * min(
            word.bottom - word.top, last.bottom - last.top
        ):
            groups[-1].append(word)
        elif len(groups) == MAX_LINES:
            raise PdfTooHeavy
        else:
            groups.append([word])
    return [Line(page, tuple(sorted(group, key=lambda word: word.left))) for group in groups]


def is_number(text: str) -> bool:
    """Whether a text is a bare number: digits, marks, a currency, a sign; a percentage too."""
    return bool(DIGITS.match(bare(text)[0]))


def label_and_amount(words: Sequence[Word]) -> tuple[str, str]:
    """The words in front, and the number at the end of a line; "" where it ends with none."""
    for start in range(max(1, len(words) - 4), len(words)):
        amount = joined(words[start:])
        if is_number(amount):
            return joined(words[:start]), amount
    return joined(words), ""
