"""What the settlement policy works out: how the bill differs from the agreement, and whether another approved."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw


@derivation("settlement_difference")
def difference(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """Billed minus agreed: above zero an increase, below zero a decrease."""
    return int(fact["billed_minor"]) - int(fact["agreed_minor"])


@derivation("settlement_difference_size")
def difference_size(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """How large the difference is, without its sign."""
    return abs(difference(fact, every, figures))


@derivation("settlement_approved")
def approved(fact: Raw, every: EveryFact, figures: Figures) -> bool:
    """Whether a manager approved the discount who is not the person that asked for it."""
    asked, gave = fact.get("discount_asked_by"), fact.get("discount_approved_by")
    return bool(asked and gave and asked != gave and fact.get("approver_is_manager"))


@derivation("settlement_discount_fits")
def discount_fits(fact: Raw, every: EveryFact, figures: Figures) -> bool:
    """Whether the discount is not larger than the bill."""
    return int(fact["discount_minor"]) <= int(fact["billed_minor"])
