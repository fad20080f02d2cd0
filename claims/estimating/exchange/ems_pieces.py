"""What an EMS line is billed for, piece by piece: the part, sublet work and other costs, and each kind of labor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from claims.estimating.categories import UNSTATED_PARTS, taxed_codes
from claims.estimating.estimate import NO_SHARE, ONE, CostKind, Edit, Material
from claims.estimating.exchange.dbase import NO, YES
from claims.estimating.exchange.ems_codes import LABOR_KINDS, PART_KINDS
from claims.estimating.exchange.ems_rates import Rates
from claims.estimating.exchange.ems_tables import Reading
from claims.estimating.exchange.ems_totals import Totals
from claims.estimating.exchange.ems_work import Labor, Work
from claims.estimating.sheets import LaborKind, PartKind
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money

UNKNOWN_PART = "part kind {code} is not known here; its lines name none"
OTHER_LABOR = "labor {code} is no kind here; line {line} bills it as body labor at a price of its own, {amount}"
NO_RATE = "the file has no rate for labor {code}; line {line} bills it as body labor"
LABOR_AMOUNT = (
    "line {line}: the file states {amount} for labor that comes to {found} by hours and rate, which is billed"
)
PRICE_INCLUDED = "line {line}: its price of {amount} is billed, though the file marks it as included in another's"
MARKUP_AMOUNT = (
    "line {line}: the file states {amount} as discount or mark-up, and {share} comes to {found}, which is billed"
)
NOT_APPLIED = "the rates give parts {code} a mark-up of {share}, and the file bills none; it is billed on no line here"
MATERIAL_UNTAXED = "line {line}: its paint material is left untaxed with its labor"
ADJUSTMENT = "{text}: discount or mark-up"

COSTS = ((CostKind.TOWING, re.compile(r"\btow(?:ing)?\b", re.I)), (CostKind.STORAGE, re.compile(r"\bstorage\b", re.I)))
PAINT_MATERIALS = (Material.PAINT.value, Material.HAZARDOUS_WASTE.value)


@dataclass
class Piece:
    """A part of a line that is taxed as one: the fields it fills, and whether it is taxed, where that matters."""

    fields: dict[str, Any]
    taxed: bool | None = None
    judgment: bool = False
    edits: list[Edit] = field(default_factory=list)

    def takes(self, other: Piece) -> bool:
        """Take another piece in where both can stand on one line; says whether they could."""
        if self.fields.keys() & other.fields.keys() or None is not self.taxed != other.taxed is not None:
            return False
        self.fields |= other.fields
        self.taxed = other.taxed if self.taxed is None else self.taxed
        self.judgment |= other.judgment
        self.edits += other.edits
        return True


@dataclass(frozen=True)
class Billing:
    """What the pieces of a line hang on: rates, stated totals, and where to tell of what could not be kept."""

    rates: Rates
    totals: Totals
    reading: Reading

    def pieces(self, work: Work) -> Iterator[Piece]:
        """What the line is billed for."""
        misc, sublet = self.reading.amount(work.record("MISC_AMT"), "MISC_AMT"), work.flag("MISC_SUBLT")
        price = self.reading.amount(work.record("ACT_PRICE"), "ACT_PRICE")
        yield from self.part(work, price, misc if sublet and not price.minor else None)
        if misc.minor and sublet and price.minor:
            yield self.sublet(work, misc)
        elif misc.minor and not sublet:
            yield self.cost(work, misc)
        for code, labor in work.labor.items():
            by_hours = labor.hours or labor.included or not labor.amount
            yield (self.refinish if code == LaborKind.REFINISH and by_hours else self.labor)(work, code, labor)

    def taxed(self, said: str, *codes: str) -> bool | None:
        """Whether what is billed in these categories is taxed on this line; None where nothing hangs on it."""
        if said in (YES, NO) and any(code in taxed_codes(tax.on) for tax in self.rates.profile.taxes for code in codes):
            return said == YES
        return None

    def part(self, work: Work, price: Money, sublet: Money | None) -> Iterator[Piece]:
        """The part with the price that is billed; sublet work stands in a part's place where the line has no part."""
        code, reading = work.said("PART_TYPE"), self.reading
        if code not in PART_KINDS:
            reading.tell(UNKNOWN_PART, code=code)
        kind = PART_KINDS.get(code, PartKind.UNSTATED)
        if not code and work.flag("GLASS_FLAG"):
            kind = PartKind.GLASS
        found = Piece({"part_number": part_number(work), "certified": work.flag("CERT_PART")})
        if sublet is not None and sublet.minor:
            found.takes(self.sublet(work, sublet))
        elif price.minor:
            found.fields |= self.priced(work, price, kind)
            found.taxed = self.taxed(work.record("ACT_PRICE")["TAX_PART"], kind.value or UNSTATED_PARTS)
            found.edits += self.price_edits(work, price)
            if work.record("ACT_PRICE")["PRICE_INC"] == YES:
                reading.tell(PRICE_INCLUDED, line=work.number, amount=price)
        found.fields.setdefault("part_kind", kind)
        yield found
        stated = reading.amount(work.record("PRT_DSMK_M"), "PRT_DSMK_M")
        if price.minor and stated.minor and found.fields["markup"] == NO_SHARE:
            text = reading.say(ADJUSTMENT, text=work.said("LINE_DESC"))
            fields = {"text": text, "part_kind": kind, "unit_price": stated, "markup": NO_SHARE}
            yield Piece(fields, found.taxed)

    def priced(self, work: Work, price: Money, kind: PartKind) -> dict[str, Any]:
        """Unit price, quantity and mark-up; a quantity below zero takes the price back."""
        reading = self.reading
        count = reading.quantity(work.record("PART_QTY"), "PART_QTY") if work.said("PART_QTY").strip("0.") else ONE
        if count.thousandths < 0:
            count, price = Quantity(-count.thousandths), -price
        markup = reading.percent_or_fraction(work.record("PRT_DSMK_P"), "PRT_DSMK_P")
        stated = reading.amount(work.record("PRT_DSMK_M"), "PRT_DSMK_M")
        fields: dict[str, Any] = {"unit_price": price, "quantity": count}
        if markup.basis_points:
            found = price.times(count).portion(markup)
            if stated.minor and stated != found:
                reading.tell(MARKUP_AMOUNT, line=work.number, amount=stated, share=markup, found=found)
            fields["markup"] = markup
        else:
            fields["markup"] = NO_SHARE if stated.minor else self.usual_markup(kind)
        return fields

    def usual_markup(self, kind: PartKind) -> Share | None:
        """The mark-up where the line has none of its own: the rates', or none where the file bills none."""
        if kind not in self.rates.not_applied:
            return None
        share = self.rates.profile.markups[kind]
        self.reading.tell(NOT_APPLIED, code=kind.value or UNSTATED_PARTS, share=share)
        return NO_SHARE

    def price_edits(self, work: Work, price: Money) -> Iterator[Edit]:
        """The database's price where another one is billed; an empty original where there is none."""
        database = self.reading.amount(work.record("DB_PRICE"), "DB_PRICE")
        if database.minor and database != price:
            yield Edit(field="unit_price", original=str(database))
        elif work.flag("PRICE_J"):
            yield Edit(field="unit_price", original="")

    def sublet(self, work: Work, amount: Money) -> Piece:
        """Sublet work, which the trade counts among parts."""
        kind = PartKind.SUBLET
        fields = {"part_kind": kind, "unit_price": amount, "markup": self.usual_markup(kind)}
        return Piece(fields, self.taxed(work.said("MISC_TAX"), kind.value))

    def cost(self, work: Work, amount: Money) -> Piece:
        """Towing or storage, where the line is called so and the file states a total of it, else another cost."""
        stated, text = self.totals.stated.categories, work.said("LINE_DESC")
        kind = next(
            (kind for kind, word in COSTS if word.search(text) and (kind in stated or not self.totals.by_kind)),
            CostKind.OTHER,
        )
        return Piece({"cost": amount, "cost_kind": kind}, self.taxed(work.said("MISC_TAX"), kind.value))

    def labor(self, work: Work, code: str, labor: Labor) -> Piece:
        """The hours of one kind, or the price that the file states for the whole operation."""
        hours = Hours(labor.included if labor.includes else labor.hours)
        kind = LABOR_KINDS.get(code, LaborKind.UNSTATED)
        fields: dict[str, Any] = {"labor_kind": kind, "hours": hours, "included": labor.includes}
        rate = self.rates.others.get(code, self.rates.profile.rates.get(kind or LaborKind.BODY))
        if code not in LABOR_KINDS and code not in self.rates.others and hours.hundredths:
            self.reading.tell(NO_RATE, code=code, line=work.number)
        elif code not in LABOR_KINDS and rate is not None and hours.hundredths:
            fields["labor_price"] = rate.for_hours(hours)
            self.reading.tell(OTHER_LABOR, code=code, line=work.number, amount=fields["labor_price"])
        if labor.amount and not hours.hundredths:
            fields["labor_price"] = Money(labor.amount, self.reading.currency)
        else:
            self.compare(work, labor, rate)
        taxed = self.taxed(labor.taxed, kind.value or LaborKind.BODY.value)
        return Piece(fields, taxed, labor.judgment, list(hour_edits(labor, "hours")))

    def refinish(self, work: Work, code: str, labor: Labor) -> Piece:
        """The refinish hours."""
        hours = Hours(labor.included if labor.includes else labor.hours)
        self.compare(work, labor, self.rates.profile.rates.get(LaborKind.REFINISH))
        taxed = self.taxed(labor.taxed, code)
        if taxed is False and any(
            each in taxed_codes(tax.on) for tax in self.rates.profile.taxes for each in PAINT_MATERIALS
        ):
            self.reading.tell(MATERIAL_UNTAXED, line=work.number)
        fields = {"refinish_hours": hours, "refinish_included": labor.includes}
        return Piece(fields, taxed, labor.judgment, list(hour_edits(labor, "refinish_hours")))

    def compare(self, work: Work, labor: Labor, rate: Money | None) -> None:
        """Tell where the file's own amount for labor is another than hours and rate come to, rounding aside."""
        if not labor.amount or rate is None:
            return
        found = rate.for_hours(Hours(labor.hours if labor.before is None else labor.before))
        if abs(labor.amount - found.minor) > 1:
            stated = Money(labor.amount, self.reading.currency)
            self.reading.tell(LABOR_AMOUNT, line=work.number, amount=stated, found=found)


def hour_edits(labor: Labor, name: str) -> Iterator[Edit]:
    """What the hours were in the database, and before overlap was taken off."""
    billed = labor.hours if labor.before is None else labor.before
    if labor.includes:
        return
    if labor.database and labor.database != billed:
        yield Edit(field=name, original=str(Hours(labor.database)))
    if labor.before is not None:
        yield Edit(field=name, original=str(Hours(labor.before)))


def part_number(work: Work) -> str:
    """The number of the part that is used: that of the alternative where the line has one, else the original's."""
    other = work.said("ALT_PARTNO")
    return other if work.flag("ALT_PART_I") and any(sign.isdigit() for sign in other) else work.said("OEM_PARTNO")
