"""The parts desk's word: price and stock of each line of a draft confirmed, from an imported list or of its own."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.damage_inputs import ConfirmedPrice, ConfirmedPrices
from claims.estimating.models import RateProfile
from claims.estimating.price_models import Price, PriceList
from claims.estimating.price_offers import best_prices
from claims.estimating.pricing import selling_price
from claims.estimating.profiles import part_markup
from claims.estimating.queries import has_price, needs_part, quote_lines, today
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.quotes import refuse_sent, work_out
from claims.estimating.sheets import PartKind
from claims.kernel.errors import Faults
from claims.kernel.money import Money
from claims.lifecycle.models import Claim
from claims.people.models import Person
from claims.people.queries import find

ABSURD_MINOR = 10**11  # a unit price of a thousand million: a slip of the keyboard
ORIGINAL_KINDS = ("1", "2")  # 4S and market price of the original part
KINDS_OF_PRICE = {  # which kinds of part a kind of price is for; a list that is silent is for any
    "1": ("PAN", "PAG"), "2": ("PAN", "PAG"), "3": ("PAA", "PAG"), "4": ("PAA", "PAG"), "5": ("PAM",),
}  # fmt: skip


def confirm_prices(
    session: Session, quote: Quote, told: ConfirmedPrices, *, by: Person, now: datetime
) -> list[QuoteLine]:
    """Confirm price and stock of lines of a draft; all faults are shown at once. Raises AlreadySent, Invalid."""
    refuse_sent(quote)
    profile = session.get_one(RateProfile, quote.profile_id)
    lines = {line.id: line for line in quote_lines(session, quote.id)}
    faults, named = Faults(), [one.line_id for one in told.lines]
    for one in told.lines:
        line = lines.get(one.line_id)
        if line is None:
            faults.add("line {line} does not stand on this quote", "lines", line=one.line_id)
            continue
        faults.check(named.count(one.line_id) == 1, "line {line} is named twice", "lines", line=one.line_id)
        confirm_line(session, quote, profile, line, one, faults, by=by, now=now)
    faults.refuse()
    work_out(session, quote)
    note(session, session.get_one(Claim, quote.claim_id), "prices confirmed", by=by, now=now, data={
        "quote": quote.id,
        "lines": [{"line": line.id, "unit_price_minor": line.unit_price_minor, "price": line.price_id,
                   "stock_x1000": line.stock_x1000} for line in lines.values() if line.id in named],
    })  # fmt: skip
    return [lines[line_id] for line_id in named]


def confirm_line(
    session: Session, quote: Quote, profile: RateProfile, line: QuoteLine, told: ConfirmedPrice, faults: Faults,
    *, by: Person, now: datetime,
) -> None:  # fmt: skip
    """Write one confirmation down, or note what is wrong with it."""
    where = f"line {line.position}"
    unit, cost, source = told.unit_price_minor, told.cost_minor, told.source
    stock, lead = told.stock_x1000, told.lead_days
    if told.price_id is not None:
        price = find(session, Price, told.price_id, by)
        kept = session.get_one(PriceList, price.list_id)
        check_price(quote, line, price, kept, today(session, quote.shop_id, now), faults)
        cost = price.unit_price_minor
        if unit is None:
            unit = selling_price(Money(cost, quote.currency), part_markup(profile, line.part_kind)).minor
        source = source or f"{kept.supplier} {price.valid_from.isoformat()}"
        stock = price.stock_x1000 if stock is None else stock
        lead = price.lead_days if lead is None else lead
    if line.gives_back_id is not None:
        faults.add("the line gives back what was agreed before; there is no price to confirm", where)
        return
    faults.check(has_price(line), "the line has neither a part nor sublet work nor an additional cost to price", where)
    ours = line.supplied_by in ("", "shop") or not needs_part(line)
    if ours:
        faults.check(bool(unit), "the unit price must be more than nothing", where)
    else:
        faults.check(not unit, "a part that the shop does not supply has no price of ours; confirm it with 0", where)
    faults.check(unit is None or unit <= ABSURD_MINOR, "the unit price is absurdly high; check the figures", where)
    if faults.found:
        return
    original = told.original_unit_price_minor
    line.unit_price_minor, line.cost_minor, line.price_source, line.price_id = unit, cost, source, told.price_id
    line.stock_x1000, line.lead_days = stock, lead
    line.original_unit_price_minor = original if original is not None else original_price(session, line, profile, now)
    line.confirmed_by_id, line.confirmed_at = by.id, now
    if told.price_id is not None and not line.part_number:
        price = session.get_one(Price, told.price_id)
        line.part_number, line.clean_number = price.part_number, price.clean_number


def check_price(quote: Quote, line: QuoteLine, price: Price, kept: PriceList, day: date, faults: Faults) -> None:
    """Note why a list's price is not one for this line: another part, another kind, another time, tax or currency."""
    where = f"line {line.position}"
    faults.check(
        kept.prices_include_tax == quote.prices_include_tax,
        "the supplier's list and the rate profile differ in whether prices include tax; confirm a converted price",
        where,
    )
    faults.check(kept.currency == quote.currency, "the supplier's list is in another currency", where)
    faults.check(price.valid_from <= day, "the price holds only from {day}", where, day=price.valid_from)
    faults.check(
        line.clean_number in ("", price.clean_number),
        "the price is for part {number}; change the part number of the line first", where, number=price.part_number,
    )  # fmt: skip
    kinds = KINDS_OF_PRICE.get(price.price_kind, (line.part_kind,))
    faults.check(
        line.part_kind in kinds, "the price is for another kind of part; change the kind of the line first", where
    )


def original_price(session: Session, line: QuoteLine, profile: RateProfile, now: datetime) -> int | None:
    """The selling price of the original part, for the deposit; the line's own where it is original or none is known."""
    if line.part_kind == "PAN" and line.unit_price_minor:
        return line.unit_price_minor
    if line.part_number:
        for offer in best_prices(session, line.shop_id, line.part_number, today(session, line.shop_id, now)):
            if offer.price.price_kind in ORIGINAL_KINDS:
                cost = Money(offer.price.unit_price_minor, profile.currency)
                return selling_price(cost, part_markup(profile, PartKind.ORIGINAL)).minor
    return line.unit_price_minor
