"""What changed between two versions of an estimate, as papers print it: lines with their worth, and the rest below."""

from __future__ import annotations

from dataclasses import dataclass

from claims.documents import words
from claims.documents.blocks import Said, adds_up, coded, need
from claims.documents.form import Checked
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ChangedField(Checked):
    """One thing that a line says otherwise; None where it said nothing."""

    field: str
    before: Said | None = None
    after: Said | None = None

    def check(self, faults: Faults, where: str) -> None:
        coded(faults, where, field=(self.field, words.LINE_FIELDS))


@dataclass(frozen=True, kw_only=True)
class ChangedLine(Checked):
    """A line that is new, changed or removed; `worth` is what it comes to after less before."""

    position: int
    text: str
    change: str
    worth: Money
    before: Money | None = None
    after: Money | None = None
    fields: tuple[ChangedField, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text, change=self.change)
        coded(faults, where, change=(self.change, words.CHANGES))
        sides = {"new": (False, True), "removed": (True, False), "changed": (True, True)}
        shown = self.before is not None, self.after is not None
        fits = shown == sides.get(self.change, shown)
        faults.check(fits, "a new line has no amount before, a removed one none after", where)
        nothing = Money(0, self.worth.currency)
        adds_up(faults, f"{where}.worth", (self.after or nothing) - (self.before or nothing), self.worth)


@dataclass(frozen=True, kw_only=True)
class ChangedRest(Checked):
    """An amount below the lines that differs: rounding, a tax, what others pay."""

    kind: str
    worth: Money
    name: str = ""

    def check(self, faults: Faults, where: str) -> None:
        coded(faults, where, kind=(self.kind, words.RESTS))
