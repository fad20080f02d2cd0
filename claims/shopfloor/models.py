"""Tables of the work order: the order and its dispatches, its lines, amendments and extras, the go-ahead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.estimating.betterment import NO_BETTERMENT, BettermentTerms
from claims.kernel.database import Base, HasLife


class WorkOrder(Base, HasLife):
    """The contract with the customer (form 6-5); drafted from the loss sheet, binding once both have signed."""

    __tablename__ = "work_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    number: Mapped[str]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]  # signatures given before the last change of the draft do not count
    promised_at: Mapped[datetime | None]
    payment_method: Mapped[str] = mapped_column(default="")
    old_parts_wish: Mapped[str] = mapped_column(default="")  # customer | shop: who keeps what the insurer leaves
    car_wash: Mapped[bool] = mapped_column(default=True)
    customer_words: Mapped[str] = mapped_column(default="")
    agreed_days: Mapped[int | None]  # a longer warranty of the repair, as promised on the order (B11)
    agreed_km: Mapped[int | None]
    signed_at: Mapped[datetime | None]
    prices_open: Mapped[bool] = mapped_column(default=False)  # signed on the manager's go-ahead, prices marked open
    rework_count: Mapped[int] = mapped_column(default=0)


class Dispatch(Base):
    """Who works on the order, where and when (form 6-6); a later one replaces the one before."""

    __tablename__ = "dispatch"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    team: Mapped[str]
    technicians: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # [{name, user_id | null}]
    bay: Mapped[str]
    planned_from: Mapped[datetime]
    planned_until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]


class Amendment(Base, HasLife):
    """A change of the signed order: agreed prices, a supplement, another supplier; in force once signed.

    `changes` are [{line_id, field, before, after}]; a supplement's new lines name it in `OrderLine.amendment_id`.
    """

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    number: Mapped[int]
    kind: Mapped[str]  # agreed_prices | supplement | supplier_change
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    reason: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    drafted_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]


class Extra(Base, HasLife):
    """Work found later or wished besides, done only with the customer's consent (B8)."""

    __tablename__ = "extra"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    number: Mapped[int]
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    safety_related: Mapped[bool] = mapped_column(default=False)
    delay_hours: Mapped[int] = mapped_column(default=0)
    proposed_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")  # signature | telephone | refused
    answered_by: Mapped[str] = mapped_column(default="")  # who spoke for the customer
    answered_at: Mapped[datetime | None]
    taken_by: Mapped[str] = mapped_column(default="")  # who of the shop took the answer
    delay_told: Mapped[bool] = mapped_column(default=False)
    answer_reason: Mapped[str] = mapped_column(default="")
    workshop_told_at: Mapped[datetime | None]
    workshop_told_to: Mapped[str] = mapped_column(default="")


class OrderLine(Base, HasLife):
    """One part, piece of labor or paint work on the order, in the order's sequence.

    Amounts are minor units of the shop's currency; `amount_minor` is None while the price is open, and
    `signed_amount_minor` what the customer last signed or consented to. Its warranty is decided on signing.
    """

    __tablename__ = "order_line"
    __table_args__ = (UniqueConstraint("order_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    position: Mapped[int]
    kind: Mapped[str]  # part | labor | paint
    damage_line_id: Mapped[int | None] = mapped_column(ForeignKey("damage_line.id"))
    quote_line_id: Mapped[int | None] = mapped_column(ForeignKey("quote_line.id"))
    extra_id: Mapped[int | None] = mapped_column(ForeignKey("extra.id"))
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))  # the one that brought the line
    text: Mapped[str]
    side: Mapped[str] = mapped_column(default="")
    operation: Mapped[str]
    quantity_x1000: Mapped[int] = mapped_column(BigInteger, default=1000)
    part_number: Mapped[str] = mapped_column(default="")
    part_kind: Mapped[str] = mapped_column(default="")
    supplied_by: Mapped[str] = mapped_column(default="")
    key_part: Mapped[str] = mapped_column(default="")
    customer_insisted: Mapped[bool] = mapped_column(default=False)  # on this kind of part, against advice (B2)
    labor_kind: Mapped[str] = mapped_column(default="")
    hours_x100: Mapped[int] = mapped_column(default=0)
    unit_price_minor: Mapped[int | None] = mapped_column(BigInteger)
    original_unit_price_minor: Mapped[int | None] = mapped_column(BigInteger)  # of the original part, for the deposit
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    signed_amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    payer: Mapped[str]  # insurer | customer | shop | warranty
    betterment_bp: Mapped[int | None]  # what the customer bears of an insurer's line: a share of the amount …
    betterment_minor: Mapped[int | None] = mapped_column(BigInteger)  # … or so much
    leg_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))
    self_pay_marked: Mapped[bool] = mapped_column(default=False)
    done: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None]
    supplier: Mapped[str] = mapped_column(default="")
    supplier_order: Mapped[str] = mapped_column(default="")
    expected_at: Mapped[datetime | None]
    receipt: Mapped[str] = mapped_column(default="")  # delivery note, or what the customer got for his own part
    handed_to: Mapped[str] = mapped_column(default="")
    handed_out_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(default="")  # why it was returned or dropped
    warranty: Mapped[str] = mapped_column(default="")  # warranted | not_warranted | by_supplier | no_part | undecided
    workmanship_warranted: Mapped[bool | None]
    warranty_days: Mapped[int | None]
    warranty_km: Mapped[int | None]
    wordings: Mapped[list[str]] = mapped_column(JSON, default=list)  # ids of what must be printed on the line
    decision_hash: Mapped[str] = mapped_column(default="")
    warranty_said: Mapped[str] = mapped_column(default="")  # why the manager decided so, where the policy did not

    @property
    def betterment(self) -> BettermentTerms:
        """What the customer bears of an insurer's line; of a line that somebody else pays whole there is none."""
        if self.payer != "insurer":
            return NO_BETTERMENT
        return BettermentTerms(self.betterment_bp, self.betterment_minor)

    @property
    def betterment_amount_minor(self) -> int | None:
        """What the customer bears of the line as the order stands; None while the price is open."""
        return None if self.amount_minor is None else self.betterment.of(self.amount_minor, self.amount_minor)

    @property
    def part_warranted(self) -> bool | None:
        """Whether we warrant the part; None where there is none, another warrants it or nothing is decided yet."""
        return {"warranted": True, "not_warranted": False}.get(self.warranty)


class GoAhead(Base):
    """The manager lets work begin on named lines before their prices are agreed, with the amount at risk."""

    __tablename__ = "go_ahead"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    line_ids: Mapped[list[int]] = mapped_column(JSON)
    at_risk_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
