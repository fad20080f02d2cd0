"""Doors of suppliers' price lists: preview, import, the lists imported so far, and the search for a price."""

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
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.estimating.exchange.columns import row_faults
from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.price_lists import (
    Changes,
    ListFile,
    NewPriceList,
    import_prices,
    preview_changes,
)
from claims.estimating.price_models import PriceList
from claims.estimating.price_offers import OfferedPrice, best_prices, price_lists
from claims.estimating.price_search import search_prices
from claims.estimating.queries import today
from claims.files.keeping import Upload, check_uploads, keep, put
from claims.files.models import FileKind
from claims.kernel.errors import Fault, Invalid
from claims.kernel.texts import say_fault
from claims.people.queries import own_shop
from claims.people.roles import Permission as P

SHOWN_REFUSED = 200


@dataclass
class PriceListForm:
    """A supplier's list as xlsx, xls or csv, and from which day it holds."""

    file: UploadFile
    supplier: str
    valid_from: date
    accept_refused: bool = False
    prices_include_tax: bool | None = None


class RefusedRow(msgspec.Struct):
    """A row that is not taken: where it stands, and why."""

    where: str
    reason: str


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


class PriceOut(msgspec.Struct):
    """A price for a part as it holds today; money in minor units of `currency`."""

    id: int
    part_number: str
    name: str
    brand: str
    fits: str
    price_kind: str
    unit_price_minor: int
    currency: str
    prices_include_tax: bool
    supplier: str
    valid_from: date
    stock_x1000: int | None
    lead_days: int | None

    @classmethod
    def of(cls, offer: OfferedPrice) -> PriceOut:
        """Show an offered price."""
        own: dict[str, Any] = {
            "currency": offer.currency,
            "prices_include_tax": offer.prices_include_tax,
            "supplier": offer.supplier,
        }
        return cls(**{n: own[n] if n in own else getattr(offer.price, n) for n in cls.__struct_fields__})


def list_out(kept: PriceList, refused: list[RefusedRow], changes: Changes | None = None) -> PriceListOut:
    """An imported list as callers see it."""
    return PriceListOut(
        kept.id, kept.supplier, kept.valid_from, kept.currency, kept.prices_include_tax, kept.file_sha256,
        kept.rows_taken, kept.rows_refused, refused, imported_at=kept.imported_at, **counts(changes),
    )  # fmt: skip


def counts(changes: Changes | None) -> dict[str, Any]:
    """How many prices are new, changed and unchanged."""
    if changes is None:
        return {}
    shown = [{"part_number": c.part_number, "name": c.name, "before_minor": c.before_minor,
              "after_minor": c.after_minor} for c in changes.changes]  # fmt: skip
    return {"new": changes.new, "changed": changes.changed, "unchanged": changes.unchanged, "changes": shown}


@post("/price-lists", opt={"may": P.IMPORT_PRICES, "uploads": True}, sync_to_thread=True, tags=["prices"])
def add_price_list(
    data: Annotated[PriceListForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    request: Desk,
    preview: Annotated[bool, Parameter(description="only show what would change; nothing is kept")] = False,
) -> PriceListOut:
    """Import a supplier's price list, all in one transaction; a list with refused rows only with `accept_refused`."""
    settings, language = request.app.state.settings, request.user.language
    content = data.file.file.read(settings.upload_limit + 1)
    if len(content) > settings.upload_limit:
        mebibytes = max(1, settings.upload_limit // 2**20)
        raise Invalid(faults=[Fault("this file is larger than {mebibytes} MiB", "file", {"mebibytes": mebibytes})])
    if not data.supplier.strip() or len(data.supplier) > 200:
        raise Invalid(faults=[Fault("say whose list it is, in at most 200 characters", "supplier")])
    with request.app.state.database.reading() as session:
        currency = own_shop(session, request.user).currency
    listed = read_price_list(content, currency=currency)
    shown = [RefusedRow(f.where, say_fault(f, language)) for f in row_faults(listed.refused[:SHOWN_REFUSED])]
    new = NewPriceList(
        supplier=data.supplier.strip(), valid_from=data.valid_from, accept_refused=data.accept_refused,
        prices_include_tax=data.prices_include_tax,
    )  # fmt: skip
    digest = hashlib.sha256(content).hexdigest()
    if preview:

        def look(session: Session) -> PriceListOut:
            changes = preview_changes(session, request.user.shop_id, new.supplier, listed)
            basis = new.prices_include_tax if new.prices_include_tax is not None else listed.prices_include_tax
            return PriceListOut(None, new.supplier, new.valid_from, currency, basis, digest, len(listed.rows),
                                changes.refused, shown, **counts(changes))  # fmt: skip

        return read(request, look)
    upload = Upload(data.file.filename or "", content)
    checked = check_uploads([upload], FileKind.PRICE_LIST, largest=settings.upload_limit)[0]
    put(request.app.state.files, checked)

    def act(session: Session) -> PriceListOut:
        row = keep(session, checked, shop_id=request.user.shop_id, claim_id=None, kind=FileKind.PRICE_LIST,
                   by=request.user, now=now(request))  # fmt: skip
        changes = preview_changes(session, request.user.shop_id, new.supplier, listed)
        file = ListFile(checked.name, digest, row.id)
        kept = import_prices(session, listed, new, file, by=request.user, now=now(request))
        return list_out(kept, shown, changes)

    said = "\n".join([digest, new.model_dump_json()])
    return write(request, act, said=hashlib.sha256(said.encode()).hexdigest())


@get("/price-lists", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["prices"])
def list_price_lists(request: Desk) -> list[PriceListOut]:
    """The lists imported so far, the newest first; refused rows with each."""

    def act(session: Session) -> list[PriceListOut]:
        return [list_out(kept, kept_faults(kept, request.user.language))
                for kept in price_lists(session, request.user.shop_id)]  # fmt: skip

    return read(request, act)


def kept_faults(kept: PriceList, language: str) -> list[RefusedRow]:
    """The refused rows kept with an import."""
    return [
        RefusedRow(f"row {one['row']}, column {one['column']}",
                   say_fault(Fault(one["reason"], "", one["values"]), language))
        for one in kept.refused[:SHOWN_REFUSED]
    ]  # fmt: skip


@get("/prices", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["prices"])
def find_prices(
    request: Desk,
    part_number: Annotated[str, Parameter(max_length=60)] = "",
    search: Annotated[str, Parameter(max_length=60)] = "",
    on: date | None = None,
) -> list[PriceOut]:
    """Prices for a part number (the lowest first), or found by number, name or vehicle; as they hold today or `on`."""

    def act(session: Session) -> list[PriceOut]:
        shop_id = request.user.shop_id
        day = on if on is not None else today(session, shop_id, now(request))
        if part_number:
            offers = best_prices(session, shop_id, part_number, day)
        else:
            offers = search_prices(session, shop_id, search, day)
        return [PriceOut.of(offer) for offer in offers]

    return read(request, act)


ROUTES = [add_price_list, list_price_lists, find_prices]
