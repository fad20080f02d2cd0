"""Settlement: may this bill be settled, measured against the signed order (S2 settlement 2; S0 §12)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import currency, flag, money, word
from claims.rules.outcome import collected, every, worst
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

AGREED = "agreed: signed order, signed amendments and consented extras; zero where nothing was agreed"

_DERIVED = {
    "difference_minor": Derived("int", "settlement_difference@1", "billed minus agreed", unit="minor units"),
    "difference_size_minor": Derived(
        "int", "settlement_difference_size@1", "size of the difference", unit="minor units"
    ),
}

policy = Policy(
    "settlement",
    book="house",
    question="May this bill be settled as it stands, and what is missing?",
    governed_by="delivery",
    facts={
        "line": [
            currency(),
            money("agreed_minor", AGREED),
            money("billed_minor", "amount on the bill"),
            flag("reason_given", "a reason for billing less is on record"),
        ],
        "bill": [
            currency(),
            money("agreed_minor", AGREED),
            money("billed_minor", "sum of the bill before any discount"),
            flag("reason_given", "a reason for billing less is on record"),
            money("discount_minor", "discount off the bill"),
            word("discount_asked_by", "who asked for the discount, as an id", optional=True),
            word("discount_approved_by", "who approved it, as an id", optional=True),
            flag("approver_is_manager", "the approver is the business manager", optional=True),
            flag("papers_complete", "all settlement papers are there"),
        ],
    },
    derived={
        "line": _DERIVED,
        "bill": {
            **_DERIVED,
            "discount_is_approved": Derived("bool", "settlement_approved@1", "approved by another, by the manager"),
            "discount_fits": Derived("bool", "settlement_discount_fits@1", "the discount is within the bill"),
        },
    },
    says={
        "may_settle": every(),
        "difference": worst("none", "decrease", "increase"),
        "discount": worst("none", "approved", "unapproved"),
        "papers": worst("complete", "incomplete"),
        "missing": collected(),
    },
    headline="may_settle",
    answers={"line": ["may_settle", "difference"], "bill": ["may_settle", "difference", "discount", "papers"]},
)

_CITED = "S2 settlement 2; S2 handover 1"


def _as_agreed(f: Any) -> Clause:
    return when(f.difference_minor == 0).then(may_settle=True, difference="none")


def _increase(f: Any) -> Clause:
    return (
        when(f.difference_minor > 0)
        .then(may_settle=False, difference="increase", missing="consent")
        .saying(
            "Billed {billed_minor:money} is {difference_size_minor:money} more than the agreed {agreed_minor:money}: "
            "get the customer's consent or bill what was agreed."
        )
    )


def _decrease_with_reason(f: Any) -> Clause:
    return (
        when(f.difference_minor < 0, f.reason_given.is_true())
        .then(may_settle=True, difference="decrease")
        .saying(
            "Billed {billed_minor:money} is {difference_size_minor:money} less than agreed, with a reason on record."
        )
    )


def _decrease_without_reason(f: Any) -> Clause:
    return (
        when(f.difference_minor < 0, f.reason_given.is_false())
        .then(may_settle=False, difference="decrease", missing="reason")
        .saying("Billed {billed_minor:money} is {difference_size_minor:money} less than agreed: write down the reason.")
    )


@policy.paragraph(_CITED, requirement="B9", on="line")
def line_as_agreed(f: Any, p: Any) -> Clause:
    """A line billed as agreed may be settled."""
    return _as_agreed(f)


@policy.paragraph(_CITED, requirement="B9", on="line")
def line_increased(f: Any, p: Any) -> Clause:
    """A line billed above what was agreed stops the settlement until the customer has consented."""
    return _increase(f)


@policy.paragraph(_CITED, requirement="B9", on="line")
def line_decreased_with_reason(f: Any, p: Any) -> Clause:
    """A line billed below what was agreed may be settled where the reason is on record."""
    return _decrease_with_reason(f)


@policy.paragraph(_CITED, requirement="B9", on="line")
def line_decreased_without_reason(f: Any, p: Any) -> Clause:
    """A line billed below what was agreed needs its reason first."""
    return _decrease_without_reason(f)


@policy.paragraph(_CITED, requirement="B9", on="bill")
def bill_as_agreed(f: Any, p: Any) -> Clause:
    """A bill that equals signed order, signed amendments and consented extras may be settled."""
    return _as_agreed(f)


@policy.paragraph(_CITED, requirement="B9", on="bill")
def bill_increased(f: Any, p: Any) -> Clause:
    """A bill above what was agreed stops the settlement until the customer has consented."""
    return _increase(f)


@policy.paragraph(_CITED, requirement="B9", on="bill")
def bill_decreased_with_reason(f: Any, p: Any) -> Clause:
    """A bill below what was agreed may be settled where the reason is on record."""
    return _decrease_with_reason(f)


@policy.paragraph(_CITED, requirement="B9", on="bill")
def bill_decreased_without_reason(f: Any, p: Any) -> Clause:
    """A bill below what was agreed needs its reason first."""
    return _decrease_without_reason(f)


@policy.paragraph("S0 §12", requirement="B10", on="bill")
def no_discount(f: Any, p: Any) -> Clause:
    """Without a discount nobody needs to approve one."""
    return when(f.discount_minor == 0).then(may_settle=True, discount="none")


@policy.paragraph("S0 §12", requirement="B10", on="bill")
def discount_approved(f: Any, p: Any) -> Clause:
    """A discount stands where the business manager approved it, who is another person than the one who asked."""
    return (
        when(f.discount_minor > 0, f.discount_is_approved.is_true(), f.discount_fits.is_true())
        .then(may_settle=True, discount="approved")
        .saying("The discount of {discount_minor:money} was approved by the business manager.")
    )


@policy.paragraph("S0 §12", requirement="B10", on="bill")
def discount_unapproved(f: Any, p: Any) -> Clause:
    """A discount needs the approval of the business manager, who must be another person than the one who asked."""
    return (
        when(f.discount_minor > 0, f.discount_is_approved.is_false())
        .then(may_settle=False, discount="unapproved", missing="discount_approval")
        .saying("The discount of {discount_minor:money} waits for the business manager, not for the person who asked.")
    )


@policy.paragraph("S2 step 15", requirement="A15", on="bill")
def papers_complete(f: Any, p: Any) -> Clause:
    """All settlement papers are there."""
    return when(f.papers_complete.is_true()).then(may_settle=True, papers="complete")


@policy.paragraph("S2 step 15", requirement="A15", on="bill")
def papers_incomplete(f: Any, p: Any) -> Clause:
    """The cashier prepares all papers before settling; some are missing."""
    return when(f.papers_complete.is_false()).then(may_settle=False, papers="incomplete", missing="papers")
