"""The table of duties: who owes what by when, and when it was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base
from claims.kernel.money import Money


def keep_values(values: Mapping[str, object]) -> dict[str, Any]:
    """The values of a sentence as JSON: amounts and dates keep what they are; TypeError for anything else."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        match value:
            case Money():
                kept[name] = {"minor": value.minor, "currency": value.currency}
            case date():
                kept[name] = {"date": value.isoformat()}
            case str() | int():
                kept[name] = value
            case _:
                raise TypeError(f"{name}: a duty cannot keep a {type(value).__name__}")
    return kept


def said_value(value: Any) -> Any:
    """One value as it was before it was kept."""
    match value:
        case {"minor": minor, "currency": currency}:
            return Money(minor, currency)
        case {"date": text}:
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
        case _:
            return value


class Duty(Base):
    """Something a role of a shop owes by a time; `text` is a message id with `values`, `about` says which thing."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_shop_role_done", "shop_id", "role", "done_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int | None] = mapped_column(index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    role: Mapped[str]  # whoever holds this role may do it
    text: Mapped[str]  # English sentence with {placeholders}: the message id
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    about: Mapped[str] = mapped_column(default="", index=True)  # "deposit:3", "transfer:7"
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    @property
    def said(self) -> dict[str, Any]:
        """The values of the sentence, amounts as money and dates as dates."""
        return {name: said_value(value) for name, value in self.values.items()}
