"""A decision's record is spelled by a faster hand than the kernel's; both write the same bytes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from claims.kernel.canonical import LARGEST_INT, canonical, composed
from claims.rules.decision import spelled

TEXT = some.text(some.characters(exclude_categories=("Cs",)), max_size=20).map(composed)
LEAVES = some.none() | some.booleans() | some.integers(-LARGEST_INT, LARGEST_INT) | TEXT
PLAIN = some.recursive(
    LEAVES, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)


@given(PLAIN)
def test_both_hands_write_the_same_bytes(value: Any) -> None:
    assert spelled(value) == canonical(value)


def test_every_single_character_is_spelled_alike() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert spelled([composed(one) for one in every]) == canonical(every)
