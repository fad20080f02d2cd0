"""Whatever two versions are, the worths of lines and rows add up to the difference of their totals and nets."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.estimating.version_differences import (
    IN_TOTAL,
    CurrenciesOfVersionsDiffer,
    PricedLine,
    PricedVersion,
    Rest,
    VersionComparison,
    compared_versions,
)
from claims.estimating.versions import Chain, Correction, corrected
from claims.estimating.worksheet import priced
from claims.kernel.money import Money
from tests.estimating.version_strategies import chains


def worths(compared: VersionComparison) -> dict[str, int]:
    """Every worth by what it is the worth of."""
    found = {f"{one.kind} {one.name}": one.worth.minor for one in compared.rest}
    return found | {line.key: one.worth.minor for one in compared.lines if (line := one.after or one.before)}


@given(chain=chains(), data=st.data())
def test_the_worths_of_any_two_versions_are_the_difference_of_their_totals_and_nets(
    chain: Chain, data: st.DataObject
) -> None:
    labels = st.sampled_from([version.label for version in chain.versions])
    before, after = chain.version(data.draw(labels)), chain.version(data.draw(labels))
    compared = chain.compare(before.label, after.label)
    lines, rest = sum(one.worth.minor for one in compared.lines), compared.rest
    assert lines + sum(one.worth.minor for one in rest) == after.net.minor - before.net.minor
    assert compared.net_difference == after.worksheet.net - before.worksheet.net
    total = lines + sum(one.worth.minor for one in rest if one.kind in IN_TOTAL)
    assert total == after.worksheet.total.minor - before.worksheet.total.minor
    assert compared.total_difference.minor == total
    back = worths(chain.compare(after.label, before.label))
    assert {name: -worth for name, worth in worths(compared).items()} == back


@given(chain=chains())
def test_a_version_is_its_worksheet_under_the_rates_that_hold_and_net_supplements_add_up_to_the_last_net(
    chain: Chain,
) -> None:
    for version in chain.versions:
        assert (version.priced.subtotal, version.priced.total, version.priced.net) == (
            version.worksheet.subtotal, version.worksheet.total, version.worksheet.net,
        )  # fmt: skip
        rates = version.newer_rates or version.rates
        assert version.net == priced(version.estimate, rates).net
    supplements = [chain.net_supplement(version.label) for version in chain.versions]
    assert Money.total(supplements, "USD") == chain.newest.net


@settings(max_examples=30)
@given(chain=chains())
def test_what_a_supplement_prints_negative_and_positive_adds_up_to_it_with_the_rest(chain: Chain) -> None:
    for before, after in pairwise(chain.versions):
        entries = chain.entries(after.label)
        rest = chain.compare(before.label, after.label).rest
        printed = sum(one.amount.minor for one in entries) + sum(one.worth.minor for one in rest)
        assert printed == chain.net_supplement(after.label).minor
        assert {one.mark for one in entries} <= {after.label}


@settings(max_examples=30)
@given(chain=chains(least=2))
def test_the_ways_from_version_to_version_come_to_the_same(chain: Chain) -> None:
    first, *_, last = [version.label for version in chain.versions]
    steps = [chain.compare(one.label, other.label).net_difference for one, other in pairwise(chain.versions)]
    assert Money.total(steps, "USD") == chain.compare(first, last).net_difference


@settings(max_examples=30)
@given(chain=chains(), text=st.text(max_size=5))
def test_a_correction_moves_no_figure_of_any_version(chain: Chain, text: str) -> None:
    names = {line.position: text for line in chain.newest.estimate.lines}
    mended = corrected(chain, Correction(plate=text, vin=text, claim_number=text, names=names))
    assert mended.versions == chain.versions
    for version in chain.versions:
        shown = mended.shown(version.label)
        assert shown.plate == text
        assert priced(shown, version.newer_rates or version.rates).net == version.worksheet.net


@settings(max_examples=30)
@given(chain=chains())
def test_a_locked_version_is_the_same_after_every_later_one(chain: Chain) -> None:
    for place, version in enumerate(chain.versions):
        earlier = replace(chain, versions=chain.versions[: place + 1])
        assert earlier.version(version.label) == version
        assert version.locked


def test_versions_of_two_currencies_are_not_compared() -> None:
    dollars = PricedVersion(label="E01", currency="USD", lines=(), below={(Rest.TAX, "VAT"): 1})
    euros = replace(dollars, label="S01", currency="EUR")
    with pytest.raises(CurrenciesOfVersionsDiffer, match="E01 is in USD and version S01 in EUR"):
        compared_versions(dollars, euros)


def test_no_line_stands_twice_in_a_version() -> None:
    line = PricedLine(key="line:1", position=1, text="x", minor={}, said={})
    with pytest.raises(ValueError, match="twice"):
        PricedVersion(label="E01", currency="USD", lines=(line, line), below={})
