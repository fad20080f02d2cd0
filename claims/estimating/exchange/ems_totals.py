"""The totals that an EMS export states: subtotals by category, taxes, total, deductions, net; none is added up anew."""

from __future__ import annotations

from dataclasses import dataclass

from claims.estimating.categories import ORDER, ROLL_UPS
from claims.estimating.estimate import Stated, StatedTax
from claims.estimating.exchange.dbase import Record
from claims.estimating.exchange.ems_codes import BILLED_AS, SIMPLY, category_of
from claims.estimating.exchange.ems_tables import COLUMNS, Reading, Tables
from claims.kernel.money import Money

SALES_TAX, GST = "sales tax", "GST"
ADJUSTMENTS = ("T_DISCAMT", "T_MKUPAMT", "NT_DISC", "NT_MKUP")
NO_CATEGORIES = {"OTBE": ("G_BETT_AMT",), "OTAA": ("G_AA_AMT",), "UPD": ("G_UPD_AMT", "G_TTL_AMT")}

STATED_TWICE = "the category {code} is stated twice; {first} is compared and {second} is not"
JOINED = "{amount} stated for {code} is compared within {category}"
UNKNOWN_CATEGORY = "the category {code} is not known here; the {amount} stated for it is compared with nothing"
NOT_KEPT = "{where}: the file states {amount}, which an estimate does not keep"
CUSTOMER_IN_OTHERS = (
    "the file states {amount} for the customer without taking it off the net on its own; it is not taken off here"
)
OTHER_NET = "the net of {net} that the file states is not its total less its deductions, which leave {left}"


@dataclass(frozen=True)
class Totals:
    """The stated totals, and the codes with a subtotal in which the file states neither a discount nor a mark-up."""

    stated: Stated
    unadjusted: frozenset[str]
    by_kind: bool  # whether subtotals are stated at all


def read_totals(tables: Tables, reading: Reading) -> Totals:
    """What STL and TTL state; what an estimate has no place for is told."""
    record = tables.one("TTL")
    sums = {column: reading.amount(record, column) for column in COLUMNS["TTL"]["N"]}
    categories, unadjusted = read_categories(tables, sums, reading)
    taxes = [(SALES_TAX, "G_TAX"), (GST, "GST_AMT")]
    stated = Stated(
        categories=categories,
        taxes=tuple(
            StatedTax(name=name, amount=sums[column])
            for name, column in taxes
            if record[column] and (sums[column].minor or name == SALES_TAX)
        ),
        total=reading.money(record, "G_TTL_AMT"),
        betterment=taken_off(record, "G_BETT_AMT", reading),
        prior_damage=taken_off(record, "G_RPD_AMT", reading),
        deductible=taken_off(record, "G_DED_AMT", reading),
        customer_share=customer_share(record, sums, reading),
        net=reading.money(record, "N_TTL_AMT"),
    )
    untold = ["G_AA_AMT", "PREV_NET", "SUPP_AMT", "N_SUPP_ANT", "G_TTL_DISC"]
    if sums["G_UPD_AMT"] not in (sums["G_TTL_AMT"], reading.nothing()):
        untold.append("G_UPD_AMT")
    for column in untold:
        if record[column] and sums[column].minor:
            reading.tell(NOT_KEPT, where=record.where(column), amount=sums[column])
    return Totals(stated, unadjusted, bool(tables.all("STL")))


def read_categories(
    tables: Tables, sums: dict[str, Money], reading: Reading
) -> tuple[dict[str, Money], frozenset[str]]:
    """The stated subtotals by our categories and the trade's roll-ups, and the codes without discount and mark-up."""
    found: dict[str, Money] = {}
    unadjusted = set()
    for record in tables.all("STL"):
        code = record["TTL_TYPECD"] or record["TTL_TYPE"]
        amount = reading.amount(record, "TTL_AMT")
        if not any(reading.amount(record, column).minor for column in ADJUSTMENTS):
            unadjusted.add(code)
        if not record["TTL_AMT"] or not (amount.minor or code in ORDER or code in ROLL_UPS):
            continue  # systems write every category that there is, most of them with nothing in it
        if code in found:
            reading.tell(STATED_TWICE, code=code, first=found[code], second=amount)
        else:
            found[code] = amount
    categories: dict[str, Money] = {}
    for code, amount in found.items():
        category = category_of(code)
        if code in NO_CATEGORIES:
            if amount not in [sums[column] for column in NO_CATEGORIES[code]]:
                reading.tell(NOT_KEPT, where=f"STL.{code}", amount=amount)
        elif category in ORDER or category in ROLL_UPS:
            categories[category] = categories.get(category, reading.nothing()) + amount
            if code in BILLED_AS and code not in SIMPLY:
                reading.tell(JOINED, code=code, amount=amount, category=category)
        else:
            reading.tell(UNKNOWN_CATEGORY, code=code, amount=amount)
    return categories, frozenset(unadjusted)


def taken_off(record: Record, column: str, reading: Reading) -> Money | None:
    """What is taken off the total; some systems write it below zero."""
    amount = reading.money(record, column)
    return -amount if amount is not None and amount.minor < 0 else amount


def customer_share(record: Record, sums: dict[str, Money], reading: Reading) -> Money | None:
    """What the customer bears beside deductible and betterment, as the file takes it off its net.

    Some systems state the sum of all that the customer bears here: then the net is right without it.
    """
    share, net = taken_off(record, "G_CUST_AMT", reading), reading.money(record, "N_TTL_AMT")
    if share is None or net is None:
        return share
    off = [taken_off(record, column, reading) for column in ("G_BETT_AMT", "G_RPD_AMT", "G_DED_AMT")]
    left = sums["G_TTL_AMT"] - Money.total((each for each in off if each is not None), reading.currency)
    if net == left - share:
        return share
    if net == left:
        reading.tell(CUSTOMER_IN_OTHERS, amount=share)
        return None
    reading.tell(OTHER_NET, net=net, left=left - share)
    return share
