"""Which rates price a claim: those of its first quote, until newer ones are chosen for everything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from claims.estimating.models import RateProfile
from claims.estimating.profile_choice import ChosenProfile, chosen_profile
from claims.estimating.queries import current_quotes, today
from claims.kernel.errors import Fault
from claims.lifecycle.models import Claim
from claims.lifecycle.queries import quoted_insurer
from claims.people.models import Vehicle

STAYS = "the rates of {quote} stay until newer ones are chosen for everything"


def rates_of_today(session: Session, claim: Claim, now: datetime) -> ChosenProfile:
    """The profile that holds today for the claim's first insurer and the vehicle's brand, and why."""
    brand = session.get_one(Vehicle, claim.vehicle_id).brand
    day = today(session, claim.shop_id, now)
    return chosen_profile(session, claim.shop_id, quoted_insurer(session, claim.id), brand, day)


def rates_in_force(session: Session, claim: Claim, now: datetime) -> ChosenProfile:
    """The rates of the claim's newest quote that counts, which are E01's until newer ones are chosen; else today's."""
    quotes = current_quotes(session, claim.id)
    if not quotes:
        return rates_of_today(session, claim, now)
    profile = session.get_one(RateProfile, quotes[-1].profile_id)
    return ChosenProfile(profile, Fault(STAYS, "", {"quote": quotes[-1].label}), ())
