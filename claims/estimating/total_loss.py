"""Repair or total loss, compared before anybody declares anything: nothing is recorded, and no step is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from claims.audit.editions import edition_in_use
from claims.estimating.queries import current_quotes, today
from claims.kernel.inputs import Input, Minor
from claims.lifecycle.models import Claim
from claims.people.models import Shop, Vehicle
from claims.rules.decision import Decision, decide
from claims.rules.figures import Scope


class LossFigures(Input):
    """What is known of the vehicle's worth; the repair is what our quotes come to where it is not told."""

    repair_minor: Minor | None = Field(None, description="what the repair costs; left out: the total of our quotes")
    salvage_minor: Minor | None = Field(None, description="what is left of the vehicle, as agreed or offered")
    value_minor: Minor | None = Field(None, description="the vehicle's value before the loss, where it is stated")
    new_price_minor: Minor | None = Field(None, description="price of such a vehicle when new, without a stated value")
    use: Literal["", "private_under_ten_seats", "other_commercial", "taxi"] = ""


@dataclass(frozen=True)
class LossComparison:
    """The repair and where its figure comes from (told, quotes), and what the policy `total_loss` says of it."""

    repair_minor: int
    repair_from: str
    decision: Decision
    ref: str


def compare_loss(session: Session, claim: Claim, told: LossFigures, *, now: datetime) -> LossComparison:
    """The repair against the vehicle's value, by the shop's policy `total_loss` on the day of loss."""
    shop, vehicle = session.get_one(Shop, claim.shop_id), session.get_one(Vehicle, claim.vehicle_id)
    quoted = sum(quote.total_minor for quote in current_quotes(session, claim.id))
    repair = quoted if told.repair_minor is None else told.repair_minor
    lost_on = today(session, shop.id, claim.accident_at or claim.opened_at or now)
    registered = vehicle.first_registration
    facts = {
        "kind": "vehicle", "ref": f"vehicle:{vehicle.id}", "currency": shop.currency,
        **told.model_dump(exclude={"use", "repair_minor"}), "repair_minor": repair or None, "use": told.use or None,
        "lost_on": lost_on.isoformat(), "registered_on": registered.isoformat() if registered else None,
    }  # fmt: skip
    edition = edition_in_use(session, shop, "total_loss")
    decision = decide(edition, [facts], lost_on, Scope(shop=shop.code, brand=vehicle.brand))
    origin = "quotes" if told.repair_minor is None else "told"
    return LossComparison(repair, origin, decision, str(facts["ref"]))
