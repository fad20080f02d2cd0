"""The file of an insurer's answer: read by the columns that were told, kept for this insurer, or found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.exchange.columns import BadMapping, ColumnsMissing, Mapping, text_of
from claims.estimating.exchange.doubts import doubts
from claims.estimating.exchange.headings import upper_headings
from claims.estimating.exchange.limits import SheetMissing
from claims.estimating.exchange.other_claim import Known, contradictions
from claims.estimating.exchange.package import column_number
from claims.estimating.exchange.returned import ReturnedSheet, read_return
from claims.estimating.exchange.rows import HEADING, NOTE
from claims.estimating.exchange.workbook import Grid, read_grids
from claims.estimating.inputs import ColumnMapping
from claims.estimating.price_lists import plain_columns
from claims.estimating.queries import given_back_lines
from claims.estimating.quote_models import Quote
from claims.estimating.saved_mappings import SenderKind, mapping_of, mapping_said
from claims.files.models import StoredFile
from claims.kernel.errors import Fault, NotFound
from claims.lifecycle.models import Claim, Leg
from claims.people.models import Insurer, Vehicle

FILES = "files"  # where a session carries the store of contents: session.info["files"]
TOLD, SAVED, FOUND = "told", "saved", "found"


@dataclass(frozen=True)
class FileRead:
    """An answer's file as read: by whose mapping, what is to be confirmed first, which other claim it names."""

    file: StoredFile
    read: ReturnedSheet
    mapping: Mapping | None
    mapped_by: str  # told | saved | found
    to_confirm: tuple[Fault, ...]
    other_claim: tuple[Fault, ...]

    def kept(self) -> dict[str, Any]:
        """How the file was read, as it is kept with the answer."""
        return {
            **plain_columns(self.read.columns),
            "mapping": self.mapped_by,
            "formulas": self.read.formulas,
            "notes": [plain_words(note) for note in self.read.notes],
            "other_claim": [plain_words(fault) for fault in self.other_claim],
        }


def read_file(
    session: Session, quote: Quote, file_id: int, said: ColumnMapping | None, prices_include_tax: bool | None = None
) -> FileRead:
    """The file read for this quote; the mapping kept for the insurer counts where none is told and its headings fit."""
    file, data = content_of(session, quote, file_id)
    told, back = mapping_said(said, prices_include_tax), bool(given_back_lines(session, quote.id))
    saved = None if told is not None and told.columns else _saved(session, quote, told)
    mapping, mapped_by, read = told, TOLD if told is not None and told.columns else FOUND, None
    if saved is not None:
        try:
            read = read_return(data, currency=quote.currency, mapping=saved, gives_back=back)
            mapping, mapped_by = saved, SAVED
        except (BadMapping, ColumnsMissing, SheetMissing):
            pass  # this file is headed otherwise than those for which the mapping was kept
    if read is None:
        read = read_return(data, currency=quote.currency, mapping=mapping, gives_back=back)
    open_points = doubts(read.grid, read.columns) if mapped_by == FOUND else []
    return FileRead(file, read, mapping, mapped_by, tuple(open_points),
                    tuple(contradictions(around_table(read), known_as(session, quote))))  # fmt: skip


def grid_of(session: Session, quote: Quote, file_id: int) -> Grid:
    """The longest sheet of a file as it stands, for a person to say which column is which."""
    grids = read_grids(content_of(session, quote, file_id)[1], pdf=True)
    return max(grids, key=lambda grid: len(grid.rows))


def content_of(session: Session, quote: Quote, file_id: int) -> tuple[StoredFile, bytes]:
    """A file of the quote's claim with its bytes; NotFound for another claim's."""
    file = session.get(StoredFile, file_id)
    if file is None or (file.shop_id, file.claim_id) != (quote.shop_id, quote.claim_id):
        raise NotFound(thing="file")
    return file, session.info[FILES].get(file.sha256)


def _saved(session: Session, quote: Quote, told: Mapping | None) -> Mapping | None:
    """The mapping kept for the quote's insurer, with the conventions that the caller says beside it."""
    code = session.scalar(select(Insurer.code).where(Insurer.id == quote.insurer_id))
    kept = mapping_of(session, quote.shop_id, SenderKind.INSURER, code) if code is not None else None
    if kept is None or not any(kept.headers.values()):
        return None
    return kept if told is None else replace(
        kept,
        decimal_mark=told.decimal_mark or kept.decimal_mark,
        prices_include_tax=kept.prices_include_tax if told.prices_include_tax is None else told.prices_include_tax,
        numeric_part_numbers=told.numeric_part_numbers or kept.numeric_part_numbers,
        formula_values=told.formula_values or kept.formula_values,
    )  # fmt: skip


def around_table(read: ReturnedSheet) -> list[str]:
    """What stands above the headings, and the lines of words among and below the rows."""
    start = read.columns.header_rows[0] - 1 if read.columns.header_rows else 0
    above = [" ".join(text_of(cell) for cell in cells if cell is not None) for cells in read.grid.rows[:start]]
    return [*above, *(row.text for row in read.skipped if row.why in (HEADING, NOTE))]


def known_as(session: Session, quote: Quote) -> Known:
    """How the claim of a quote can be named on an answer."""
    claim = session.get_one(Claim, quote.claim_id)
    vehicle = session.get_one(Vehicle, claim.vehicle_id)
    reports = [
        number for number in session.scalars(select(Leg.report_number).where(Leg.claim_id == claim.id)) if number
    ]
    return Known(
        plates=frozenset({vehicle.plate} - {""}),
        vins=frozenset({vehicle.vin} - {""}),
        numbers=frozenset({claim.number}),
        reports=frozenset(reports),
        versions=frozenset({f"S{quote.number:02d}" if quote.number else "E01"}),
    )


def plain_words(fault: Fault) -> dict[str, Any]:
    """A sentence as it is kept, to be said in any language."""
    return {"text": fault.text, "where": fault.where, "values": dict(fault.values)}


def mapping_read(read: ReturnedSheet, said: Mapping | None = None) -> Mapping:
    """The columns as they were read, as a mapping for the next file: with the headings that stood over them."""
    found = read.columns.as_mapping()
    said = said if said is not None else replace(found, prices_include_tax=None, sheet=read.sheet_name)
    return replace(
        said,
        columns=found.columns,
        headers={field: heading_over(read, column) for field, column in found.columns.items()},
        header_row=found.header_row,
        decimal_mark=found.decimal_mark if said.decimal_mark is None else said.decimal_mark,
    )


def heading_over(read: ReturnedSheet, column: str) -> str:
    """The heading of a column: of the lowest row of headings, or the one above where that is merged into it."""
    last, at = (read.columns.header_rows or (0,))[-1], column_number(column)
    if not last:
        return ""
    lower = [text_of(cell) for cell in read.grid.rows[last - 1]]
    lower += [""] * (at + 1 - len(lower))
    return lower[at] or (upper_headings(read.grid, last - 2, len(lower), lower)[at] if last > 1 else "")
