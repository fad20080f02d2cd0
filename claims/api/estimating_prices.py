"""Doors of prices: the search, a part's history, and what is offered for each line of a quote."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import Parameter
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read
from claims.api.language import language_of
from claims.estimating.price_offers import OfferedPrice, best_prices, price_history, stale_after
from claims.estimating.price_search import search_prices
from claims.estimating.queries import today
from claims.estimating.quote_models import Quote
from claims.estimating.quote_offers import LineOffer, LineOffers, offers_for
from claims.kernel.texts import say_fault
from claims.people.queries import find
from claims.people.roles import Permission as P


class PriceOut(msgspec.Struct):
    """A price for a part as it holds on the day; money in minor units of `currency`.

    `stale` marks a price that is older than the policy `pricing` lets a price grow.
    """

    id: int
    part_number: str
    name: str
    brand: str
    fits: str
    price_kind: str
    unit_price_minor: int
    currency: str
    prices_include_tax: bool
    supplier: str
    valid_from: date
    stock_x1000: int | None
    lead_days: int | None
    age_days: int
    stale: bool

    @classmethod
    def of(cls, offer: OfferedPrice, stale_after: int | None) -> PriceOut:
        """Show an offered price."""
        own: dict[str, Any] = {
            "currency": offer.currency, "prices_include_tax": offer.prices_include_tax, "supplier": offer.supplier,
            "age_days": offer.age_days, "stale": offer.is_stale(stale_after),
        }  # fmt: skip
        return cls(**{n: own[n] if n in own else getattr(offer.price, n) for n in cls.__struct_fields__})


class PastPriceOut(msgspec.Struct):
    """A price in a part's history: with the list it came by and what the same supplier asked before."""

    price: PriceOut
    list_id: int
    before_minor: int | None


class LineOfferOut(msgspec.Struct):
    """An offer for a line: what it would be sold for, in how many days it is here, why it cannot be confirmed."""

    price: PriceOut
    selling_minor: int
    days: int | None
    unfit: list[str]


class LineOffersOut(msgspec.Struct):
    """A line of a quote with its offers; `best`, `soonest` and `by_kind` (kind of price) are ids of prices."""

    line_id: int
    position: int
    part_name: str
    part_number: str
    found_by: str
    best: int | None
    soonest: int | None
    by_kind: dict[str, int]
    offers: list[LineOfferOut]


def line_out(told: LineOffers, limit: int | None, language: str) -> LineOffersOut:
    """A line's offers as callers see them."""

    def id_of(one: LineOffer | None) -> int | None:
        return None if one is None else one.offer.price.id

    line = told.line
    return LineOffersOut(
        line.id, line.position, line.part_name, line.part_number, told.found_by, id_of(told.best), id_of(told.soonest),
        {kind: one.offer.price.id for kind, one in told.by_kind.items()},
        [LineOfferOut(PriceOut.of(one.offer, limit), one.selling_minor, one.days,
                      [say_fault(fault, language) for fault in one.unfit]) for one in told.offers],
    )  # fmt: skip


@get("/prices", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["prices"])
def find_prices(
    request: Desk,
    part_number: Annotated[str, Parameter(max_length=60)] = "",
    search: Annotated[str, Parameter(max_length=60)] = "",
    on: date | None = None,
) -> list[PriceOut]:
    """Prices for a part number (the lowest first), or found by number, name or vehicle; as they hold today or `on`.

    Words may be Chinese, Spanish or English, whatever language the list is in, and mistyped.
    """

    def act(session: Session) -> list[PriceOut]:
        shop_id = request.user.shop_id
        day = on if on is not None else today(session, shop_id, now(request))
        look = best_prices if part_number else search_prices
        limit = stale_after(session, shop_id, day)
        return [PriceOut.of(offer, limit) for offer in look(session, shop_id, part_number or search, day)]

    return read(request, act)


@get("/prices/history", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["prices"])
def show_history(
    request: Desk, part_number: Annotated[str, Parameter(min_length=1, max_length=60)]
) -> list[PastPriceOut]:
    """What suppliers asked for a part, the newest first; prices that hold only later stand with a negative age."""

    def act(session: Session) -> list[PastPriceOut]:
        shop_id = request.user.shop_id
        day = today(session, shop_id, now(request))
        limit = stale_after(session, shop_id, day)
        return [PastPriceOut(PriceOut.of(past.offer, limit), past.list_id, past.before_minor)
                for past in price_history(session, shop_id, part_number, day)]  # fmt: skip

    return read(request, act)


@get("/quotes/{quote_id:int}/offers", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["prices"])
def show_offers(quote_id: int, request: Desk) -> list[LineOffersOut]:
    """What suppliers offer today for each line of a quote that has a price."""
    language = language_of(request)

    def act(session: Session) -> list[LineOffersOut]:
        quote = find(session, Quote, quote_id, request.user)
        day = today(session, quote.shop_id, now(request))
        limit = stale_after(session, quote.shop_id, day)
        return [line_out(told, limit, language) for told in offers_for(session, quote, day)]

    return read(request, act)


ROUTES = [find_prices, show_history, show_offers]
