"""What suppliers offer for each line of a quote: the best price, the soonest, one of each kind, what does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from claims.estimating.confirmations import check_price
from claims.estimating.models import RateProfile
from claims.estimating.price_models import PriceList
from claims.estimating.price_offers import OfferedPrice, prices_of, stale_after
from claims.estimating.price_search import search_prices
from claims.estimating.pricing import selling_price
from claims.estimating.profiles import part_markup
from claims.estimating.queries import asking_lines, has_price
from claims.estimating.quote_models import Quote, QuoteLine
from claims.kernel.errors import Fault, Faults
from claims.kernel.money import Money

MOST_BY_NAME = 10  # offers for a line without a part number
BY_NUMBER, BY_NAME = "number", "name"


@dataclass(frozen=True)
class LineOffer:
    """One offer for a line: what it would be sold for, in how many days it is here, and why it cannot be confirmed.

    `days` is 0 where the stock is enough, None where the list does not say.
    """

    offer: OfferedPrice
    selling_minor: int
    days: int | None
    stale: bool
    unfit: tuple[Fault, ...]


@dataclass(frozen=True)
class LineOffers:
    """A line with its offers, found by its part number, or where it has none by its name; those that fit first."""

    line: QuoteLine
    found_by: str
    offers: tuple[LineOffer, ...]

    @property
    def fitting(self) -> tuple[LineOffer, ...]:
        """The offers that can be confirmed as they are."""
        return tuple(one for one in self.offers if not one.unfit)

    @property
    def best(self) -> LineOffer | None:
        """The lowest price that can be confirmed; a stale one only where there is no other."""
        return min(self.fitting, key=lambda one: (one.stale, *cheap(one)), default=None)

    @property
    def soonest(self) -> LineOffer | None:
        """The one that is here first, of these the lowest."""
        known = (one for one in self.fitting if one.days is not None)
        return min(known, key=lambda one: (one.days or 0, one.stale, *cheap(one)), default=None)

    @property
    def by_kind(self) -> dict[str, LineOffer]:
        """The lowest of each kind of price, fitting the line or not."""
        found: dict[str, LineOffer] = {}
        for one in sorted(self.offers, key=cheap):
            found.setdefault(one.offer.price.price_kind, one)
        return found


def offers_for(session: Session, quote: Quote, on: date) -> list[LineOffers]:
    """Each line of a quote that has a price, with what is offered for it on a day."""
    lines = [line for line in asking_lines(session, quote.id) if has_price(line)]
    profile = session.get_one(RateProfile, quote.profile_id)
    limit = stale_after(session, quote.shop_id, on)
    by_number = prices_of(session, quote.shop_id, [line.clean_number for line in lines if line.clean_number], on)
    found = []
    for line in lines:
        if line.clean_number:
            offers: Iterable[OfferedPrice] = by_number.get(line.clean_number, ())
        else:
            offers = search_prices(session, quote.shop_id, line.part_name, on, MOST_BY_NAME)
        told = [line_offer(session, quote, profile, line, offer, on, limit) for offer in offers]
        told.sort(key=lambda one: (bool(one.unfit), one.stale, *cheap(one)))
        found.append(LineOffers(line, BY_NUMBER if line.clean_number else BY_NAME, tuple(told)))
    return found


def line_offer(
    session: Session, quote: Quote, profile: RateProfile, line: QuoteLine, offer: OfferedPrice, on: date,
    limit: int | None,
) -> LineOffer:  # fmt: skip
    """One offer as it looks for this line."""
    price, faults = offer.price, Faults()
    check_price(quote, line, price, session.get_one(PriceList, price.list_id), on, faults)
    selling = selling_price(Money(price.unit_price_minor, offer.currency), part_markup(profile, line.part_kind))
    enough = price.stock_x1000 is not None and price.stock_x1000 >= line.quantity_x1000
    days = 0 if enough else price.lead_days
    return LineOffer(offer, selling.minor, days, offer.is_stale(limit), tuple(faults.found))


def cheap(one: LineOffer) -> tuple[int, int]:
    """The lower price first, of equal ones the earlier."""
    return one.offer.price.unit_price_minor, one.offer.price.id
