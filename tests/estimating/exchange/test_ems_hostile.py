"""EMS exports from enemies: whatever the bytes are, there is an estimate or a refusal, and soon."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.estimating.estimate import Estimate
from claims.estimating.exchange.dbase import MAX_RECORDS
from claims.estimating.exchange.ems import looks_like_ems, read_ems, read_ems_files
from claims.estimating.exchange.own_format import written
from claims.estimating.worksheet import priced
from claims.kernel.errors import Refusal
from fixtures.make_ems import estimate_tables, files_of
from tests.estimating.exchange.ems_make import export, faults_of, labor, line, part, read
from tests.estimating.exchange.make import FIXTURES

WHOLE = (FIXTURES / "ems-estimate.zip").read_bytes()
FILES = files_of(estimate_tables())


def outcome(files: dict[str, bytes] | bytes) -> None:
    """Read what may be anything, price it, and write it; only refusals may come of it."""
    with suppress(Refusal):
        found = read_ems(files) if isinstance(files, bytes) else read_ems_files(files)
        assert isinstance(found, Estimate)
        assert found.profile is not None
        with suppress(Refusal):
            written(found)
        priced(found, found.profile)


def mutated(data: st.DataObject, whole: bytes) -> bytes:
    found = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 8))):
        found[data.draw(st.integers(0, len(found) - 1))] = data.draw(st.integers(0, 255))
    return bytes(found[: data.draw(st.integers(0, len(found)))] if data.draw(st.integers(0, 3)) == 0 else found)


@settings(max_examples=200)
@given(st.data())
def test_a_mutated_zip_is_read_or_refused(data: st.DataObject) -> None:
    found = mutated(data, WHOLE)
    looks_like_ems(found)
    outcome(found)


@settings(max_examples=300)
@given(st.data())
def test_a_mutated_table_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    outcome(FILES | {name: mutated(data, FILES[name])})


@settings(max_examples=300)
@given(st.data())
def test_other_bytes_in_a_value_are_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in sorted(FILES) if not name.endswith("ven")]))
    whole = FILES[name]
    start = int.from_bytes(whole[8:10], "little")
    said = data.draw(
        st.sampled_from([b"9" * 9, b"-9", b"*" * 5, b"  0.01", b"\xff\xfe", b"0" * 8, b"T", b" ", b"OP11", b"LAR"])
    )
    at = data.draw(st.integers(start, len(whole) - len(said) - 1))
    outcome(FILES | {name: whole[:at] + said + whole[at + len(said) :]})


@given(data=st.binary(max_size=400))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert not looks_like_ems(data)
    outcome(data)
    outcome(b"PK\x03\x04" + data)
    outcome({"a.env": data, "a.lin": data})


def one_of(*values: object) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


record = st.fixed_dictionaries(
    {
        "LINE_NO": st.integers(0, 6), "LINE_DESC": one_of("Hood", "HOOD", "LT Fender"), "LINE_REF": st.integers(0, 2),
        "ACT_PRICE": one_of(0, 10.5, 33.33, -5), "PART_QTY": st.integers(-2, 3),
        "PART_TYPE": one_of("", "PAN", "PAL", "PAS", "PAX"), "PRT_DSMK_P": one_of(0, 0.25, -10, 12.5),
        "PRT_DSMK_M": one_of(0, 1.25, -3), "MOD_LBR_TY": one_of("", "LAB", "LAR", "LAM", "LA1", "ZZZ"),
        "MOD_LB_HRS": one_of(0, 0.4, -0.4, 2.5), "DB_HRS": one_of(0, 0.4, 3), "LBR_INC": st.booleans(),
        "LBR_AMT": one_of(0, 30), "LBR_TAX": one_of(None, True, False), "TAX_PART": one_of(None, True, False),
        "MISC_AMT": one_of(0, 7.77), "MISC_SUBLT": st.booleans(), "MISC_TAX": one_of(None, True, False),
        "BETT_PCTG": one_of(0, 40, 0.4), "LBR_OP": one_of("", "OP11", "OP15", "OP99"),
    }
)  # fmt: skip


@settings(max_examples=150)
@given(records=st.lists(record, min_size=1, max_size=8))
def test_hours_and_prices_are_neither_lost_nor_doubled(records: list[dict[str, Any]]) -> None:
    files = export(LIN=[line(told.pop("LINE_NO"), told.pop("LINE_DESC"), **told) for told in map(dict, records)])
    outcome(files)
    if faults_of(files):
        return
    found = read_ems_files(files)
    for kind, name in (("LAB", "hours"), ("LAM", "hours"), ("LAR", "refinish_hours")):
        told = [each for each in records if each["MOD_LBR_TY"] == kind and not each["LBR_INC"]]
        billed = [
            getattr(each, name).hundredths for each in found.lines
            if (name == "refinish_hours" and not each.refinish_included)
            or (name == "hours" and each.labor_kind == kind and not each.included)
        ]  # fmt: skip
        assert sum(billed) == sum(round(each["MOD_LB_HRS"] * 100) for each in told)
    assert len({each.position for each in found.lines}) == len(found.lines)


def test_the_largest_export_that_is_allowed_takes_seconds_at_most() -> None:
    rows = [
        line(
            number % 900,
            "Fender",
            **part("1", number % 7, PART_TYPE="PAX"),
            **labor("LAR", -0.1 if number % 2 else 0.1),
        )
        for number in range(MAX_RECORDS)
    ]
    files = export(LIN=rows)
    started = time.process_time()
    outcome(files)
    assert time.process_time() - started < 10


def test_what_is_told_has_an_end() -> None:
    rows = [line(number % 990, f"Fender {number}", **labor("ZZZ", 1)) for number in range(1_500)]
    rows = [row | {"TRAN_CODE": str(number % 9 + 1), "PAINT_TONE": 3} for number, row in enumerate(rows)]
    told = read(LIN=rows).reported
    assert len(told) == 1_001
    assert told[-1] == "more than this could not be kept, and is not told"
