"""What the cover policy works out: the limit of a head, what is beyond it, and our part of that."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw

BASIS = 10_000


@derivation("cover_limit")
def limit(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The limit of the head, for a driver at fault or without fault."""
    side = "without_fault" if fact["fault"] == "none" else "at_fault"
    return figures.whole(f"{side}_{fact['head']}_minor")


@derivation("cover_payable")
def payable(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """What is claimed, and no more than the limit."""
    most = limit(fact, every, figures)
    return None if most is None else min(int(fact["claimed_minor"]), most)


@derivation("cover_beyond")
def beyond(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """What is claimed beyond the limit, never below zero."""
    paid = payable(fact, every, figures)
    return None if paid is None else int(fact["claimed_minor"]) - paid


@derivation("cover_share")
def share(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The share that was fixed, else the one that the clauses name for such fault; nothing for none."""
    if "ratio_bp" in fact:
        return int(fact["ratio_bp"])
    return figures.whole(f"share_{fact['fault']}_bp")


@derivation("cover_our_part")
def our_part(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """Our share of what is beyond the limit, rounded half up to the minor unit."""
    rest, part = beyond(fact, every, figures), share(fact, every, figures)
    return None if rest is None or part is None else (2 * rest * part + BASIS) // (2 * BASIS)


@derivation("cover_earnest_most")
def earnest_most(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The most that an earnest could secure, rounded down: to be read by people, never compared."""
    part = figures.whole("earnest_most_bp")
    return None if part is None else int(fact["contract_minor"]) * part // BASIS


@derivation("cover_above_earnest")
def above_earnest(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether more is prepaid than an earnest could secure; products are compared, never a rounded share."""
    part = figures.whole("earnest_most_bp")
    return None if part is None else int(fact["prepaid_minor"]) * BASIS > int(fact["contract_minor"]) * part
