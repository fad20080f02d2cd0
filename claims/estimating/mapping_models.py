"""The table of saved column mappings: how one sender's files are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base


class SavedMapping(Base):
    """What somebody said about a sender's files; the newest counts, earlier ones stay."""

    __tablename__ = "saved_mapping"
    __table_args__ = (Index("ix_saved_mapping_sender", "shop_id", "sender_kind", "sender", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    sender_kind: Mapped[str]  # supplier | insurer
    sender: Mapped[str]  # the supplier's name, the insurer's code
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
