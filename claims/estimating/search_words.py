"""Text taken apart into the words that prices are searched by: Latin words, pairs of Chinese signs, ends of numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from zlib import crc32

LONGEST_WORD = 24
CHINESE = "\u3400-\u9fff"
PIECE = re.compile(rf"[^\W_{CHINESE}]+|[{CHINESE}]+")
ACCENTS = re.compile("[\u0300-\u036f]+")
ENDS = 4096  # buckets of number ends


def pieces_in(texts: Sequence[str]) -> Iterator[list[str]]:
    """The pieces of each text, which are on one line each."""
    return map(PIECE.findall, folded("\n".join(texts)).split("\n"))


def folded(text: str) -> str:
    """Text for comparing: compatible forms made one, small letters, without accents."""
    if text.isascii():
        return text.lower()
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def words_of_piece(piece: str) -> Sequence[str]:
    """A run of Chinese signs as its pairs; a Latin word as it is, a single letter not at all."""
    if is_chinese(piece):
        return [piece[at : at + 2] for at in range(len(piece) - 1)] if len(piece) > 1 else [piece]
    return (piece[:LONGEST_WORD],) if len(piece) > 1 or piece.isdigit() else ()


def is_chinese(piece: str) -> bool:
    """Whether a piece is a run of Chinese signs."""
    return "\u3400" <= piece[0] <= "\u9fff"


def end_of_number(clean: str, length: int) -> int:
    """The bucket of a number of that length by its second half, which is right where a slip is in the first half."""
    return crc32(clean[len(clean) - (length - length // 2) :].encode()) % ENDS


def end_word(bucket: int) -> str:
    """A bucket as it stands among the words."""
    return f"#{bucket:03x}"
