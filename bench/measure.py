"""How things are timed here: contenders take turns in rounds, and what counts is the median of what each did."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

Work = Callable[[], object]
OURS = 0  # the first row of a table is the house; all others are compared with it


@dataclass(frozen=True)
class Row:
    """One contender: what it did per second in each round."""

    name: str
    rates: tuple[float, ...]

    @property
    def rate(self) -> float:
        """The median of the rounds."""
        return median(self.rates)


@dataclass(frozen=True)
class Table:
    """Contenders side by side, the house first; `notes` are sentences below, `shares` where our time goes."""

    title: str
    unit: str
    meaning: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    shares: tuple[tuple[str, float], ...] = ()

    def ratio(self, row: Row) -> float:
        """Our rate in units of this row's, as the median of the rounds: 2 means that the house is twice as fast."""
        return median(ours / theirs for ours, theirs in zip(self.rows[OURS].rates, row.rates, strict=True))


def rates(contenders: Mapping[str, Work], *, times: int, rounds: int, wall: bool = False) -> tuple[Row, ...]:
    """Each contender does its work `times` times a round, in turns; rates per second of CPU time of this process.

    `wall`: per second on the clock on the wall, for contenders that are processes of their own.
    """
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for work in contenders.values():
        work()  # what is made once is not measured
    for number in range(rounds):
        gc.collect()
        for name, work in turned(list(contenders.items()), number):
            found[name].append(times / seconds(work, times, perf_counter if wall else process_time))
    return tuple(Row(name, tuple(seen)) for name, seen in found.items())


def cpu_seconds(work: Work, times: int = 1) -> float:
    """CPU seconds of all threads of this process for so many repetitions; collecting garbage waits meanwhile."""
    return seconds(work, times, process_time)


def seconds(work: Work, times: int, clock: Callable[[], float]) -> float:
    """Seconds of a clock for so many repetitions; collecting garbage waits meanwhile."""
    gc.disable()
    try:
        began = clock()
        for _ in range(times):
            work()
        return clock() - began
    finally:
        gc.enable()


def turned(items: Sequence[tuple[str, Work]], number: int) -> Sequence[tuple[str, Work]]:
    """The same items, beginning with another one each round, so that nobody always runs after the same neighbor."""
    start = number % len(items)
    return [*items[start:], *items[:start]]


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which `percent` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def shares_of(stages: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Each stage's part of the whole, the greatest first."""
    whole = sum(stages.values()) or 1.0
    return tuple(sorted(((name, seconds / whole) for name, seconds in stages.items()), key=lambda one: -one[1]))
