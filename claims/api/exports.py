"""Answers that are files made while they are sent: which format was asked for, and the stream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from litestar.params import QueryParameter
from litestar.response import Stream

from claims.kernel.errors import Fault, Invalid
from claims.reports.sheets import TYPES, Cell, as_csv, as_xlsx

Format = Annotated[str, QueryParameter(name="format", max_length=4, description="csv or xlsx")]


def check_format(form: str) -> None:
    """Invalid for anything but csv and xlsx."""
    if form not in TYPES:
        raise Invalid(faults=[Fault("choose one of these: {choices}", "format", {"choices": ", ".join(TYPES)})])


def sheet(form: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Stream:
    """The rows as a file of that name; `rows` may be a generator, nothing is kept."""
    content = as_csv(head, rows) if form == "csv" else as_xlsx(head, rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return Stream(content, media_type=TYPES[form], headers=headers)
