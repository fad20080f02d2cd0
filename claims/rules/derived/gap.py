"""What the gap policy works out: shortfalls, and exact distances from the limits (never a rounded ratio)."""

from __future__ import annotations

from claims.rules.derivations import EveryFact, Figures, derivation
from claims.rules.vocabulary import Raw

BASIS = 10_000


@derivation("gap_line_shortfall")
def line_shortfall(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """How much of the quoted amount did not come back; an omitted line counts in full, an added or higher one not."""
    return max(int(fact.get("quoted_minor", 0)) - int(fact.get("returned_minor", 0)), 0)


@derivation("gap_total_shortfall")
def total_shortfall(fact: Raw, every: EveryFact, figures: Figures) -> int:
    """What is missing in all: the totals' difference, or the lines' shortfalls where those come to more.

    Added and higher lines must not hide what was cut elsewhere.
    """
    both = [(int(one.get("quoted_minor", 0)), int(one.get("returned_minor", 0))) for one in every
            if one["kind"] == "line"]  # fmt: skip
    lines = sum(quoted - returned for quoted, returned in both if quoted > returned)
    return max(int(fact["quoted_minor"]) - int(fact["returned_minor"]), lines, 0)


@derivation("gap_margin")
def margin(fact: Raw, every: EveryFact, figures: Figures, *, limit: str) -> int | None:
    """Shortfall × 10,000 minus limit × quoted: zero or more where the limit is reached, exact to the last unit."""
    share = figures.whole(limit)
    if share is None:
        return None
    lost = line_shortfall(fact, every, figures) if fact["kind"] == "line" else total_shortfall(fact, every, figures)
    return lost * BASIS - share * int(fact.get("quoted_minor", 0))


@derivation("gap_share_bp")
def share_bp(fact: Raw, every: EveryFact, figures: Figures) -> int | None:
    """The shortfall's share in basis points, rounded half up: to be read by people, never compared."""
    quoted = int(fact.get("quoted_minor", 0))
    lost = line_shortfall(fact, every, figures) if fact["kind"] == "line" else total_shortfall(fact, every, figures)
    return None if quoted == 0 else (2 * lost * BASIS + quoted) // (2 * quoted)


@derivation("gap_presence")
def presence(fact: Raw, every: EveryFact, figures: Figures) -> str | None:
    """Whether both sides name the line: both, omitted (by the insurer) or added (by the insurer)."""
    ours, theirs = "quoted_minor" in fact, "returned_minor" in fact
    return {(True, True): "both", (True, False): "omitted", (False, True): "added"}.get((ours, theirs))


@derivation("gap_higher")
def higher(fact: Raw, every: EveryFact, figures: Figures) -> bool:
    """Whether the insurer returned more than was quoted."""
    both = "quoted_minor" in fact and "returned_minor" in fact
    return both and int(fact["returned_minor"]) > int(fact["quoted_minor"])


@derivation("gap_below_cost")
def below_cost(fact: Raw, every: EveryFact, figures: Figures) -> bool:
    """Whether the returned amount is below what the line costs us; without a known cost it is not."""
    known = "returned_minor" in fact and "cost_minor" in fact
    return known and int(fact["returned_minor"]) < int(fact["cost_minor"])
