"""Any file with an estimate in it, read by what it holds and not by its name: our JSON, EMS, or a table of lines."""

from __future__ import annotations

from claims.estimating.estimate import Estimate
from claims.estimating.exchange.columns import Mapping, row_faults, rows_refused
from claims.estimating.exchange.ems import looks_like_ems, read_ems
from claims.estimating.exchange.own_format import read_estimate
from claims.estimating.exchange.returned import ReturnedSheet, read_return
from claims.kernel.errors import Refusal


class RowsUnreadable(Refusal):
    """The table cannot be read: {count} of its rows have faults. Mend each row listed, or say which column is which."""

    status = 400


class NoLines(Refusal):
    """The file has no line with an amount; check that it is the right sheet and the right file."""

    status = 400


def read_file(
    data: bytes, *, currency: str | None = None, mapping: Mapping | None = None, asked: bool = False, lang: str = "en"
) -> Estimate | ReturnedSheet:
    """What the file says, whole or not at all: RowsUnreadable lists every row of a table that has a fault.

    `currency` is that of a table; None takes the one that its signs name, or CNY where it names none. `asked` reads
    what was asked where a table also has the insurer's answer.
    """
    if looks_like_json(data):
        return read_estimate(data)
    if looks_like_ems(data):
        return read_ems(data, lang=lang)
    read = read_return(data, currency=currency, mapping=mapping, asked=asked)
    if read.refused:
        raise RowsUnreadable(faults=row_faults(read.refused), count=rows_refused(read.refused))
    if not read.sheet.lines:
        raise NoLines
    return read


def looks_like_json(data: bytes) -> bool:
    """Whether the bytes begin as a JSON object does."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
