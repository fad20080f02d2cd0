"""Tables of the claim file: the claim, its payment legs, the surveys of its insurer legs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base, HasLife


class Cover(StrEnum):
    """What a leg pays under."""

    OWN_DAMAGE = "own_damage"
    COMPULSORY_OTHER = "compulsory_other"  # the other party's compulsory cover
    THIRD_PARTY = "third_party"
    SUBROGATION = "subrogation"
    CUSTOMER = "customer"
    MANUFACTURER = "manufacturer"
    SHOP = "shop"


INSURED = frozenset({Cover.OWN_DAMAGE, Cover.COMPULSORY_OTHER, Cover.THIRD_PARTY, Cover.SUBROGATION})


class Claim(Base, HasLife):
    """One accident of one vehicle, from report to paid."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("shop_id", "number"), Index("ix_claim_shop_state", "shop_id", "state", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    number: Mapped[str]
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))  # the owner or authorized person
    opened_at: Mapped[datetime]
    accident_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="")
    story: Mapped[str] = mapped_column(default="")
    driver: Mapped[str] = mapped_column(default="")
    reporter: Mapped[str] = mapped_column(default="")
    accident_kind: Mapped[str] = mapped_column(default="collision")
    injury: Mapped[bool] = mapped_column(default=False)
    third_parties: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    odometer_km: Mapped[int | None]
    custody: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # tow slip or owner's word, storage start
    no_hidden_damage: Mapped[bool] = mapped_column(default=False)  # "none suspected" is on record
    explained_at: Mapped[datetime | None]  # bill explained to the customer (A16)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # total loss or withdrawal: statement, reason


class Leg(Base):
    """One cover and payer of a claim. Every order line belongs to a leg; the legs add up to the bill."""

    __tablename__ = "leg"
    __table_args__ = (UniqueConstraint("claim_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    position: Mapped[int]
    cover: Mapped[str]
    insurer_id: Mapped[int | None] = mapped_column(ForeignKey("insurer.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    policy_number: Mapped[str] = mapped_column(default="")
    report_number: Mapped[str] = mapped_column(default="")
    clause_edition: Mapped[str] = mapped_column(default="")
    share_bp: Mapped[int] = mapped_column(default=10_000)
    limit_minor: Mapped[int | None] = mapped_column(BigInteger)  # the most this cover pays for property
    deductible_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_number: Mapped[str] = mapped_column(default="")
    waiting_for: Mapped[str] = mapped_column(default="")  # injury, fault finding; empty = goes on

    @property
    def insured(self) -> bool:
        """Whether an insurer pays this leg."""
        return self.cover in INSURED


class Survey(Base, HasLife):
    """The insurer's visit (or roadside or video survey) for one leg; with a supplement it is the second survey."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    supplement_id: Mapped[int | None]
    requested_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(default="visit")  # visit | roadside | video
    surveyor: Mapped[str] = mapped_column(default="")
    surveyed_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="")
    findings: Mapped[str] = mapped_column(default="")
    damage_points: Mapped[list[str]] = mapped_column(JSON, default=list)
    liability: Mapped[str] = mapped_column(default="")
    remarks: Mapped[str] = mapped_column(default="")
    waiver_reference: Mapped[str] = mapped_column(default="")
    waiver_reason: Mapped[str] = mapped_column(default="")
