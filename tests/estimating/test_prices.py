"""Suppliers' price lists: previewed, imported whole or not at all, dated, and offered per part."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from claims.estimating.confirmations import confirm_prices
from claims.estimating.damage_inputs import ConfirmedPrice, ConfirmedPrices
from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.price_lists import (
    ListFile,
    NewPriceList,
    NothingToImport,
    RowsRefused,
    TaxBasisUnsaid,
    import_prices,
    preview_changes,
)
from claims.estimating.price_models import Price, PriceList
from claims.estimating.price_offers import best_prices
from claims.estimating.price_search import search_prices
from claims.estimating.queries import quote_lines
from claims.kernel.errors import Invalid
from claims.people.roles import Role
from tests.estimating.make import BUMPER, World, make_draft

HEAD = "零件号,名称,适用车型,价格类型,单价,库存,货期\n"
BUMPER_ROW = "17G 807 217 GRU,前保险杠皮,速腾,4S价,680.00,5,2\n"
COPY_ROW = "17G-807-217-GRU,前保险杠皮,速腾,品牌件,310.50,2,1\n"


def bring(world: World, text: str, *, supplier: str = "A", day: date = date(2026, 1, 1), **more: object) -> PriceList:
    told = NewPriceList(supplier=supplier, valid_from=day, **({"prices_include_tax": True} | more))  # type: ignore[arg-type]
    read = read_price_list(text.encode(), currency="CNY")
    return import_prices(world.session, read, told, ListFile("list.csv", "0" * 64),
                         by=world.person(Role.PARTS_CLERK), now=world.now)  # fmt: skip


def test_prices_are_offered_the_lowest_first_with_stock_and_lead_time(world: World) -> None:
    bring(world, HEAD + BUMPER_ROW + COPY_ROW)
    offers = best_prices(world.session, world.shop.id, "17g807217gru", date(2026, 5, 1))
    assert [(o.price.unit_price_minor, o.price.price_kind, o.price.stock_x1000, o.price.lead_days) for o in offers] == [
        (31050, "3", 2000, 1), (68000, "1", 5000, 2),
    ]  # fmt: skip


def test_a_newer_list_of_the_same_supplier_holds_from_its_day_and_history_stays(world: World) -> None:
    bring(world, HEAD + BUMPER_ROW)
    bring(world, HEAD + BUMPER_ROW.replace("680", "700"), day=date(2026, 4, 1))
    bring(world, HEAD + BUMPER_ROW.replace("680", "690"), supplier="B")

    def prices(on: date) -> list[int]:
        return [o.price.unit_price_minor for o in best_prices(world.session, world.shop.id, "17G807217GRU", on)]

    assert prices(date(2026, 3, 31)) == [68000, 69000]
    assert prices(date(2026, 4, 1)) == [69000, 70000]
    assert prices(date(2025, 12, 31)) == []


def test_a_preview_says_what_would_change_and_keeps_nothing(world: World) -> None:
    bring(world, HEAD + BUMPER_ROW + COPY_ROW)
    text = HEAD + BUMPER_ROW.replace("680", "700") + COPY_ROW + "X1,灯,,,9.00,,\nX2,灯,,,面议,,\n"
    changes = preview_changes(world.session, world.shop.id, "A", read_price_list(text.encode(), currency="CNY"))
    assert (changes.new, changes.changed, changes.unchanged, changes.refused) == (1, 1, 1, 1)
    assert [(c.before_minor, c.after_minor) for c in changes.changes] == [(68000, 70000)]
    assert world.session.scalar(select(func.count(Price.id))) == 2


def test_a_list_with_a_refused_row_is_taken_only_when_the_caller_accepts_that(world: World) -> None:
    text = HEAD + BUMPER_ROW + "X2,灯,,,面议,,\n"
    with pytest.raises(RowsRefused) as refused:
        bring(world, text)
    assert [fault.where for fault in refused.value.faults] == ["row 3, column E"]
    assert world.session.scalar(select(func.count(PriceList.id))) == 0
    kept = bring(world, text, accept_refused=True)
    assert (kept.rows_taken, kept.rows_refused) == (1, 1)
    assert (kept.refused[0]["row"], kept.refused[0]["column"]) == (3, "E")


def test_a_list_without_one_good_row_is_refused_even_so(world: World) -> None:
    with pytest.raises(NothingToImport):
        bring(world, HEAD + "X2,灯,,,面议,,\n", accept_refused=True)


def test_a_list_that_is_silent_about_tax_wants_the_callers_word(world: World) -> None:
    with pytest.raises(TaxBasisUnsaid):
        bring(world, HEAD + BUMPER_ROW, prices_include_tax=None)


def test_prices_are_found_by_number_name_and_vehicle(world: World) -> None:
    bring(world, HEAD + BUMPER_ROW)
    for words in ("17g807", "保险杠", "速腾"):
        found = search_prices(world.session, world.shop.id, words, date(2026, 5, 1))
        assert [o.price.part_number for o in found] == ["17G 807 217 GRU"], words
    assert search_prices(world.session, world.shop.id, "%", date(2026, 5, 1)) == []


def test_a_lists_price_is_quoted_with_the_profiles_mark_up(world: World) -> None:
    bring(world, HEAD + BUMPER_ROW)
    quote = make_draft(world, BUMPER)
    line = quote_lines(world.session, quote.id)[0]
    offer = best_prices(world.session, world.shop.id, line.part_number, date(2026, 5, 1))[0]
    told = ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, price_id=offer.price.id)])
    confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=world.now)
    assert (line.unit_price_minor, line.cost_minor, line.original_unit_price_minor) == (78200, 68000, 78200)
    assert (line.price_source, line.stock_x1000, line.lead_days) == ("A 2026-01-01", 5000, 2)


def test_the_deposit_of_a_copy_is_reckoned_from_the_original_parts_price(world: World) -> None:
    bring(world, HEAD + BUMPER_ROW + COPY_ROW)
    quote = make_draft(world, {**BUMPER, "part_kind": "PAA"})
    line = quote_lines(world.session, quote.id)[0]
    copy = best_prices(world.session, world.shop.id, line.part_number, date(2026, 5, 1))[0]
    told = ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, price_id=copy.price.id)])
    confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=world.now)
    assert (line.unit_price_minor, line.original_unit_price_minor) == (35708, 78200)


def test_a_price_of_another_part_kind_or_day_is_not_taken(world: World) -> None:
    bring(world, HEAD + COPY_ROW + "X1,灯,,4S价,9.00,,\n", day=date(2026, 6, 1))
    quote = make_draft(world, BUMPER)
    line = quote_lines(world.session, quote.id)[0]
    said = []
    for price in world.session.scalars(select(Price).order_by(Price.id)).all():
        told = ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, price_id=price.id)])
        with pytest.raises(Invalid) as refused:
            confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=world.now)
        said.append([str(fault) for fault in refused.value.faults])
    assert said == [
        ["the price holds only from 2026-06-01",
         "the price is for another kind of part; change the kind of the line first"],
        ["the price holds only from 2026-06-01", "the price is for part X1; change the part number of the line first"],
    ]  # fmt: skip


def test_a_line_without_a_number_takes_that_of_the_price(world: World) -> None:
    bring(world, HEAD + BUMPER_ROW)
    quote = make_draft(world, {**BUMPER, "part_number": ""})
    line = quote_lines(world.session, quote.id)[0]
    price_id = world.session.scalars(select(Price.id)).one()
    told = ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, price_id=price_id)])
    confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=world.now)
    assert (line.part_number, line.clean_number) == ("17G 807 217 GRU", "17G807217GRU")


def test_a_net_list_is_not_mixed_with_gross_rates(world: World) -> None:
    bring(world, HEAD + BUMPER_ROW, prices_include_tax=False)
    quote = make_draft(world, BUMPER)
    line = quote_lines(world.session, quote.id)[0]
    offer = best_prices(world.session, world.shop.id, line.part_number, date(2026, 5, 1))[0]
    told = ConfirmedPrices(lines=[ConfirmedPrice(line_id=line.id, price_id=offer.price.id)])
    with pytest.raises(Invalid) as refused:
        confirm_prices(world.session, quote, told, by=world.person(Role.PARTS_CLERK), now=world.now)
    assert "differ in whether prices include tax" in str(refused.value.faults[0])
