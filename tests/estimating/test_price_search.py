"""Prices are found by number, name and vehicle, in three languages and with slips of the keyboard."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from claims.estimating import price_vocabulary
from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.number_search import numbers_like
from claims.estimating.price_index import index_of, rows_kept
from claims.estimating.price_lists import ListFile, NewPriceList, import_prices, index_older_lists
from claims.estimating.price_models import PriceList, PriceWord
from claims.estimating.price_search import search_prices
from claims.estimating.price_vocabulary import Vocabulary
from claims.estimating.search_terms import meanings
from claims.people.models import Shop
from claims.people.roles import Role
from tests.estimating.make import World

HEAD = "零件号;名称;适用车型;品牌;单价(含税)\n"
LAMPS = """\
5GG 941 005 C;左前大灯总成;速腾 2019;一汽;1860.00
5GG 941 006 C;右前大灯总成;速腾 2019;一汽;1860.00
1K1 941 005 A;Faro delantero izquierdo;Golf VII;VW;612.00
1K1 941 006 A;Faro delantero derecho;Golf VII;VW;612.00
6R1 941 005;Headlamp left;Polo 2015;VW;540.00
6R1 941 699;Fog lamp left;Polo 2015;VW;80.00
17G 807 217;前保险杠皮;速腾 2019;一汽;680.00
1K0 807 221;Revestimiento paragolpes delantero;Golf VII;VW;248.50
6R0 807 103;Bonnet;Polo 2015;VW;300.00
3AA 823 031;发动机盖;迈腾 2016;一汽;1200.00
5F0 823 031;Capó;León 2018;SEAT;410.00
1K0 857 507;后视镜总成;高尔夫;VW;210.00
"""
LEFT = {"5GG941005C", "1K1941005A", "6R1941005"}
HEADLAMPS = LEFT | {"5GG941006C", "1K1941006A"}
DAY = date(2026, 5, 11)


def bring(world: World, text: str, *, supplier: str = "A", day: date = date(2026, 1, 1)) -> PriceList:
    read = read_price_list((HEAD + text).encode(), currency="CNY")
    told = NewPriceList(supplier=supplier, valid_from=day)
    return import_prices(world.session, read, told, ListFile("list.csv", "0" * 64),
                         by=world.person(Role.PARTS_CLERK), now=world.now)  # fmt: skip


def found(world: World, words: str, on: date = DAY) -> list[str]:
    return [one.price.clean_number for one in search_prices(world.session, world.shop.id, words, on)]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("faro", HEADLAMPS),
        ("大灯", HEADLAMPS),
        ("headlamp", HEADLAMPS),
        ("head light", HEADLAMPS),
        ("óptica", HEADLAMPS),
        ("前照灯", HEADLAMPS),
        ("faro izquierdo", LEFT),
        ("headlamp left", LEFT),
        ("左大灯", LEFT),
        ("faro izq golf", {"1K1941005A"}),
        ("大灯 高尔夫", {"1K1941005A", "1K1941006A"}),
        ("golf 大灯 right", {"1K1941006A"}),
        ("sagitar 大灯 左", {"5GG941005C"}),
        ("capó", {"6R0807103", "3AA823031", "5F0823031"}),
        ("hood", {"6R0807103", "3AA823031", "5F0823031"}),
        ("机盖 leon", {"5F0823031"}),
        ("bumper", {"17G807217", "1K0807221"}),
        ("parachoques delantero", {"17G807217", "1K0807221"}),
        ("espejo", {"1K0857507"}),
        ("fog", {"6R1941699"}),
        ("seat leon", {"5F0823031"}),
    ],
)
def test_what_is_meant_is_found_in_whatever_language_the_list_is(world: World, words: str, numbers: set[str]) -> None:
    bring(world, LAMPS)
    assert set(found(world, words)) == numbers


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("paragopes", "1K0807221"),
        ("parragolpes golf", "1K0807221"),
        ("headlmap polo", "6R1941005"),
        ("bonet", "6R0807103"),
        ("izquerdo faro golf", "1K1941005A"),
        ("revestimeinto", "1K0807221"),
        ("前保险缸皮", "17G807217"),
        ("headl left polo", "6R1941005"),
    ],
)
def test_slips_of_the_keyboard_are_forgiven(world: World, words: str, number: str) -> None:
    bring(world, LAMPS)
    assert number in found(world, words)[:2]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5gg 941", "5GG941005C"),
        ("5GG941005", "5GG941005C"),
        ("1K1-941-005-A", "1K1941005A"),
        ("1K1941OO5A"[:6] + "005A", "1K1941005A"),
        ("1L1941005A", "1K1941005A"),  # one sign wrong in the first half
        ("1K1941005B", "1K1941005A"),  # in the second
        ("1K194105A", "1K1941005A"),  # one missing
        ("1K11941005A", "1K1941005A"),  # one too many
        ("K11941005A", "1K1941005A"),  # two swapped
        ("1K1940105A", "1K1941005A"),  # swapped across the middle
        ("17G807271", "17G807217"),
    ],
)
def test_a_part_number_is_found_by_its_beginning_and_with_one_slip(world: World, typed: str, number: str) -> None:
    bring(world, LAMPS)
    assert found(world, typed)[:1] == [number]


def test_two_slips_in_a_number_are_no_longer_the_same_number(world: World) -> None:
    bring(world, LAMPS)
    assert numbers_like(world.session, world.shop.id, "1L1941105A", 50) == []
    assert found(world, "ZZZ999") == []


def test_rows_with_the_typed_words_themselves_come_before_those_that_mean_the_same(world: World) -> None:
    bring(world, LAMPS)
    assert set(found(world, "faro")[:2]) == {"1K1941005A", "1K1941006A"}
    assert set(found(world, "大灯")[:2]) == {"5GG941005C", "5GG941006C"}


def test_where_no_row_has_every_word_those_with_the_most_are_shown(world: World) -> None:
    bring(world, LAMPS)
    assert set(found(world, "faro izquierdo tiguan")) == LEFT
    assert found(world, "tiguan") == []


def test_a_found_part_shows_its_newest_price_of_each_supplier_and_only_what_holds_on_the_day(world: World) -> None:
    bring(world, LAMPS)
    bring(world, "6R1 941 005;Headlight LH;Polo;VW;550.00\n", day=date(2026, 4, 1))
    bring(world, "6R1 941 005;Scheinwerfer links;Polo;VW;500.00\n", supplier="B", day=date(2026, 2, 1))

    def prices(on: date) -> list[int]:
        offers = search_prices(world.session, world.shop.id, "headlamp polo", on)
        return [one.price.unit_price_minor for one in offers if one.price.clean_number == "6R1941005"]

    assert prices(DAY) == [50000, 55000]
    assert prices(date(2026, 1, 15)) == [54000]
    assert prices(date(2025, 12, 31)) == []


def test_another_shops_prices_are_not_found(world: World) -> None:
    bring(world, LAMPS)
    other = Shop(code="south", name="South", currency="CNY", language="zh", time_zone="Asia/Shanghai")
    world.session.add(other)
    world.session.flush()
    assert search_prices(world.session, other.id, "faro", DAY) == []
    assert search_prices(world.session, other.id, "1K1941005A", DAY) == []


@pytest.mark.parametrize(
    "words", ["", " ", "%", "_", "'", "a", "左", "了", "\x00", "🚗", "de la", "x" * 60, "1 2 3 " * 10]
)
def test_strange_searches_find_nothing_or_something_but_never_fail(world: World, words: str) -> None:
    bring(world, LAMPS)
    assert isinstance(found(world, words), list)


def test_words_of_a_new_list_are_known_at_once(world: World) -> None:
    bring(world, LAMPS)
    assert found(world, "turbo") == []
    bring(world, "T 1;Turbocompresor;Golf;VW;900.00\n", day=DAY - timedelta(days=1))
    assert found(world, "turbocompresr") == ["T1"]


def test_a_list_that_is_older_than_the_index_is_indexed(world: World) -> None:
    kept = bring(world, LAMPS)
    words = dict(world.session.execute(select(PriceWord.word, PriceWord.rows)).all())
    world.session.execute(delete(PriceWord))
    kept.words = None
    world.session.flush()
    index_older_lists(world.session)
    assert dict(world.session.execute(select(PriceWord.word, PriceWord.rows)).all()) == words
    assert kept.words == len(words)


def test_a_word_stands_once_in_a_row_however_often_the_row_says_it() -> None:
    rows = read_price_list((HEAD + "A 1;Faro faro;Faro;Faro;1.00\nA 2;Faro;x;y;1.00\n").encode(), currency="CNY").rows
    assert rows_kept(dict(index_of(rows))["faro"]).tolist() == [2, 3]


def test_the_thesaurus_takes_the_longest_phrase_that_it_knows() -> None:
    assert [meaning.said for meaning in meanings("后视镜")] == [("后视", "视镜")]
    assert [meaning.said for meaning in meanings("soporte de radiador")] == [("soporte", "radiador")]
    assert next(meanings("前大灯总成")).said == ("前大", "大灯")


def test_the_vocabulary_forgets_the_shops_that_were_not_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = OrderedDict({("another shop's", 1): (None, Vocabulary([]))})
    monkeypatch.setattr(price_vocabulary, "_known", known)
    monkeypatch.setattr(price_vocabulary, "MOST_SHOPS", 1)
    bring(world, LAMPS)
    found(world, "faro")
    assert [shop_id for _, shop_id in known] == [world.shop.id]
    assert ("another shop's", 1) not in known
