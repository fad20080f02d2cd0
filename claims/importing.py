"""Brings a supplier's price list in from the command line, with the same verbs as the door."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import select

from claims.estimating.exchange.columns import row_faults
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
from claims.estimating.saved_mappings import mapping_said
from claims.files.keeping import Upload, check_uploads, keep, put
from claims.files.models import FileKind
from claims.files.store import Store
from claims.kernel.clock import SystemClock
from claims.kernel.database import Database
from claims.kernel.errors import Forbidden, NotFound
from claims.kernel.texts import say_fault
from claims.people.models import Person, User
from claims.people.queries import shop_by_code
from claims.people.roles import Permission, roles_that_may
from claims.people.tokens import roles_of
from claims.settings import Settings
from claims.tables import TABLES


def import_price_file(
    settings: Settings, path: Path, new: NewPriceList, *, shop: str, login: str, mapping: ColumnMapping | None = None,
    preview: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Import one file for a shop in somebody's name, or tell what that would change; refusals as at the door."""
    assert TABLES  # every table is known, so that foreign keys find theirs
    database, files, now = Database(settings.database_url), Store(settings.files_dir), SystemClock().now()
    content = path.read_bytes()
    with database.reading() as session:
        row = shop_by_code(session, shop)
        user = session.scalar(select(User).where(User.login == login.lower()))
        if user is None:
            raise NotFound(thing="user")
        person = Person(user.id, user.login, user.name, row.id, roles_of(session, user.id, row.id), user.language)
        currency = row.currency
        columns, mapped_by = mapping_for(session, row.id, new.supplier, mapping_said(mapping))
    if not person.may(Permission.IMPORT_PRICES):
        roles = ", ".join(sorted(roles_that_may(Permission.IMPORT_PRICES)))
        raise Forbidden(action=Permission.IMPORT_PRICES, roles=roles)
    checked = check_uploads([Upload(path.name, content)], FileKind.PRICE_LIST, largest=settings.upload_limit)[0]
    listed = read_price_list(content, currency=currency, mapping=columns)
    if preview:
        with database.reading() as session:
            return told(listed, mapped_by, preview_changes(session, person.shop_id, new.supplier, listed), None)
    put(files, checked)
    with database.writing() as session:
        kept = keep(
            session, checked, shop_id=person.shop_id, claim_id=None, kind=FileKind.PRICE_LIST, by=person, now=now
        )
        changes = preview_changes(session, person.shop_id, new.supplier, listed)
        file = ListFile(checked.name, hashlib.sha256(content).hexdigest(), kept.id)
        return told(listed, mapped_by, changes, import_prices(session, listed, new, file, by=person, now=now).id)


def told(listed: PriceListPreview, mapped_by: str, changes: Changes, list_id: int | None) -> dict[str, Any]:
    """What was read and what it changes; `list` is empty for a preview."""
    return {
        "list": list_id,
        "mapped_by": mapped_by,
        "columns": {str(field): f"{placed.column} {placed.header}".strip()
                    for field, placed in listed.columns.placed.items()},
        "prices_include_tax": listed.prices_include_tax,
        "taken": len(listed.rows),
        "refused": changes.refused,
        "from_formulas": listed.formula_rows,
        "new": changes.new,
        "changed": changes.changed,
        "unchanged": changes.unchanged,
        "faults": [f"{fault.where}: {say_fault(fault, 'en')}" for fault in row_faults(listed.refused[:200])],
    }  # fmt: skip
