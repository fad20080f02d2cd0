"""How alike two lines are, in whole per mille: part words, side and operation, with rapidfuzz over all pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from claims.estimating.exchange.part_words import canonical, contradict, places_in
from claims.estimating.sheets import Operation, SheetLine, clean_number

SURE_FROM = 900
OFFERED_FROM = 550
COMPONENT_FROM = 800
OTHER_OPERATION = 60  # repair instead of replace is the same part still
PAINT_OR_NOT = 250
ONLY_ONE_SIDED = 30  # one line names the side, the other does not
PAINTING = frozenset({Operation.REFINISH, Operation.BLEND})


class Pair(NamedTuple):
    """Two lines by their index, and how alike they are."""

    ours: int
    theirs: int
    score: int


class Likeness:
    """Scores between our lines and theirs, each name made canonical once."""

    def __init__(self, ours: Sequence[SheetLine], theirs: Sequence[SheetLine]) -> None:
        self.ours, self.theirs = ours, theirs
        self.our_names = [canonical(line.text) for line in ours]
        self.their_names = [canonical(line.text) for line in theirs]
        self.our_places = [_places(line) for line in ours]
        self.their_places = [_places(line) for line in theirs]

    def contradict(self, a: int, b: int) -> bool:
        """Whether the sides of our line `a` and their line `b` contradict each other."""
        return contradict(self.our_places[a], self.their_places[b])

    def names(self, a: int, b: int) -> int:
        """The likeness of two names alone."""
        return per_mille(self.our_names[a], self.their_names[b])

    def numbers_differ(self, a: int, b: int) -> bool:
        """Whether both lines state a part number, and not the same."""
        mine, yours = clean_number(self.ours[a].part_number), clean_number(self.theirs[b].part_number)
        return bool(mine and yours) and mine != yours

    def twins(self, one: Pair, other: Pair) -> bool:
        """Whether two pairs differ only in a line that is the same again, so that the order decides between them."""
        mine = self._told(self.ours[one.ours]) == self._told(self.ours[other.ours])
        yours = self._told(self.theirs[one.theirs]) == self._told(self.theirs[other.theirs])
        return mine and yours

    def pairs(self, ours: Sequence[int], theirs: Sequence[int]) -> list[Pair]:
        """All pairs worth offering, the most alike first, then those nearest in order."""
        if not ours or not theirs:
            return []
        table = process.cdist(
            [self.our_names[a] for a in ours],
            [self.their_names[b] for b in theirs],
            scorer=fuzz.ratio,
            score_multiplier=10,
            dtype=np.uint16,
            score_cutoff=OFFERED_FROM / 10,
        )
        found: list[Pair] = []
        for row, column in np.argwhere(table >= OFFERED_FROM):
            a, b = ours[int(row)], theirs[int(column)]
            score = self._weighed(a, b, int(table[row, column]))
            if score >= OFFERED_FROM:
                found.append(Pair(a, b, score))
        return sorted(found, key=lambda pair: (-pair.score, abs(pair.ours - pair.theirs), pair.ours, pair.theirs))

    def find_all(
        self, parts: Sequence[str], line: int, among: Sequence[int], *, merged: Literal["ours", "theirs"]
    ) -> list[tuple[int, int]]:
        """For each part that a merged line names, its own line and score; empty unless all are found."""
        found: list[tuple[int, int]] = []
        if not parts:
            return found
        names = self.our_names if merged == "theirs" else self.their_names
        places = self.our_places if merged == "theirs" else self.their_places
        own = self.their_places[line] if merged == "theirs" else self.our_places[line]
        lead = parts[0]
        for part in parts:
            # "前保险杠皮及骨架": what follows the first part may leave out the words they share
            readings = {canonical(part), *(canonical(lead[:cut] + part) for cut in range(1, len(lead)))}
            scored = [
                (max(per_mille(reading, names[other]) for reading in readings), other)
                for other in among
                if other not in [index for index, _ in found] and not contradict(own, places[other])
            ]
            score, best = max(scored, key=lambda entry: (entry[0], -entry[1]), default=(0, -1))
            if score < COMPONENT_FROM:
                return []
            found.append((best, score))
        return found

    def _weighed(self, a: int, b: int, score: int) -> int:
        """The likeness of names less what side and operation take off; 0 where the sides contradict each other."""
        mine, yours = self.our_places[a], self.their_places[b]
        if contradict(mine, yours):
            return 0
        if mine != yours:
            score -= ONLY_ONE_SIDED
        ours, theirs = self.ours[a].operation, self.theirs[b].operation
        if ours and theirs and ours != theirs:
            score -= PAINT_OR_NOT if (ours in PAINTING) != (theirs in PAINTING) else OTHER_OPERATION
        return score

    @staticmethod
    def _told(line: SheetLine) -> tuple[str, str, str, str]:
        return line.text, line.side, line.operation, clean_number(line.part_number)


def per_mille(one: str, other: str) -> int:
    """The likeness of two canonical names in whole per mille; 0 where one says nothing."""
    return round(fuzz.ratio(one, other) * 10) if one and other else 0


def _places(line: SheetLine) -> frozenset[str]:
    return places_in(f"{line.side.replace('_', ' ') if line.side != 'both' else 'left right'} {line.text}")
