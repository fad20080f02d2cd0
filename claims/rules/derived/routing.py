"""What the routing policy works out: when the progress check begins and when it is over."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw

BASIS = 10_000


@derivation("routing_check_minutes")
def check_minutes(fact: Raw, every: EveryFact, figures: Figures, *, share: str) -> int | None:
    """The share of the planned duration, in whole minutes rounded down; nothing where either is unknown."""
    part = figures.whole(share)
    if part is None or "planned_open_minutes" not in fact:
        return None
    return int(fact["planned_open_minutes"]) * part // BASIS
