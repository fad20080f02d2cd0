"""The taxes of an EMS export: each type of tax with its rate and the categories that it is on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from claims.estimating.categories import ORDER, OTHER_COSTS
from claims.estimating.estimate import CostKind
from claims.estimating.exchange.dbase import YES, Record
from claims.estimating.exchange.ems_codes import category_of
from claims.estimating.exchange.ems_tables import TAX_TYPES, TIERS, Reading, Tables, fitted, limited
from claims.estimating.exchange.ems_totals import GST, SALES_TAX
from claims.estimating.pricing import Tax
from claims.estimating.sheets import PartKind
from claims.kernel.amounts import Share

How = TypeVar("How", bool, Share)

OTHER, TOWING, STORAGE = CostKind.OTHER.value, CostKind.TOWING.value, CostKind.STORAGE.value
# table, column of the code, whether it is taxed, at which rate, and what the columns of types begin with
TAXED = (
    ("PFL", "LBR_TYPE", "LBR_TAX_IN", "LBR_TAXP", "LBR_TX"),
    ("PFM", "MATL_TYPE", "TAX_IND", "MAT_TAXP", "MAT_TX"),
    ("PFP", "PRT_TYPE", "PRT_TAX_IN", "PRT_TAX_RT", "PRT_TX"),
)
TAXED_IN_HEADER = (
    (TOWING, "TAX_TOW_IN", "TAX_TOW_RT"), (STORAGE, "TAX_STR_IN", "TAX_STR_RT"),
    (PartKind.SUBLET.value, "TAX_SUB_IN", "TAX_SUB_RT"),
)  # fmt: skip

IN_TIERS = (
    "tax {code} changes with the amount that it is on, or has a surcharge; its first rate of {rate} alone was read"
)
ON_EVERYTHING = "the file does not say what tax {code} is on; it was read as on everything"
TAXED_APART = "{code} is taxed otherwise than {category}, which it is billed as here; compare the tax"


def read_taxes(tables: Tables, reading: Reading) -> tuple[Tax, ...]:
    """The taxes; all but GST bear one name, since the file states only what they come to together."""
    taxes = by_type(tables, reading) or by_rate(tables, reading)
    header = tables.one("PFH")
    gst = reading.percent(header, "TAX_GST_RT")
    if gst.basis_points and header["TAX_GST_IN"] == YES:
        taxes.append(Tax(GST, gst, ORDER))
    return tuple(taxes)


def by_type(tables: Tables, reading: Reading) -> list[Tax]:
    """The taxes that PFT names, on whatever the other tables mark with their types; on a cost, if its line is taxed."""
    record, taxes = tables.one("PFT"), []
    for n in TAX_TYPES:
        code, rate = record[f"TAX_TYPE{n}"], reading.percent(record, f"TY{n}_RATE1")
        if not code or not rate.basis_points:
            continue
        if in_tiers(record, n):
            reading.tell(IN_TIERS, code=code, rate=rate)
        marks = dict(marked(tables, code))
        if not marks:
            reading.tell(ON_EVERYTHING, code=code)
        marks = by_category(marks, tables, reading) if marks else dict.fromkeys(ORDER, True)
        taxes.append(Tax(SALES_TAX, rate, words_of(each for each in ORDER if marks.get(each) or each == OTHER)))
    return taxes


def words_of(categories: Iterable[str]) -> tuple[str, ...]:
    """Categories as a tax names them: "other" would be the whole group."""
    return tuple(OTHER_COSTS if each == OTHER else each for each in categories)


def in_tiers(record: Record, n: int) -> bool:
    """Whether a type of tax has several rates, ends at an amount, or has a surcharge."""
    rates = [fitted(record[f"TY{n}_RATE{tier}"], 4)[0] for tier in TIERS]
    surcharges = [fitted(record[f"TY{n}_SUR{tier}"], 4)[0] for tier in TIERS]
    ends = limited(record[f"TY{n}_THRES1"]) and not rates[1]
    return len({*rates} - {0}) > 1 or any(surcharges) or ends


def marked(tables: Tables, tax: str) -> Iterator[tuple[str, bool]]:
    """The codes that a type of tax is marked at, and whether it is on them."""
    towing = tables.one("PFO")
    told = [(record[code], record, prefix) for table, code, _, _, prefix in TAXED for record in tables.all(table)]
    for code, record, prefix in [*told, (TOWING, towing, "TOW_T"), (STORAGE, towing, "STOR_T")]:
        for n in TAX_TYPES:
            if record[f"{prefix}_TY{n}"] == tax and record[f"{prefix}_IN{n}"]:
                yield code, record[f"{prefix}_IN{n}"].upper() in ("Y", "T")


def by_rate(tables: Tables, reading: Reading) -> list[Tax]:
    """The taxes of a file that names no types: one for each rate that parts, labor and materials are taxed at."""
    header = tables.one("PFH")
    rates = {OTHER: reading.percent(header, "TAX_PRETHR")}
    if limited(header["TAX_THRAMT"]) and header["TAX_PSTTHR"] != header["TAX_PRETHR"]:
        reading.tell(IN_TIERS, code="PFH", rate=rates[OTHER])
    for code, flag, rate in TAXED_IN_HEADER:
        rates[code] = reading.percent(header, rate) if header[flag] == YES else Share(0)
    for table, code, flag, rate, _ in TAXED:
        for record in tables.all(table):
            rates[record[code]] = reading.percent(record, rate) if record[flag] == YES else Share(0)
    rates = by_category(rates, tables, reading)
    on: dict[Share, list[str]] = {}
    for category in ORDER:
        if category in rates and rates[category].basis_points:
            on.setdefault(rates[category], []).append(category)
    return [Tax(SALES_TAX, rate, words_of(categories)) for rate, categories in on.items()]


def by_category(told: Mapping[str, How], tables: Tables, reading: Reading) -> dict[str, How]:
    """How our categories are taxed, by how the codes are; a code that is no category of ours goes with its own."""
    used = {record[column] for record in tables.all("LIN") for column in ("PART_TYPE", "MOD_LBR_TY")}
    found = {code: how for code, how in told.items() if code in ORDER}
    for code, how in told.items():
        category = category_of(code)
        if found.setdefault(category, how) != how and code in used:
            reading.tell(TAXED_APART, code=code, category=category)
    return found
