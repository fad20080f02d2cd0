"""Deposit: what must be prepaid before a high-value part is ordered (S0 §16). A prepayment, never an earnest."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import currency, money, whole, word
from claims.rules.outcome import every, greatest, worst
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

policy = Policy(
    "deposit",
    book="house",
    question="Must something be prepaid before this part is ordered, how much, and may it be ordered now?",
    governed_by="order",
    facts={
        "part": [
            currency(),
            money("original_price_minor", "original price of one piece"),
            whole("quantity_x1000", "pieces", unit="thousandths", least=1, most=1_000_000),
            word("payer", "who pays the line", "customer", "insurer", "third_party", "manufacturer", "shop"),
            word("supplied_by", "who supplies the part", "shop", "customer", "insurer"),
            money("paid_minor", "what was prepaid for the line so far; left out means nothing", optional=True),
        ]
    },
    derived={
        "part": {
            "payer_owes": Derived("bool", "deposit_payer_owes@1", "whether this payer ever owes a deposit"),
            "owed_now_minor": Derived(
                "int", "deposit_owed_minor@1", "the whole deposit of the line", unit="minor units"
            ),
            "still_missing_minor": Derived(
                "int", "deposit_missing_minor@1", "deposit not yet paid", unit="minor units"
            ),
        }
    },
    says={
        "deposit": worst("not_due", "paid", "due"),
        "owed_minor": greatest(overall="sum"),
        "missing_minor": greatest(overall="sum"),
        "orderable": every(),
    },
    headline="deposit",
    money="owed_minor",
    answers={"part": ["deposit", "owed_minor", "missing_minor", "orderable"]},
)


def _nothing_due(clause: Clause) -> Clause:
    return clause.then(deposit="not_due", owed_minor=0, missing_minor=0, orderable=True)


@policy.paragraph("S0 §4", requirement="B4")
def not_supplied_by_us(f: Any, p: Any) -> Clause:
    """A part that the customer or the insurer supplies is not ordered by us, so nothing is prepaid to us."""
    return _nothing_due(when(f.supplied_by == "customer").or_(f.supplied_by == "insurer"))


@policy.paragraph("S0 §16; house default", requirement="B4")
def payer_owes_none(f: Any, p: Any) -> Clause:
    """A deposit is owed by the customer, and by an insurer only where the shop has said so; nobody else prepays."""
    return _nothing_due(when(f.supplied_by == "shop", f.payer_owes.is_false()))


@policy.paragraph("S0 §16; house default", requirement="B4")
def ordinary_part(f: Any, p: Any) -> Clause:
    """A part below the high-value limit is ordered without a deposit."""
    return _nothing_due(
        when(f.supplied_by == "shop", f.payer_owes.is_true(), f.original_price_minor < p.high_value_minor)
    ).saying(
        "Original price {original_price_minor:money} is below the high-value limit of {high_value_minor:money}: "
        "no deposit."
    )


@policy.paragraph("S0 §16", requirement="B4")
def deposit_is_missing(f: Any, p: Any) -> Clause:
    """A high-value part is ordered only after at least half of its original price has been prepaid."""
    high = f.original_price_minor >= p.high_value_minor
    return (
        when(f.supplied_by == "shop", f.payer_owes.is_true(), high, f.still_missing_minor > 0)
        .then(deposit="due", owed_minor=f.owed_now_minor, missing_minor=f.still_missing_minor, orderable=False)
        .saying(
            "Original price {original_price_minor:money} × {quantity_x1000:quantity} reaches the high-value limit of "
            "{high_value_minor:money}: {owed_minor:money} must be prepaid, {missing_minor:money} is still missing. "
            "Take the prepayment before ordering."
        )
    )


@policy.paragraph("S0 §16", requirement="B4")
def deposit_is_paid(f: Any, p: Any) -> Clause:
    """A high-value part whose deposit has been prepaid may be ordered."""
    high = f.original_price_minor >= p.high_value_minor
    return (
        when(f.supplied_by == "shop", f.payer_owes.is_true(), high, f.still_missing_minor == 0)
        .then(deposit="paid", owed_minor=f.owed_now_minor, missing_minor=0, orderable=True)
        .saying("The prepayment of {owed_minor:money} for this high-value part is there; it may be ordered.")
    )
