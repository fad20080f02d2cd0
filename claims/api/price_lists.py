"""Doors of suppliers' price lists: preview, import, and the lists imported so far."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, Parameter
from pydantic import ValidationError
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.api.language import language_of
from claims.estimating.exchange.columns import Mapping, row_faults
from claims.estimating.exchange.price_list import PriceListPreview, read_price_list
from claims.estimating.inputs import ColumnMapping
from claims.estimating.price_lists import (
    Changes,
    ListFile,
    NewPriceList,
    import_prices,
    mapping_for,
    preview_changes,
)
from claims.estimating.price_models import PriceList
from claims.estimating.price_offers import price_lists
from claims.estimating.saved_mappings import mapping_said
from claims.files.keeping import Upload, check_uploads, keep, put
from claims.files.models import FileKind
from claims.kernel.errors import Fault, Invalid
from claims.kernel.findings import faults_of
from claims.kernel.texts import say, say_fault
from claims.people.queries import own_shop
from claims.people.roles import Permission as P

SHOWN_REFUSED = 200
SHOWN_ROWS = 20


@dataclass
class PriceListForm:
    """A supplier's list as xlsx, xls or csv, and from which day it holds; `mapping` as JSON, as for a return."""

    file: UploadFile
    supplier: str
    valid_from: date
    accept_refused: bool = False
    prices_include_tax: bool | None = None
    confirm_tax_basis: bool = False
    mapping: str = ""
    remember_mapping: bool = False


class RefusedRow(msgspec.Struct):
    """A row that is not taken: where it stands, and why."""

    where: str
    reason: str


class ReadColumn(msgspec.Struct):
    """A column as it was read: its letter, its heading and its field; null for one that nobody understood."""

    column: str
    header: str
    field: str | None


class ReadRow(msgspec.Struct):
    """One of the first good rows; money in minor units."""

    row: int
    part_number: str
    name: str
    brand: str
    fits: str
    price_kind: str
    unit_price_minor: int
    stock_x1000: int | None
    lead_days: int | None


class ListRead(msgspec.Struct):
    """How a file was read: by columns told, saved for the supplier, or found by their headings.

    `tax_said` is what the list's own words say of tax; `formula_rows` of the good rows have last results of formulas.
    """

    mapped_by: str
    columns: list[ReadColumn]
    sheet: str
    tax_said: bool | None
    formula_rows: int
    skipped: list[RefusedRow]
    rows: list[ReadRow]


class PriceListOut(msgspec.Struct):
    """An imported list, or (without an id) what an import would bring."""

    id: int | None
    supplier: str
    valid_from: date
    currency: str
    prices_include_tax: bool | None
    file_sha256: str
    rows_taken: int
    rows_refused: int
    refused: list[RefusedRow]
    new: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    changes: list[dict[str, Any]] = []
    imported_at: datetime | None = None
    read: ListRead | None = None


def list_out(
    kept: PriceList, refused: list[RefusedRow], changes: Changes | None = None, read: ListRead | None = None
) -> PriceListOut:
    """An imported list as callers see it."""
    return PriceListOut(
        kept.id, kept.supplier, kept.valid_from, kept.currency, kept.prices_include_tax, kept.file_sha256,
        kept.rows_taken, kept.rows_refused, refused, imported_at=kept.imported_at, read=read, **counts(changes),
    )  # fmt: skip


def counts(changes: Changes | None) -> dict[str, Any]:
    """How many prices are new, changed and unchanged."""
    if changes is None:
        return {}
    shown = [{"part_number": c.part_number, "name": c.name, "before_minor": c.before_minor,
              "after_minor": c.after_minor} for c in changes.changes]  # fmt: skip
    return {"new": changes.new, "changed": changes.changed, "unchanged": changes.unchanged, "changes": shown}


def read_out(listed: PriceListPreview, mapped_by: str, language: str) -> ListRead:
    """How a file was read, as callers see it."""
    columns = [ReadColumn(placed.column, placed.header, str(field)) for field, placed in listed.columns.placed.items()]
    columns += [ReadColumn(placed.column, placed.header, None) for placed in listed.columns.unplaced]
    first = [
        ReadRow(row.row, row.part_number, row.name, row.brand, row.fits, str(row.price_kind), row.unit_price.minor,
                row.stock_x1000, row.lead_days) for row in listed.rows[:SHOWN_ROWS]
    ]  # fmt: skip
    skipped = [RefusedRow(f"row {one.row}", f"{say(one.why, language)}: {one.text}") for one in listed.skipped]
    return ListRead(mapped_by, columns, listed.columns.sheet, listed.tax_said, listed.formula_rows,
                    skipped[:SHOWN_REFUSED], first)  # fmt: skip


def told_mapping(text: str) -> Mapping | None:
    """The mapping that a form says as JSON; Invalid with every fault."""
    if not text.strip():
        return None
    try:
        return mapping_said(ColumnMapping.model_validate_json(text))
    except ValidationError as fault:
        raise Invalid(faults=faults_of(fault.errors(include_url=False), "mapping")) from None


@post("/price-lists", opt={"may": P.IMPORT_PRICES, "uploads": True}, sync_to_thread=True, tags=["prices"])
def add_price_list(
    data: Annotated[PriceListForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    request: Desk,
    preview: Annotated[bool, Parameter(description="only show what would change; nothing is kept")] = False,
) -> PriceListOut:
    """Import a supplier's price list, all in one transaction; a list with refused rows only with `accept_refused`.

    Without a `mapping` the one saved for the supplier is used, else the headings are; `remember_mapping` saves it.
    """
    settings, language, shop_id = request.app.state.settings, language_of(request), request.user.shop_id
    content = data.file.file.read(settings.upload_limit + 1)
    if len(content) > settings.upload_limit:
        mebibytes = max(1, settings.upload_limit // 2**20)
        raise Invalid(faults=[Fault("this file is larger than {mebibytes} MiB", "file", {"mebibytes": mebibytes})])
    if not data.supplier.strip() or len(data.supplier) > 200:
        raise Invalid(faults=[Fault("say whose list it is, in at most 200 characters", "supplier")])
    new = NewPriceList(
        supplier=data.supplier, valid_from=data.valid_from, accept_refused=data.accept_refused,
        prices_include_tax=data.prices_include_tax, confirm_tax_basis=data.confirm_tax_basis,
        remember_mapping=data.remember_mapping,
    )  # fmt: skip
    told = told_mapping(data.mapping)
    with request.app.state.database.reading() as session:
        currency = own_shop(session, request.user).currency
        mapping, mapped_by = mapping_for(session, shop_id, new.supplier, told)
    listed = read_price_list(content, currency=currency, mapping=mapping)
    shown = [RefusedRow(f.where, say_fault(f, language)) for f in row_faults(listed.refused[:SHOWN_REFUSED])]
    how, digest = read_out(listed, mapped_by, language), hashlib.sha256(content).hexdigest()
    if preview:

        def look(session: Session) -> PriceListOut:
            changes = preview_changes(session, shop_id, new.supplier, listed)
            basis = new.prices_include_tax if new.prices_include_tax is not None else listed.prices_include_tax
            return PriceListOut(None, new.supplier, new.valid_from, currency, basis, digest, len(listed.rows),
                                changes.refused, shown, read=how, **counts(changes))  # fmt: skip

        return read(request, look)
    upload = Upload(data.file.filename or "", content)
    checked = check_uploads([upload], FileKind.PRICE_LIST, largest=settings.upload_limit)[0]
    put(request.app.state.files, checked)

    def act(session: Session) -> PriceListOut:
        row = keep(session, checked, shop_id=shop_id, claim_id=None, kind=FileKind.PRICE_LIST,
                   by=request.user, now=now(request))  # fmt: skip
        changes = preview_changes(session, shop_id, new.supplier, listed)
        file = ListFile(checked.name, digest, row.id)
        kept = import_prices(session, listed, new, file, by=request.user, now=now(request))
        return list_out(kept, shown, changes, how)

    said = "\n".join([digest, new.model_dump_json(), data.mapping])
    return write(request, act, said=hashlib.sha256(said.encode()).hexdigest())


@get("/price-lists", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["prices"])
def list_price_lists(request: Desk) -> list[PriceListOut]:
    """The lists imported so far, the newest first; refused rows with each."""
    language = language_of(request)

    def act(session: Session) -> list[PriceListOut]:
        return [list_out(kept, kept_faults(kept, language)) for kept in price_lists(session, request.user.shop_id)]

    return read(request, act)


def kept_faults(kept: PriceList, language: str) -> list[RefusedRow]:
    """The refused rows kept with an import."""
    return [
        RefusedRow(f"row {one['row']}, column {one['column']}",
                   say_fault(Fault(one["reason"], "", one["values"]), language))
        for one in kept.refused[:SHOWN_REFUSED]
    ]  # fmt: skip


ROUTES = [add_price_list, list_price_lists]
