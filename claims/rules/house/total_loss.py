"""Total loss: is the repair worth it, measured against what the vehicle was worth (S2 insured repair, step 4)."""

from __future__ import annotations

from typing import Any

from claims.rules.facts import currency, day, money, word
from claims.rules.outcome import collected, first, greatest, worst
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, when

policy = Policy(
    "total_loss",
    book="house",
    question="Is the repair worth it, or is the vehicle a total loss?",
    governed_by="loss",
    facts={
        "vehicle": [
            currency(),
            money("repair_minor", "what the repair costs, where it was assessed", optional=True),
            money("salvage_minor", "what is left of the vehicle, as agreed or offered", optional=True),
            money("value_minor", "the vehicle's value just before the loss, as stated or agreed", optional=True),
            money("new_price_minor", "price of such a vehicle when new", optional=True),
            day("registered_on", "day of the vehicle's first registration", optional=True),
            day("lost_on", "day of the loss", optional=True),
            word(
                "use", "how the vehicle is used", "private_under_ten_seats", "other_commercial", "taxi", optional=True
            ),
        ]
    },
    derived={
        "vehicle": {
            "value_now_minor": Derived("int", "total_loss_value@1", "value before the loss", unit="minor units"),
            "lost_value_bp": Derived("int", "total_loss_depreciation@1", "value lost since new", unit="basis points"),
            "months_used": Derived("int", "total_loss_months@1", "whole months from registration to loss"),
            "reaches_share": Derived("bool", "total_loss_reaches_share@1", "the repair reaches the share of the value"),
            "reaches_value": Derived("bool", "total_loss_reaches_value@1", "repair and salvage reach the value"),
        }
    },
    says={
        "verdict": worst("repair", "total_loss"),
        "value_from": first(),
        "value_minor": greatest(overall="sum"),
        "because": collected(),
    },
    headline="verdict",
    money="value_minor",
    answers={"vehicle": ["verdict"]},
)


@policy.paragraph("S2 step 4; house default", requirement="A4")
def value_as_stated(f: Any, p: Any) -> Clause:
    """A value that was stated or agreed counts before any that is worked out."""
    return (
        when(f.value_minor.is_given())
        .then(value_from="stated", value_minor=f.value_minor)
        .saying("The vehicle's value before the loss is stated as {value_minor:money}.")
    )


@policy.paragraph("CN motor clauses, table of depreciation", requirement="A4")
def value_as_depreciated(f: Any, p: Any) -> Clause:
    """Where no value is stated, the price when new loses a share for every full month, by use, up to a limit."""
    return (
        when(f.value_minor.is_missing(), f.value_now_minor.is_given())
        .then(value_from="depreciated", value_minor=f.value_now_minor)
        .saying(
            "{new_price_minor:money} when new, less {lost_value_bp:percent} after {months_used:number} full months: "
            "{value_now_minor:money} before the loss."
        )
    )


@policy.paragraph("S2 step 4; house default", requirement="A4")
def repair_reaches_share(f: Any, p: Any) -> Clause:
    """A repair that costs the house's share of the vehicle's value, or more, is not worth it."""
    return (
        when(f.reaches_share.is_true())
        .then(verdict="total_loss", because="share")
        .saying(
            "The repair of {repair_minor:money} reaches {repair_most_bp:percent} of the value of "
            "{value_now_minor:money}: a total loss."
        )
    )


@policy.paragraph("S2 step 4; house default", requirement="A4")
def repair_and_salvage_reach_value(f: Any, p: Any) -> Clause:
    """Where repair and salvage together reach the vehicle's value, the repair is not worth it."""
    return (
        when(f.reaches_value.is_true())
        .then(verdict="total_loss", because="salvage")
        .saying(
            "The repair of {repair_minor:money} and the salvage of {salvage_minor:money} reach the value of "
            "{value_now_minor:money}: a total loss."
        )
    )


@policy.paragraph("S2 step 4; house default", requirement="A4")
def worth_repairing(f: Any, p: Any) -> Clause:
    """A repair below the share, which with the salvage stays below the value, is worth it."""
    return (
        when(f.reaches_share.is_false(), f.reaches_value.is_false())
        .then(verdict="repair")
        .saying(
            "The repair of {repair_minor:money} stays below {repair_most_bp:percent} of the value of "
            "{value_now_minor:money}, and below it together with the salvage of {salvage_minor:money}."
        )
    )
