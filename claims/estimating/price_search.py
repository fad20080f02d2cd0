"""The search for a price: by number, name and vehicle, in Chinese, Spanish and English, also where it is mistyped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.number_search import numbers_like
from claims.estimating.price_index import rows_kept
from claims.estimating.price_models import Price, PriceList, PriceWord
from claims.estimating.price_offers import OfferedPrice, prices_of
from claims.estimating.price_vocabulary import Vocabulary, vocabulary_of
from claims.estimating.search_terms import Meaning, Phrase, meanings
from claims.estimating.search_words import is_chinese
from claims.estimating.sheets import clean_number

Keys = np.ndarray[Any, np.dtype[np.int64]]
"""Rows of lists as whole numbers: the place of the list among the newest, then the row."""

ROW_BITS = 32
TAKEN = 4  # so many rows are looked at for each part that is wanted
MOST_MEANINGS = 12  # parts of a search that count
AT_ONCE = 400  # values in one statement
NONE: Keys = np.empty(0, np.int64)


def search_prices(session: Session, shop_id: int, words: str, on: date, limit: int = 50) -> list[OfferedPrice]:
    """Offers for the parts that fit best, as they hold on a day; each part's best price first.

    Found are numbers that begin so or differ by one slip, then rows whose name, vehicle and brand have every word (or
    as many as one row has), in any of the three languages and with slips.
    """
    numbers = dict.fromkeys(numbers_like(session, shop_id, clean_number(words), limit))
    # first among each supplier's newest list, whose every word must be there; most searches end here
    for current in (True, False):
        if len(numbers) < limit:
            numbers |= dict.fromkeys(Search(session, shop_id, on, current=current).numbers(words, limit))
    some = list(numbers)[:limit]
    found = prices_of(session, shop_id, some, on)
    return [offer for number in some for offer in found.get(number, ())][:limit]


@dataclass
class Sought:
    """One part of a search: the phrases that are literally so, and all that may mean it."""

    literal: list[Phrase]
    wide: list[Phrase]


class Search:
    """One search among the lists that hold on a day; `current` leaves out those with a newer one of their supplier."""

    def __init__(self, session: Session, shop_id: int, on: date, *, current: bool) -> None:
        self.session, self.shop_id, self.current = session, shop_id, current
        query = select(PriceList.id, PriceList.supplier).where(PriceList.shop_id == shop_id, PriceList.valid_from <= on)
        lists = session.execute(query.order_by(PriceList.valid_from.desc(), PriceList.id.desc())).all()
        suppliers = [supplier for _, supplier in lists]
        self.lists = [list_id for at, (list_id, supplier) in enumerate(lists)
                      if not current or suppliers.index(supplier) == at]  # fmt: skip
        self.place = {list_id: place for place, list_id in enumerate(self.lists)}
        self.standing: dict[str, Keys] = {}

    def numbers(self, words: str, limit: int) -> list[str]:
        """The clean numbers of the parts that fit best."""
        if not self.lists:
            return []
        vocabulary = vocabulary_of(self.session, self.shop_id)
        parts = [sought(meaning, vocabulary) for meaning, _ in zip(meanings(words), range(MOST_MEANINGS), strict=False)]
        if not parts:
            return []
        self.read({word for part in parts for phrase in part.wide for word in phrase})
        wide = [self.rows_of(part.wide) for part in parts]
        rows = wide[0]
        for each in wide[1:]:
            rows = np.intersect1d(rows, each, assume_unique=True)
        if not len(rows) and not self.current:
            rows = most_common(wide)
        exact = sum(np.isin(rows, self.rows_of(part.literal), assume_unique=True).astype(np.int8) for part in parts)
        best = rows[np.lexsort((rows, -np.asarray(exact)))][: limit * TAKEN]
        return self.numbers_of(best.tolist(), limit)

    def read(self, words: set[str]) -> None:
        """Read where the words stand."""
        pieces: dict[str, list[Keys]] = {}
        query = select(PriceWord.word, PriceWord.list_id, PriceWord.rows).where(PriceWord.shop_id == self.shop_id)
        if self.current:
            query = query.where(PriceWord.list_id.in_(self.lists))
        for some in parted(sorted(words)):
            for word, list_id, rows in self.session.execute(query.where(PriceWord.word.in_(some))):
                if (place := self.place.get(list_id)) is not None:
                    pieces.setdefault(word, []).append((place << ROW_BITS) + rows_kept(rows).astype(np.int64))
        self.standing = {word: np.concatenate(found) for word, found in pieces.items()}

    def rows_of(self, phrases: Iterable[Phrase]) -> Keys:
        """The rows in which all words of any phrase stand."""
        found = []
        for phrase in set(phrases):
            rows = self.standing.get(phrase[0], NONE)
            for word in phrase[1:]:
                rows = np.intersect1d(rows, self.standing.get(word, NONE), assume_unique=True)
            found.append(rows)
        return distinct(found)[0]

    def numbers_of(self, keys: Sequence[int], limit: int) -> list[str]:
        """The clean numbers in these rows, each once, in their order."""
        by_list: dict[int, list[int]] = {}
        for key in keys:
            by_list.setdefault(key >> ROW_BITS, []).append(key & (1 << ROW_BITS) - 1)
        number: dict[int, str] = {}
        for place, rows in by_list.items():
            for some in parted(rows):
                query = select(Price.row, Price.clean_number).where(Price.list_id == self.lists[place])
                for row, clean in self.session.execute(query.where(Price.row.in_(some))):
                    number[place << ROW_BITS | row] = clean
        return list(dict.fromkeys(number[key] for key in keys if key in number))[:limit]


def sought(meaning: Meaning, vocabulary: Vocabulary) -> Sought:
    """The phrases of the index that a part of the search may mean."""
    said = meaning.said
    literal = [said]
    if len(said) == 1:
        word = said[0]
        if is_chinese(word):
            literal += [(one,) for one in vocabulary.having(word)] if len(word) == 1 else []
        elif word not in vocabulary.words:
            literal += [(one,) for one in vocabulary.beginning(word)]
    wide = [*literal, *(one for phrase in meaning.others for one in spread(phrase, vocabulary))]
    if not any(all(word in vocabulary.words for word in phrase) for phrase in wide):
        if not is_chinese(said[0]):
            for word in said:
                wide += vocabulary.mistyped(word)
        else:  # one sign in a run is mistyped: half of its pairs are right
            half = [word for word in said if word in vocabulary.words]
            wide += [(word,) for word in half] if len(half) * 2 >= len(said) - 1 else []
    return Sought(literal, wide)


def spread(phrase: Phrase, vocabulary: Vocabulary) -> list[Phrase]:
    """A phrase of the thesaurus; a lone Chinese sign as all pairs that it ends, for a part, or is in, for a place."""
    if len(phrase) == 1 and len(phrase[0]) == 1 and is_chinese(phrase[0]):
        return [
            phrase,
            *((one,) for one in vocabulary.having(phrase[0]) if phrase[0] in "左右前后" or one.endswith(phrase[0])),
        ]
    return [phrase]


def distinct(found: Sequence[Keys]) -> tuple[Keys, Keys]:
    """The distinct keys, ascending, and how often each came."""
    keys = np.sort(np.concatenate(found)) if found else NONE
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[starts], np.diff(starts, append=len(keys))


def most_common(found: Sequence[Keys]) -> Keys:
    """The keys that the most parts of a search have, which must be half of them."""
    keys, counts = distinct(found)
    return keys[counts == counts.max()] if len(keys) and counts.max() * 2 >= len(found) else NONE


def parted(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Values in handfuls for one statement each."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
