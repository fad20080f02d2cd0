"""What past answers teach: quartiles by hand, the basis that is chosen, the counter-offer within its bounds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.memory import (
    ENOUGH,
    Advice,
    Basis,
    Memory,
    Past,
    PastAnswer,
    Remembered,
    counter_offer,
    first_enough,
    quartiles,
    remembered,
    spread_of,
)

DAY = datetime(2026, 5, 11, tzinfo=UTC)


def answers(*pairs: tuple[int, int]) -> Past:
    """Past answers (asked, approved), the newest first."""
    return Past([PastAnswer(asked, approved, 2) for asked, approved in pairs], DAY)


def told(*pairs: tuple[int, int]) -> Remembered:
    found = remembered(answers(*pairs))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("figures", "low", "median", "high"),
    [
        ([7], 7, 7, 7),
        ([1, 2], 1, 2, 2),  # 1.25, 1.5, 1.75
        ([1, 2, 4], 2, 2, 3),  # 1.5, 2, 3
        ([10, 20, 30, 40], 18, 25, 33),  # 17.5, 25, 32.5
        ([40, 10, 30, 20, 50], 20, 30, 40),
        ([0, 0, 0, 0, 100], 0, 0, 0),
        ([1, 2, 3, 4, 5, 6], 2, 4, 5),  # 2.25, 3.5, 4.75
        ([10**15, 10**15 + 1], 10**15, 10**15 + 1, 10**15 + 1),
    ],
)
def test_quartiles_are_those_of_a_spreadsheet_rounded_half_up(
    figures: list[int], low: int, median: int, high: int
) -> None:
    assert spread_of(figures) == (low, median, high)


def test_a_median_of_shares_is_rounded_once() -> None:
    assert told((3, 1), (7, 2)).share_bp.median == 3095  # 13 / 42
    # 1/20 000 (0.5 bp) and 0: the mean is 0.25 bp; rounded half up first it would become (1 + 0) / 2, and that 1
    assert told((20_000, 1), (20_000, 0)).share_bp.median == 0


@given(st.lists(st.tuples(st.integers(1, 10**15), st.integers(0, 10**15)), min_size=1, max_size=40))
def test_shares_lie_in_order_and_between_the_least_and_the_greatest(pairs: list[tuple[int, int]]) -> None:
    found = told(*pairs)
    least, greatest = min(a * 10_000 // b for b, a in pairs), max(-(-a * 10_000 // b) for b, a in pairs)
    assert least <= found.share_bp.low <= found.share_bp.median <= found.share_bp.high <= greatest
    assert found.refused == sum(1 for _, approved in pairs if not approved)


def test_the_newest_answer_is_the_last_one() -> None:
    found = told((1000, 925), (1000, 800), (1000, 0))
    assert (found.last_minor, found.last_share_bp, found.last_at) == (925, 9250, DAY)
    assert (found.count, found.refused, found.approved_minor.median, found.share_bp.median) == (3, 1, 800, 8000)


def test_hours_count_where_both_sides_are_known() -> None:
    past = [PastAnswer(100, 90, 1, 120, 100), PastAnswer(100, 90, 1, 200, None), PastAnswer(100, 90, 1, 0, 0),
            PastAnswer(100, 90, 1, 140, 140)]  # fmt: skip
    found = remembered(Past(past, DAY))
    assert found is not None
    assert (found.hours_asked_x100, found.hours_approved_x100) == (130, 120)
    assert told((100, 90)).hours_asked_x100 is None


def test_nothing_is_remembered_of_nothing() -> None:
    assert remembered(Past()) is None


FULL, SHORT, NONE = [(100, 90)] * ENOUGH, [(100, 50)] * (ENOUGH - 1), []


@pytest.mark.parametrize(
    ("surveyor", "insurer", "everybody", "basis", "count"),
    [
        (FULL, SHORT, NONE, Basis.SURVEYOR, ENOUGH),
        (SHORT, FULL, NONE, Basis.INSURER, ENOUGH),
        (NONE, SHORT, FULL, Basis.EVERYBODY, ENOUGH),
        (NONE, NONE, SHORT, Basis.EVERYBODY, ENOUGH - 1),
        (NONE, NONE, NONE, Basis.EVERYBODY, 0),
    ],
)
def test_the_nearest_basis_with_enough_answers_is_taken(
    surveyor: list[tuple[int, int]], insurer: list[tuple[int, int]], everybody: list[tuple[int, int]], basis: Basis,
    count: int,
) -> None:  # fmt: skip
    levels = zip(Basis, (answers(*pairs) for pairs in (surveyor, insurer, everybody)), strict=True)
    memory = first_enough(levels)
    assert (memory.basis, memory.count, memory.enough) == (basis, count, count >= ENOUGH)


def test_what_follows_the_basis_is_not_asked_for() -> None:
    levels = iter([(Basis.SURVEYOR, answers(*FULL)), (Basis.INSURER, answers(*FULL))])
    first_enough(levels)
    assert next(levels)[0] == Basis.INSURER


def usually(share_bp: int, count: int = ENOUGH) -> Memory:
    return Memory(Basis.INSURER, told(*[(10_000, share_bp)] * count))


@pytest.mark.parametrize(
    ("asked", "offered", "memory", "advice", "amount"),
    [
        (92600, 64400, usually(9200), Advice.COUNTER, 85192),
        (92600, 85191, usually(9200), Advice.COUNTER, 85192),
        (92600, 85192, usually(9200), Advice.ACCEPT, 85192),
        (92600, 90000, usually(9200), Advice.ACCEPT, 90000),
        (92600, 64400, usually(10_000), Advice.HOLD, 92600),
        (92600, 64400, usually(12_000), Advice.HOLD, 92600),
        (92600, 0, usually(9200), Advice.COUNTER, 85192),
        (92600, 0, usually(0), Advice.USUALLY_REFUSED, None),
        (92600, 50000, usually(0), Advice.ACCEPT, 50000),
        (92600, 92600, usually(9200), Advice.AS_ASKED, None),
        (92600, 95000, usually(9200), Advice.AS_ASKED, None),
        (0, 0, usually(9200), Advice.AS_ASKED, None),
        (92600, 64400, usually(9200, ENOUGH - 1), Advice.TOO_FEW, None),
        (92600, 64400, Memory(Basis.EVERYBODY, None), Advice.TOO_FEW, None),
        (1, 0, usually(5000), Advice.HOLD, 1),  # half a cent is rounded up to what was asked
        (1, 0, usually(4999), Advice.USUALLY_REFUSED, None),
    ],
)
def test_a_counter_offer_follows_the_median_within_its_bounds(
    asked: int, offered: int, memory: Memory, advice: Advice, amount: int | None
) -> None:
    assert counter_offer(asked, offered, memory) == (advice, amount)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 20_000))
def test_no_counter_offer_leaves_the_room_between_the_two_figures(asked: int, offered: int, share_bp: int) -> None:
    _, amount = counter_offer(asked, offered, usually(share_bp))
    assert amount is None or offered <= amount <= asked


def test_quartiles_of_fractions_are_rounded_once() -> None:
    assert quartiles([(100, 3), (100, 2)]) == (38, 42, 46)  # 37.5, 41.67, 45.83
