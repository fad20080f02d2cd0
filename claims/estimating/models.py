"""Tables of the damage: the damage list's lines, supplements for hidden damage, and dated rate profiles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base, HasLife


class Supplement(Base, HasLife):
    """Hidden damage found after the assessment (S01, S02 …); its lines are damage lines, its quote is Q1, Q2 …"""

    __tablename__ = "supplement"
    __table_args__ = (UniqueConstraint("claim_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(default="")
    found_in: Mapped[str]  # teardown | repair
    found_at: Mapped[datetime]
    found_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    waiver_reference: Mapped[str] = mapped_column(default="")
    waiver_reason: Mapped[str] = mapped_column(default="")
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # consent to self-pay, or why it was withdrawn

    @property
    def label(self) -> str:
        """S01, S02 …"""
        return f"S{self.number:02d}"


class DamageLine(Base):
    """One damaged part or operation, in the order of the loss sheet (E01), or of one supplement."""

    __tablename__ = "damage_line"
    __table_args__ = (Index("ix_damage_line_claim_position", "claim_id", "supplement_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplement.id"))  # None: the first loss sheet, E01
    position: Mapped[int]
    section: Mapped[str] = mapped_column(default="")
    part_name: Mapped[str]
    part_number: Mapped[str] = mapped_column(default="")
    side: Mapped[str] = mapped_column(default="")
    operation: Mapped[str]
    quantity_x1000: Mapped[int] = mapped_column(BigInteger, default=1000)
    part_kind: Mapped[str] = mapped_column(default="")  # PAN PAA PAL PAM PAR PAC PAG PAS; empty where no part
    supplied_by: Mapped[str] = mapped_column(default="")  # shop | customer | insurer
    key_part: Mapped[str] = mapped_column(default="")
    labor_kind: Mapped[str] = mapped_column(default="LAB")
    labor_hours_x100: Mapped[int] = mapped_column(default=0)  # proposed by the shop
    agreed_hours_x100: Mapped[int | None]  # agreed with the assessor
    refinish_hours_x100: Mapped[int] = mapped_column(default=0)
    agreed_refinish_hours_x100: Mapped[int | None]
    paint_panels_x1000: Mapped[int] = mapped_column(default=0)  # paint priced per panel, material included
    found_in: Mapped[str] = mapped_column(default="")  # survey | teardown | repair
    found_by: Mapped[str] = mapped_column(default="")
    found_at: Mapped[datetime]
    labor_agreed_with: Mapped[str] = mapped_column(default="")  # the assessor
    labor_agreed_at: Mapped[datetime | None]
    leg_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))  # None: shared by the insured legs
    payer: Mapped[str] = mapped_column(default="insurer")  # insurer | customer | shop | warranty
    note: Mapped[str] = mapped_column(default="")


class RateProfile(Base):
    """What an hour, paint and a part cost at this shop, for an insurer and a brand, from a date on."""

    __tablename__ = "rate_profile"
    __table_args__ = (Index("ix_rate_profile_shop_valid", "shop_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    insurer_id: Mapped[int | None] = mapped_column(ForeignKey("insurer.id"))  # None: every insurer
    brand: Mapped[str] = mapped_column(default="")  # empty: every brand
    valid_from: Mapped[date]
    currency: Mapped[str]
    rates_minor: Mapped[dict[str, int]] = mapped_column(JSON)  # labor kind -> price of one hour
    paint_material_rate_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # per refinish hour
    paint_material_cap_minor: Mapped[int | None] = mapped_column(BigInteger)
    paint_panel_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # per panel, material included
    part_markup_bp: Mapped[int] = mapped_column(default=0)  # on the supplier's price
    prices_include_tax: Mapped[bool]
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # name, rate_bp, on
    rounding: Mapped[str] = mapped_column(default="per_category")  # per_category | per_line
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
