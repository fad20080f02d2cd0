"""The door to an insurer's file before it is recorded: its rows, the columns offered, what was read and refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import post
from sqlalchemy.orm import Session

from claims.api.doors import Desk, read
from claims.api.language import language_of
from claims.api.problems import ProblemFault
from claims.estimating.evidence import kept_line
from claims.estimating.exchange.columns import ColumnsMissing, HeaderNotFound, row_faults, rows_refused
from claims.estimating.exchange.headings import text_of
from claims.estimating.exchange.package import column_letter
from claims.estimating.exchange.workbook import Grid
from claims.estimating.inputs import ReturnPreview
from claims.estimating.quote_models import Quote
from claims.estimating.return_files import FileRead, grid_of, heading_over, mapping_read, read_file
from claims.estimating.saved_mappings import plain_mapping
from claims.kernel.errors import Fault
from claims.kernel.texts import say, say_fault, say_refusal
from claims.people.queries import find
from claims.people.roles import Permission as P

FIRST_ROWS = 60
SHOWN = 200  # refused and skipped rows shown; their counts are always whole
OFFERED = (
    "columns", "header_row", "decimal_mark", "prices_include_tax", "numeric_part_numbers", "formula_values", "sheet",
)  # fmt: skip


class OfferedColumn(msgspec.Struct):
    """A column of the file: its letter, its heading, and the field that it is taken for (null: none)."""

    column: str
    header: str
    field: str | None


class ShownRow(msgspec.Struct):
    """A row of the file as a person finds it, "row 7" or "page 2, row 7", with its cells from column A on."""

    where: str
    cells: list[str]


class SkippedOut(msgspec.Struct):
    """A row that is no line, and what it is instead."""

    where: str
    why: str
    text: str


class ReturnPreviewOut(msgspec.Struct, kw_only=True):
    """A file as it would be recorded; money in minor units.

    `mapping` can be sent back as it is: it confirms the columns offered. `mapped_by` says whose columns these are:
    told with the request, saved for this insurer, or found by the headings. Where `to_confirm` names a reason the
    return is recorded only with a mapping. `problem` says why no columns were found; the letters are offered then.
    """

    file_id: int
    currency: str
    rows: list[ShownRow]
    rows_in_file: int
    columns: list[OfferedColumn]
    problem: str = ""
    mapping: dict[str, Any] = {}
    mapped_by: str = ""
    to_confirm: list[ProblemFault] = []
    other_claim: list[ProblemFault] = []
    notes: list[ProblemFault] = []
    formulas: dict[str, str] = {}
    refused: list[ProblemFault] = []
    refused_rows: int = 0
    skipped: list[SkippedOut] = []
    lines: list[dict[str, Any]] = []
    lines_read: int = 0
    lines_minor: int | None = None
    computed_total_minor: int | None = None
    stated_total_minor: int | None = None
    prices_include_tax: bool | None = None
    quote_prices_include_tax: bool


def shown_rows(grid: Grid) -> list[ShownRow]:
    """The first rows of a grid."""
    rows = enumerate(grid.rows[:FIRST_ROWS], 1)
    return [ShownRow(grid.where(row), [text_of(cell) for cell in cells]) for row, cells in rows]


def said(faults: Sequence[Fault], language: str) -> list[ProblemFault]:
    """Faults in the reader's language."""
    return [ProblemFault(say_fault(fault, language), fault.where) for fault in faults]


def unread(quote: Quote, file_id: int, grid: Grid, problem: str) -> ReturnPreviewOut:
    """A file whose columns were not found: its rows and letters, for a person to say which is which."""
    width = max(map(len, grid.rows), default=0)
    return ReturnPreviewOut(
        file_id=file_id, currency=quote.currency, rows=shown_rows(grid), rows_in_file=len(grid.rows),
        columns=[OfferedColumn(column_letter(at), "", None) for at in range(width)], problem=problem,
        quote_prices_include_tax=quote.prices_include_tax,
    )  # fmt: skip


def preview(quote: Quote, found: FileRead, language: str) -> ReturnPreviewOut:
    """A file as it was read."""
    got, sheet = found.read, found.read.sheet
    fields = {placed.column: str(field) for field, placed in got.columns.placed.items()}
    letters = [column_letter(at) for at in range(max(map(len, got.grid.rows), default=0))]
    offered = plain_mapping(mapping_read(got, found.mapping))
    total = sheet.stated_total
    return ReturnPreviewOut(
        file_id=found.file.id,
        currency=quote.currency,
        rows=shown_rows(got.grid),
        rows_in_file=len(got.grid.rows),
        columns=[OfferedColumn(letter, heading_over(got, letter), fields.get(letter)) for letter in letters],
        mapping={name: offered[name] for name in OFFERED},
        mapped_by=found.mapped_by,
        to_confirm=said(found.to_confirm, language),
        other_claim=said(found.other_claim, language),
        notes=said(got.notes, language),
        formulas=got.formulas,
        refused=said(row_faults(got.refused[:SHOWN], got.grid), language),
        refused_rows=rows_refused(got.refused),
        skipped=[SkippedOut(got.grid.where(row.row), say(row.why, language), row.text) for row in got.skipped[:SHOWN]],
        lines=[kept_line(line) | {"where": got.grid.where(got.rows[line.position])} for line in sheet.lines[:SHOWN]],
        lines_read=len(sheet.lines),
        lines_minor=sheet.lines_total.minor,
        computed_total_minor=sheet.computed_total.minor,
        stated_total_minor=total.minor if total is not None else None,
        prices_include_tax=sheet.prices_include_tax,
        quote_prices_include_tax=quote.prices_include_tax,
    )


@post("/quotes/{quote_id:int}/return-preview", opt={"may": P.WRITE_QUOTE}, sync_to_thread=True, tags=["quote"],
      status_code=200)  # fmt: skip
def preview_return(quote_id: int, data: ReturnPreview, request: Desk) -> ReturnPreviewOut:
    """An insurer's file as it would be recorded: nothing is kept; confirm its columns by recording with the mapping."""
    language = language_of(request)

    def act(session: Session) -> ReturnPreviewOut:
        quote = find(session, Quote, quote_id, request.user)
        try:
            found = read_file(session, quote, data.file_id, data.mapping, data.prices_include_tax)
        except (HeaderNotFound, ColumnsMissing) as refusal:
            return unread(quote, data.file_id, grid_of(session, quote, data.file_id), say_refusal(refusal, language))
        return preview(quote, found, language)

    return read(request, act)


ROUTES = [preview_return]
