"""What lines lack before they can be quoted: supplier and kind of a part, agreed labor, a rate for the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from claims.estimating.models import DamageLine, RateProfile
from claims.estimating.pricing import RateMissing
from claims.estimating.profile_choice import ChosenProfile, NoRateProfile
from claims.estimating.profiles import estimate_profile
from claims.estimating.queries import unstated_parts
from claims.estimating.quote_models import QuoteLine
from claims.estimating.quote_pricing import refuse_unpriced
from claims.estimating.quoted_work import listed_work
from claims.estimating.rates import rates_in_force
from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.lifecycle.queries import insured_legs

Verdict = bool | Sequence[Fault]
Rates = Callable[[Session, Claim, datetime], ChosenProfile]
IN_REPAIR = ("quoting", "agreed", "repairing")  # the claim, from the opened order until its final inspection


def faults_of(lines: Sequence[DamageLine | QuoteLine], text: str) -> list[Fault]:
    """One fault for each line, naming it."""
    return [Fault(text, f"line {line.position}", {"line": line.position, "part": line.part_name}) for line in lines]


def lacking_parts(lines: Sequence[DamageLine] | Sequence[QuoteLine]) -> list[Fault]:
    """Part lines without supplier or kind."""
    return faults_of(unstated_parts(lines), "line {line}, {part}: say who supplies the part and of which kind it is")


def lacking_labor(lines: Sequence[DamageLine]) -> list[Fault]:
    """Lines whose hours are not agreed with the assessor."""
    return faults_of([line for line in lines if line.agreed_hours_x100 is None],
                     "line {line}, {part}: its labor is not agreed with the assessor")  # fmt: skip


def lacking_payers(act: Act, claim: Claim, lines: Sequence[DamageLine]) -> list[Fault]:
    """Lines for an insurer on a claim that no insurer pays."""
    if insured_legs(act.session, claim.id):
        return []
    return faults_of([line for line in lines if line.payer == "insurer"],
                     "line {line}, {part}: no insurer pays on this claim; say who does")  # fmt: skip


def lacking_rates(act: Act, claim: Claim, lines: Sequence[DamageLine], rates: Rates = rates_in_force) -> list[Fault]:
    """No profile in force (with its neighbours), or rates that it lacks."""
    try:
        return lacking_at(rates(act.session, claim, act.now).profile, lines)
    except NoRateProfile as missing:
        return [Fault(missing.message_id(), "rate_profile", missing.values), *missing.faults]


def lacking_at(row: RateProfile, lines: Sequence[DamageLine]) -> list[Fault]:
    """Rates that a profile lacks for the work on the lines."""
    profile = estimate_profile(row)
    try:
        refuse_unpriced([listed_work(line, profile.currency) for line in lines], profile)
    except RateMissing as missing:
        return list(missing.faults)
    return []
