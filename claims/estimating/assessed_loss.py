"""The loss as a Chinese insurer assesses it, and what the covers pay of it by the edition of the policy's clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.estimating.categories import FEE, GROUPS
from claims.estimating.estimate import CostKind, Estimate, PriorDamage
from claims.estimating.worksheet import INSURER_BEARS, Worksheet, bearer
from claims.estimating.worksheet_bill import LineAmounts
from claims.estimating.worksheet_faults import FOREIGN, NO_SHARE_OF
from claims.kernel.amounts import Share, half_up
from claims.kernel.errors import Faults, Refusal
from claims.kernel.money import Money

NO_SHARE = Share(0)


class LossFaulty(Refusal):
    """The pay-out cannot be worked out from these figures; mend every point listed."""

    status = 400


class NoPlaceInLoss(Refusal):
    """An assessed loss has no place for {kind}; enter these lines as work, material or rescue, or leave them out."""

    status = 409


class TaxOutside(Refusal):
    """An assessed loss is in prices that include tax, and this estimate adds tax to its prices; convert it first."""

    status = 409


class ClauseEdition(StrEnum):
    """Which model clauses the policy was written on; this governs, and not the date of the loss."""

    OF_2014 = "2014"
    OF_2020 = "2020"


@dataclass(frozen=True, kw_only=True)
class AssessedLoss:
    """What an insurer assesses, all in one currency with tax included; the total is after salvage."""

    parts: Money
    labor: Money
    auxiliary: Money
    management_fee: Money
    rescue: Money
    salvage: Money

    @property
    def total(self) -> Money:
        """Parts, labor, auxiliary material, management fee and rescue, less salvage (estimating.md, Arithmetic)."""
        return self.parts + self.labor + self.auxiliary + self.management_fee + self.rescue - self.salvage


@dataclass(frozen=True, kw_only=True)
class OwnDamageCover:
    """What the own-damage cover takes off: shares of the loss, and an absolute amount (none where not agreed).

    `liability_deductible` hangs on the driver's fault and exists in the 2014 clauses only (5, 10, 15 or 20 %, 30 %
    where the third party cannot be found); `absolute_rates` are those of the 2014 clauses, or the one of the rider
    to the 2020 clauses.
    """

    edition: ClauseEdition
    liability_deductible: Share = NO_SHARE
    absolute_rates: Sequence[Share] = ()
    absolute_amount: Money | None = None


def assessed(estimate: Estimate, worksheet: Worksheet, *, rescue: Money, salvage: Money) -> AssessedLoss:
    """The assessed loss of the lines that the insurer bears; `rescue` is added to the towing on the estimate.

    Sublet work counts as labor; paint, shop, auxiliary and protecting material as auxiliary material. NoPlaceInLoss
    where lines have costs of another kind, TaxOutside where tax is added to the prices, LossFaulty for faulty amounts.
    """
    if worksheet.taxes_added and worksheet.tax.minor:
        raise TaxOutside
    refuse_amounts(worksheet.currency, rescue=rescue, salvage=salvage)
    claimed = [line for line in estimate.lines if line.prior_damage is not PriorDamage.UNRELATED]
    both = zip(claimed, worksheet.lines, strict=True)
    lines = [amounts for line, amounts in both if bearer(line) == INSURER_BEARS]
    strange = {CostKind.STORAGE.value, CostKind.OTHER.value} & {code for each in lines for code in each.minor}
    if strange:
        raise NoPlaceInLoss(kind=", ".join(sorted(strange)))
    protecting = (CostKind.CORROSION.value, CostKind.CAR_COVER.value)

    def sum_of(*codes: str) -> Money:
        return amount_of(lines, codes, worksheet.currency)

    return AssessedLoss(
        parts=sum_of(*GROUPS["part"]),
        labor=sum_of(*GROUPS["labor"], *GROUPS["paint"], CostKind.SUBLET.value),
        auxiliary=sum_of(*GROUPS["material"], *protecting),
        management_fee=sum_of(FEE),
        rescue=sum_of(CostKind.TOWING.value) + rescue,
        salvage=salvage,
    )


def amount_of(lines: Sequence[LineAmounts], codes: Sequence[str], currency: str) -> Money:
    """The sum of these categories over these lines."""
    return Money(sum(each.minor.get(code, 0) for each in lines for code in codes), currency)


def own_damage_payout(repair: Money, recovered: Money, cover: OwnDamageCover) -> Money:
    """What the own-damage cover pays of a partial loss, rounded half up once, from nothing to the whole repair.

    `recovered` is what third parties have already paid. Sources: model clauses of the Insurance Association of China
    for commercial motor insurance. 2014 (car damage, article on indemnity for a partial loss): (repair − recovered) ×
    (1 − liability deductible) × (1 − sum of absolute rates) − absolute amount. 2020 (as the specification gives it;
    to be confirmed with the policy's wording): (repair − recovered − absolute amount) × (1 − the rider's rate).
    LossFaulty names everything that cannot be: amounts below zero or of another currency, impossible shares.
    """
    none = Money(0, repair.currency)
    amount = cover.absolute_amount or none
    rates = [("liability_deductible", cover.liability_deductible)]
    rates += [(f"absolute_rates[{place}]", rate) for place, rate in enumerate(cover.absolute_rates)]
    faults = Faults()
    check_amounts(faults, repair.currency, repair=repair, recovered=recovered, absolute_amount=amount)
    for where, rate in rates:
        check_share(faults, where, rate)
    absolute = sum(rate.basis_points for rate in cover.absolute_rates)
    faults.check(absolute <= 10_000, "the absolute rates come to more than 100 percent", "absolute_rates")
    if cover.edition is ClauseEdition.OF_2020:
        faults.check(
            not cover.liability_deductible.basis_points,
            "the 2020 clauses know no deductible by fault; leave it out or choose the 2014 edition",
            "liability_deductible",
        )
    faults.refuse(LossFaulty)
    left = max(0, repair.minor - recovered.minor)
    if cover.edition is ClauseEdition.OF_2020:
        return Money(half_up(max(0, left - amount.minor) * (10_000 - absolute), 10_000), repair.currency)
    kept = (10_000 - cover.liability_deductible.basis_points) * (10_000 - absolute)
    return Money(max(0, half_up(left * kept - amount.minor * 100_000_000, 100_000_000)), repair.currency)


def third_party_payout(loss: Money, compulsory_part: Money, share_of_fault: Share) -> Money:
    """What the third-party cover pays: (loss − the compulsory cover's part) × share of fault, rounded half up once.

    Never below nothing (estimating.md, Arithmetic). LossFaulty as for own damage.
    """
    faults = Faults()
    check_amounts(faults, loss.currency, loss=loss, compulsory_part=compulsory_part)
    check_share(faults, "share_of_fault", share_of_fault)
    faults.refuse(LossFaulty)
    return Money(max(0, loss.minor - compulsory_part.minor), loss.currency).portion(share_of_fault)


def refuse_amounts(currency: str, **amounts: Money) -> None:
    """LossFaulty where an amount is below zero or of another currency."""
    faults = Faults()
    check_amounts(faults, currency, **amounts)
    faults.refuse(LossFaulty)


def check_amounts(faults: Faults, currency: str, **amounts: Money) -> None:
    """Note every amount that is below zero or of another currency, by its name."""
    for where, amount in amounts.items():
        faults.check(amount.minor >= 0, "an amount cannot be below zero", where)
        faults.check(amount.currency == currency, FOREIGN, where, currency=amount.currency, wanted=currency)


def check_share(faults: Faults, where: str, share: Share) -> None:
    """Note a share that is below none or above all."""
    faults.check(0 <= share.basis_points <= 10_000, NO_SHARE_OF, where)
