"""The LIN records of an EMS export brought together: one for each line, its price counted once, its labor by kind."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.estimating.exchange.dbase import YES, Record
from claims.estimating.exchange.ems_tables import Reading, fitted
from claims.kernel.amounts import Hours

NO_NUMBER = "a line without a number; export the estimate again"
TWICE = "line {line} stands in the file with two parts or prices; both are billed"
TOO_OFTEN = "line {line} stands in the file with too many prices; export the estimate again"
OFF_HERE = "less {hours} h of line {line}: {text}"
OFF_THERE = "its {hours} h are taken off line {line}"
NOT_OFF = (
    "line {line}: {hours} h below zero are more than the hours that they could be taken off; they stay on the line"
)
MIXED = "line {line}: {hours} h of {kind} that are included in other work are not billed"
MOST_TWINS = 20
ONCE = ("ACT_PRICE", "PART_QTY", "MISC_AMT", "OEM_PARTNO", "ALT_PARTNO", "PRT_DSMK_P", "PRT_DSMK_M", "BETT_AMT")


@dataclass
class Labor:
    """The labor of one kind on a line: hours as billed, the database's, and what marks them."""

    hours: int = 0  # hundredths, as all here
    included: int = 0
    database: int = 0
    amount: int = 0  # minor units, where the file states the labor's price
    taxed: str = ""
    judgment: bool = False
    includes: bool = True
    before: int | None = None  # the hours before those of an overlap line were taken off


@dataclass
class Work:
    """One line: the records that share its number, the heading it stands under, its labor by the file's kinds."""

    number: int
    section: str
    records: list[Record] = field(default_factory=list)
    labor: dict[str, Labor] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    first: dict[str, Record] = field(default_factory=dict)  # by column, the first record that says more than zero

    def add(self, record: Record) -> None:
        """Another operation on the line."""
        self.records.append(record)
        for column, said in record.values.items():
            if column not in self.first and said.strip("0."):
                self.first[column] = record

    def record(self, column: str) -> Record:
        """The first record that says more than zero in a column, else the first."""
        return self.first.get(column, self.records[0])

    def said(self, column: str) -> str:
        """What the line says in a column: what its first record says that says anything."""
        return self.record(column)[column]

    def flag(self, column: str) -> bool:
        """Whether any record says yes."""
        return any(record[column] == YES for record in self.records)

    def fits(self, other: Record) -> bool:
        """Whether a record of this number is another operation on the line: its part and price are the same or none."""
        return all(
            column not in self.first or not other[column].strip("0.") or other[column] == self.said(column)
            for column in ONCE
        )


def read_work(records: tuple[Record, ...], reading: Reading) -> list[Work]:
    """The lines in the file's order."""
    works: list[Work] = []
    by_number: dict[int, list[Work]] = {}
    section = ""
    for record in records:
        if is_heading(record):
            section = record["LINE_DESC"]
            continue
        number, whole = fitted(reading.sized(record, "LINE_NO"), 0)
        if not record["LINE_NO"] or number < 0 or not whole:
            reading.faults.add(NO_NUMBER, record.where("LINE_NO"))
            continue
        same = by_number.setdefault(number, [])
        work = next((work for work in same if work.fits(record)), None)
        if work is None and len(same) == MOST_TWINS:
            reading.faults.add(TOO_OFTEN, record.where("LINE_NO"), line=number)
            continue
        if work is None:
            if same:
                reading.tell(TWICE, line=number)
            work = Work(number, section)
            works.append(work)
            same.append(work)
        work.add(record)
    for work in works:
        gather_labor(work, reading)
    take_off_overlap(works, reading)
    return works


def is_heading(record: Record) -> bool:
    """Whether a record only names the section of the lines below it: in capitals, without reference and figures."""
    figures = ("ACT_PRICE", "MOD_LB_HRS", "DB_HRS", "MISC_AMT", "LBR_AMT", "BETT_AMT", "PRT_DSMK_M")
    words = ("PART_TYPE", "MOD_LBR_TY", "LBR_OP", "OEM_PARTNO", "ALT_PARTNO")
    return (
        record["LINE_REF"] == "0"
        and record["LINE_DESC"].isupper()
        and not any(record[column].strip("0.") for column in figures)
        and not any(record[column] for column in words)
    )


def gather_labor(work: Work, reading: Reading) -> None:
    """Sum the hours of a line by kind; what is included in other work is billed as none and shown as the database's."""
    for record in work.records:
        hours, database = (reading.hours(record, column).hundredths for column in ("MOD_LB_HRS", "DB_HRS"))
        kind, amount = record["MOD_LBR_TY"], reading.amount(record, "LBR_AMT").minor
        if not kind and not hours and not amount:
            continue
        labor = work.labor.setdefault(kind, Labor())
        if record["LBR_INC"] == YES:
            labor.included += hours or database
            continue
        labor.includes = False
        labor.hours += hours
        labor.database += database
        labor.amount += amount
        labor.taxed = labor.taxed or record["LBR_TAX"]
        labor.judgment |= record["LBR_HRS_J"] == YES
    for kind, labor in work.labor.items():
        if labor.included and not labor.includes:
            reading.tell(MIXED, line=work.number, hours=Hours(labor.included), kind=kind)


def take_off_overlap(works: list[Work], reading: Reading) -> None:
    """Take hours below zero, which lines of overlap have, off the nearest line before with hours of that kind."""
    for kind in dict.fromkeys(kind for work in works for kind in work.labor):
        sources = [place for place, work in enumerate(works) if kind in work.labor and work.labor[kind].hours > 0]
        for place, work in enumerate(works):
            labor = work.labor.get(kind)
            if labor is None or labor.hours >= 0:
                continue
            while labor.hours < 0 and sources:
                at = max(bisect(sources, place) - 1, 0)
                if not take_off(kind, work, works[sources[at]], reading):
                    sources.pop(at)
            if labor.hours < 0:
                reading.tell(NOT_OFF, line=work.number, hours=Hours(labor.hours))


def take_off(kind: str, work: Work, other: Work, reading: Reading) -> int:
    """Take as many hours off another line as it has; gives what it has left."""
    labor, theirs = work.labor[kind], other.labor[kind]
    off = Hours(min(-labor.hours, theirs.hours))
    theirs.before = theirs.hours if theirs.before is None else theirs.before
    theirs.hours -= off.hundredths
    labor.hours += off.hundredths
    other.notes.append(reading.say(OFF_HERE, hours=off, line=work.number, text=work.said("LINE_DESC")))
    work.notes.append(reading.say(OFF_THERE, hours=Hours(-off.hundredths), line=other.number))
    return theirs.hours


def numbered(works: list[Work]) -> Iterator[int]:
    """Numbers for lines that the file has no number for: beyond its last."""
    last = max((work.number for work in works), default=0)
    while True:
        last += 1
        yield last
