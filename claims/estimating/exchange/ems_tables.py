"""What is read of each table of an EMS export, and its values as exact amounts; what is rounded is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from claims.estimating.exchange.dbase import YES, Record, TableFaulty, read_table
from claims.estimating.exchange.ems_files import MISSING
from claims.kernel.amounts import Hours, Quantity, Share, half_up
from claims.kernel.errors import Faults
from claims.kernel.money import Money, places
from claims.kernel.texts import say

Kept = TypeVar("Kept", Money, Hours, Quantity, Share)

TAX_TYPES, TIERS = range(1, 7), range(1, 6)
MOST_TOLD = 1_000
MONEY_DIGITS, OTHER_DIGITS = 12, 6

COLUMN_MISSING = "the column {column} is missing; this is no table of EMS 2.01"
OTHER_KIND = "the column {column} is of kind {found}, and EMS 2.01 has it as {wanted}"
ONE_RECORD = "the table {table} holds {count} estimates; send one export only"
NO_RECORD = "the table {table} is empty; export the estimate again"
AND_MORE = "more than this could not be kept, and is not told"
TOO_LARGE = "{said} is too large to be believed"
FINER = "{where}: {said} is finer than an estimate keeps it; it was read as {kept}"
AS_FRACTION = "{where}: {said} was read as {kept}, since some systems write percent as a fraction; compare it"


def flags(prefix: str, count: int = 5) -> tuple[str, ...]:
    """The columns of a profile table that say which types of tax are on what the record is about."""
    return tuple(f"{prefix}_{part}{n}" for n in range(1, count + 1) for part in ("TY", "IN"))


# Columns by kind; N columns may be written as F. What is not named here is not read at all.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ENV": {
        "C": ("SUPP_NO", "EST_CTRY", "EMS_VER"),
        "L": ("INCL_ADMIN", "INCL_VEH", "INCL_PROFL", "INCL_TOTAL", "INCL_VENDR"),
    },
    "AD1": {"C": ("INS_CO_NM", "CLM_NO", "DED_STATUS"), "N": ("DED_AMT",)},
    "AD2": {"C": ("RF_CTRY",)},
    "VEH": {"C": ("V_VIN", "PLATE_NO"), "N": ("V_STAGE",)},
    "LIN": {
        "C": (
            "LINE_IND", "TRAN_CODE", "WHO_PAYS", "LINE_DESC", "PART_TYPE", "OEM_PARTNO", "ALT_CO_ID", "ALT_PARTNO",
            "ALT_PARTM", "MOD_LBR_TY", "LBR_OP", "BETT_TYPE",
        ),
        "N": (
            "LINE_NO", "LINE_REF", "DB_PRICE", "ACT_PRICE", "PART_QTY", "PRT_DSMK_P", "PRT_DSMK_M", "DB_HRS",
            "MOD_LB_HRS", "PAINT_STG", "PAINT_TONE", "LBR_AMT", "MISC_AMT", "BETT_PCTG", "BETT_AMT",
        ),
        "L": (
            "PART_DES_J", "GLASS_FLAG", "PRICE_INC", "ALT_PART_I", "TAX_PART", "PRICE_J", "CERT_PART", "LBR_INC",
            "LBR_HRS_J", "LBR_TYP_J", "LBR_OP_J", "LBR_TAX", "MISC_SUBLT", "MISC_TAX", "BETT_TAX",
        ),
    },
    "PFH": {
        "N": (
            "TAX_PRETHR", "TAX_THRAMT", "TAX_PSTTHR", "TAX_TOW_RT", "TAX_STR_RT", "TAX_SUB_RT", "TAX_GST_RT",
            "ADJ_G_DISC", "ADJ_TOWDIS", "ADJ_STRDIS",
        ),
        "L": ("TAX_TOW_IN", "TAX_STR_IN", "TAX_SUB_IN", "TAX_GST_IN"),
    },
    "PFL": {
        "C": ("LBR_TYPE", "LBR_DESC", *flags("LBR_TX")), "N": ("LBR_RATE", "LBR_TAXP", "LBR_ADJP"),
        "L": ("LBR_TAX_IN",),
    },
    "PFM": {
        "C": ("MATL_TYPE", *flags("MAT_TX")),
        "N": (
            "CAL_MAXDLR", "CAL_PRIP", "CAL_SECP", "MAT_CALP", "CAL_PRETHR", "CAL_LBRMIN", "CAL_LBRMAX", "CAL_LBRRTE",
            "MAT_TAXP", "MAT_ADJP",
        ),
        "L": ("TAX_IND",),
    },
    "PFO": {"C": ("TX_TOW_TY", "TX_STOR_TY", *flags("TOW_T", 6), *flags("STOR_T", 6))},
    "PFP": {
        "C": ("PRT_TYPE", *flags("PRT_TX")), "N": ("PRT_TAX_RT", "PRT_MKUPP", "PRT_DISCP"), "L": ("PRT_TAX_IN",),
    },
    "PFT": {
        "C": tuple(f"TAX_TYPE{n}" for n in TAX_TYPES),
        "N": tuple(f"TY{n}_{part}{tier}" for n in TAX_TYPES for tier in TIERS for part in ("THRES", "RATE", "SUR")),
    },
    "STL": {
        "C": ("TTL_TYPE", "TTL_TYPECD"),
        "N": ("T_DISCAMT", "T_MKUPAMT", "NT_DISC", "NT_MKUP", "TTL_AMT"),
    },
    "TTL": {
        "N": (
            "G_TTL_AMT", "G_BETT_AMT", "G_RPD_AMT", "G_DED_AMT", "G_CUST_AMT", "G_AA_AMT", "N_TTL_AMT", "PREV_NET",
            "SUPP_AMT", "N_SUPP_ANT", "G_UPD_AMT", "G_TTL_DISC", "G_TAX", "GST_AMT",
        ),
    },
    "VEN": {},
}  # fmt: skip
ANNOUNCED = {
    "INCL_ADMIN": ("AD1", "AD2"), "INCL_VEH": ("VEH",), "INCL_PROFL": ("PFH", "PFL", "PFM", "PFO", "PFP", "PFT"),
    "INCL_TOTAL": ("STL", "TTL"), "INCL_VENDR": ("VEN",),
}  # fmt: skip
# no amount hangs on these
OPTIONAL = frozenset(
    {
        "PART_DES_J", "LBR_TYP_J", "LBR_OP_J", "PAINT_STG", "PAINT_TONE", "V_STAGE", "GLASS_FLAG", "ALT_CO_ID",
        "ALT_PARTM", "BETT_TYPE", "TRAN_CODE", "INS_CO_NM", "LBR_DESC", "RF_CTRY", "G_UPD_AMT", *ANNOUNCED,
    }
)  # fmt: skip
SINGLE = frozenset({"ENV", "AD1", "AD2", "VEH", "PFH", "PFO", "PFT", "TTL"})


@dataclass(frozen=True)
class Tables:
    """The records of an export by table; a table that is not there has none."""

    of: Mapping[str, tuple[Record, ...]]

    def all(self, table: str) -> tuple[Record, ...]:
        """The records of a table."""
        return self.of.get(table, ())

    def one(self, table: str) -> Record:
        """The record of a table that has one; one in which nothing is stated where there is none."""
        records = self.all(table)
        return records[0] if records else Record(table, 1, {})


def read_tables(files: Mapping[str, bytes], faults: Faults) -> Tables:
    """The tables as records; every fault of every table is noted, among them tables that the export says it has."""
    found: dict[str, tuple[Record, ...]] = {}
    for name, data in files.items():
        wanted = {column: kind for kind, columns in COLUMNS[name].items() for column in columns}
        try:
            table = read_table(data, name, wanted)
        except TableFaulty as fault:
            faults.found += fault.faults
            continue
        for column, kind in wanted.items():
            told = table.columns.get(column)
            if told is None:
                faults.check(column in OPTIONAL, COLUMN_MISSING, name, column=column)
            elif told.kind != kind and told.kind + kind != "FN":
                faults.add(OTHER_KIND, name, column=column, found=told.kind, wanted=kind)
        if name in SINGLE and len(table.records) > 1:
            faults.add(ONE_RECORD, name, table=name, count=len(table.records))
        if name in ("ENV", "LIN") and not table.records:
            faults.add(NO_RECORD, name, table=name)
        found[name] = table.records
    tables = Tables(found)
    told_of = [table for flag, names in ANNOUNCED.items() if tables.one("ENV")[flag] == YES for table in names]
    for name in dict.fromkeys(("ENV", "LIN", *told_of)):
        faults.check(name in files, MISSING, table=name)
    return tables


@dataclass
class Reading:
    """What is gathered while an export is read: faults, and sentences on what could not be kept as it stands."""

    currency: str
    lang: str
    faults: Faults = field(default_factory=Faults)
    told: dict[str, None] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def tell(self, sentence: str, /, **values: object) -> None:
        """Tell the reader of the estimate something, once."""
        self.told[self.say(sentence if len(self.told) < MOST_TOLD else AND_MORE, **values)] = None

    def say(self, sentence: str, /, **values: object) -> str:
        """A sentence of the house in the reader's language."""
        return say(sentence, self.lang, **values)

    def nothing(self) -> Money:
        """No money at all."""
        return Money(0, self.currency)

    def money(self, record: Record, column: str) -> Money | None:
        """The amount in a column; None where it states none."""
        said = self.sized(record, column, MONEY_DIGITS)
        if not said:
            return None
        minor, exact = fitted(said, places(self.currency))
        return self.kept(record, column, Money(minor, self.currency), exact)

    def amount(self, record: Record, column: str) -> Money:
        """The amount in a column, nothing where it states none."""
        return self.money(record, column) or self.nothing()

    def hours(self, record: Record, column: str) -> Hours:
        """The hours in a column, none where it states none."""
        hundredths, exact = fitted(self.sized(record, column), 2)
        return self.kept(record, column, Hours(hundredths), exact)

    def quantity(self, record: Record, column: str) -> Quantity:
        """The quantity in a column, none where it states none."""
        thousandths, exact = fitted(self.sized(record, column), 3)
        return self.kept(record, column, Quantity(thousandths), exact)

    def percent(self, record: Record, column: str) -> Share:
        """The percent in a column as a share: 6.2500 is 6.25 %."""
        basis_points, exact = fitted(self.sized(record, column), 2)
        return self.kept(record, column, Share(basis_points), exact)

    def percent_or_fraction(self, record: Record, column: str) -> Share:
        """The percent in a column, or the fraction: 25.0000 is 25 %, and so is 0.2500, which is told."""
        said = self.sized(record, column)
        basis_points, exact = fitted(said, 4)
        if not 0 < abs(basis_points) <= 10_000:
            return self.percent(record, column)
        share = self.kept(record, column, Share(basis_points), exact)
        if exact:
            self.tell(AS_FRACTION, where=record.where(column), said=said, kept=share)
        return share

    def sized(self, record: Record, column: str, digits: int = OTHER_DIGITS) -> str:
        """The number in a column as text; one that is absurdly large is a fault, and read as none."""
        said = record[column]
        if len(said.lstrip("-").partition(".")[0]) > digits:
            if (where := record.where(column)) not in self.refused:
                self.faults.add(TOO_LARGE, where, said=said)
                self.refused.add(where)
            return ""
        return said

    def kept(self, record: Record, column: str, value: Kept, exact: bool) -> Kept:
        """The value as it is kept; told where that is not what the file says."""
        if not exact:
            self.tell(FINER, where=record.where(column), said=record[column], kept=value)
        return value


def fitted(said: str, decimal_places: int) -> tuple[int, bool]:
    """Decimal text as whole units of 10^-decimal_places, rounded half up, and whether it is exact; nothing is 0."""
    whole, _, fraction = said.partition(".")
    if not said:
        return 0, True
    digits, finer = int(whole + fraction), len(fraction) - decimal_places
    if finer <= 0:
        return digits * 10**-finer, True
    return half_up(digits, 10**finer), digits % 10**finer == 0


def limited(said: str) -> bool:
    """Whether a number is a limit: not zero, and not a column full of nines."""
    return bool(said.strip("0.")) and bool(said.strip("9."))
