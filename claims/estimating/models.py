"""Tables of the damage: the damage list's lines, supplements for hidden damage, and dated rate profiles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.estimating.line_columns import MoreWork
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
    removes: Mapped[list[int]] = mapped_column(JSON, default=list)  # earlier damage lines that fall away

    @property
    def label(self) -> str:
        """S01, S02 …"""
        return f"S{self.number:02d}"


class DamageLine(Base, MoreWork):
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
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("damage_line.id"))  # whose place it takes


class RateProfile(Base):
    """What an hour, material, paint and a part cost at this shop, for an insurer and a brand, from a date on.

    It holds until the next of the same insurer and brand begins, or until its own last day. `part_markup_bp` is for
    kinds of parts that `markups_bp` does not name; `materials` are those other than paint material.
    """

    __tablename__ = "rate_profile"
    __table_args__ = (Index("ix_rate_profile_shop_valid", "shop_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    insurer_id: Mapped[int | None] = mapped_column(ForeignKey("insurer.id"))  # None: every insurer
    brand: Mapped[str] = mapped_column(default="")  # empty: every brand
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]  # the last day; None: until the next begins
    currency: Mapped[str]
    rates_minor: Mapped[dict[str, int]] = mapped_column(JSON)  # labor kind -> price of one hour
    paint_material_rate_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # per refinish hour
    paint_material_cap_minor: Mapped[int | None] = mapped_column(BigInteger)
    materials: Mapped[dict[str, dict[str, int | None]]] = mapped_column(JSON, default=dict)  # rate_minor, cap_minor
    overlap_adjacent_x100: Mapped[int] = mapped_column(default=40)
    overlap_non_adjacent_x100: Mapped[int] = mapped_column(default=20)
    clear_coat: Mapped[dict[str, int] | None] = mapped_column(JSON)  # first_bp, further_bp, cap_x100, step_x100
    blend_bp: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # stages -> share of full refinish
    paint_panel_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # per panel, material included
    panel_discounts: Mapped[list[dict[str, int]]] = mapped_column(JSON, default=list)  # from_panels_x1000, discount_bp
    part_markup_bp: Mapped[int] = mapped_column(default=0)  # on the supplier's price
    markups_bp: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # part kind -> mark-up
    sublet_markup_bp: Mapped[int] = mapped_column(default=0)
    management_fee_bp: Mapped[int] = mapped_column(default=0)
    prices_include_tax: Mapped[bool]
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # name, rate_bp, on
    rounding: Mapped[str] = mapped_column(default="per_category")  # per_category | per_line
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    @property
    def all_materials(self) -> dict[str, dict[str, int | None]]:
        """What each material costs, paint material among them: rate_minor, cap_minor."""
        rate, cap = self.paint_material_rate_minor, self.paint_material_cap_minor
        return ({"MAPA": {"rate_minor": rate, "cap_minor": cap}} if rate else {}) | self.materials


class VersionCorrection(Base):
    """A name or number that was mended beside the versions; it never bears on money."""

    __tablename__ = "version_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))  # of the newest version at that time
    field: Mapped[str]  # plate | vin | owner_name | claim_number
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
