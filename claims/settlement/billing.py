"""The bill of a claim as the file stands: order lines, legs and approved discounts read from the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.profile_choice import NoRateProfile
from claims.estimating.queries import profile_for
from claims.kernel.canonical import fingerprint
from claims.kernel.errors import Fault
from claims.lifecycle.models import Claim, Cover, Leg
from claims.lifecycle.queries import legs_of
from claims.people.models import Shop, Vehicle
from claims.settlement.bill import Bill, Charge, Concession, Party, Tax, Terms
from claims.settlement.models import BilledChange, Discount, Transfer
from claims.settlement.sharing import make_bill, with_taxes
from claims.shopfloor.models import OrderLine
from claims.shopfloor.queries import GONE, contract_lines, lines_of, shop_day


def bill_of(session: Session, claim: Claim, *, discounts: Sequence[Discount] | None = None) -> Bill:
    """The bill as it stands now; with other `discounts` than the approved ones, as it would be.

    What cannot be billed yet (an open price) is left out and stands among the bill's faults.
    """
    legs, shop = legs_of(session, claim.id), session.get_one(Shop, claim.shop_id)
    changes = billed_changes(session, claim.id)
    charges, faults = [], []
    for line in billed_lines(session, claim.id):
        amount = billed_amount(line, changes.get(line.id))
        if amount is None:
            text = (
                "the price of line {position} “{text}” is still open; "
                "settle it with the insurer or answer its refusal otherwise"
            )
            faults.append(Fault(text, f"line:{line.id}", {"position": line.position, "text": line.text}))
        else:
            betterment = line.betterment.of(amount, amount)  # worked out before tax, and no tax is put on it
            charges.append(Charge(line.id, line.text, line.payer, amount, line.leg_id, line.kind, betterment))
    taxes, included = taxes_of(session, claim, legs)
    over = set(
        session.scalars(select(Transfer.leg_id).where(Transfer.claim_id == claim.id, Transfer.state == "taken_over"))
    )
    given = approved_discounts(session, claim.id) if discounts is None else discounts
    bill = make_bill(
        charges if included else with_taxes(charges, taxes),
        [Terms(x.id, x.cover, x.share_bp, x.limit_minor, x.deductible_minor, x.id in over) for x in legs],
        [Concession(one.leg_id, one.amount_minor) for one in given],
        currency=shop.currency,
        taxes=taxes,
    )
    return Bill(bill.currency, bill.lines, bill.accounts, bill.taxes, (*faults, *bill.faults))


def billed_lines(session: Session, claim_id: int) -> list[OrderLine]:
    """The lines that the customer is bound by and that were not dropped or returned."""
    return [line for line in contract_lines(session, claim_id) if line.state not in GONE]


def signed_lines(session: Session, claim_id: int) -> list[OrderLine]:
    """Every line that was ever signed or consented to, or is billed: what bill and order are compared by."""
    billed = {line.id for line in billed_lines(session, claim_id)}
    return [x for x in lines_of(session, claim_id) if x.id in billed or x.signed_amount_minor is not None]


def billed_amount(line: OrderLine, change: BilledChange | None) -> int | None:
    """What is billed on a line: as it was changed with a reason, else as the order stands; None while it is open."""
    return line.amount_minor if change is None or change.billed_minor is None else change.billed_minor


def billed_changes(session: Session, claim_id: int) -> dict[int, BilledChange]:
    """The newest change of each line."""
    query = select(BilledChange).where(BilledChange.claim_id == claim_id).order_by(BilledChange.id)
    return {one.line_id: one for one in session.scalars(query)}


def discounts_of(session: Session, claim_id: int) -> Sequence[Discount]:
    """A claim's discounts, oldest first."""
    return session.scalars(select(Discount).where(Discount.claim_id == claim_id).order_by(Discount.id)).all()


def approved_discounts(session: Session, claim_id: int) -> list[Discount]:
    """The discounts that count."""
    return [one for one in discounts_of(session, claim_id) if one.state == "approved"]


def taxes_of(session: Session, claim: Claim, legs: Sequence[Leg]) -> tuple[list[Tax], bool]:
    """The taxes of the rate profile that the claim was priced with, and whether its prices include them."""
    insurer = next((leg.insurer_id for leg in legs if leg.insurer_id is not None), None)
    brand = session.get_one(Vehicle, claim.vehicle_id).brand
    try:
        on = shop_day(session, claim.shop_id, claim.opened_at)
        profile = profile_for(session, claim.shop_id, insurer, brand, on)
    except NoRateProfile:
        return [], True
    taxes = [Tax(str(t["name"]), int(t["rate_bp"]), frozenset(t.get("on", ()))) for t in profile.taxes]
    return taxes, profile.prices_include_tax


def bill_hash(bill: Bill) -> str:
    """The fingerprint of a bill's figures: whoever had this bill explained saw exactly these."""
    return fingerprint(
        {
            "currency": bill.currency,
            "lines": [
                [line.charge.line_id, [[name(p.party), p.gross_minor, p.discount_minor] for p in line.portions]]
                for line in bill.lines
            ],
        }
    )


def name(party: Party) -> str:
    """A party's name for programs: "leg:3", or its cover where it has no leg."""
    return str(party.cover) if party.leg_id is None else f"leg:{party.leg_id}"


def customer_leg(session: Session, claim_id: int) -> Leg | None:
    """The customer's own leg."""
    return next((leg for leg in legs_of(session, claim_id) if leg.cover == Cover.CUSTOMER), None)
