"""What makes an estimate impossible to price, all at once: hours below zero, two currencies, net against gross."""

from __future__ import annotations

from collections.abc import Iterator

from claims.estimating.categories import TAX_WORDS
from claims.estimating.estimate import CostKind, Estimate, EstimateLine, EstimateProfile, Stated
from claims.estimating.pricing import PER_CATEGORY, PER_LINE
from claims.kernel.amounts import Share
from claims.kernel.errors import Faults, Refusal
from claims.kernel.money import Money

FOREIGN = "{currency} stands in an estimate in {wanted}; convert it first"
NO_SHARE_OF = "a share must be from 0 to 100 percent"
TOO_LARGE_A_DISCOUNT = "a discount cannot be more than the price"
RATE_BELOW_ZERO = "a rate cannot be below zero"
BELOW_ZERO = "line {line}: this cannot be below zero"
HOURS_BELOW_ZERO = "hours cannot be below zero"


class EstimateFaulty(Refusal):
    """The estimate cannot be priced as it stands; mend every point listed and price it again."""

    status = 400


def refuse_faulty(estimate: Estimate, profile: EstimateProfile) -> None:
    """EstimateFaulty with every fault of the estimate and of the profile, and where it stands."""
    faults = Faults()
    for place, line in enumerate(estimate.lines):
        if not looks_right(line):
            check_line(line, f"lines[{place}]", faults)
    check_profile(profile, faults)
    check_currencies(estimate, profile, faults)
    own = estimate.profile
    if own is not None and None is not own.prices_include_tax is not profile.prices_include_tax is not None:
        faults.add(
            "the estimate's prices and the rates disagree on whether tax is included; convert one of them first",
            "profile.prices_include_tax",
        )
    faults.refuse(EstimateFaulty)


def looks_right(line: EstimateLine) -> bool:
    """Whether a usual line has no fault; one that is not usual is looked at closely."""
    return (
        line.hours.hundredths >= 0
        and line.refinish_hours.hundredths >= 0
        and line.paint_panels.thousandths >= 0
        and line.quantity.thousandths >= 0
        and line.markup is None
        and line.betterment is None
        and line.cost is None
    )


def check_line(line: EstimateLine, where: str, faults: Faults) -> None:
    """Hours, panels and quantities below zero, impossible shares, and a cost that does not say what it is for."""
    if line.hours.hundredths < 0:
        faults.add(BELOW_ZERO, f"{where}.hours", line=line.position)
    if line.refinish_hours.hundredths < 0:
        faults.add(BELOW_ZERO, f"{where}.refinish_hours", line=line.position)
    if line.paint_panels.thousandths < 0:
        faults.add(BELOW_ZERO, f"{where}.paint_panels", line=line.position)
    if line.quantity.thousandths < 0:
        faults.add(BELOW_ZERO, f"{where}.quantity", line=line.position)
    if line.markup is not None and line.markup.basis_points < -10_000:
        faults.add(TOO_LARGE_A_DISCOUNT, f"{where}.markup")
    if line.betterment is not None:
        check_part(line.betterment.share, f"{where}.betterment.share", faults)
    if line.cost is not None and line.cost_kind is CostKind.NONE:
        faults.add("line {line}: say what the cost is for", f"{where}.cost_kind", line=line.position)


def check_profile(profile: EstimateProfile, faults: Faults) -> None:
    """Rates below zero, impossible shares, taxes on unknown categories, an unknown rounding."""
    for where, amount in profile_amounts(profile):
        faults.check(amount.minor >= 0, RATE_BELOW_ZERO, where)
    for kind, markup in profile.markups.items():
        faults.check(markup.basis_points >= -10_000, TOO_LARGE_A_DISCOUNT, f"profile.markups.{kind.value}")
    faults.check(
        profile.sublet_markup.basis_points >= -10_000, TOO_LARGE_A_DISCOUNT,
        "profile.sublet_markup",
    )  # fmt: skip
    for stages, share in profile.blend.items():
        check_part(share, f"profile.blend.{stages.value}", faults)
    for place, (_, share) in enumerate(profile.panel_discounts):
        check_part(share, f"profile.panel_discounts[{place}]", faults)
    check_part(profile.management_fee, "profile.management_fee", faults)
    overlaps = {"overlap_adjacent": profile.overlap_adjacent, "overlap_non_adjacent": profile.overlap_non_adjacent}
    for name, hours in overlaps.items():
        faults.check(hours.hundredths >= 0, HOURS_BELOW_ZERO, f"profile.{name}")
    clear = profile.clear_coat
    if clear is not None:
        check_part(clear.first, "profile.clear_coat.first", faults)
        check_part(clear.further, "profile.clear_coat.further", faults)
        faults.check(clear.cap.hundredths >= 0, HOURS_BELOW_ZERO, "profile.clear_coat.cap")
        faults.check(clear.step.hundredths > 0, "a step must be above zero", "profile.clear_coat.step")
    for place, tax in enumerate(profile.taxes):
        where = f"profile.taxes[{place}]"
        faults.check(tax.rate.basis_points >= 0, RATE_BELOW_ZERO, where)
        for word in tax.on:
            faults.check(word in TAX_WORDS, "there is no category {code} that a tax could be on", where, code=word)
    if profile.taxes and profile.prices_include_tax is None:
        faults.add("say whether prices include tax", "profile.prices_include_tax")
    faults.check(
        profile.rounding in (PER_CATEGORY, PER_LINE), "say whether to round per_category or per_line",
        "profile.rounding",
    )  # fmt: skip


def check_part(share: Share | None, where: str, faults: Faults) -> None:
    """A share of something is between none and all of it."""
    if share is not None and not 0 <= share.basis_points <= 10_000:
        faults.add(NO_SHARE_OF, where)


def check_currencies(estimate: Estimate, profile: EstimateProfile, faults: Faults) -> None:
    """Everything is in the estimate's currency."""
    wanted = estimate.currency
    amounts = [*estimate_amounts(estimate), *profile_amounts(profile), *stated_amounts(estimate.stated)]
    found = [(where, amount.currency) for where, amount in amounts if amount.currency != wanted]
    if profile.currency != wanted:
        found.append(("profile.currency", profile.currency))
    for where, currency in found:
        faults.add(FOREIGN, where,
                   currency=currency, wanted=wanted)  # fmt: skip


def estimate_amounts(estimate: Estimate) -> Iterator[tuple[str, Money]]:
    """Every amount of the lines and below them with its place; of unit prices those in another currency."""
    for place, line in enumerate(estimate.lines):
        if line.unit_price is not None and line.unit_price.currency != estimate.currency:
            yield f"lines[{place}].unit_price", line.unit_price
        if line.labor_price is not None:
            yield f"lines[{place}].labor_price", line.labor_price
        if line.cost is not None:
            yield f"lines[{place}].cost", line.cost
        if line.betterment is not None and line.betterment.amount is not None:
            yield f"lines[{place}].betterment.amount", line.betterment.amount
    if estimate.deductible is not None:
        yield "deductible", estimate.deductible
    if estimate.customer_share is not None:
        yield "customer_share", estimate.customer_share


def profile_amounts(profile: EstimateProfile) -> Iterator[tuple[str, Money]]:
    """Every rate, price and cap, with its place."""
    for kind, rate in profile.rates.items():
        yield f"profile.rates.{kind.value}", rate
    for material, told in profile.materials.items():
        yield f"profile.materials.{material.value}.rate", told.rate
        if told.cap is not None:
            yield f"profile.materials.{material.value}.cap", told.cap
    if profile.panel_price is not None:
        yield "profile.panel_price", profile.panel_price


def stated_amounts(stated: Stated) -> Iterator[tuple[str, Money]]:
    """Every total as the file prints it, with its place."""
    for code, amount in stated.categories.items():
        yield f"stated.categories.{code}", amount
    for place, tax in enumerate(stated.taxes):
        yield f"stated.taxes[{place}].amount", tax.amount
        if tax.base is not None:
            yield f"stated.taxes[{place}].base", tax.base
    for name in ("subtotal", "total", "betterment", "prior_damage", "deductible", "customer_share", "net"):
        total = getattr(stated, name)
        if total is not None:
            yield f"stated.{name}", total
