"""Suppliers' price lists: how a list is read, what its import would change, and the import itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import repeat
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.exchange.columns import Columns, Mapping, RowFault, row_faults
from claims.estimating.exchange.price_list import PriceListPreview
from claims.estimating.exchange.price_rows import PriceRows
from claims.estimating.price_index import index_of
from claims.estimating.price_models import Price, PriceList, PriceWord
from claims.estimating.saved_mappings import SenderKind, keep_mapping, mapping_of
from claims.kernel.bulk import insert_many
from claims.kernel.errors import Refusal
from claims.kernel.inputs import Input
from claims.people.models import Person
from claims.people.queries import own_shop

SHOWN = 50  # changed prices shown in a preview
KEPT_REFUSED = 1000  # refused rows kept with the import; the count is always whole
TOLD, SAVED, FOUND = "told", "saved", "found"
COLUMNS = (
    "row", "part_number", "clean_number", "name", "brand", "fits", "price_kind", "unit_price_minor", "stock_x1000",
    "lead_days",
)  # fmt: skip


class RowsRefused(Refusal):
    """Nothing was imported: {count} rows of the list are refused. Mend them, or import the good rows alone with accept_refused."""  # noqa: E501

    status = 400


class NothingToImport(Refusal):
    """The list has no row with a part number and a price; check the file and the columns."""

    status = 400


class TaxBasisUnsaid(Refusal):
    """The list does not say whether its prices include tax; say it with prices_include_tax."""

    status = 400


class TaxBasisDisputed(Refusal):
    """The list's own words say otherwise whether its prices include tax; correct it, or confirm it with confirm_tax_basis."""  # noqa: E501

    status = 400


class NewPriceList(Input):
    """Whose list it is, from which day it holds, what to do with refused rows, whether its columns are remembered."""

    supplier: str
    valid_from: date
    accept_refused: bool = False
    prices_include_tax: bool | None = None
    confirm_tax_basis: bool = False
    remember_mapping: bool = False


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


PriceKey = tuple[str, str, str]
"""What makes two rows the same price: number, brand and kind of price."""


def mapping_for(session: Session, shop_id: int, supplier: str, told: Mapping | None) -> tuple[Mapping | None, str]:
    """How a supplier's file is to be read, and by whose word: as told, else as saved, else as its headings say.

    Conventions told without columns go with the saved columns.
    """
    if told is not None and told.columns:
        return told, TOLD
    saved = mapping_of(session, shop_id, SenderKind.SUPPLIER, supplier)
    if saved is None:
        return told, FOUND
    if told is None:
        return saved, SAVED
    return replace(
        saved, decimal_mark=told.decimal_mark or saved.decimal_mark, sheet=told.sheet or saved.sheet,
        prices_include_tax=saved.prices_include_tax if told.prices_include_tax is None else told.prices_include_tax,
        numeric_part_numbers=told.numeric_part_numbers or saved.numeric_part_numbers,
        formula_values=told.formula_values or saved.formula_values,
    ), SAVED  # fmt: skip


def preview_changes(session: Session, shop_id: int, supplier: str, read: PriceListPreview) -> Changes:
    """What importing the list would change against the supplier's newest prices."""
    before = newest_prices(session, shop_id, supplier, read.rows)
    rows, shown, changed = read.rows, list[ChangedPrice](), 0
    for place, key in enumerate(zip(rows.clean_number, rows.brand, rows.price_kind, strict=True)):
        known, minor = before.get(key), rows.unit_price_minor[place]
        if known is not None and known != minor:
            changed += 1
            if len(shown) < SHOWN:
                shown.append(ChangedPrice(rows.part_number[place], rows.name[place], known, minor))
    refused = {fault.row for fault in read.refused}
    return Changes(len(rows) - len(before), changed, len(before) - changed, len(refused), tuple(shown))


def newest_prices(session: Session, shop_id: int, supplier: str, rows: PriceRows) -> dict[PriceKey, int]:
    """The supplier's newest unit price, in minor units, of those rows that it had before."""
    lists = (
        select(PriceList.id)
        .where(PriceList.shop_id == shop_id, PriceList.supplier == supplier.strip())
        .order_by(PriceList.valid_from.desc(), PriceList.id.desc())
    )
    sought = set(zip(rows.clean_number, rows.brand, rows.price_kind, strict=True))
    found: dict[PriceKey, int] = {}
    for list_id in session.scalars(lists).all():
        if len(found) == len(sought):
            break
        prices = select(Price.clean_number, Price.brand, Price.price_kind, Price.unit_price_minor)
        for number, brand, kind, minor in session.execute(prices.where(Price.list_id == list_id)):
            if (number, brand, kind) in sought:
                found.setdefault((number, brand, kind), minor)
    return found


def import_prices(
    session: Session, read: PriceListPreview, new: NewPriceList, file: ListFile, *, by: Person, now: datetime
) -> PriceList:
    """Keep a list's prices from its date on; history stays.

    A list with refused rows is taken only when the caller accepts that (its good rows alone), else RowsRefused lists
    them and nothing is kept. Raises also NothingToImport, TaxBasisUnsaid and TaxBasisDisputed.
    """
    refused = sorted({fault.row for fault in read.refused})
    if refused and not new.accept_refused:
        raise RowsRefused(faults=row_faults(read.refused[:KEPT_REFUSED]), count=len(refused))
    if not read.rows:
        raise NothingToImport(faults=row_faults(read.refused[:KEPT_REFUSED]))
    with_tax = tax_basis_of(read, new)
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
    insert_many(session, Price.__table__, ("shop_id", "list_id", "valid_from", *COLUMNS), price_rows(kept, read.rows))
    index_words(session, kept, read.rows)
    if new.remember_mapping:
        remembered = mapping_read(read, with_tax)
        keep_mapping(session, by.shop_id, SenderKind.SUPPLIER, kept.supplier, remembered, by=by, now=now)
    note(session, None, "price list imported", by=by, now=now, shop_id=by.shop_id, data={
        "list": kept.id, "file": file.sha256, "valid_from": new.valid_from.isoformat(), "rows": kept.rows_taken,
        "refused": kept.rows_refused, "from_formulas": read.formula_rows,
    })  # fmt: skip
    return kept


def index_words(session: Session, kept: PriceList, rows: PriceRows) -> None:
    """Write down by which words the list's prices are found."""
    words = list(index_of(rows))
    insert_many(session, PriceWord.__table__, ("shop_id", "list_id", "word", "rows"),
                ((kept.shop_id, kept.id, word, standing) for word, standing in words))  # fmt: skip
    kept.words = len(words)


def index_older_lists(session: Session) -> None:
    """The same for lists that were imported before prices were found by words."""
    for kept in session.scalars(select(PriceList).where(PriceList.words.is_(None)).order_by(PriceList.id)).all():
        found = select(*(getattr(Price, name) for name in COLUMNS)).where(Price.list_id == kept.id).order_by(Price.row)
        rows = PriceRows(kept.currency)
        for row in session.execute(found):
            for column, value in zip(rows.columns(), row, strict=True):
                column.append(value)
        index_words(session, kept, rows)


def tax_basis_of(read: PriceListPreview, new: NewPriceList) -> bool:
    """Whether the prices include tax, as the caller says, else the mapping, else the list; never against its words."""
    with_tax = new.prices_include_tax if new.prices_include_tax is not None else read.prices_include_tax
    if with_tax is None:
        raise TaxBasisUnsaid()
    if read.tax_said not in (None, with_tax) and not new.confirm_tax_basis:
        raise TaxBasisDisputed()
    return with_tax


def mapping_read(read: PriceListPreview, prices_include_tax: bool) -> Mapping:
    """The columns as they were read, as a mapping for the next file: with the headings that stood over them."""
    found = read.columns.as_mapping()
    told = read.mapping or Mapping(columns={}, sheet=read.columns.sheet or None)
    return replace(told, columns=found.columns, headers=found.headers, decimal_mark=told.decimal_mark,
                   prices_include_tax=prices_include_tax)  # fmt: skip


def price_rows(kept: PriceList, rows: PriceRows) -> Iterable[tuple[Any, ...]]:
    """Rows of a list as the table takes them."""
    return zip(
        repeat(kept.shop_id, len(rows)), repeat(kept.id), repeat(kept.valid_from.isoformat()), *rows.columns(),
        strict=False,
    )  # fmt: skip


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
