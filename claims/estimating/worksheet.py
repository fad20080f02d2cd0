"""An estimate priced under a rate profile: lines, categories, taxes, net, and the rule that made each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.estimating.categories import taxed_codes
from claims.estimating.estimate import Estimate, EstimateLine, EstimateProfile, Payer, PriorDamage
from claims.estimating.pricing import PER_CATEGORY, Note, note_of, rounded
from claims.estimating.worksheet_bill import Bill, billed
from claims.estimating.worksheet_faults import refuse_faulty
from claims.estimating.worksheet_figures import refuse_missing_rates
from claims.estimating.worksheet_paint import paint_hours
from claims.kernel.money import Money

BETTERMENT_SHARE = "line {line}: betterment, {share} of {part} = {total}"
BETTERMENT_AMOUNT = "line {line}: betterment as it is stated = {total}"
BETTERMENTS = "betterment of {lines} lines = {total}"
PRIOR = "related prior damage, with its taxes = {total}"
DEDUCTIBLE = "deductible, as agreed = {total}"
CUSTOMER = "customer's share: {agreed} agreed, {paid} for lines that the customer pays with their taxes = {total}"
OTHERS = "lines that the warranty or the shop pays, with their taxes = {total}"
NET = "net: {total} − {betterment} − {prior_damage} − {deductible} − {customer_share} − {others_share} = {net}"
UNRELATED = "unrelated prior damage, apart from the claim, with its taxes = {total}"

INSURER_BEARS, CUSTOMER_BEARS, OTHERS_BEAR, PRIOR_DAMAGE = BEARERS = ("insurer", "customer", "others", "prior_damage")


@dataclass(frozen=True, kw_only=True)
class BettermentAmount:
    """What the owner bears of one line, of which kind and why."""

    position: int
    kind: str
    reason: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Worksheet(Bill):
    """The claim's bill, what is taken off it, and the rule behind each figure.

    `prior_damage`, `customer_share` and `others_share` contain the taxes of the lines they are made of. Unrelated
    prior damage is a bill of its own and in none of the claim's figures.
    """

    betterments: tuple[BettermentAmount, ...]
    prior_damage: Money
    deductible: Money
    customer_share: Money
    others_share: Money
    unrelated: Bill | None
    notes: tuple[Note, ...]

    @property
    def betterment(self) -> Money:
        """All betterments together."""
        return Money.total((each.amount for each in self.betterments), self.currency)

    @property
    def net(self) -> Money:
        """What the insurer pays: the total less everything that somebody else bears; below zero where that is more."""
        borne = self.betterment + self.prior_damage + self.deductible + self.customer_share + self.others_share
        return self.total - borne


def priced(estimate: Estimate, profile: EstimateProfile) -> Worksheet:
    """The estimate under the profile (estimating.md, Arithmetic).

    Refused with every fault at once: EstimateFaulty for what cannot be priced at all, RateMissing for missing rates.
    """
    refuse_faulty(estimate, profile)
    notes = list[Note]()
    claimed = [line for line in estimate.lines if line.prior_damage is not PriorDamage.UNRELATED]
    apart = [line for line in estimate.lines if line.prior_damage is PriorDamage.UNRELATED]
    if apart:  # priced one after the other, yet what either lacks is told at once
        refuse_missing_rates(estimate.lines, paint_hours(estimate.lines, profile, []), profile)
    bill = billed(claimed, profile, notes)
    shares = borne(claimed, bill, profile)
    none = Money(0, profile.currency)
    agreed, deductible = estimate.customer_share or none, estimate.deductible or none
    customer_share = agreed + shares[CUSTOMER_BEARS]
    betterments = bettered(claimed, bill, notes)
    betterment = Money.total((each.amount for each in betterments), profile.currency)
    taken = betterment + shares[PRIOR_DAMAGE] + deductible + customer_share + shares[OTHERS_BEAR]
    notes += [
        note_of(BETTERMENTS, lines=len(betterments), total=betterment),
        note_of(PRIOR, total=shares[PRIOR_DAMAGE]),
        note_of(DEDUCTIBLE, total=deductible),
        note_of(CUSTOMER, agreed=agreed, paid=shares[CUSTOMER_BEARS], total=customer_share),
        note_of(OTHERS, total=shares[OTHERS_BEAR]),
        note_of(NET, total=bill.total, betterment=betterment, prior_damage=shares[PRIOR_DAMAGE],
                deductible=deductible, customer_share=customer_share, others_share=shares[OTHERS_BEAR],
                net=bill.total - taken),
    ]  # fmt: skip
    unrelated = billed(apart, profile, notes) if apart else None
    if unrelated is not None:
        notes.append(note_of(UNRELATED, total=unrelated.total))
    return Worksheet(
        **vars(bill),
        betterments=betterments,
        prior_damage=shares[PRIOR_DAMAGE],
        deductible=deductible,
        customer_share=customer_share,
        others_share=shares[OTHERS_BEAR],
        unrelated=unrelated,
        notes=tuple(notes),
    )


def bearer(line: EstimateLine) -> str:
    """Who bears the whole of a line of the claim: prior damage is taken off the claim whoever would pay it."""
    if line.prior_damage is PriorDamage.RELATED:
        return PRIOR_DAMAGE
    if line.payer is Payer.INSURER:
        return INSURER_BEARS
    return CUSTOMER_BEARS if line.payer is Payer.CUSTOMER else OTHERS_BEAR


def bettered(lines: Sequence[EstimateLine], bill: Bill, notes: list[Note]) -> tuple[BettermentAmount, ...]:
    """The betterment of every line that the insurer bears; what somebody else bears whole is not taken off twice."""
    found = []
    for line, amounts in zip(lines, bill.lines, strict=True):
        gain = line.betterment
        if gain is None or bearer(line) != INSURER_BEARS:
            continue
        if gain.amount is not None:
            amount = gain.amount
            notes.append(note_of(BETTERMENT_AMOUNT, line=line.position, total=amount))
        elif gain.share is not None:
            part = amounts.part
            amount = part.portion(gain.share)
            notes.append(note_of(BETTERMENT_SHARE, line=line.position, share=gain.share, part=part, total=amount))
        else:
            continue
        found.append(BettermentAmount(position=line.position, kind=gain.kind, reason=gain.reason, amount=amount))
    return tuple(found)


def borne(lines: Sequence[EstimateLine], bill: Bill, profile: EstimateProfile) -> dict[str, Money]:
    """The total by who bears it: a bearer's lines and, where taxes are added, its part of each; they add up to it."""
    minor = dict.fromkeys(BEARERS, 0)
    whose = [bearer(line) for line in lines]
    if set(whose) <= {INSURER_BEARS}:  # the usual estimate
        return {who: bill.total if who == INSURER_BEARS else Money(0, bill.currency) for who in BEARERS}
    for who, amounts in zip(whose, bill.lines, strict=True):
        minor[who] += sum(amounts.minor.values())
    if bill.taxes_added:
        for tax, rule in zip(bill.taxes, profile.taxes, strict=True):
            codes, bases = frozenset(taxed_codes(rule.on)), dict.fromkeys(BEARERS, 0)
            for line, who, amounts in zip(lines, whose, bill.lines, strict=True):
                if line.taxable:
                    bases[who] += sum(minor for code, minor in amounts.minor.items() if code in codes)
            exact = [base * tax.rate.basis_points for base in bases.values()]
            for who, part in zip(BEARERS, rounded(exact, 10_000, PER_CATEGORY), strict=True):
                minor[who] += part
    return {who: Money(amount, bill.currency) for who, amount in minor.items()}
