"""The index of one price list: in which of its rows each word stands, as few and large values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from zlib import crc32

import numpy as np

from claims.estimating.exchange.price_rows import PriceRows
from claims.estimating.search_words import ENDS, end_word, pieces_in, words_of_piece

MOST_WORDS = 200_000  # of one list; what a list of nonsense has beyond them is found by its part numbers alone
ROWS = np.dtype("<i4")
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


def index_of(rows: PriceRows) -> Iterator[tuple[str, bytes]]:
    """Each word of the list with its rows, ascending; see `rows_kept`. Names, vehicles, brands and ends of numbers."""
    if not len(rows):
        return
    numbers: dict[str, int] = {}
    places = np.fromiter(rows.row, np.int64, len(rows))
    pairs = [_pairs(column, places, numbers) for column in (rows.name, rows.fits, rows.brand)]
    ends = np.array([crc32(clean[len(clean) // 2 :].encode()) for clean in rows.clean_number], np.int64) % ENDS
    pairs.append((ends + len(numbers)) << 32 | places)
    found = np.concatenate(pairs)
    found.sort()  # ten times as quick as numpy's own unique
    found = found[np.diff(found, prepend=-1) != 0]
    words, standing = found >> 32, (found & 0xFFFFFFFF).astype(ROWS)
    starts = np.flatnonzero(np.diff(words, prepend=-1)).tolist()
    names = [*numbers, *map(end_word, range(ENDS))]
    for start, end, word in zip(starts, [*starts[1:], len(words)], words[starts].tolist(), strict=True):
        yield names[word], standing[start:end].tobytes()


def rows_kept(value: bytes) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """The rows of a word, out of the index."""
    return np.frombuffer(value, ROWS)


class Numbering(dict[str, list[int]]):
    """Pieces of texts as the numbers of their words; words that are new get the next number."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self.numbers = numbers

    def __missing__(self, piece: str) -> list[int]:
        found, numbers = words_of_piece(piece), self.numbers
        if len(numbers) < MOST_WORDS:
            self[piece] = [numbers.setdefault(word, len(numbers)) for word in found]
        else:
            self[piece] = [numbers[word] for word in found if word in numbers]
        return self[piece]


def _pairs(column: Sequence[str], places: Numbers, numbers: dict[str, int]) -> Numbers:
    """Each word's number with each row in which the column has it, as one number."""
    texts = list(dict.fromkeys(column))
    words = Numbering(numbers)
    known = [[number for piece in pieces for number in words[piece]] for pieces in pieces_in(texts)]
    lengths = np.fromiter(map(len, known), np.int64, len(known))
    flat = np.fromiter(chain.from_iterable(known), np.int64, int(lengths.sum()))
    code = {text: at for at, text in enumerate(texts)}
    codes = np.fromiter(map(code.__getitem__, column), np.int64, len(column))
    each = lengths[codes]
    ends = np.cumsum(each)
    begin = (np.cumsum(lengths) - lengths)[codes] - (ends - each)
    standing = flat[np.repeat(begin, each) + np.arange(int(each.sum()))]
    return standing << 32 | np.repeat(places, each)
