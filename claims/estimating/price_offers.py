"""The prices offered for a part as they hold on a day: the best first, with their age; and their whole history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from claims.audit.editions import edition_in_use
from claims.estimating.price_models import Price, PriceList
from claims.estimating.sheets import clean_number
from claims.people.models import Shop
from claims.rules.figures import Scope

HISTORY = 500  # prices of a part's history that are shown
AT_ONCE = 500  # numbers asked for in one statement


@dataclass(frozen=True)
class OfferedPrice:
    """A supplier's price for a part, as it holds on the day asked for; `age_days` since it began to hold."""

    price: Price
    supplier: str
    currency: str
    prices_include_tax: bool
    age_days: int = 0

    def is_stale(self, limit: int | None) -> bool:
        """Whether the price is older than the policy's limit; without a limit none is."""
        return limit is not None and self.age_days > limit


@dataclass(frozen=True)
class PastPrice:
    """A price in the history of a part, and what the same supplier asked before it, in minor units."""

    offer: OfferedPrice
    list_id: int
    before_minor: int | None


def stale_after(session: Session, shop_id: int, on: date) -> int | None:
    """After how many days a price is stale, by the shop's policy `pricing` in force on a day; None: never."""
    shop = session.get_one(Shop, shop_id)
    figure = edition_in_use(session, shop, "pricing").in_force(on, Scope(shop.code)).figures.get("price_stale_days")
    return None if figure is None or figure.value is None else int(figure.value)


def best_prices(session: Session, shop_id: int, part_number: str, on: date) -> list[OfferedPrice]:
    """Each supplier's price for a part on a day, the lowest first; earlier prices of the same supplier are history."""
    number = clean_number(part_number)
    return prices_of(session, shop_id, [number], on).get(number, [])


def prices_of(session: Session, shop_id: int, numbers: Sequence[str], on: date) -> dict[str, list[OfferedPrice]]:
    """The same for many clean part numbers; numbers without a price are left out."""
    newest: dict[tuple[str, str, str, str], OfferedPrice] = {}
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        query = dated(shop_id).where(Price.clean_number.in_(some), Price.valid_from <= on)
        for offer in offers(session, query.order_by(Price.valid_from, Price.list_id), on):
            price = offer.price
            newest[price.clean_number, offer.supplier, price.brand, price.price_kind] = offer
    found: dict[str, list[OfferedPrice]] = {}
    for offer in sorted(newest.values(), key=lambda one: (one.price.unit_price_minor, one.price.id)):
        found.setdefault(offer.price.clean_number, []).append(offer)
    return found


def price_history(session: Session, shop_id: int, part_number: str, on: date) -> list[PastPrice]:
    """What every supplier ever asked for a part, the newest first, announced prices too; at most the newest 500."""
    query = dated(shop_id).where(Price.clean_number == clean_number(part_number))
    before: dict[tuple[str, str, str], int] = {}
    told = []
    for offer in offers(session, query.order_by(Price.valid_from, Price.list_id), on):
        key = (offer.supplier, offer.price.brand, offer.price.price_kind)
        told.append(PastPrice(offer, offer.price.list_id, before.get(key)))
        before[key] = offer.price.unit_price_minor
    return told[: -HISTORY - 1 : -1]


def dated(shop_id: int) -> Select[Price, PriceList]:
    """Prices of a shop with the lists they stand in."""
    return select(Price, PriceList).join(PriceList, PriceList.id == Price.list_id).where(Price.shop_id == shop_id)


def offers(session: Session, query: Select[Price, PriceList], on: date) -> Iterable[OfferedPrice]:
    """Prices with what their lists say of them."""
    for price, kept in session.execute(query):
        yield OfferedPrice(price, kept.supplier, kept.currency, kept.prices_include_tax, (on - price.valid_from).days)


def price_lists(session: Session, shop_id: int) -> Sequence[PriceList]:
    """The imported lists of a shop, newest first."""
    return session.scalars(select(PriceList).where(PriceList.shop_id == shop_id).order_by(PriceList.id.desc())).all()
