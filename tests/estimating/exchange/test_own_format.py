"""Our own estimate format: what is written reads back the same; what is faulty is refused with every place."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.estimate import (
    Estimate,
)
from claims.estimating.exchange.limits import TooLarge
from claims.estimating.exchange.own_format import (
    MAX_ESTIMATE_BYTES,
    EstimateFileFaulty,
    NotAnEstimate,
    UnknownVersion,
    read_estimate,
)
from claims.estimating.exchange.own_format_models import EstimateFile
from claims.kernel.amounts import Quantity, Share
from claims.kernel.money import Money
from tests.estimating.estimates import estimate, hours, line, usd

DOCS = Path(__file__).parents[3] / "docs"
DECIMAL = 'write a plain decimal number in quotes, as in "12.50"'


def file(**more: Any) -> dict[str, Any]:
    """The JSON of a small estimate."""
    return {"format": "claims-estimate", "version": 1, "currency": "USD", "lines": []} | more


def one(**more: Any) -> dict[str, Any]:
    return file(lines=[{"position": 1, "text": "bumper"} | more])


def read(said: object) -> Estimate:
    return read_estimate(json.dumps(said).encode())


def faults_of(said: object) -> list[tuple[str, str]]:
    with pytest.raises(EstimateFileFaulty) as refused:
        read(said)
    return [(fault.where, str(fault)) for fault in refused.value.faults]


def test_a_file_says_amounts_hours_and_shares_as_decimal_text() -> None:
    found = read(one(unit_price="1234.5", hours="1.3", quantity="0.5", markup="-12.5", price_date="2026-05-11"))
    assert found == estimate(
        line(1, text="bumper", unit_price=usd("1234.50"), hours=hours("1.3"), quantity=Quantity.of("0.5"),
             markup=Share.percent("-12.5"), price_date=date(2026, 5, 11)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("unit_price", 12, DECIMAL),
        ("unit_price", 12.5, DECIMAL),
        ("unit_price", True, DECIMAL),
        ("unit_price", "1,234.50", DECIMAL),
        ("unit_price", "1e3", DECIMAL),
        ("unit_price", "+1.00", DECIMAL),
        ("unit_price", "01.00", DECIMAL),
        ("unit_price", ".50", DECIMAL),
        ("unit_price", "1.", DECIMAL),
        ("unit_price", " 1.00", DECIMAL),
        ("unit_price", "1.00\n", DECIMAL),
        ("unit_price", "١.٠٠", DECIMAL),
        ("unit_price", "NaN", DECIMAL),
        ("unit_price", "", DECIMAL),
        ("unit_price", "1.005", "at most 2 decimal places are possible here"),
        ("unit_price", "9" * 13, "at most 12 digits before the point are possible here"),
        ("hours", "1.333", "at most 2 decimal places are possible here"),
        ("hours", "9" * 7, "at most 6 digits before the point are possible here"),
        ("markup", "1.001", "at most 2 decimal places are possible here"),
        ("quantity", "1.0001", "at most 3 decimal places are possible here"),
        ("quantity", None, DECIMAL),
        ("position", "1", "a whole number is wanted here"),
        ("position", 1.0, "a whole number is wanted here"),
        ("position", -1, "this must be at least 0"),
        ("text", 5, "text is wanted here"),
        ("text", "x" * 4001, "at most 4000 characters are possible here"),
        ("certified", "yes", "true or false is wanted here"),
        ("certified", 1, "true or false is wanted here"),
        ("price_date", "11.05.2026", "a date is wanted here, as in 2024-03-01"),
        ("photographs", "one.jpg", "a list is wanted here"),
        ("betterment", "10", "an object with named fields is wanted here"),
        ("color", "red", "this field is not known here; leave it out"),
        ("stages", "four", "choose one of these: two, three"),
    ],
)
def test_what_a_field_cannot_be(field: str, value: object, text: str) -> None:
    assert faults_of(one(**{field: value})) == [(f"lines[0].{field}", text)]


def test_every_fault_is_told_at_once_with_its_place() -> None:
    said = file(
        currency="XXL",
        lines=[{"position": 1, "text": "a", "hours": 2}, {"position": 1, "unit_price": "1.00"}, "a line"],
        profile={"currency": "USD", "rates": {"LAB": "90,00"}, "taxes": [{"name": "state"}], "colour": ""},
        stated={"taxes": [{"name": "state", "amount": 5}]},
        deductible="1.234",
    )
    assert sorted(faults_of(said)) == [
        ("currency", "this is no currency of ISO 4217, as in CNY or USD"),
        ("deductible", "at most 2 decimal places are possible here"),
        ("lines[0].hours", DECIMAL),
        ("lines[1].position", "position 1 stands here more than once; number the lines from 1 on"),
        ("lines[1].text", "this is missing; add it"),
        ("lines[2]", "an object with named fields is wanted here"),
        ("profile.colour", "this field is not known here; leave it out"),
        ("profile.currency", "the rates are in another currency than the estimate"),
        ("profile.rates.LAB", DECIMAL),
        ("profile.taxes[0].rate", "this is missing; add it"),
        ("stated.taxes[0].amount", DECIMAL),
    ]


def test_decimal_places_are_those_of_the_currency() -> None:
    assert read(one(unit_price="120") | {"currency": "JPY"}).lines[0].unit_price == Money(120, "JPY")
    assert faults_of(one(unit_price="120.5") | {"currency": "JPY"}) == [
        ("lines[0].unit_price", "at most 0 decimal places are possible here")
    ]


def test_a_key_that_stands_twice_is_refused() -> None:
    data = b'{"format": "claims-estimate", "version": 1, "currency": "USD", "currency": "CNY", "lines": []}'
    with pytest.raises(EstimateFileFaulty) as refused:
        read_estimate(data)
    assert [str(fault) for fault in refused.value.faults] == ["the key currency stands here twice; keep one"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"null", b"[]", b"7", b"\xff\xfe{}", b'{"format": "other"}', b'{"format": ["claims-estimate"]}',
        b'{"format": "claims-estimate", "version": NaN}', b"[" * 100_000, b'{"a": ' * 100_000, b"PK\x03\x04",
        b'{"format": "claims-estimate", "version": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_estimate_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnEstimate):
        read_estimate(data)


@pytest.mark.parametrize("version", [0, 2, "1", 1.0, True, None, [1]])
def test_another_version_is_refused(version: object) -> None:
    with pytest.raises(UnknownVersion):
        read(file(version=version))


@pytest.mark.parametrize("said", [{"currency": ["USD"]}, {"currency": None}, {"lines": {}}, {"lines": None},
                                  {"profile": []}, {"stated": 5}, {"text": "\ud800"}])  # fmt: skip
def test_other_kinds_of_values_are_faults_and_no_crash(said: dict[str, Any]) -> None:
    assert faults_of(file(**said))


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge):
        read_estimate(b" " * (MAX_ESTIMATE_BYTES + 1))


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_estimate(b"\xef\xbb\xbf" + json.dumps(file()).encode()) == estimate()


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises((NotAnEstimate, UnknownVersion, EstimateFileFaulty)):
        read_estimate(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["1.00", "USD"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(field=st.sampled_from(sorted(EstimateFile.model_fields)), value=JSON)
def test_any_value_in_any_field_is_read_or_refused(field: str, value: object) -> None:
    with suppress(NotAnEstimate, UnknownVersion, EstimateFileFaulty):
        assert isinstance(read(file(**{field: value})), Estimate)
