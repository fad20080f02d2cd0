"""Cover: what the compulsory cover pays per head, our share of the rest, and what a prepayment is (China)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import currency, money, whole, word
from claims.rules.outcome import first, greatest
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

policy = Policy(
    "cover",
    book="cn",
    question="How much can the compulsory cover pay under each head, and which share of the rest falls on us?",
    governed_by="loss",
    facts={
        "loss": [
            currency(),
            word("head", "what was lost, of all who were harmed together", "death_injury", "medical", "property"),
            money("claimed_minor", "amount claimed under this head"),
            word("fault", "our driver's fault in the accident", "none", "minor", "equal", "main", "full"),
            whole(
                "ratio_bp", "our share of fault where one was fixed: by agreement, police or court",
                unit="basis points", optional=True, most=10_000,
            ),
        ],
        "prepayment": [
            currency(),
            money("contract_minor", "what the contract comes to"),
            money("prepaid_minor", "what is paid beforehand"),
        ],
    },
    derived={
        "loss": {
            "limit_minor": Derived("int", "cover_limit@1", "the cover's limit for the head", unit="minor units"),
            "payable_minor": Derived("int", "cover_payable@1", "the claim, up to the limit", unit="minor units"),
            "beyond_minor": Derived("int", "cover_beyond@1", "the claim beyond the limit", unit="minor units"),
            "fault_share_bp": Derived("int", "cover_share@1", "our share of the rest", unit="basis points"),
            "our_part_minor": Derived("int", "cover_our_part@1", "our part of the rest", unit="minor units"),
        },
        "prepayment": {
            "earnest_most_minor": Derived("int", "cover_earnest_most@1", "limit of an earnest", unit="minor units"),
            "above_earnest": Derived("bool", "cover_above_earnest@1", "more than an earnest could secure"),
        },
    },
    says={
        "paid_minor": greatest(overall="sum"),
        "rest_minor": greatest(overall="sum"),
        "share_bp": greatest(),
        "ours_minor": greatest(overall="sum"),
        "statement": first(),
        "earnest": first(),
    },
    money="paid_minor",
    answers={"loss": ["paid_minor", "rest_minor", "share_bp", "ours_minor"], "prepayment": ["statement", "earnest"]},
    prints={
        "prepayment": "This is a prepayment, not an earnest: it counts towards the price and secures nothing else.",
    },
)  # fmt: skip

_LIMITS = "CN Compulsory Cover Regulation; limits by day of accident"
_SHARE = "CN third-party clauses 2014 art. 23"


def _paid(f: Any, clause: Clause) -> Clause:
    return clause.then(paid_minor=f.payable_minor, rest_minor=f.beyond_minor)


def _borne(f: Any, clause: Clause) -> Clause:
    return clause.then(share_bp=f.fault_share_bp, ours_minor=f.our_part_minor)


@policy.paragraph(_LIMITS, requirement="A17", on="loss")
def compulsory_at_fault(f: Any, p: Any) -> Clause:
    """A driver who bears any fault has the compulsory cover pay each head up to the limit in force at the accident."""
    return _paid(f, when(f.fault != "none", f.limit_minor.is_given())).saying(
        "At fault, the compulsory cover pays {payable_minor:money} of {claimed_minor:money} (limit "
        "{limit_minor:money}); {beyond_minor:money} is left."
    )


@policy.paragraph(_LIMITS, requirement="A17", on="loss")
def compulsory_without_fault(f: Any, p: Any) -> Clause:
    """A driver without fault has the compulsory cover pay each head up to the lower limit for those without fault."""
    return _paid(f, when(f.fault == "none", f.limit_minor.is_given())).saying(
        "Without fault, the compulsory cover pays {payable_minor:money} of {claimed_minor:money} (limit "
        "{limit_minor:money}); {beyond_minor:money} is left."
    )


@policy.paragraph(_SHARE, requirement="A17", on="loss")
def ratio_was_fixed(f: Any, p: Any) -> Clause:
    """A share of fault that was fixed counts for what the compulsory cover leaves."""
    return _borne(f, when(f.ratio_bp.is_given(), f.our_part_minor.is_given())).saying(
        "The share of fault was fixed at {fault_share_bp:percent}: {our_part_minor:money} of {beyond_minor:money} is "
        "ours."
    )


@policy.paragraph(_SHARE, requirement="A17", on="loss")
def share_by_fault(f: Any, p: Any) -> Clause:
    """Where no share was fixed, full, main, equal and minor fault each bear the share that the clauses name."""
    return _borne(f, when(f.ratio_bp.is_missing(), f.fault != "none", f.our_part_minor.is_given())).saying(
        "No share was fixed, so the clauses' share for such fault counts: {fault_share_bp:percent}, which is "
        "{our_part_minor:money} of {beyond_minor:money}."
    )


@policy.paragraph(_SHARE, requirement="A17", on="loss")
def no_fault_bears_nothing(f: Any, p: Any) -> Clause:
    """A driver without fault bears nothing of what the compulsory cover leaves, where no share was fixed."""
    return when(f.ratio_bp.is_missing(), f.fault == "none").then(share_bp=0, ours_minor=0)


@policy.paragraph("CN Civil Code art. 586", requirement="B4", on="prepayment")
def within_what_an_earnest_secures(f: Any, p: Any) -> Clause:
    """What we take beforehand is a prepayment and the papers say so, also where it is small enough for an earnest."""
    return when(f.above_earnest.is_false()).then(statement="prepayment", earnest="within_limit")


@policy.paragraph("CN Civil Code art. 586", requirement="B4", on="prepayment")
def above_what_an_earnest_secures(f: Any, p: Any) -> Clause:
    """Above a fifth of the contract an earnest has no effect; what we take beforehand is a prepayment."""
    return (
        when(f.above_earnest.is_true())
        .then(statement="prepayment", earnest="above_limit")
        .saying(
            "{prepaid_minor:money} is more than the {earnest_most_minor:money} ({earnest_most_bp:percent} of the "
            "contract) up to which an earnest has effect; it is a prepayment, and the papers say so."
        )
    )
