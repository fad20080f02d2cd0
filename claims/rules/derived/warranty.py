"""What the warranty policy works out: key parts, and the promise as the greatest of house, law and agreement."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw


@derivation("warranty_key_part")
def key_part(fact: Raw, every: EveryFact, figures: Figures) -> bool | None:
    """Whether the part's group is a key group of the house; nothing where the group was not said."""
    groups = figures.words("key_part_groups")
    return None if groups is None or "part_group" not in fact else fact["part_group"] in groups


@derivation("warranty_promise")
def promise(fact: Raw, every: EveryFact, figures: Figures, *, measure: str) -> int | None:
    """Days or kilometres promised for the class of work: the greatest of house figure, law and what was agreed."""
    work = fact["work_class"]
    figures_known = (figures.whole(f"{work}_{measure}"), figures.whole(f"law_{work}_{measure}"))
    known = [one for one in figures_known if one is not None]
    return max(*known, int(fact.get(f"agreed_{measure}", 0))) if known else None
