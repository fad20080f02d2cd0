"""What the deposit policy works out: whether the payer owes one, how much, and what is still missing."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw

THOUSANDTHS, BASIS = 1_000, 10_000


@derivation("deposit_payer_owes")
def payer_owes(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """The customer always owes; the insurer only where the shop's figure says so; nobody else does."""
    return figures.flag("insurer_lines_owe") if fact["payer"] == "insurer" else fact["payer"] == "customer"


@derivation("deposit_owed_minor")
def owed_minor(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The share of the original price of all pieces, rounded up to the next minor unit."""
    share = figures.whole("deposit_share_bp")
    if share is None:
        return None
    price, pieces = int(fact["original_price_minor"]), int(fact["quantity_x1000"])
    return -(-price * pieces * share // (THOUSANDTHS * BASIS))


@derivation("deposit_missing_minor")
def missing_minor(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """What is owed and not yet paid, never below zero."""
    owed = owed_minor(fact, every, figures)
    return None if owed is None else max(owed - int(fact.get("paid_minor", 0)), 0)
