"""What the pricing policy works out: sums that add up, the risk premium, and whether a limit is passed, exactly."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw

BASIS = 10_000


@derivation("pricing_split")
def split(fact: Raw, every: EveryFact, figures: Figures) -> bool:
    """Whether labor and parts are both shown and add up to the total."""
    if "parts_minor" not in fact or "labor_minor" not in fact:
        return False
    return int(fact["parts_minor"]) + int(fact["labor_minor"]) == int(fact["total_minor"])


@derivation("pricing_premium")
def premium(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The house's risk premium on the total, rounded half up to the minor unit."""
    share = figures.whole("risk_premium_bp")
    return None if share is None else _half_up(int(fact["total_minor"]) * share, BASIS)


@derivation("pricing_risk_covered")
def risk_covered(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether the stated risk value reaches the premium; nothing where none is stated."""
    owed = premium(fact, every, figures)
    return None if owed is None or "risk_value_minor" not in fact else int(fact["risk_value_minor"]) >= owed


@derivation("pricing_quality")
def quality(fact: Raw, every: EveryFact, figures: Figures) -> str:
    """Whether the quality is guaranteed; else whether it was explained beforehand that it may not be."""
    if fact.get("quality_guaranteed"):
        return "guaranteed"
    return "explained" if fact.get("explained_before") else "unexplained"


@derivation("pricing_above_markup")
def above_markup(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether the price is more than cost and the allowed mark-up; products are compared, never a rounded ratio."""
    most = figures.whole("markup_most_bp")
    return None if most is None else int(fact["price_minor"]) * BASIS > int(fact["cost_minor"]) * (BASIS + most)


@derivation("pricing_markup_bp")
def markup_bp(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """The mark-up on cost in basis points, rounded half up: to be read by people, never compared."""
    cost = int(fact["cost_minor"])
    return _half_up((int(fact["price_minor"]) - cost) * BASIS, cost)


@derivation("pricing_above_discount")
def above_discount(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether the discount is more than the allowed share of what is owed."""
    most = figures.whole("discount_most_bp")
    return None if most is None else int(fact["discount_minor"]) * BASIS > int(fact["owed_minor"]) * most


@derivation("pricing_discount_bp")
def discount_bp(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """The discount as a share in basis points, rounded half up: to be read by people, never compared."""
    return _half_up(int(fact["discount_minor"]) * BASIS, int(fact["owed_minor"]))


def _half_up(amount: int, divisor: int) -> int:
    return (2 * amount + divisor) // (2 * divisor)
