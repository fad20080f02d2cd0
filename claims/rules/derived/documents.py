"""What the documents policy works out: which papers lie in the file already."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw


@derivation("documents_has")
def has(fact: Raw, every: EveryFact, figures: Figures, *, names: str) -> bool:
    """Whether at least one of the named papers is there."""
    wanted = names.split()
    return any(one["kind"] == "paper" and one["name"] in wanted for one in every)
