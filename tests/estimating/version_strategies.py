"""Random chains of versions for property tests: lines added, changed and removed, newer rates, other deductibles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from claims.estimating.estimate import EstimateProfile
from claims.estimating.pricing import PER_CATEGORY, PER_LINE
from claims.estimating.sheets import LaborKind
from claims.estimating.version_differences import different
from claims.estimating.version_pricing import said_by
from claims.estimating.versions import Chain, Supplement, locked, opened, supplemented
from claims.kernel.amounts import Quantity, Share
from claims.kernel.money import Money
from tests.estimating.estimate_strategies import lines, money
from tests.estimating.estimates import estimate, full

DISCOUNTS = ((Quantity(2000), Share(1000)), (Quantity(5500), Share(1550)))
BORNE = st.none() | money(most=10**5)


def profiles() -> st.SearchStrategy[EstimateProfile]:
    """Rates that leave fractions, rounded in either way."""
    rounding, contained = st.sampled_from([PER_CATEGORY, PER_LINE]), st.booleans()
    return st.builds(
        lambda how, gross: full(rounding=how, prices_include_tax=gross, panel_discounts=DISCOUNTS), rounding, contained
    )


@st.composite
def newer(draw: st.DrawFn, before: EstimateProfile) -> EstimateProfile:
    """The same profile with other rates, caps and taxes."""
    rates = {kind: Money(draw(st.integers(0, 20_000)), "USD") for kind in LaborKind}
    materials = {kind: replace(told, rate=draw(money(most=9000))) for kind, told in before.materials.items()}
    taxes = before.taxes if draw(st.booleans()) else before.taxes[:1]
    return replace(before, rates=rates, materials=materials, taxes=taxes, panel_price=draw(money(most=99_999)))


@st.composite
def chains(draw: st.DrawFn, least: int = 1, most: int = 3) -> Chain:
    """A locked first version with so many supplements, each locked."""
    profile = draw(profiles())
    first = draw(st.lists(lines(), max_size=5, unique_by=lambda one: one.position))
    chain = locked(opened(estimate(*first, deductible=draw(BORNE), customer_share=draw(BORNE)), profile))
    for number in range(draw(st.integers(least, most))):
        chain = locked(supplemented(chain, draw(supplements(chain, 10_000 * (number + 1)))))
    return chain


@st.composite
def supplements(draw: st.DrawFn, chain: Chain, free: int) -> Supplement:
    """What may follow; `free` is the first position that no line has had."""
    stands = {line.position: line for line in chain.newest.estimate.lines}
    fates = {position: draw(st.sampled_from(["stays", "stays", "changed", "removed"])) for position in stands}
    added = draw(st.lists(lines(), max_size=3))
    changed = [draw(lines(position=position)) for position, fate in fates.items() if fate == "changed"]
    told: dict[str, Any] = {
        "added": [replace(line, position=free + place) for place, line in enumerate(added)],
        "changed": [line for line in changed if different(said_by(stands[line.position]), said_by(line))],
        "removed": [position for position, fate in fates.items() if fate == "removed"],
        "newer_rates": draw(newer(chain.newest.rates)) if draw(st.booleans()) else None,
        "deductible": draw(BORNE),
        "customer_share": draw(BORNE),
    }  # fmt: skip
    said = any(value not in (None, []) for value in told.values())
    return Supplement(**told) if said else Supplement(deductible=Money(1, "USD"))
