"""What every paper of a claim begins with: heading, vehicle, owner, payers, signatures, photographs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.documents.blocks import Head, Leg, Owner, Photo, Signature, Vehicle
from claims.documents.blocks import Shop as ShopBlock
from claims.files.camera import believable
from claims.files.models import Signature as Signed
from claims.files.models import StoredFile
from claims.kernel.money import Money
from claims.lifecycle import models as file
from claims.lifecycle.queries import legs_of
from claims.people import models as people
from claims.people.models import PhotographsTell
from claims.shopfloor.models import OrderLine
from claims.shopfloor.queries import reception_of

# The capacity under which somebody signs → the box on the paper.
BOXES = {"authorized_person": "owner", "technician": "workshop"}
DRAWINGS = {"image/png": "png", "image/svg+xml": "svg"}
OPERATIONS = {"paintless": "pdr", "paintless_dent_repair": "pdr", "additional_cost": "additional"}  # ours → printed


@dataclass(frozen=True)
class Desk:
    """The rows that every paper of a claim needs, read once."""

    session: Session
    claim: file.Claim
    shop: people.Shop
    vehicle: people.Vehicle
    owner: people.Customer
    legs: Sequence[file.Leg]
    insurers: dict[int, people.Insurer]
    now: datetime

    def money(self, minor: int) -> Money:
        """An amount in the shop's currency."""
        return Money(minor, self.shop.currency)

    def optional(self, minor: int | None) -> Money | None:
        """An amount that may be open."""
        return None if minor is None else self.money(minor)

    def day(self, moment: datetime) -> date:
        """The date of a moment on the shop's own calendar."""
        return moment.astimezone(ZoneInfo(self.shop.time_zone)).date()

    def position(self, leg_id: int | None) -> int:
        """A leg's position; the first insured leg (else the first) for lines that the legs share."""
        for leg in self.legs:
            if leg.id == leg_id:
                return leg.position
        return next((leg.position for leg in self.legs if leg.insured), self.legs[0].position)

    def main_leg(self) -> file.Leg:
        """The leg whose insurer gets the quote: own damage where there is such a leg, else the first insured one."""
        insured = [leg for leg in self.legs if leg.insured] or list(self.legs)
        return next((leg for leg in insured if leg.cover == file.Cover.OWN_DAMAGE), insured[0])

    def user_name(self, user_id: int | None) -> str:
        """The name of somebody of the house."""
        user = self.session.get(people.User, user_id) if user_id is not None else None
        return user.name if user else ""


def desk(session: Session, claim: file.Claim, now: datetime) -> Desk:
    """Read what every paper of this claim needs."""
    rows = session.scalars(select(people.Insurer).where(people.Insurer.shop_id == claim.shop_id))
    return Desk(
        session=session,
        claim=claim,
        shop=session.get_one(people.Shop, claim.shop_id),
        vehicle=session.get_one(people.Vehicle, claim.vehicle_id),
        owner=session.get_one(people.Customer, claim.customer_id),
        legs=legs_of(session, claim.id),
        insurers={one.id: one for one in rows},
        now=now,
    )


def head(at: Desk, number: str) -> Head:
    """The heading of a paper issued now, dated by the shop's own calendar."""
    shop = ShopBlock(
        name=at.shop.name,
        address=at.shop.address,
        phone=at.shop.phone,
        tax_number=at.shop.tax_number,
        bank_account=at.shop.bank_account,
        zone=at.shop.time_zone,
    )
    return Head(shop=shop, number=number, claim_number=at.claim.number, issued_on=at.day(at.now))


def vehicle(at: Desk) -> Vehicle:
    """The claim's vehicle, with its odometer as read at reception, else as reported."""
    row, seen = at.vehicle, reception_of(at.session, at.claim.id)
    read = seen.odometer_km if seen is not None else None
    return Vehicle(
        plate=row.plate,
        model=row.model,
        vin=row.vin,
        brand=row.brand,
        color=row.color,
        engine_number=row.engine_number,
        first_registration=row.first_registration,
        odometer_km=at.claim.odometer_km if read is None else read,
    )


def owner(at: Desk) -> Owner:
    """The vehicle's owner."""
    return Owner(name=at.owner.name, kind=at.owner.kind, phone=at.owner.phone, address=at.owner.address)


def operation(line: OrderLine) -> str:
    """What is done on a line, where that was told: work of an extra is told in the customer's words alone."""
    if line.extra_id is not None and line.kind != "part":
        return ""
    return OPERATIONS.get(line.operation, line.operation)


def payer_name(at: Desk, leg: file.Leg) -> str:
    """Who pays a leg: the insurer's, the customer's or the shop's name."""
    if leg.insurer_id is not None:
        return at.insurers[leg.insurer_id].name
    return at.shop.name if leg.cover == file.Cover.SHOP else at.owner.name


def leg(at: Desk, row: file.Leg) -> Leg:
    """One payer of the claim."""
    return Leg(
        position=row.position,
        cover=row.cover,
        payer=payer_name(at, row),
        policy_number=row.policy_number,
        report_number=row.report_number,
        share_bp=row.share_bp,
        deductible=at.money(row.deductible_minor) if row.deductible_minor else None,
    )


def legs(at: Desk) -> tuple[Leg, ...]:
    """Every payer of the claim, in order."""
    return tuple(leg(at, row) for row in at.legs)


def signatures(at: Desk, paper: str, roles: Iterable[str], about_id: int | None = None) -> tuple[Signature, ...]:
    """A box for each role, filled with the newest signature given in that capacity; the owner may be the customer."""
    query = select(Signed).where(Signed.claim_id == at.claim.id, Signed.paper == paper).order_by(Signed.id)
    rows = at.session.scalars(query if about_id is None else query.where(Signed.about_id == about_id)).all()
    newest = {BOXES.get(row.capacity, row.capacity): row for row in rows}
    if "owner" in newest:
        newest.setdefault("customer", newest["owner"])
    return tuple(box(at, role, newest.get(role)) for role in roles)


def box(at: Desk, role: str, row: Signed | None) -> Signature:
    """One signature box, empty where nobody signed."""
    if row is None:
        return Signature(role=role)
    drawn = at.session.get(StoredFile, row.file_id) if row.file_id is not None else None
    return Signature(
        role=role,
        name=row.signer_name,
        signed_at=row.signed_at,
        note=row.phone if row.method == "telephone" else "",
        method=row.method,
        capacity=row.capacity,
        image=f"{drawn.sha256}.{DRAWINGS[drawn.media_type]}" if drawn is not None else "",
        sha256=drawn.sha256 if drawn is not None else "",
        document=row.document_hash or "",
    )


def photographs(at: Desk, about: str | None = None) -> list[StoredFile]:
    """The claim's photographs, oldest first; those about one thing, or all."""
    query = select(StoredFile).where(StoredFile.claim_id == at.claim.id, StoredFile.kind == "photograph")
    return list(
        at.session.scalars((query if about is None else query.where(StoredFile.about == about)).order_by(StoredFile.id))
    )


def photo(at: Desk, row: StoredFile) -> Photo:
    """A photograph as a paper names it; the worker fetches its print-size bytes by the name.

    Of what the camera told only that is in it which the shop hands out and which can be true. A file's name may hold
    the time too, so it stands in for a missing caption only where times are handed out.
    """
    tells, facts = at.shop.photographs_tell, row.facts
    timed, placed = tells != PhotographsTell.NOTHING, tells == PhotographsTell.TIME_AND_PLACE
    taken = believable(facts.get("taken_at"), row.created_at) if timed else None
    if taken is not None and taken.tzinfo is None:  # cameras stand in the shop's own zone unless they say otherwise
        taken = taken.replace(tzinfo=ZoneInfo(at.shop.time_zone))
    located = placed and "latitude" in facts and "longitude" in facts
    return Photo(
        file=f"{row.sha256}.jpg",
        caption=row.caption or (row.name if timed else f"#{row.id}"),
        sha256=row.sha256,
        taken_at=taken,
        place=f"{facts['latitude']}, {facts['longitude']}" if located else "",
    )
