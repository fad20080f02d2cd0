"""Gap: what to do where the insurer's returned price differs from the quoted one (S2 step 9)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import currency, flag, money
from claims.rules.outcome import greatest, worst
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

policy = Policy(
    "gap",
    book="house",
    question="Is the insurer's returned price accepted, checked or negotiated, and by whom?",
    governed_by="quote",
    facts={
        "line": [
            currency(),
            money(
                "quoted_minor", "amount quoted for the line; left out where the insurer added the line", optional=True
            ),
            money("returned_minor", "amount returned; left out where the insurer omitted the line", optional=True),
            money("cost_minor", "what the line costs us, where it is known", optional=True),
            flag("operation", "the line is work (labor, paint, sublet), not a part"),
            flag("kind_changed", "the insurer answered with another kind of part (original, sub-factory, used)"),
        ],
        "total": [
            currency(),
            money("quoted_minor", "amount quoted for all lines that were answered"),
            money("returned_minor", "amount returned for them"),
        ],
    },
    derived={
        "line": {
            "line_shortfall_minor": Derived(
                "int", "gap_line_shortfall@1", "quoted and not returned", unit="minor units"
            ),
            "check_margin": Derived(
                "int",
                "gap_margin@1",
                "distance from the check limit",
                given={"limit": "line_check_bp"},
                unit="minor units / 10,000",
            ),
            "negotiate_margin": Derived(
                "int",
                "gap_margin@1",
                "distance from the negotiate limit",
                given={"limit": "line_negotiate_bp"},
                unit="minor units / 10,000",
            ),
            "share_bp": Derived("int", "gap_share_bp@1", "shortfall as a share, for reading", unit="basis points"),
            "presence": Derived("str", "gap_presence@1", "both, omitted or added"),
            "higher": Derived("bool", "gap_higher@1", "the insurer returned more than was quoted"),
            "below_cost": Derived("bool", "gap_below_cost@1", "the returned amount is below our cost"),
        },
        "total": {
            "total_shortfall_minor": Derived("int", "gap_total_shortfall@1", "missing in all", unit="minor units"),
            "negotiate_margin": Derived(
                "int",
                "gap_margin@1",
                "distance from the negotiate limit",
                given={"limit": "total_negotiate_bp"},
                unit="minor units / 10,000",
            ),
            "share_bp": Derived("int", "gap_share_bp@1", "shortfall as a share, for reading", unit="basis points"),
        },
    },
    says={
        "verdict": worst("accept", "check", "negotiate"),
        "who": worst("nobody", "parts_supervisor", "manager"),
        "shortfall_minor": greatest(overall="max"),
    },
    headline="verdict",
    money="shortfall_minor",
    answers={"line": ["verdict", "who"], "total": ["verdict", "who"]},
)

HOUSE = "S2 step 9; house default"


def _negotiate(clause: Clause, shortfall: Any) -> Clause:
    return clause.then(verdict="negotiate", who="manager", shortfall_minor=shortfall)


def _check(clause: Clause, shortfall: Any) -> Clause:
    return clause.then(verdict="check", who="parts_supervisor", shortfall_minor=shortfall)


@policy.paragraph(HOUSE, requirement="B14", on="line")
def operation_left_out(f: Any, p: Any) -> Clause:
    """An operation that the insurer left out is always negotiated by the business manager."""
    return _negotiate(when(f.operation.is_true(), f.presence == "omitted"), f.line_shortfall_minor).saying(
        "The insurer left out this operation of {quoted_minor:money}; the business manager negotiates."
    )


@policy.paragraph(HOUSE, requirement="B14", on="line")
def part_kind_changed(f: Any, p: Any) -> Clause:
    """A line that comes back with another kind of part is always negotiated by the business manager."""
    return _negotiate(when(f.kind_changed.is_true()), f.line_shortfall_minor)


@policy.paragraph(HOUSE, requirement="B14", on="line")
def below_our_cost(f: Any, p: Any) -> Clause:
    """A returned price below our own cost is always negotiated by the business manager."""
    return _negotiate(when(f.below_cost.is_true()), f.line_shortfall_minor).saying(
        "Returned {returned_minor:money} is below our cost of {cost_minor:money}; the business manager negotiates."
    )


@policy.paragraph(HOUSE, requirement="B14 A9", on="line")
def large_gap_on_line(f: Any, p: Any) -> Clause:
    """A large gap on a line, by share and by amount, goes to the business manager, who negotiates with the insurer."""
    return _negotiate(
        when(f.negotiate_margin >= 0, f.line_shortfall_minor > 0,
             f.line_shortfall_minor >= p.line_negotiate_least_minor),
        f.line_shortfall_minor,
    ).saying(
        "{line_shortfall_minor:money} of {quoted_minor:money} is missing ({share_bp:percent}; limit "
        "{line_negotiate_bp:percent} and {line_negotiate_least_minor:money}); the business manager negotiates."
    )  # fmt: skip


@policy.paragraph(HOUSE, requirement="A9", on="line")
def notable_gap_on_line(f: Any, p: Any) -> Clause:
    """A notable gap on a line is checked by the parts supervisor."""
    return _check(when(f.check_margin >= 0, f.line_shortfall_minor > 0), f.line_shortfall_minor).saying(
        "{line_shortfall_minor:money} of {quoted_minor:money} is missing ({share_bp:percent}; limit "
        "{line_check_bp:percent}); the parts supervisor checks."
    )


@policy.paragraph(HOUSE, requirement="A9", on="line")
def part_left_out(f: Any, p: Any) -> Clause:
    """A part that the insurer left out counts in full and is at least checked by the parts supervisor."""
    return _check(when(f.operation.is_false(), f.presence == "omitted"), f.line_shortfall_minor)


@policy.paragraph(HOUSE, requirement="A9", on="line")
def returned_higher(f: Any, p: Any) -> Clause:
    """A line that comes back higher than quoted is checked by the parts supervisor, for it may be another part."""
    return _check(when(f.higher.is_true()), 0).saying(
        "Returned {returned_minor:money} is more than the quoted {quoted_minor:money}; the parts supervisor checks."
    )


@policy.paragraph(HOUSE, requirement="A9", on="line")
def added_by_insurer(f: Any, p: Any) -> Clause:
    """A line that the insurer added is checked by the parts supervisor."""
    return _check(when(f.presence == "added"), 0)


@policy.paragraph(HOUSE, requirement="A9", on="line")
def line_accepted(f: Any, p: Any) -> Clause:
    """A line that comes back as quoted, or nearly so, is accepted."""
    same = (f.presence == "both", f.kind_changed.is_false(), f.below_cost.is_false(), f.higher.is_false())
    return (
        when(*same, f.check_margin < 0)
        .or_(*same, f.check_margin.is_given(), f.line_shortfall_minor == 0)
        .then(verdict="accept", who="nobody", shortfall_minor=f.line_shortfall_minor)
        .saying("Returned {returned_minor:money} for {quoted_minor:money} is accepted.")
    )


@policy.paragraph(HOUSE, requirement="B14 A9", on="total")
def large_gap_in_total(f: Any, p: Any) -> Clause:
    """A large gap in the total goes to the business manager: by share and amount together, or by amount alone."""
    return _negotiate(
        when(f.negotiate_margin >= 0, f.total_shortfall_minor >= p.total_negotiate_least_minor).or_(
            f.total_shortfall_minor >= p.total_negotiate_always_minor
        ),
        f.total_shortfall_minor,
    ).saying(
        "In all {total_shortfall_minor:money} of {quoted_minor:money} is missing ({share_bp:percent}; limit "
        "{total_negotiate_bp:percent} and {total_negotiate_least_minor:money}, or "
        "{total_negotiate_always_minor:money}); the business manager negotiates."
    )


@policy.paragraph(HOUSE, requirement="A9", on="total")
def total_accepted(f: Any, p: Any) -> Clause:
    """A gap in the total that stays below the limits is accepted; its lines are judged one by one."""
    below = f.total_shortfall_minor < p.total_negotiate_always_minor
    return (
        when(below, f.negotiate_margin < 0)
        .or_(below, f.negotiate_margin.is_given(), f.total_shortfall_minor < p.total_negotiate_least_minor)
        .then(verdict="accept", who="nobody", shortfall_minor=f.total_shortfall_minor)
        .saying("In all {total_shortfall_minor:money} of {quoted_minor:money} is missing; the total is accepted.")
    )
