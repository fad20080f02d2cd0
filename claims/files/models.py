"""Tables of what was handed in or issued: stored files, and the signatures on papers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base


class FileKind(StrEnum):
    """What a stored file is to the house."""

    PHOTOGRAPH = "photograph"
    PAPER = "paper"
    RETURN = "return"  # the insurer's answer to a quote
    PRICE_LIST = "price_list"
    ISSUED = "issued"  # what the house gave out, as it was
    SIGNATURE = "signature"
    SIGNED = "signed"  # what a paper said when it was signed


class Paper(StrEnum):
    """What can be signed."""

    INVENTORY = "inventory"
    INVENTORY_BACK = "inventory_back"
    TEARDOWN = "teardown"
    LOSS_SHEET = "loss_sheet"
    WORK_ORDER = "work_order"
    AMENDMENT = "amendment"
    EXTRA = "extra"
    SELF_PAY_PART = "self_pay_part"
    TRANSFER = "transfer"
    SAFETY_NOTE = "safety_note"
    EXIT = "exit"
    QUALITY_CERTIFICATE = "quality_certificate"


class Capacity(StrEnum):
    """As whom somebody signs."""

    OWNER = "owner"
    AUTHORIZED_PERSON = "authorized_person"
    CUSTOMER = "customer"
    ADVISOR = "advisor"
    ASSESSOR = "assessor"
    TECHNICIAN = "technician"
    MANAGER = "manager"
    INSURER = "insurer"


class SignedBy(StrEnum):
    """How somebody signed."""

    DRAWN = "drawn"
    TYPED = "typed"
    TELEPHONE = "telephone"  # a recorded call: who said it, when, to whom


class StoredFile(Base):
    """One file as it was handed in: its content stands in the store under its hash and is never changed."""

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_claim_kind", "claim_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    kind: Mapped[str]  # FileKind
    name: Mapped[str]  # as the sender called it, cleaned
    media_type: Mapped[str]  # found by content
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # width, taken_at, latitude, pages, unreadable …
    caption: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default="")  # reception, survey, teardown, hidden_damage, repair, delivery
    about: Mapped[str] = mapped_column(default="")  # "survey:3", "damage_line:4"
    created_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Signature(Base):
    """Somebody's yes to a paper: drawn, typed, or told on the telephone. Never changed."""

    __tablename__ = "signature"
    __table_args__ = (Index("ix_signature_claim_paper", "claim_id", "paper", "about_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    paper: Mapped[str]  # Paper
    about_id: Mapped[int | None]  # which amendment, extra, part, transfer
    capacity: Mapped[str]  # Capacity
    signer_name: Mapped[str]
    method: Mapped[str]  # SignedBy
    said_to: Mapped[str] = mapped_column(default="")  # telephone: who took the call
    phone: Mapped[str] = mapped_column(default="")  # telephone: which number
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))  # who recorded it
    signed_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))  # the drawing
    document_hash: Mapped[str | None]  # SHA-256 of what the paper said; None where nobody can tell any more
    address: Mapped[str] = mapped_column(default="")  # from which network address it came
