"""Brings a supplier's price list in from the command line, with the same verbs as the door."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from claims.estimating.exchange.columns import row_faults
from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.price_lists import ListFile, NewPriceList, import_prices
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
    settings: Settings, path: Path, *, shop: str, supplier: str, valid_from: date, login: str, accept_refused: bool
) -> dict[str, Any]:
    """Import one file for a shop in somebody's name; refusals as at the door. Returns what was taken and refused."""
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
    if not person.may(Permission.IMPORT_PRICES):
        roles = ", ".join(sorted(roles_that_may(Permission.IMPORT_PRICES)))
        raise Forbidden(action=Permission.IMPORT_PRICES, roles=roles)
    checked = check_uploads([Upload(path.name, content)], FileKind.PRICE_LIST, largest=settings.upload_limit)[0]
    listed = read_price_list(content, currency=currency)
    put(files, checked)
    new = NewPriceList(supplier=supplier, valid_from=valid_from, accept_refused=accept_refused, prices_include_tax=None)
    with database.writing() as session:
        kept = keep(
            session, checked, shop_id=person.shop_id, claim_id=None, kind=FileKind.PRICE_LIST, by=person, now=now
        )
        file = ListFile(checked.name, hashlib.sha256(content).hexdigest(), kept.id)
        made = import_prices(session, listed, new, file, by=person, now=now)
        return {
            "list": made.id,
            "taken": made.rows_taken,
            "refused": made.rows_refused,
            "faults": [f"{fault.where}: {say_fault(fault, 'en')}" for fault in row_faults(listed.refused[:200])],
        }
