"""Suppliers' price lists: what an import would change, the import itself, and the prices offered for a part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.exchange.columns import Columns, RowFault, row_faults
from claims.estimating.exchange.price_list import PriceListPreview, PriceRow
from claims.estimating.price_models import Price, PriceList
from claims.estimating.sheets import clean_number
from claims.kernel.errors import Refusal
from claims.kernel.inputs import Input
from claims.people.models import Person
from claims.people.queries import own_shop

CHUNK = 2000
SHOWN = 50  # changed prices shown in a preview
KEPT_REFUSED = 1000  # refused rows kept with the import; the count is always whole


class RowsRefused(Refusal):
    """Nothing was imported: {count} rows of the list are refused. Mend them, or import the good rows alone with accept_refused."""  # noqa: E501

    status = 400


class NothingToImport(Refusal):
    """The list has no row with a part number and a price; check the file and the columns."""

    status = 400


class TaxBasisUnsaid(Refusal):
    """The list does not say whether its prices include tax; say it with prices_include_tax."""

    status = 400


class NewPriceList(Input):
    """Whose list it is, from which day it holds, and what to do with refused rows."""

    supplier: str
    valid_from: date
    accept_refused: bool = False
    prices_include_tax: bool | None = None


@dataclass(frozen=True)
class ListFile:
    """The file a list came from; `id` where it is stored."""

    name: str
    sha256: str
    id: int | None = None


@dataclass(frozen=True)
class ChangedPrice:
    """A price that the import would change, in minor units."""

    part_number: str
    name: str
    before_minor: int
    after_minor: int


@dataclass(frozen=True)
class Changes:
    """What an import would change: counts over all good rows, and the first changed prices."""

    new: int
    changed: int
    unchanged: int
    refused: int
    changes: tuple[ChangedPrice, ...]


@dataclass(frozen=True)
class OfferedPrice:
    """A supplier's price for a part, as it holds on the day asked for."""

    price: Price
    supplier: str
    currency: str
    prices_include_tax: bool


PriceKey = tuple[str, str, str]


def key_of(row: PriceRow) -> PriceKey:
    """What makes two rows the same price: number, brand and kind of price."""
    return row.clean_number, row.brand, str(row.price_kind)


def preview_changes(session: Session, shop_id: int, supplier: str, read: PriceListPreview) -> Changes:
    """What importing the list would change against the supplier's newest prices."""
    before = newest_prices(session, shop_id, supplier)
    new = changed = 0
    shown: list[ChangedPrice] = []
    for row in read.rows:
        known = before.get(key_of(row))
        if known is None:
            new += 1
        elif known != row.unit_price.minor:
            changed += 1
            if len(shown) < SHOWN:
                shown.append(ChangedPrice(row.part_number, row.name, known, row.unit_price.minor))
    rows = {fault.row for fault in read.refused}
    return Changes(new, changed, len(read.rows) - new - changed, len(rows), tuple(shown))


def newest_prices(session: Session, shop_id: int, supplier: str) -> dict[PriceKey, int]:
    """The supplier's newest unit price by number, brand and kind of price."""
    query = (
        select(Price.clean_number, Price.brand, Price.price_kind, Price.unit_price_minor)
        .join(PriceList, PriceList.id == Price.list_id)
        .where(Price.shop_id == shop_id, PriceList.supplier == supplier)
        .order_by(Price.valid_from, Price.id)
    )
    return {(number, brand, kind): minor for number, brand, kind, minor in session.execute(query)}


def import_prices(
    session: Session, read: PriceListPreview, new: NewPriceList, file: ListFile, *, by: Person, now: datetime
) -> PriceList:
    """Keep a list's prices from its date on; history stays.

    A list with refused rows is taken only when the caller accepts that (its good rows alone), else RowsRefused lists
    them and nothing is kept.
    """
    refused = sorted({fault.row for fault in read.refused})
    if refused and not new.accept_refused:
        raise RowsRefused(faults=row_faults(read.refused[:KEPT_REFUSED]), count=len(refused))
    if not read.rows:
        raise NothingToImport(faults=row_faults(read.refused[:KEPT_REFUSED]))
    with_tax = new.prices_include_tax if new.prices_include_tax is not None else read.prices_include_tax
    if with_tax is None:
        raise TaxBasisUnsaid()
    kept = PriceList(
        shop_id=by.shop_id,
        supplier=new.supplier.strip(),
        valid_from=new.valid_from,
        currency=own_shop(session, by).currency,
        prices_include_tax=with_tax,
        file_name=file.name,
        file_sha256=file.sha256,
        file_id=file.id,
        imported_at=now,
        imported_by_id=by.id,
        rows_taken=len(read.rows),
        rows_refused=len(refused),
        refused=[plain_fault(fault) for fault in read.refused[:KEPT_REFUSED]],
        columns=plain_columns(read.columns),
    )
    session.add(kept)
    session.flush()
    for start in range(0, len(read.rows), CHUNK):
        session.execute(insert(Price), price_rows(kept, read.rows[start : start + CHUNK]))
    note(session, None, "price list imported", by=by, now=now, shop_id=by.shop_id, data={
        "list": kept.id, "file": file.sha256, "valid_from": new.valid_from.isoformat(), "rows": kept.rows_taken,
        "refused": kept.rows_refused,
    })  # fmt: skip
    return kept


def price_rows(kept: PriceList, rows: Iterable[PriceRow]) -> list[dict[str, Any]]:
    """Rows of a list as the table takes them."""
    return [
        {
            "shop_id": kept.shop_id, "list_id": kept.id, "valid_from": kept.valid_from, "row": row.row,
            "part_number": row.part_number, "clean_number": row.clean_number, "name": row.name, "brand": row.brand,
            "fits": row.fits, "price_kind": str(row.price_kind), "unit_price_minor": row.unit_price.minor,
            "stock_x1000": row.stock_x1000, "lead_days": row.lead_days,
        }
        for row in rows
    ]  # fmt: skip


def plain_fault(fault: RowFault) -> dict[str, Any]:
    """A refused row as it is kept: row, column, sentence and its values."""
    values = {name: value if isinstance(value, int) else str(value) for name, value in fault.reason.values.items()}
    return {"row": fault.row, "column": fault.column, "reason": fault.reason.text, "values": values}


def plain_columns(columns: Columns) -> dict[str, Any]:
    """Where each field was read, as it is kept."""
    return {
        "columns": {str(field): placed.column for field, placed in columns.placed.items()},
        "header_rows": list(columns.header_rows),
        "sheet": columns.sheet,
        "decimal_mark": columns.decimal_mark,
    }


def best_prices(session: Session, shop_id: int, part_number: str, on: date) -> list[OfferedPrice]:
    """Each supplier's price for a part on a day, the lowest first; earlier prices of the same supplier are history."""
    query = (
        select(Price, PriceList)
        .join(PriceList, PriceList.id == Price.list_id)
        .where(Price.shop_id == shop_id, Price.clean_number == clean_number(part_number), Price.valid_from <= on)
        .order_by(Price.valid_from, Price.id)
    )
    newest = {
        (kept.supplier, price.brand, price.price_kind): OfferedPrice(
            price, kept.supplier, kept.currency, kept.prices_include_tax
        )
        for price, kept in session.execute(query)
    }
    return sorted(newest.values(), key=lambda one: (one.price.unit_price_minor, one.price.id))


def search_prices(session: Session, shop_id: int, words: str, on: date, limit: int = 50) -> list[OfferedPrice]:
    """Prices by the start of a part number, or by a piece of a name or vehicle; the newest of each first."""
    clean, piece = clean_number(words), words.strip().lower()
    if not piece:
        return []
    found = func.lower(Price.name).contains(piece, autoescape=True)
    found |= func.lower(Price.fits).contains(piece, autoescape=True)
    if clean:
        found |= Price.clean_number.startswith(clean, autoescape=True)
    query = (
        select(Price, PriceList)
        .join(PriceList, PriceList.id == Price.list_id)
        .where(Price.shop_id == shop_id, Price.valid_from <= on, found)
        .order_by(Price.valid_from.desc(), Price.id.desc())
        .limit(limit * 4)
    )
    newest: dict[tuple[str, str, str, str], OfferedPrice] = {}
    for price, kept in session.execute(query):
        key = (kept.supplier, price.clean_number, price.brand, price.price_kind)
        newest.setdefault(key, OfferedPrice(price, kept.supplier, kept.currency, kept.prices_include_tax))
    return list(newest.values())[:limit]


def price_lists(session: Session, shop_id: int) -> Sequence[PriceList]:
    """The imported lists of a shop, newest first."""
    return session.scalars(select(PriceList).where(PriceList.shop_id == shop_id).order_by(PriceList.id.desc())).all()
