"""Tables around the repair: reception and inventory, inspections, old parts, the insurer's second look, hand-back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base


class Reception(Base):
    """The pre-inspection with the customer (form 6-3), and the numbered key."""

    __tablename__ = "reception"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    odometer_km: Mapped[int | None]
    fuel_percent: Mapped[int | None]
    points: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # [{area, finding, mark, place}]
    warning_lights: Mapped[list[str]] = mapped_column(JSON, default=list)
    papers: Mapped[list[str]] = mapped_column(JSON, default=list)  # left in our care
    customer_words: Mapped[str] = mapped_column(default="")
    key_number: Mapped[str] = mapped_column(default="")
    handed_over_at: Mapped[datetime | None]  # to the workshop, to ten minutes
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]


class InventoryItem(Base):
    """One thing that was in the car when it came."""

    __tablename__ = "inventory_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    text: Mapped[str]
    quantity: Mapped[int] = mapped_column(default=1)
    condition: Mapped[str] = mapped_column(default="")


class Inspection(Base):
    """A self check, team check or final inspection (form 6-8), passed or failed; never edited."""

    __tablename__ = "inspection"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    kind: Mapped[str]  # self_check | team_check | final
    passed: Mapped[bool]
    checked_by: Mapped[str]  # the name of who looked
    findings: Mapped[str] = mapped_column(default="")
    checks: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)
    road_test_km: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]


class OldPart(Base):
    """What became of a replaced part (A13)."""

    __tablename__ = "old_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), unique=True)
    fate: Mapped[str]  # as in NewOldPart
    recalled: Mapped[bool] = mapped_column(default=False)  # the insurer wants it
    receipt: Mapped[str] = mapped_column(default="")
    salvage_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]


class Reinspection(Base):
    """The insurer looked again before delivery, or waived it."""

    __tablename__ = "reinspection"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"), unique=True)
    outcome: Mapped[str]  # done | waived
    person: Mapped[str] = mapped_column(default="")  # of the insurer
    reference: Mapped[str] = mapped_column(default="")
    findings: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]


class HandBack(Base):
    """The car goes back (form 6-10): exit record, gate pass, keys and papers."""

    __tablename__ = "hand_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    exit_checks: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)
    gate_pass_number: Mapped[str] = mapped_column(default="")
    certificate_number: Mapped[str] = mapped_column(default="")  # quality certificate
    odometer_km: Mapped[int | None]
    keys_returned: Mapped[bool] = mapped_column(default=False)
    papers_returned: Mapped[bool] = mapped_column(default=False)
    handed_to: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")  # work recommended but not done this time (C15)
    next_service_km: Mapped[int | None]
    next_service_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
