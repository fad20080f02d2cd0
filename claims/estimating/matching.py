"""Which line of the insurer's answer belongs to which of ours: sure ones made, unsure ones offered, none dropped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from claims.estimating.exchange.part_words import components
from claims.estimating.likeness import SURE_FROM, Likeness, Pair
from claims.estimating.sheets import SheetLine, clean_number
from claims.kernel.errors import Fault, Refusal

RIVAL = 80  # per mille that the best candidate must lead by
SHORTEST_NUMBER = 4
EXACT = 1000

SAME_NUMBER = "same part number"
SAME_NUMBER_OTHER_SIDE = "same part number, but the sides contradict each other"
REPEATED_NUMBER = "same part number, several lines told apart by side, operation and order"
SAME_PART = "same part and side"
SIMILAR = "similar name; confirm or reject"
RIVALS = "similar name, but another line is nearly as similar"
MERGED = "several lines merged into one"
NUMBERS_DIFFER = "similar name, but another part number"
ALONE = "no matching line"
CONFIRMED = "confirmed by a person"
NOT_OURS = "There is no line {position} on our sheet."
NOT_THEIRS = "There is no line {position} on the insurer's sheet."
OURS_TWICE = "Line {position} of our sheet is named twice."
THEIRS_TWICE = "Line {position} of the insurer's sheet is named twice."
EMPTY_PAIRING = "A pairing names no line at all."


class Certainty(StrEnum):
    """How sure a group is: made, offered to a person, or standing alone."""

    SURE = "sure"
    OFFERED = "offered"
    NONE = "none"


@dataclass(frozen=True)
class Group:
    """Lines that belong together, by their positions; one side is empty where nothing matches."""

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    score: int
    certainty: Certainty
    reason: str


@dataclass(frozen=True)
class Matching:
    """Every line of both sheets in exactly one group: in the order of our lines, then what the insurer added."""

    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Pairing:
    """A person's decision: these lines belong together; with one side empty, they stand alone."""

    ours: tuple[int, ...]
    theirs: tuple[int, ...]


class WrongPairing(Refusal):
    """The lines cannot be paired so; correct each point listed."""

    status = 400


def match(ours: Sequence[SheetLine], theirs: Sequence[SheetLine]) -> Matching:
    """Match by part number first, then by operation, part words and side; the same input gives the same groups."""
    work = _Work(list(ours), list(theirs))
    work.by_number()
    work.by_components()
    work.by_name()
    return _ordered(work.groups, [line.position for line in ours], [line.position for line in theirs])


def regroup(matching: Matching, confirmed: Sequence[Pairing]) -> Matching:
    """The matching with a person's pairings in it; lines taken out of other groups leave the rest standing."""
    ours = [position for group in matching.groups for position in group.ours]
    theirs = [position for group in matching.groups for position in group.theirs]
    named = [position for pairing in confirmed for position in pairing.ours]
    answered = [position for pairing in confirmed for position in pairing.theirs]
    faults = [
        *_misnamed(named, ours, "ours", NOT_OURS, OURS_TWICE),
        *_misnamed(answered, theirs, "theirs", NOT_THEIRS, THEIRS_TWICE),
    ]
    faults += [Fault(EMPTY_PAIRING, "pairings") for pairing in confirmed if not pairing.ours and not pairing.theirs]
    if faults:
        raise WrongPairing(faults=faults)
    taken, given = set(named), set(answered)
    groups: list[Group] = []
    for group in matching.groups:
        left = tuple(position for position in group.ours if position not in taken)
        right = tuple(position for position in group.theirs if position not in given)
        if (left, right) == (group.ours, group.theirs):
            groups.append(group)
        elif left and right and group.certainty is Certainty.OFFERED:
            groups.append(Group(left, right, group.score, group.certainty, group.reason))
        else:
            groups += [Group((position,), (), 0, Certainty.NONE, ALONE) for position in left]
            groups += [Group((), (position,), 0, Certainty.NONE, ALONE) for position in right]
    for pairing in confirmed:
        if pairing.ours and pairing.theirs:
            groups.append(
                Group(tuple(sorted(pairing.ours)), tuple(sorted(pairing.theirs)), EXACT, Certainty.SURE, CONFIRMED)
            )
        else:
            groups += [Group((position,), (), 0, Certainty.NONE, CONFIRMED) for position in pairing.ours]
            groups += [Group((), (position,), 0, Certainty.NONE, CONFIRMED) for position in pairing.theirs]
    return _ordered(groups, ours, theirs)


def _misnamed(named: Sequence[int], known: Sequence[int], where: str, unknown: str, twice: str) -> Iterator[Fault]:
    """A fault for each position that is on no sheet, and for each that is named more than once."""
    for position, count in Counter(named).items():
        if position not in known:
            yield Fault(unknown, where, {"position": position})
        elif count > 1:
            yield Fault(twice, where, {"position": position})


def _ordered(groups: Sequence[Group], ours: Sequence[int], theirs: Sequence[int]) -> Matching:
    """Groups in the order of our lines, then of theirs, with every line that is in none of them alone."""
    mine = {position for group in groups for position in group.ours}
    yours = {position for group in groups for position in group.theirs}
    alone = [Group((position,), (), 0, Certainty.NONE, ALONE) for position in ours if position not in mine]
    alone += [Group((), (position,), 0, Certainty.NONE, ALONE) for position in theirs if position not in yours]
    place = {position: number for number, position in enumerate(ours)}
    their_place = {position: number for number, position in enumerate(theirs)}

    def order(group: Group) -> tuple[int, int, int]:
        if group.ours:
            return 0, min(place[position] for position in group.ours), 0
        return 1, min(their_place[position] for position in group.theirs), 0

    return Matching(tuple(sorted([*groups, *alone], key=order)))


class _Work:
    """The lines still free on either side, by their index, and the groups made so far."""

    def __init__(self, ours: list[SheetLine], theirs: list[SheetLine]) -> None:
        self.ours, self.theirs = ours, theirs
        self.free_ours, self.free_theirs = set(range(len(ours))), set(range(len(theirs)))
        self.groups: list[Group] = []
        self.likeness = Likeness(ours, theirs)

    def make(self, mine: Sequence[int], yours: Sequence[int], score: int, certainty: Certainty, reason: str) -> None:
        self.free_ours -= set(mine)
        self.free_theirs -= set(yours)
        self.groups.append(
            Group(
                tuple(self.ours[index].position for index in sorted(mine)),
                tuple(self.theirs[index].position for index in sorted(yours)),
                score,
                certainty,
                reason,
            )
        )

    def by_number(self) -> None:
        """Lines with the same part number; several are told apart by side, operation, name and order."""
        mine, yours = _by_clean_number(self.ours), _by_clean_number(self.theirs)
        for number, left in mine.items():
            right = yours.get(number, [])
            if not right:
                continue
            if len(left) > 1 and len(right) == 1 and self._is_merged(left, right[0], self.ours, self.theirs):
                self.make(left, right, EXACT, Certainty.SURE, MERGED)
                continue
            if len(right) > 1 and len(left) == 1 and self._is_merged(right, left[0], self.theirs, self.ours):
                self.make(left, right, EXACT, Certainty.SURE, MERGED)
                continue
            single = len(left) == len(right) == 1
            for a, b in sorted(product(left, right), key=lambda pair: self._by_number_order(*pair)):
                if a not in self.free_ours or b not in self.free_theirs:
                    continue
                if self.likeness.contradict(a, b):
                    self.make([a], [b], self.likeness.names(a, b), Certainty.OFFERED, SAME_NUMBER_OTHER_SIDE)
                else:
                    self.make([a], [b], EXACT, Certainty.SURE, SAME_NUMBER if single else REPEATED_NUMBER)

    def _by_number_order(self, a: int, b: int) -> tuple[bool, bool, int, int, int, int]:
        """Which pair of the same number goes first: agreeing sides, equal operation, likest name, nearest in order."""
        other_operation = self.ours[a].operation != self.theirs[b].operation
        return self.likeness.contradict(a, b), other_operation, -self.likeness.names(a, b), abs(a - b), a, b

    def _is_merged(self, several: list[int], one: int, many_lines: list[SheetLine], one_lines: list[SheetLine]) -> bool:
        """Whether one line answers several of the same part and operation: no single one of them has its quantity."""
        lines = [many_lines[index] for index in several]
        same = len({(line.operation, line.side) for line in lines}) == 1
        return same and all(line.quantity != one_lines[one].quantity for line in lines)

    def by_components(self) -> None:
        """A line that names several parts ("前保险杠皮及骨架") against the lines of those parts."""
        for b in sorted(self.free_theirs):
            found = self.likeness.find_all(components(self.theirs[b].text), b, sorted(self.free_ours), merged="theirs")
            if found:
                self._merge([index for index, _ in found], [b], min(score for _, score in found))
        for a in sorted(self.free_ours):
            found = self.likeness.find_all(components(self.ours[a].text), a, sorted(self.free_theirs), merged="ours")
            if found:
                self._merge([a], [index for index, _ in found], min(score for _, score in found))

    def _merge(self, mine: list[int], yours: list[int], score: int) -> None:
        self.make(mine, yours, score, Certainty.SURE if score >= SURE_FROM else Certainty.OFFERED, MERGED)

    def by_name(self) -> None:
        """The best pairs of names first; a pair with a near rival, or with two part numbers, is only offered."""
        pairs = self.likeness.pairs(sorted(self.free_ours), sorted(self.free_theirs))
        by_ours: dict[int, list[Pair]] = defaultdict(list)
        by_theirs: dict[int, list[Pair]] = defaultdict(list)
        for pair in pairs:
            by_ours[pair.ours].append(pair)
            by_theirs[pair.theirs].append(pair)
        for pair in pairs:
            a, b = pair.ours, pair.theirs
            if a not in self.free_ours or b not in self.free_theirs:
                continue
            rivals = [
                other
                for other in (*by_ours[a], *by_theirs[b])
                if other != pair
                and other.score > pair.score - RIVAL
                and other.ours in self.free_ours
                and other.theirs in self.free_theirs
                and not self.likeness.twins(pair, other)
            ]
            differ = self.likeness.numbers_differ(a, b)
            if pair.score >= SURE_FROM and not rivals and not differ:
                self.make([a], [b], pair.score, Certainty.SURE, SAME_PART)
            else:
                reason = NUMBERS_DIFFER if differ else RIVALS if rivals else SIMILAR
                self.make([a], [b], pair.score, Certainty.OFFERED, reason)


def _by_clean_number(lines: Sequence[SheetLine]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        clean = clean_number(line.part_number)
        if len(clean) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in clean):
            numbers[clean].append(index)
    return numbers
