"""Random estimates for property tests: lines of every kind, and profiles that price them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from claims.estimating.estimate import (
    Betterment,
    CostKind,
    EstimateLine,
    FoundIn,
    Overlap,
    Payer,
    PriorDamage,
    Stages,
)
from claims.estimating.sheets import LaborKind, Operation, PartKind, PriceKind, Side, SuppliedBy
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money

COSTS = [kind for kind in CostKind if kind]


def money(least: int = 0, most: int = 10**8, currency: str = "USD") -> st.SearchStrategy[Money]:
    """Amounts in one currency."""
    return st.builds(Money, st.integers(least, most), st.just(currency))


def betterments(currency: str = "USD") -> st.SearchStrategy[Betterment]:
    """A share or an amount, or both."""
    shares = st.none() | st.builds(Share, st.integers(0, 10_000))
    return st.builds(Betterment, share=shares, amount=st.none() | money(currency=currency), kind=st.text(max_size=5))


def lines(currency: str = "USD", **fixed: Any) -> st.SearchStrategy[EstimateLine]:
    """Lines in which everything that bears on money varies; `fixed` fields are as told."""
    told: dict[str, Any] = {
        "position": st.integers(1, 9999),
        "text": st.text(max_size=8),
        "operation": st.sampled_from(Operation),
        "side": st.sampled_from(Side),
        "found_in": st.sampled_from(FoundIn),
        "part_kind": st.sampled_from(PartKind),
        "price_kind": st.sampled_from(PriceKind),
        "supplied_by": st.sampled_from(SuppliedBy),
        "quantity": st.builds(Quantity, st.integers(0, 5000)),
        "unit_price": st.none() | money(-5000, 10**7, currency),
        "markup": st.none() | st.builds(Share, st.integers(-10_000, 20_000)),
        "labor_kind": st.sampled_from(LaborKind),
        "hours": st.builds(Hours, st.integers(0, 10_000)),
        "included": st.booleans(),
        "labor_price": st.none() | money(currency=currency),
        "refinish_hours": st.builds(Hours, st.integers(0, 1000)),
        "refinish_included": st.booleans(),
        "overlap": st.sampled_from(Overlap),
        "clear_coat": st.booleans(),
        "stages": st.sampled_from(Stages),
        "paint_panels": st.builds(Quantity, st.integers(0, 5000)),
        "cost": st.none(),
        "betterment": st.none() | betterments(currency),
        "taxable": st.booleans(),
        "payer": st.sampled_from(Payer),
        "prior_damage": st.sampled_from(PriorDamage),
    }
    costly = {"cost_kind": st.sampled_from(COSTS), "cost": money(-5000, 10**7, currency)}
    fields = {name: strategy for name, strategy in told.items() if name not in fixed} | {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in fixed.items()
    }
    return st.builds(EstimateLine, **fields) | st.builds(EstimateLine, **(fields | costly))
