"""Offers per part and per quote line: the best, the soonest, of which kind, how old; and a part's whole history."""

from __future__ import annotations

from datetime import date

from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.price_lists import ListFile, NewPriceList, import_prices
from claims.estimating.price_offers import price_history, stale_after
from claims.estimating.quote_offers import BY_NAME, BY_NUMBER, LineOffers, offers_for
from claims.people.roles import Role
from tests.estimating.make import BUMPER, TODAY, World, make_draft

HEAD = "零件号,名称,价格类型,单价,库存,货期\n"
SIDE = {**BUMPER, "part_number": "", "part_name": "Faro"}


def bring(world: World, text: str, *, supplier: str = "A", day: date = date(2026, 4, 1), tax: bool = True) -> None:
    read = read_price_list((HEAD + text).encode(), currency="CNY")
    told = NewPriceList(supplier=supplier, valid_from=day, prices_include_tax=tax)
    import_prices(world.session, read, told, ListFile("list.csv", "0" * 64), by=world.person(Role.PARTS_CLERK),
                  now=world.now)  # fmt: skip


def offered(world: World, *lines: dict[str, object]) -> list[LineOffers]:
    return offers_for(world.session, make_draft(world, *lines), TODAY)


def test_a_price_is_stale_the_day_after_the_policys_last_day(world: World) -> None:
    limit = stale_after(world.session, world.shop.id, TODAY)
    assert limit == 90  # house default
    bring(world, "17G 807 217 GRU,皮,4S价,680.00,,\n", day=date(2026, 1, 1))
    (past,) = price_history(world.session, world.shop.id, "17g807217gru", date(2026, 4, 1))
    assert (past.offer.age_days, past.offer.is_stale(limit)) == (90, False)
    (past,) = price_history(world.session, world.shop.id, "17g807217gru", date(2026, 4, 2))
    assert (past.offer.age_days, past.offer.is_stale(limit), past.offer.is_stale(None)) == (91, True, False)
    assert stale_after(world.session, world.shop.id, date(2019, 12, 31)) is None


def test_the_history_of_a_part_says_what_the_same_supplier_asked_before(world: World) -> None:
    for day, price in ((date(2026, 1, 1), "680"), (date(2026, 3, 1), "700"), (date(2026, 8, 1), "720")):
        bring(world, f"17G 807 217 GRU,皮,4S价,{price}.00,,\n", day=day)
    bring(world, "17G 807 217 GRU,皮,4S价,650.00,,\n", supplier="B", day=date(2026, 2, 1))
    told = price_history(world.session, world.shop.id, "17g-807-217-gru", TODAY)
    assert [(past.offer.supplier, past.offer.price.unit_price_minor, past.before_minor) for past in told] == [
        ("A", 72000, 70000), ("A", 70000, 68000), ("B", 65000, None), ("A", 68000, None),
    ]  # fmt: skip
    assert [past.offer.age_days for past in told] == [-82, 71, 99, 130]


def test_each_line_is_offered_its_best_price_the_soonest_and_one_of_each_kind(world: World) -> None:
    number = "17G 807 217 GRU,皮"
    bring(world, f"{number},4S价,680.00,0,1\n{number},品牌价,310.00,9,0\n")
    bring(world, f"{number},市场原厂价,640.00,0,5\n", supplier="B")
    bring(world, f"{number},4S价,690.00,3,4\n", supplier="C")
    (told,) = offered(world, BUMPER)
    assert told.found_by == BY_NUMBER
    assert told.best is not None
    assert told.soonest is not None
    assert (told.best.offer.supplier, told.best.selling_minor, told.best.days) == ("B", 73600, 5)
    assert (told.soonest.offer.supplier, told.soonest.days) == ("C", 0)
    assert {kind: one.offer.price.unit_price_minor for kind, one in told.by_kind.items()} == {
        "1": 68000, "2": 64000, "3": 31000,
    }  # fmt: skip
    assert [(one.offer.supplier, bool(one.unfit)) for one in told.offers] == [
        ("B", False), ("A", False), ("C", False), ("A", True),
    ]  # fmt: skip
    assert "another kind of part" in str(told.offers[-1].unfit[0])


def test_a_stale_price_is_the_best_only_where_there_is_no_other(world: World) -> None:
    bring(world, "17G 807 217 GRU,皮,4S价,500.00,,\n", day=date(2025, 1, 1))
    (told,) = offered(world, BUMPER)
    assert told.best is not None
    assert told.best.stale
    bring(world, "17G 807 217 GRU,皮,4S价,680.00,,\n", supplier="B")
    (told,) = offered(world, BUMPER)
    assert told.best is not None
    assert (told.best.offer.supplier, told.best.stale) == ("B", False)


def test_a_net_price_is_not_ranked_among_gross_ones(world: World) -> None:
    bring(world, "17G 807 217 GRU,皮,4S价,600.00,,\n", tax=False)
    bring(world, "17G 807 217 GRU,皮,4S价,680.00,,\n", supplier="B")
    (told,) = offered(world, BUMPER)
    assert told.best is not None
    assert (told.best.offer.supplier, len(told.offers)) == ("B", 2)
    assert "differ in whether prices include tax" in str(told.offers[1].unfit[0])


def test_a_line_without_a_number_is_offered_what_its_name_finds(world: World) -> None:
    bring(world, "5GG 941 005 C,左前大灯总成,4S价,1860.00,,\nX-1,中网,4S价,10.00,,\n")
    (told,) = offered(world, SIDE)
    assert told.found_by == BY_NAME
    assert [one.offer.price.part_number for one in told.offers] == ["5GG 941 005 C"]


def test_a_line_for_which_nothing_is_offered_is_told_too(world: World) -> None:
    (told,) = offered(world, BUMPER)
    assert (told.best, told.soonest, told.by_kind, told.offers) == (None, None, {}, ())
