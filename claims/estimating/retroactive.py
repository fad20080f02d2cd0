"""Newer rates chosen for everything when a supplement is quoted: what they make of earlier quotes, line by line."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from claims.estimating.categories import FEE, GROUP_OF, ORDER
from claims.estimating.changed_lines import changing_supplements
from claims.estimating.damage import add_damage_line
from claims.estimating.damage_inputs import NewDamageLine
from claims.estimating.estimate import CostKind, EstimateProfile
from claims.estimating.inputs import DraftQuote
from claims.estimating.models import RateProfile, Supplement
from claims.estimating.pricing import RateMissing
from claims.estimating.profile_choice import NoRateProfile
from claims.estimating.profiles import estimate_profile
from claims.estimating.queries import current_quotes, insurer_lines
from claims.estimating.quote_models import Quote
from claims.estimating.quote_pricing import COLUMN_OF, price_quote
from claims.estimating.quoted_work import quoted_work
from claims.estimating.rates import rates_in_force, rates_of_today
from claims.estimating.sheets import LaborKind
from claims.estimating.version_pricing import completed, rate_of
from claims.estimating.worksheet_figures import FEE_GROUPS
from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.kernel.money import Money
from claims.kernel.texts import say, word
from claims.lifecycle.models import Claim
from claims.people.models import Person, Shop

NEWER_RATE = "newer rate of {category} for what was quoted before: {before} → {after}"
NEWER_RATES = "newer rates of {category} for what was quoted before"


def newer_rates_hold(act: Act) -> list[Fault]:
    """Why today's rates cannot be chosen for what was quoted before; nothing where they can."""
    claim = act.session.get_one(Claim, act.thing.claim_id)
    if not current_quotes(act.session, claim.id):
        return [Fault("nothing was quoted before", "quotes")]
    changing = {one.number: one for one in changing_supplements(act.session, claim.id).values()
                if one.id != act.thing.id and one.state != "agreed"}  # fmt: skip
    if changing:  # whether its lines stay or fall away is not known yet
        return [Fault("supplement {label} is about to change what was quoted before; let it end first",
                      f"supplement:{one.id}", {"label": one.label}) for one in changing.values()]  # fmt: skip
    before = rates_in_force(act.session, claim, act.now).profile
    try:
        newer = rates_of_today(act.session, claim, act.now).profile
        worths = worth_of(act.session, claim, newer)
    except NoRateProfile as missing:
        return [Fault(missing.message_id(), "rate_profile", missing.values), *missing.faults]
    except RateMissing as missing:
        return list(missing.faults)
    if newer.id == before.id:
        return [Fault("the claim is priced with the rates of today already, number {profile}", "rate_profile",
                      {"profile": newer.id})]  # fmt: skip
    if newer.prices_include_tax != before.prices_include_tax:
        return [Fault("the newer rates and those in force disagree on whether prices include tax", "rate_profile")]
    if not worths:
        return [Fault("the newer rates, number {profile}, change nothing that was quoted before", "rate_profile",
                      {"profile": newer.id})]  # fmt: skip
    return [
        Fault("{category} would cost {worth} less; agree the lower amount on the quote that has it", "rate_profile",
              {"category": code, "worth": -worth})
        for code, worth in worths.items() if worth.minor < 0
    ]  # fmt: skip


def quote_at_newer_rates(act: Act) -> None:
    """Its quote at today's rates, with what they make of the earlier quotes on lines of the supplement's own."""
    supplement: Supplement = act.thing
    session, claim = act.session, act.session.get_one(Claim, supplement.claim_id)
    before = rates_in_force(session, claim, act.now).profile
    newer = rates_of_today(session, claim, act.now).profile
    for code, worth in worth_of(session, claim, newer).items():
        write_line(act, supplement, claim, code, worth, rates=(estimate_profile(before), estimate_profile(newer)))
    told = DraftQuote(claim_id=claim.id, supplement_id=supplement.id, profile_id=newer.id)
    quote = act.follow(Quote, "draft", told)
    act.notes.update(quote=quote.id, rates_before=before.id, newer_rates=newer.id)


def worth_of(session: Session, claim: Claim, newer: RateProfile) -> dict[str, Money]:
    """By category, how much more all that insurers were asked for and did not refuse costs at the newer rates."""
    found, after = dict.fromkeys(ORDER, 0), estimate_profile(newer)
    none, shares = Money(0, newer.currency), set[int]()
    gone = changing_supplements(session, claim.id)
    for quote, rates in zip(*rated(session, claim), strict=True):
        before = estimate_profile(rates)
        lines = [
            quoted_work(line, quote.currency) for line in insurer_lines(session, quote.id)
            if line.answer != "refused" and line.damage_line_id not in gone
        ]  # fmt: skip
        old = price_quote(lines, completed(before, after)).categories
        new = price_quote(lines, completed(after, before)).categories
        for code in {*old, *new}:
            found[code] += (new.get(code, none) - old.get(code, none)).minor
        shares.add(before.management_fee.basis_points)
    base = sum(minor for code, minor in found.items() if GROUP_OF[code] in FEE_GROUPS)
    # the lines that are written for the rest bear their own part of the fee
    borne = Money(base, newer.currency).portion(after.management_fee).minor
    found[FEE] = 0 if shares == {newer.management_fee_bp} else found[FEE] - borne
    return {code: Money(minor, newer.currency) for code, minor in found.items() if minor}


def rated(session: Session, claim: Claim) -> tuple[list[Quote], list[RateProfile]]:
    """The quotes that count, and the rates that each stands at: those chosen for everything later, else its own."""
    quotes = current_quotes(session, claim.id)
    profiles = [session.get_one(RateProfile, quote.profile_id) for quote in quotes]
    chosen = max((place for place, quote in enumerate(quotes) if quote.retroactive), default=-1)
    return quotes, [profiles[max(place, chosen)] for place in range(len(quotes))]


def write_line(
    act: Act, supplement: Supplement, claim: Claim, code: str, worth: Money,
    *, rates: tuple[EstimateProfile, EstimateProfile],
) -> None:  # fmt: skip
    """What the newer rates make of one category, as a line of the supplement; no assessor agrees its labor."""
    person: Person = act.by  # type: ignore[assignment]
    language = act.session.get_one(Shop, claim.shop_id).language
    before, after = (rate_of(code, one) for one in rates)
    values: dict[str, object] = {"category": word(code, language)}
    told = NEWER_RATES if before is None or after is None or before == after else NEWER_RATE
    name = say(told, language, **values, before=before, after=after)
    line = add_damage_line(
        act.session, claim,
        NewDamageLine(part_name=name, operation="additional", found_in=supplement.found_in, found_by=person.name,
                      **amount_of(code, worth)),
        by=person, now=act.now, supplement=supplement,
    )  # fmt: skip
    line.agreed_hours_x100 = line.agreed_refinish_hours_x100 = 0


def amount_of(code: str, worth: Money) -> Mapping[str, object]:
    """The amount in the field whose column of the bill the category stands in."""
    column = COLUMN_OF[code]
    if column == "labor" and code in set(LaborKind):
        return {"labor_kind": code, "labor_price_minor": worth.minor}
    if column == "paint":
        return {"labor_kind": LaborKind.REFINISH, "labor_price_minor": worth.minor}
    kind = CostKind.AUXILIARY if GROUP_OF[code] == "material" else CostKind.OTHER
    return {"cost_kind": kind, "stated_cost_minor": worth.minor}
