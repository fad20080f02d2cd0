"""Complaint: ours or not, grave or not, what is done about it, who owns it, and how much may be conceded (B15, D5)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import currency, flag, money, whole, word
from claims.rules.outcome import collected, first, worst
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, Term, when

policy = Policy(
    "complaint",
    book="house",
    question="Is the complaint ours to mend, is it grave, who owns it, and how much may be conceded?",
    governed_by="complaint",
    facts={
        "complaint": [
            currency(),
            word("cause", "who caused what is complained about", "open", "ours", "not_ours"),
            flag("checked", "the car was checked for free, or needs no check"),
            flag("safety_related", "the safety of the car is concerned"),
            flag("injury", "somebody was hurt"),
            flag("public", "an authority, a lawyer or the press is named"),
            whole("times", "how often this was complained about, this time included", unit="times", least=1, most=1000),
            money("disputed_minor", "amount in dispute"),
            flag("solved", "a solution was given"),
        ],
        "concession": [
            currency(),
            word("cause", "who caused what is complained about", "open", "ours", "not_ours"),
            flag("checked", "the car was checked for free, or needs no check"),
            word("what", "what is conceded", "price", "labor"),
            money("amount_minor", "amount conceded"),
            money("base_minor", "what it is taken from: the bill, or the labor on it"),
        ],
    },
    derived={
        "concession": {
            f"{what}_{who}_excess": Derived(
                "int", "complaint_excess@1", f"distance from the limit of {who} on {what}",
                given={"limit": f"{what}_{who}_bp"},
            )
            for what in ("price", "labor")
            for who in ("care", "manager")
        }
    },
    says={
        "remedy": worst("find_cause", "free_check", "concession", "free_rework"),
        "paid_by": first(),
        "gravity": worst("ordinary", "grave"),
        "owner": worst("care", "manager"),
        "ask_routing": collected(overall=False),
        "concession": worst("within", "manager", "too_much", "not_due"),
        "conceded_minor": first(),
    },
    answers={"complaint": ["remedy", "gravity", "owner", "ask_routing"], "concession": ["concession"]},
    headline="gravity",
)  # fmt: skip

_CAUSE = "S1 complaints 4"
_GRAVE = "S2 task 5; house default"


@policy.paragraph(_CAUSE, requirement="B15", on="complaint")
def cause_is_open(f: Any, p: Any) -> Clause:
    """Who caused what is complained about is found out first; the customer is offered a free check."""
    return when(f.cause == "open").then(remedy="find_cause", paid_by="shop")


@policy.paragraph(_CAUSE, requirement="B15", on="complaint")
def caused_by_us(f: Any, p: Any) -> Clause:
    """What we caused we mend at once, at our cost, when it suits the customer, and we apologize."""
    return when(f.cause == "ours").then(remedy="free_rework", paid_by="shop")


@policy.paragraph(_CAUSE, requirement="B15", on="complaint")
def checked_for_free(f: Any, p: Any) -> Clause:
    """What we did not cause is explained patiently, and the car is checked for free."""
    return when(f.cause == "not_ours", f.checked.is_false()).then(remedy="free_check", paid_by="shop")


@policy.paragraph(_CAUSE, requirement="B15", on="complaint")
def conceded_after_check(f: Any, p: Any) -> Clause:
    """After the free check the price may be lowered or labor waived, within the limits."""
    return when(f.cause == "not_ours", f.checked.is_true()).then(remedy="concession", paid_by="customer")


def _grave(term: Term) -> Clause:
    return when(term).then(gravity="grave", owner="manager")


@policy.paragraph(_GRAVE, requirement="D5", on="complaint")
def grave_for_safety(f: Any, p: Any) -> Clause:
    """A complaint that concerns the safety of the car is grave; the service manager owns it."""
    return _grave(f.safety_related.is_true())


@policy.paragraph(_GRAVE, requirement="D5", on="complaint")
def grave_for_injury(f: Any, p: Any) -> Clause:
    """A complaint after which somebody was hurt is grave; the service manager owns it."""
    return _grave(f.injury.is_true())


@policy.paragraph(_GRAVE, requirement="D5", on="complaint")
def grave_in_public(f: Any, p: Any) -> Clause:
    """A complaint with an authority, a lawyer or the press behind it is grave; the service manager owns it."""
    return _grave(f.public.is_true())


@policy.paragraph(_GRAVE, requirement="D5", on="complaint")
def grave_by_repetition(f: Any, p: Any) -> Clause:
    """A complaint that comes again is grave; the service manager owns it."""
    return _grave(f.times >= p.grave_from_times).saying(
        "The same was complained about {times:number} times; from {grave_from_times:number} times on it is grave."
    )


@policy.paragraph(_GRAVE, requirement="D5", on="complaint")
def grave_by_amount(f: Any, p: Any) -> Clause:
    """A complaint about a large amount is grave; the service manager owns it."""
    return _grave(f.disputed_minor >= p.grave_from_minor).saying(
        "{disputed_minor:money} is in dispute; from {grave_from_minor:money} on a complaint is grave."
    )


@policy.paragraph("S2 task 5", requirement="D5", on="complaint")
def ordinary_otherwise(f: Any, p: Any) -> Clause:
    """Every other complaint is an ordinary one; the care desk owns it."""
    return when(
        f.safety_related.is_false(), f.injury.is_false(), f.public.is_false(),
        f.times < p.grave_from_times, f.disputed_minor < p.grave_from_minor,
    ).then(gravity="ordinary", owner="care")  # fmt: skip


@policy.paragraph("S3 (2)", requirement="D5", on="complaint")
def clock_of_the_answer(f: Any, p: Any) -> Clause:
    """An open complaint has the deadline of its answer: routing says by when, for a grave one at once."""
    return when(f.solved.is_false()).then(ask_routing="complaint_opened")


@policy.paragraph("S3 (2)", requirement="D5", on="complaint")
def clock_of_the_call(f: Any, p: Any) -> Clause:
    """A solved complaint has the deadline of the call that asks whether the customer is satisfied."""
    return when(f.solved.is_true()).then(ask_routing="complaint_solved")


_LIMITS = "S1 complaints 4; house default"


@policy.paragraph(_CAUSE, requirement="B15", on="concession")
def no_concession_for_ours(f: Any, p: Any) -> Clause:
    """What we caused is mended for free; a concession does not stand in for it."""
    return when(f.cause == "ours").then(concession="not_due", conceded_minor=0)


@policy.paragraph(_CAUSE, requirement="B15", on="concession")
def check_before_concession(f: Any, p: Any) -> Clause:
    """Nothing is conceded before the cause is known and the car was checked for free."""
    first_check = when(f.cause == "open").or_(f.cause == "not_ours", f.checked.is_false())
    return first_check.then(concession="not_due", conceded_minor=0)


def _limits(what: str, f: Any, care: Any, manager: Any) -> tuple[Clause, Clause, Clause]:
    asked = (f.cause == "not_ours", f.checked.is_true(), f.what == what)
    return (
        when(*asked, care <= 0).then(concession="within", conceded_minor=f.amount_minor),
        when(*asked, care > 0, manager <= 0).then(concession="manager", conceded_minor=f.amount_minor),
        when(*asked, manager > 0).then(concession="too_much", conceded_minor=0),
    )


@policy.paragraph(_LIMITS, requirement="B15", on="concession")
def price_is_lowered(f: Any, p: Any) -> tuple[Clause, Clause, Clause]:
    """The price may be lowered within the limit of the care desk; the manager's limit is higher, and is the last."""
    own = "{amount_minor:money} of {base_minor:money} may be conceded by the care desk (up to {price_care_bp:percent})."
    higher = "{amount_minor:money} of {base_minor:money} needs the manager (up to {price_manager_bp:percent})."
    over = "{amount_minor:money} of {base_minor:money} is more than anybody may concede ({price_manager_bp:percent})."
    within, asks, too_much = _limits("price", f, f.price_care_excess, f.price_manager_excess)
    return within.saying(own), asks.saying(higher), too_much.saying(over)


@policy.paragraph(_LIMITS, requirement="B15", on="concession")
def labor_is_waived(f: Any, p: Any) -> tuple[Clause, Clause, Clause]:
    """Labor may be waived within the limit of the care desk; the manager's limit is higher, and is the last."""
    own = "{amount_minor:money} of {base_minor:money} labor may be waived by the care desk ({labor_care_bp:percent})."
    higher = "{amount_minor:money} of {base_minor:money} labor needs the manager ({labor_manager_bp:percent})."
    over = "{amount_minor:money} of {base_minor:money} labor is more than may be waived ({labor_manager_bp:percent})."
    within, asks, too_much = _limits("labor", f, f.labor_care_excess, f.labor_manager_excess)
    return within.saying(own), asks.saying(higher), too_much.saying(over)
