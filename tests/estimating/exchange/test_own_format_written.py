"""Estimates written in our own format read back the same, fit its schema, and lose no field of ours."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.estimate import (
    Edit,
    Estimate,
    EstimateLine,
    EstimateProfile,
    MaterialRate,
    Stated,
    StatedTax,
)
from claims.estimating.exchange.limits import TooLarge
from claims.estimating.exchange.own_format import (
    NotWritable,
    json_schema,
    read_estimate,
    write_schema,
    written,
)
from claims.estimating.exchange.own_format_models import EstimateFile, Part
from claims.estimating.pricing import Tax
from claims.estimating.stated import compared
from claims.estimating.worksheet import priced
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money
from tests.estimating.estimate_strategies import lines, money
from tests.estimating.estimates import american, chinese, estimate, full, hours, line, usd

DOCS = Path(__file__).parents[3] / "docs"
DECIMAL = 'write a plain decimal number in quotes, as in "12.50"'


def file(**more: Any) -> dict[str, Any]:
    """The JSON of a small estimate."""
    return {"format": "claims-estimate", "version": 1, "currency": "USD", "lines": []} | more


def read(said: object) -> Estimate:
    return read_estimate(json.dumps(said).encode())


def everything() -> Estimate:
    """An estimate that says something in every field."""
    edit = Edit(field="hours", original="1.2", by="Wang", at=datetime(2026, 5, 11, 9, 30, tzinfo=UTC))
    profile = dataclasses.replace(
        full(panel_discounts=((Quantity(3000), Share(1000)),), clear_coat=None), rounding="per_line"
    )
    stated = Stated(
        categories={"PAN": usd("5.00")}, taxes=(StatedTax(name="state", amount=usd("20.96"), rate=Share(700),
                                                          base=usd("299.50")),),
        subtotal=usd("1.00"), total=usd("2.00"), betterment=usd("0.10"), prior_damage=usd("0.20"),
        deductible=usd("0.30"), customer_share=usd("0.40"), net=usd("-1.00"),
    )  # fmt: skip
    return estimate(
        line(1, text="前保险杠", edits=(edit,), photographs=("a.jpg",), price_date=date(2026, 5, 1), damage="cracked"),
        profile=profile, stated=stated, label="S01", claim_number="C-1", vin="LSVAG2180E2100001", plate="京A12345",
        deductible=usd("250.00"), customer_share=usd("0.01"), reported=("a line without hours",),
    )  # fmt: skip


def test_an_estimate_with_everything_reads_back_the_same() -> None:
    assert read_estimate(written(everything())) == everything()


def test_what_is_as_usual_is_left_out_of_the_file() -> None:
    said = json.loads(written(estimate(line(1, hours=hours("1.5")))))
    assert said == file(lines=[{"position": 1, "text": "line 1", "hours": "1.50"}])


PROFILES = st.none() | st.builds(
    full, rounding=st.sampled_from(["per_category", "per_line"]), prices_include_tax=st.none() | st.booleans(),
    panel_price=st.none() | money(), management_fee=st.builds(Share, st.integers(0, 10_000)),
)  # fmt: skip
STATED = st.builds(
    Stated, total=st.none() | money(-100), net=st.none() | money(-100),
    categories=st.dictionaries(st.sampled_from(["PAN", "LAB", "PAT"]), money()),
    taxes=st.lists(st.builds(StatedTax, name=st.text(max_size=5), amount=money()), max_size=3).map(tuple),
)  # fmt: skip
ESTIMATES = st.builds(
    Estimate, currency=st.just("USD"), profile=PROFILES, stated=STATED, deductible=st.none() | money(),
    lines=st.lists(lines(), max_size=5, unique_by=lambda each: each.position).map(tuple), label=st.text(max_size=5),
    reported=st.lists(st.text(max_size=9), max_size=2).map(tuple),
)  # fmt: skip


@given(told=ESTIMATES)
def test_what_is_written_reads_back_the_same_and_is_priced_the_same(told: Estimate) -> None:
    data = written(told)
    again = read_estimate(data)
    assert again == told
    assert written(again) == data
    profile = full()
    theirs = dataclasses.replace(told, profile=None)
    assert priced(dataclasses.replace(again, profile=None), profile).total == priced(theirs, profile).total


@given(told=ESTIMATES)
def test_what_is_written_is_as_the_schema_says(told: Estimate) -> None:
    assert jsonschema_rs.is_valid(json.loads(json_schema()), json.loads(written(told)))


@pytest.mark.parametrize(
    ("told", "where", "text"),
    [
        (estimate(line(1), line(1)), "lines[1].position",
         "position 1 stands here more than once; number the lines from 1 on"),
        (estimate(line(1, unit_price=Money.of("1.00"))), "lines[0].unit_price",
         "all amounts of a file are in its one currency"),
        (estimate(profile=EstimateProfile(currency="CNY")), "profile.currency",
         "the rates are in another currency than the estimate"),
        (estimate(currency="XXL"), "currency", "this is no currency of ISO 4217, as in CNY or USD"),
        (estimate(line(1, hours=Hours(10**9))), "lines[0].hours",
         "at most 6 digits before the point are possible here"),
        (estimate(line(1, unit_price=Money(10**15, "USD"))), "lines[0].unit_price",
         "at most 12 digits before the point are possible here"),
        (estimate(profile=american(rounding="by_moon")), "profile.rounding",
         "choose one of these: per_category, per_line"),
    ],
)  # fmt: skip
def test_an_estimate_that_does_not_fit_is_not_written(told: Estimate, where: str, text: str) -> None:
    with pytest.raises(NotWritable) as refused:
        written(told)
    assert [(fault.where, str(fault)) for fault in refused.value.faults] == [(where, text)]


def parts(of: type[Part]) -> list[type[Part]]:
    return [each for below in of.__subclasses__() for each in [below, *parts(below)]]


SHAPES = [part for part in parts(Part) if dataclasses.is_dataclass(part.becomes)]


@pytest.mark.parametrize("part", SHAPES, ids=lambda part: part.__name__)
def test_the_format_has_every_field_of_our_own_shape_with_the_same_default(part: type[Part]) -> None:
    shape: Any = part.becomes
    ours = {each.name: each for each in dataclasses.fields(shape)}
    theirs = {name: told for name, told in part.model_fields.items() if name not in ("format", "version")
              or part is not EstimateFile}  # fmt: skip
    assert list(ours) == list(theirs)
    required = {name for name, told in theirs.items() if told.is_required()}
    assert required == {
        name for name, each in ours.items()
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    }  # fmt: skip


def test_defaults_of_the_format_are_those_of_our_own_shapes() -> None:
    told = file(lines=[{"position": 1, "text": "line 1", "betterment": {}}], profile={
        "currency": "USD", "materials": {"MAPA": {"rate": "1.00"}}, "taxes": [{"name": "state", "rate": "6"}],
        "clear_coat": {},
    })  # fmt: skip
    expected = {"MAPA": MaterialRate(rate=usd("1.00"))}
    found = read(told)
    assert found.profile == EstimateProfile(currency="USD", materials=expected, taxes=(Tax("state", Share(600)),))  # type: ignore[arg-type]
    assert isinstance(found.lines[0], EstimateLine)
    assert dataclasses.replace(found.lines[0], betterment=None) == line(1)


def test_the_schema_in_the_documentation_is_the_one_of_the_code(tmp_path: Path) -> None:
    write_schema(tmp_path / "schema.json")
    kept = (DOCS / "estimate-format.schema.json").read_text(encoding="utf-8")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == kept, "write it anew with write_schema"


def test_the_example_in_the_documentation_is_an_estimate_whose_totals_are_those_that_it_states() -> None:
    page = (DOCS / "estimate-format.md").read_text(encoding="utf-8")
    example = page.split("```json\n")[1].split("```")[0]
    found = read_estimate(example.encode())
    assert found.profile is not None
    sheet = priced(found, found.profile)
    assert compared(found.stated, sheet) == []
    assert jsonschema_rs.is_valid(json.loads(json_schema()), json.loads(example))


def test_yuan_with_tax_included_read_back_the_same() -> None:
    told = estimate(line(1, labor_price=Money.of("300.00")), currency="CNY", profile=chinese())
    assert read_estimate(written(told)) == told


def test_an_estimate_that_is_too_large_for_a_file_is_not_written() -> None:
    with pytest.raises(TooLarge):
        written(estimate(*(line(n, text="x" * 4000) for n in range(2200))))
