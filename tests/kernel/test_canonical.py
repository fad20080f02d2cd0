"""Canonical JSON has one spelling and refuses what could be spelled in two."""

from __future__ import annotations

import json
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.kernel.canonical import LARGEST_INT, NotCanonical, canonical, fingerprint, fingerprint_bytes

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST_INT, LARGEST_INT) | TEXT


class Word(StrEnum):
    ONE = "one"


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert canonical({"b": [1, True, None], "a": "车"}) == '{"a":"车","b":[1,true,null]}'.encode()


def test_two_spellings_of_one_letter_become_one() -> None:
    assert canonical("e\u0301") == canonical("\u00e9")


def test_a_tuple_is_written_as_a_list() -> None:
    assert canonical((1, 2)) == b"[1,2]"


def test_the_fingerprint_is_the_sha256_of_the_bytes() -> None:
    assert fingerprint({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert fingerprint([1]) == fingerprint_bytes(b"[1]")


@pytest.mark.parametrize("edge", [LARGEST_INT, -LARGEST_INT])
def test_the_largest_whole_numbers_are_written(edge: int) -> None:
    assert json.loads(canonical(edge)) == edge


@pytest.mark.parametrize(
    "value",
    [
        1.0, float("nan"), LARGEST_INT + 1, -LARGEST_INT - 1, {1: "a"}, {True: 1}, {None: 1}, {Word.ONE: 1}, Word.ONE,
        "\ud800", {"\udfff": 1}, b"bytes", {1, 2}, {"e\u0301": 1, "\u00e9": 2}, [[[0.5]]],
    ],
)  # fmt: skip
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


KEYS = st.text("abcdeé中", min_size=1, max_size=5)
NESTED = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@settings(deadline=None, max_examples=60)
@given(NESTED)
def test_what_was_written_is_read_back_and_written_alike(value: object) -> None:
    once = canonical(value)
    assert canonical(json.loads(once)) == once


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(KEYS, SCALARS, max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))
