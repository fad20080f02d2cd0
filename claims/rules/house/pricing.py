"""Pricing: how a repair may be priced, what it must say, what is due without a repair (S0 §3-4, S1 I.8, III.6)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import currency, flag, money, word
from claims.rules.outcome import Saying, collected, every, first, greatest, worst
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

policy = Policy(
    "pricing",
    book="house",
    question="May this price stand, what must be said with it, and what is due where no repair follows?",
    governed_by="quote",
    facts={
        "estimate": [
            currency(),
            word(
                "method", "way of pricing; left out where none was chosen", "by_system", "by_symptom", "by_item",
                optional=True,
            ),
            money("parts_minor", "all parts; left out where they are not shown apart", optional=True),
            money("labor_minor", "all labor with paint; left out where it is not shown apart", optional=True),
            money("total_minor", "all lines together, before taxes and before any risk premium"),
            money("risk_value_minor", "the value of the risk, as stated with the price", optional=True),
            word("price_basis", "where the prices of the items are from", "market", "customer_list", optional=True),
            flag("quality_guaranteed", "the quality is guaranteed all the same", optional=True),
            flag("explained_before", "that quality may not be guaranteed was explained beforehand", optional=True),
        ],
        "found_work": [flag("diagnosed", "what was found is listed, with where and by whom it was found")],
        "ending": [
            word("ended", "how the claim ended", "repaired", "withdrawn", "total_loss"),
            flag("diagnosed", "a diagnosis or a valuation was made"),
            flag("fee_settled", "its fee is paid or waived, or stated as nothing with the reason"),
        ],
        "service": [
            currency(),
            flag("first_service", "it is the vehicle's first service"),
            flag("order_says_free", "the order says that it is free of charge"),
            money("charged_minor", "what the customer is to pay for it"),
        ],
        "line": [
            currency(),
            money("cost_minor", "what one piece costs us", least=1),
            money("price_minor", "what one piece is sold for"),
        ],
        "discount": [
            currency(),
            money("owed_minor", "what the payer owes before the discount", least=1),
            money("discount_minor", "the discount"),
            flag("manager_word", "the manager's word why it is given is on record"),
        ],
    },
    derived={
        "estimate": {
            "is_split": Derived("bool", "pricing_split@1", "labor and parts are shown apart and add up"),
            "premium_minor": Derived("int", "pricing_premium@1", "the risk premium of the house", unit="minor units"),
            "risk_is_covered": Derived("bool", "pricing_risk_covered@1", "the stated risk value reaches the premium"),
            "quality": Derived("str", "pricing_quality@1", "guaranteed, explained or unexplained"),
        },
        "line": {
            "above_markup": Derived("bool", "pricing_above_markup@1", "the mark-up is above the limit"),
            "markup_bp": Derived("int", "pricing_markup_bp@1", "the mark-up, for reading", unit="basis points"),
        },
        "discount": {
            "above_discount": Derived("bool", "pricing_above_discount@1", "the discount is above the limit"),
            "discount_bp": Derived("int", "pricing_discount_bp@1", "the discount, for reading", unit="basis points"),
        },
    },
    says={
        "allowed": every(),
        "method": first(),
        "split": first(),
        "amount_minor": greatest(overall="sum"),
        "fee": worst("not_due", "settled", "due"),
        "service": first(),
        "markup": worst("within", "above_limit"),
        "who": worst("nobody", "parts_supervisor", "manager"),
        "discount": Saying("first", "worst", ("within", "above_limit")),
        "print_on_order": collected(),
        "missing": collected(),
    },
    headline="allowed",
    money="amount_minor",
    answers={
        "estimate": ["allowed", "method", "split"], "found_work": ["allowed"], "ending": ["allowed", "fee"],
        "service": ["allowed", "service"], "line": ["markup", "who"], "discount": ["allowed", "discount"],
    },
    prints={
        "quality_not_guaranteed": "Priced by item of work: its quality is not guaranteed, as was explained beforehand.",
        "first_service_free": "The first service is free of charge.",
    },
)  # fmt: skip


@policy.paragraph("S0 §4", requirement="B5", on="estimate")
def by_system(f: Any, p: Any) -> Clause:
    """A repair is priced by the systems involved, unless another way of pricing was chosen."""
    return when(f.method == "by_system").or_(f.method.is_missing()).then(method="by_system", allowed=True)


@policy.paragraph("S0 §4; house default", requirement="B5", on="estimate")
def by_symptom(f: Any, p: Any) -> Clause:
    """A repair priced by the symptom carries a risk premium, and the price states a risk value that reaches it."""
    return (
        when(f.method == "by_symptom", f.risk_is_covered.is_true())
        .then(method="by_symptom", allowed=True, amount_minor=f.premium_minor)
        .saying(
            "Priced by symptom: the stated risk value of {risk_value_minor:money} reaches the premium of "
            "{premium_minor:money} ({risk_premium_bp:percent})."
        )
    )


@policy.paragraph("S0 §4; house default", requirement="B5", on="estimate")
def by_symptom_below_premium(f: Any, p: Any) -> Clause:
    """A risk value below the house's premium does not carry the risk of pricing by the symptom."""
    return (
        when(f.method == "by_symptom", f.risk_is_covered.is_false())
        .then(method="by_symptom", allowed=False, amount_minor=f.premium_minor, missing="risk_value")
        .saying(
            "Priced by symptom: the stated risk value of {risk_value_minor:money} is below the premium of "
            "{premium_minor:money} ({risk_premium_bp:percent}); state at least that."
        )
    )


@policy.paragraph("S0 §4", requirement="B5", on="estimate")
def by_symptom_without_risk_value(f: Any, p: Any) -> Clause:
    """A repair is not priced by the symptom without stating the value of the risk."""
    return when(f.method == "by_symptom", f.risk_value_minor.is_missing()).then(
        method="by_symptom", allowed=False, missing="risk_value"
    )


@policy.paragraph("S0 §4", requirement="B5", on="estimate")
def by_item(f: Any, p: Any) -> Clause:
    """Where pricing by item leaves the quality unguaranteed, the customer was told beforehand; the order says so."""
    return when(f.method == "by_item", f.price_basis.is_given(), f.quality == "explained").then(
        method="by_item", allowed=True, print_on_order="quality_not_guaranteed"
    )


@policy.paragraph("S0 §4", requirement="B5", on="estimate")
def by_item_guaranteed(f: Any, p: Any) -> Clause:
    """A repair priced by item whose quality is guaranteed all the same needs no such explanation."""
    return when(f.method == "by_item", f.price_basis.is_given(), f.quality == "guaranteed").then(
        method="by_item", allowed=True
    )


@policy.paragraph("S0 §4", requirement="B5", on="estimate")
def by_item_unexplained(f: Any, p: Any) -> Clause:
    """Work priced by item does not begin before it was explained that its quality may not be guaranteed."""
    untold = when(f.method == "by_item", f.quality == "unexplained")
    return untold.then(method="by_item", allowed=False, missing="explanation")


@policy.paragraph("S0 §4", requirement="B5", on="estimate")
def by_item_without_basis(f: Any, p: Any) -> Clause:
    """A price by item of work is a market price or stands on the customer's own list."""
    return when(f.method == "by_item", f.price_basis.is_missing()).then(
        method="by_item", allowed=False, missing="price_basis"
    )


@policy.paragraph("S1 I.8", requirement="B7", on="estimate")
def labor_and_parts_apart(f: Any, p: Any) -> Clause:
    """The estimate shows labor and parts apart, and they add up to its total."""
    return when(f.is_split.is_true()).then(split="split", allowed=True)


@policy.paragraph("S1 I.8", requirement="B7", on="estimate")
def labor_and_parts_together(f: Any, p: Any) -> Clause:
    """An estimate that does not show labor and parts apart, adding up to its total, is not given to the customer."""
    return when(f.is_split.is_false()).then(split="not_split", allowed=False, missing="split")


@policy.paragraph("S1 I.8", requirement="B7", on="found_work")
def found_work_diagnosed(f: Any, p: Any) -> Clause:
    """Work found later is priced once it is diagnosed."""
    return when(f.diagnosed.is_true()).then(allowed=True)


@policy.paragraph("S1 I.8", requirement="B7", on="found_work")
def found_work_undiagnosed(f: Any, p: Any) -> Clause:
    """Work found later is not priced before it is diagnosed: what was found, where and by whom."""
    return when(f.diagnosed.is_false()).then(allowed=False, missing="diagnosis")


@policy.paragraph("S0 §3", requirement="B6", on="ending")
def diagnosis_fee_due(f: Any, p: Any) -> Clause:
    """A customer who does not go ahead owes the fee for the diagnosis or valuation that was made."""
    open_ = (f.diagnosed.is_true(), f.fee_settled.is_false())
    return (
        when(f.ended == "withdrawn", *open_)
        .or_(f.ended == "total_loss", *open_)
        .then(fee="due", allowed=False, missing="diagnosis_fee")
    )


@policy.paragraph("S0 §3", requirement="B6", on="ending")
def diagnosis_fee_settled(f: Any, p: Any) -> Clause:
    """The fee for the diagnosis or valuation is settled: paid, waived, or stated as nothing with the reason."""
    closed = (f.diagnosed.is_true(), f.fee_settled.is_true())
    return when(f.ended == "withdrawn", *closed).or_(f.ended == "total_loss", *closed).then(fee="settled", allowed=True)


@policy.paragraph("S0 §3", requirement="B6", on="ending")
def no_diagnosis_fee(f: Any, p: Any) -> Clause:
    """Where nothing was diagnosed, or the repair was done, no fee for a diagnosis is owed."""
    return when(f.diagnosed.is_false()).or_(f.ended == "repaired").then(fee="not_due", allowed=True)


@policy.paragraph("S1 III.6", requirement="B17", on="service")
def first_service_free(f: Any, p: Any) -> Clause:
    """The first service is free of charge, and the order says so."""
    return when(f.first_service.is_true(), f.order_says_free.is_true(), f.charged_minor == 0).then(
        service="free", allowed=True, print_on_order="first_service_free"
    )


@policy.paragraph("S1 III.6", requirement="B17", on="service")
def first_service_unsaid(f: Any, p: Any) -> Clause:
    """An order for a first service that does not say that it is free is not handed out."""
    return when(f.first_service.is_true(), f.order_says_free.is_false()).then(
        service="free", allowed=False, missing="free_on_order", print_on_order="first_service_free"
    )


@policy.paragraph("S1 III.6", requirement="B17", on="service")
def first_service_charged(f: Any, p: Any) -> Clause:
    """Nothing is charged for a first service."""
    return (
        when(f.first_service.is_true(), f.charged_minor > 0)
        .then(service="free", allowed=False, missing="no_charge")
        .saying("{charged_minor:money} is charged for a first service, which is free; take it off.")
    )


@policy.paragraph("S1 III.6", requirement="B17", on="service")
def later_service(f: Any, p: Any) -> Clause:
    """A later service is charged like any work."""
    return when(f.first_service.is_false()).then(service="charged", allowed=True)


@policy.paragraph("house default: mark-up limit", requirement="B5", on="line")
def markup_within_limit(f: Any, p: Any) -> Clause:
    """A mark-up on our cost up to the house's limit stands."""
    return (
        when(f.above_markup.is_false())
        .then(markup="within", who="nobody")
        .saying("A mark-up of {markup_bp:percent} is within the limit of {markup_most_bp:percent}.")
    )


@policy.paragraph("house default: mark-up limit", requirement="B5", on="line")
def markup_above_limit(f: Any, p: Any) -> Clause:
    """A mark-up above the house's limit is looked at by the parts supervisor before the price goes out."""
    return (
        when(f.above_markup.is_true())
        .then(markup="above_limit", who="parts_supervisor")
        .saying(
            "{price_minor:money} for what costs us {cost_minor:money} is more than the mark-up limit of "
            "{markup_most_bp:percent}; the parts supervisor looks at it."
        )
    )


@policy.paragraph("house default: discount limit", requirement="B10", on="discount")
def discount_within_limit(f: Any, p: Any) -> Clause:
    """A discount up to the house's limit needs no more than the manager's approval."""
    within = when(f.above_discount.is_false())
    return within.then(discount="within", allowed=True, amount_minor=f.discount_minor).saying(
        "A discount of {discount_minor:money} is within the limit of {discount_most_bp:percent}."
    )


@policy.paragraph("house default: discount limit", requirement="B10", on="discount")
def discount_above_limit(f: Any, p: Any) -> Clause:
    """A discount above the house's limit is given where the manager wrote down why."""
    return when(f.above_discount.is_true(), f.manager_word.is_true()).then(
        discount="above_limit", allowed=True, amount_minor=f.discount_minor
    )


@policy.paragraph("house default: discount limit", requirement="B10", on="discount")
def discount_above_limit_unexplained(f: Any, p: Any) -> Clause:
    """A discount above the house's limit is not given before the manager has written down why."""
    return (
        when(f.above_discount.is_true(), f.manager_word.is_false())
        .then(discount="above_limit", allowed=False, amount_minor=f.discount_minor, missing="manager_word")
        .saying(
            "A discount of {discount_minor:money} is {discount_bp:percent}, more than the limit of "
            "{discount_most_bp:percent}: the manager writes down why."
        )
    )
