"""Column mappings kept per sender: the next file of the same supplier or insurer is read as the last one was."""

from __future__ import annotations

from collections.abc import Mapping as Said
from dataclasses import asdict, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.exchange.columns import Mapping
from claims.estimating.exchange.header_words import Field
from claims.estimating.inputs import ColumnMapping
from claims.estimating.mapping_models import SavedMapping
from claims.kernel.errors import Fault, Invalid
from claims.people.models import Person


class SenderKind(StrEnum):
    """Whose files a mapping is for."""

    SUPPLIER = "supplier"  # by name
    INSURER = "insurer"  # by code


def mapping_of(session: Session, shop_id: int, kind: SenderKind, sender: str) -> Mapping | None:
    """The mapping saved last for a sender's files; None where nobody saved one."""
    kept = newest_mapping(session, shop_id, kind, sender)
    return None if kept is None else mapping_kept(kept.mapping)


def newest_mapping(session: Session, shop_id: int, kind: SenderKind, sender: str) -> SavedMapping | None:
    """The same as it is kept: its number, when and by whom it was saved."""
    query = select(SavedMapping).where(
        SavedMapping.shop_id == shop_id, SavedMapping.sender_kind == str(kind), SavedMapping.sender == sender.strip()
    )
    return session.scalars(query.order_by(SavedMapping.id.desc()).limit(1)).first()


def keep_mapping(
    session: Session, shop_id: int, kind: SenderKind, sender: str, mapping: Mapping, *, by: Person, now: datetime
) -> SavedMapping:
    """Save a mapping for a sender's next files; saying the same again keeps what stands."""
    plain, before = plain_mapping(mapping), newest_mapping(session, shop_id, kind, sender)
    if before is not None and before.mapping == plain:
        return before
    kept = SavedMapping(shop_id=shop_id, sender_kind=str(kind), sender=sender.strip(), mapping=plain, saved_at=now,
                        saved_by_id=by.id)  # fmt: skip
    session.add(kept)
    session.flush()
    note(session, None, "column mapping saved", by=by, now=now, shop_id=shop_id, data={
        "mapping": kept.id, "sender_kind": kept.sender_kind, "sender": kept.sender, "columns": plain,
    })  # fmt: skip
    return kept


def mapping_said(said: ColumnMapping | None, prices_include_tax: bool | None = None) -> Mapping | None:
    """What a caller said as the reader takes it; a basis of tax said beside it counts. Invalid for unknown fields."""
    if said is None:
        return None
    if strange := sorted(set(said.columns) - {str(field) for field in Field}):
        text = "“{field}” is no field of a sheet"
        raise Invalid(faults=[Fault(text, "mapping.columns", {"field": one}) for one in strange])
    plain = said.model_dump()
    return mapping_kept(plain if prices_include_tax is None else plain | {"prices_include_tax": prices_include_tax})


def plain_mapping(mapping: Mapping) -> dict[str, Any]:
    """A mapping as it is kept: plain words and numbers."""
    plain = asdict(mapping)
    for name in ("columns", "headers"):
        plain[name] = {str(field): text for field, text in plain[name].items()}
    return plain


def mapping_kept(plain: Said[str, Any]) -> Mapping:
    """A mapping out of its plain words."""
    told = {one.name: plain[one.name] for one in fields(Mapping) if one.name in plain}
    for name in ("columns", "headers"):
        told[name] = {Field(field): text for field, text in told.get(name, {}).items()}
    return Mapping(**told)
