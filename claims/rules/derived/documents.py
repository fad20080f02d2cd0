"""What the documents policy works out: which papers lie in the file already, and which an insurer always wants."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw


@derivation("documents_has")
def has(fact: Raw, every: EveryFact, figures: Figures, *, names: str) -> bool:
    """Whether at least one of the named papers is there."""
    wanted = names.split()
    return any(one["kind"] == "paper" and one["name"] in wanted for one in every)


@derivation("documents_demanded")
def demanded(fact: Raw, every: EveryFact, figures: Figures, *, name: str) -> bool | None:
    """Whether the shop's list says `insurer:paper`; nothing where the insurer is not told."""
    listed = figures.words("insurer_demands")
    return None if listed is None or "insurer" not in fact else f"{fact['insurer']}:{name}" in listed
