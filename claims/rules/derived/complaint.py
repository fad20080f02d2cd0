"""What the complaint policy works out: how far a concession stays from its limits, exact to the last unit."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw

BASIS = 10_000


@derivation("complaint_excess")
def excess(fact: Raw, every: EveryFact, figures: Figures, *, limit: str) -> int | None:
    """Amount × 10,000 minus limit × what it is taken from: above zero where the limit is passed."""
    share = figures.whole(limit)
    return None if share is None else int(fact["amount_minor"]) * BASIS - share * int(fact["base_minor"])
