"""Builders of EMS exports: a small one in which only what a test is about says something."""

from __future__ import annotations

from ast import literal_eval
from functools import lru_cache
from typing import Any

from claims.estimating.estimate import Estimate, EstimateLine
from claims.estimating.exchange.ems import read_ems_files
from claims.estimating.exchange.ems_files import EmsFaulty
from claims.estimating.worksheet import Worksheet, priced
from fixtures.make_ems import labor, line, on, part, table

__all__ = [
    "export", "faults_of", "labor", "line", "lines_of", "on", "one_line", "part", "read", "sheet", "told_of", "total",
]  # fmt: skip

ANNOUNCED = dict.fromkeys(("INCL_ADMIN", "INCL_VEH", "INCL_EST", "INCL_PROFL", "INCL_TOTAL", "INCL_VENDR"), True)
SMALL: dict[str, list[dict[str, Any]]] = {
    "ENV": [{"EST_CTRY": "USA", "EMS_VER": "2.01", "SUPP_NO": "E01", **ANNOUNCED}],
    "AD1": [{}],
    "AD2": [{}],
    "VEH": [{}],
    "LIN": [line(1, "Fender", **part("1", 100.00))],
    "PFH": [{}],
    "PFL": [{"LBR_TYPE": kind, "LBR_RATE": rate} for kind, rate in (("LAB", 60), ("LAR", 50), ("LAM", 110))],
    "PFM": [],
    "PFO": [{}],
    "PFP": [],
    "PFT": [{}],
    "STL": [],
    "TTL": [{}],
    "VEN": [],
}


@lru_cache(maxsize=256)
def written(kind: str, rows: str) -> bytes:
    """A table by the text of its rows, so that each is written once."""
    return table(kind, literal_eval(rows))


def export(**tables: Any) -> dict[str, bytes]:
    """The files of a small export; a table told as None is left out, one record may stand for a list of one."""
    found = SMALL | tables
    rows = {kind: [told] if isinstance(told, dict) else told for kind, told in found.items()}
    rows["ENV"] = [SMALL["ENV"][0] | told for told in rows["ENV"]] if rows["ENV"] is not None else None
    return {f"a.{kind}": written(kind, repr(told)) for kind, told in rows.items() if told is not None}


def read(lang: str = "en", **tables: Any) -> Estimate:
    """The estimate in a small export."""
    return read_ems_files(export(**tables), lang=lang)


def one_line(*records: dict[str, Any], **tables: Any) -> EstimateLine:
    """The only line of an export with these LIN records."""
    (found,) = read(LIN=list(records), **tables).lines
    return found


def lines_of(*records: dict[str, Any], **tables: Any) -> tuple[EstimateLine, ...]:
    """The lines of an export with these LIN records."""
    return read(LIN=list(records), **tables).lines


def total(*records: dict[str, Any], **tables: Any) -> str:
    """What an export with these LIN records comes to under its own rates."""
    return str(sheet(LIN=list(records), **tables).total)


def sheet(**tables: Any) -> Worksheet:
    """A small export priced under its own rates."""
    found = read(**tables)
    assert found.profile is not None
    return priced(found, found.profile)


def told_of(**tables: Any) -> list[str]:
    """What is reported of an export."""
    return list(read(**tables).reported)


def faults_of(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Where an export is faulty, and how."""
    try:
        read_ems_files(files)
    except EmsFaulty as refused:
        return [(fault.where, str(fault)) for fault in refused.faults]
    return []
