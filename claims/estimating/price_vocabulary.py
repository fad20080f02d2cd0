"""All words by which a shop's prices are found, held in memory, and which of them a typed word may mean."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.estimating.price_models import PriceList, PriceWord
from claims.estimating.search_terms import Phrase, same_as, thesaurus
from claims.estimating.search_words import is_chinese

MOST_WORDS = 400_000  # held for one shop; those beyond, the last by the alphabet, are found only as they are written
MOST_SHOPS = 8
MOST_PREFIXED, MOST_ALIKE = 60, 20
SHORTEST_PREFIX = 3


class Vocabulary:
    """The distinct words of a shop's prices."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = frozenset(words)
        self.latin = sorted(word for word in words if not is_chinese(word))
        self.chinese = [word for word in words if is_chinese(word)]
        known = {phrase[0] for phrase in thesaurus() if len(phrase) == 1 and not is_chinese(phrase[0])}
        self.alike = sorted({word for word in self.latin if not word[0].isdigit()} | known)

    def having(self, sign: str) -> list[str]:
        """The pairs of signs of which one is this."""
        return [word for word in self.chinese if sign in word]

    def beginning(self, word: str) -> list[str]:
        """The words that begin so, where enough of it is typed to mean something."""
        if len(word) < SHORTEST_PREFIX:
            return []
        start = bisect_left(self.latin, word)
        some = self.latin[start : start + MOST_PREFIXED]
        return [one for one in some if one.startswith(word)]

    def mistyped(self, word: str) -> set[Phrase]:
        """What a word may be that nobody writes so: one slip in four to six letters, two in more."""
        slips = 0 if len(word) < 4 or word[0].isdigit() else 1 if len(word) < 7 else 2
        if not slips:
            return set()
        found = process.extract(word, self.alike, scorer=OSA.distance, score_cutoff=slips, limit=MOST_ALIKE)
        least = min((distance for _, distance, _ in found), default=0)
        near = [one for one, distance, _ in found if distance == least]
        return {phrase for one in near for phrase in same_as((one,)) | {(one,)}}


_known: OrderedDict[tuple[str, int], tuple[Any, Vocabulary]] = OrderedDict()
_lock = threading.Lock()


def vocabulary_of(session: Session, shop_id: int) -> Vocabulary:
    """The shop's vocabulary; read anew after an import."""
    stamp = session.execute(
        select(func.count(PriceList.id), func.max(PriceList.id), func.max(PriceList.imported_at),
               func.sum(PriceList.words)).where(PriceList.shop_id == shop_id)
    ).one()  # fmt: skip
    place = (str(session.get_bind().engine.url), shop_id)
    with _lock:
        if place in _known and _known[place][0] == tuple(stamp):
            _known.move_to_end(place)
            return _known[place][1]
    # the ends of numbers begin with a sign that stands before all digits and letters
    words = select(PriceWord.word).where(PriceWord.shop_id == shop_id, PriceWord.word >= "0").distinct()
    made = Vocabulary(session.scalars(words.order_by(PriceWord.word).limit(MOST_WORDS)).all())
    with _lock:
        _known[place] = (tuple(stamp), made)
        while len(_known) > MOST_SHOPS:
            _known.popitem(last=False)
    return made
