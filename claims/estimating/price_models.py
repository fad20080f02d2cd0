"""Tables of the prices: imported suppliers' lists, their dated prices and the words they are searched by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base

# compared sign by sign on every database, so that a range of an index holds what begins alike
Exact = String().with_variant(String(collation="C"), "postgresql")


class PriceList(Base):
    """One import of a supplier's list: which file, from when it holds, what was taken and what was refused."""

    __tablename__ = "price_list"
    __table_args__ = (Index("ix_price_list_shop_supplier", "shop_id", "supplier"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    supplier: Mapped[str]
    valid_from: Mapped[date]
    currency: Mapped[str]
    prices_include_tax: Mapped[bool]
    file_name: Mapped[str] = mapped_column(default="")
    file_sha256: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    rows_taken: Mapped[int]
    rows_refused: Mapped[int]
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # row, column, reason
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # field -> column, as read
    words: Mapped[int | None]  # how many words its prices are found by; None: imported before there were words


class Price(Base):
    """What one supplier asked for one part from one day on."""

    __tablename__ = "price"
    __table_args__ = (
        Index("ix_price_shop_number", "shop_id", "clean_number", "valid_from"),
        Index("ix_price_list_row", "list_id", "row"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    list_id: Mapped[int] = mapped_column(ForeignKey("price_list.id"))
    valid_from: Mapped[date]
    row: Mapped[int]  # row number in the file
    part_number: Mapped[str]  # as printed
    clean_number: Mapped[str] = mapped_column(Exact)  # letters and digits only
    name: Mapped[str] = mapped_column(default="")
    brand: Mapped[str] = mapped_column(default="")
    fits: Mapped[str] = mapped_column(default="")
    price_kind: Mapped[str] = mapped_column(default="")  # sheets.PriceKind
    unit_price_minor: Mapped[int] = mapped_column(BigInteger)
    stock_x1000: Mapped[int | None] = mapped_column(BigInteger)
    lead_days: Mapped[int | None]


class PriceWord(Base):
    """In which rows of one list a word stands; see `price_index`."""

    __tablename__ = "price_word"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    word: Mapped[str] = mapped_column(Exact, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("price_list.id"), primary_key=True)
    rows: Mapped[bytes] = mapped_column(LargeBinary)
