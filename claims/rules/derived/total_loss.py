"""What the total loss policy works out: the vehicle's value before the loss, and two comparisons without rounding."""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.derived.months import whole_months
from claims.rules.vocabulary import Raw

BASIS = 10_000


class Value(NamedTuple):
    """A value as a fraction, so that nothing is rounded before it is compared."""

    parts: int
    of: int


@derivation("total_loss_months")
def months(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """Full months from first registration to the loss; part months are ignored."""
    if "registered_on" not in fact or "lost_on" not in fact:
        return None
    return whole_months(str(fact["registered_on"]), str(fact["lost_on"]))


@derivation("total_loss_depreciation")
def depreciation(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The share of the new price that is lost (basis points): the month's share by use, up to the limit."""
    used, most = months(fact, every, figures), figures.whole("depreciation_most_bp")
    monthly = figures.whole(f"depreciation_{fact['use']}_bp") if "use" in fact else None
    return None if used is None or most is None or monthly is None else min(used * monthly, most)


@derivation("total_loss_value")
def value(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The value before the loss, rounded half up: to be read by people, never compared."""
    exact = _exact(fact, every, figures)
    return None if exact is None else (2 * exact.parts + exact.of) // (2 * exact.of)


@derivation("total_loss_reaches_share")
def reaches_share(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether the repair costs the house's share of the value, or more."""
    exact, share = _exact(fact, every, figures), figures.whole("repair_most_bp")
    if exact is None or share is None or "repair_minor" not in fact:
        return None
    return int(fact["repair_minor"]) * exact.of * BASIS >= share * exact.parts


@derivation("total_loss_reaches_value")
def reaches_value(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether repair and salvage together reach the value."""
    exact = _exact(fact, every, figures)
    if exact is None or "repair_minor" not in fact or "salvage_minor" not in fact:
        return None
    return (int(fact["repair_minor"]) + int(fact["salvage_minor"])) * exact.of >= exact.parts


def _exact(fact: Raw, every: EveryFact, figures: Figures) -> Value | None:
    if "value_minor" in fact:
        return Value(int(fact["value_minor"]), 1)
    lost = depreciation(fact, every, figures)
    return (
        None
        if lost is None or "new_price_minor" not in fact
        else Value(int(fact["new_price_minor"]) * (BASIS - lost), BASIS)
    )
