"""Column mappings kept per sender: the newest counts, history stays, and a changed file is refused, not misread."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from claims.audit.models import Entry
from claims.estimating.exchange.columns import BadMapping, Mapping
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.inputs import ColumnMapping
from claims.estimating.mapping_models import SavedMapping
from claims.estimating.saved_mappings import SenderKind, keep_mapping, mapping_of, mapping_said
from claims.kernel.errors import Invalid
from claims.people.roles import Role
from tests.estimating.exchange.make import csv, xlsx
from tests.estimating.make import World

SUPPLIER = SenderKind.SUPPLIER
TOLD = Mapping(
    columns={Field.PART_NUMBER: "B", Field.UNIT_PRICE: "C"}, header_row=2, decimal_mark=",", prices_include_tax=False,
    numeric_part_numbers=True, formula_values=True, sheet="Tarifa", headers={Field.UNIT_PRICE: "Precio"},
)  # fmt: skip
LINES = ["Código,Ref interna,Precio,Coste", 'A-1,I-1,"10,00","8,00"']


def keep(world: World, sender: str, mapping: Mapping, kind: SenderKind = SUPPLIER) -> SavedMapping:
    return keep_mapping(world.session, world.shop.id, kind, sender, mapping, by=world.person(Role.PARTS_CLERK),
                        now=world.now)  # fmt: skip


def test_a_mapping_comes_back_as_it_was_said(world: World) -> None:
    keep(world, " Norte S.L. ", TOLD)
    assert mapping_of(world.session, world.shop.id, SUPPLIER, "Norte S.L.") == TOLD
    assert mapping_of(world.session, world.shop.id, SenderKind.INSURER, "Norte S.L.") is None
    assert mapping_of(world.session, world.shop.id + 1, SUPPLIER, "Norte S.L.") is None


def test_the_newest_mapping_counts_and_history_stays(world: World) -> None:
    first = keep(world, "A", TOLD)
    newer = replace(TOLD, numeric_part_numbers=False)
    second = keep(world, "A", newer)
    assert keep(world, "A", newer) is second
    assert mapping_of(world.session, world.shop.id, SUPPLIER, "A") == newer
    assert world.session.scalars(select(SavedMapping.id).order_by(SavedMapping.id)).all() == [first.id, second.id]
    noted = select(func.count(Entry.id)).where(Entry.body.contains("column mapping saved"))
    assert world.session.scalar(noted) == 2


def test_what_a_caller_says_becomes_a_mapping_and_the_basis_said_beside_it_counts() -> None:
    said = ColumnMapping(columns={"part_number": "A", "unit_price": "B"}, prices_include_tax=True, formula_values=True)
    found = mapping_said(said, False)
    assert found == Mapping(
        columns={Field.PART_NUMBER: "A", Field.UNIT_PRICE: "B"}, prices_include_tax=False, formula_values=True
    )
    assert mapping_said(None) is None
    with pytest.raises(Invalid):
        mapping_said(ColumnMapping(columns={"prize": "A"}))


def test_a_file_with_other_headings_than_the_saved_ones_is_refused_not_misread() -> None:
    columns = {Field.PART_NUMBER: "A", Field.UNIT_PRICE: "C"}
    saved = Mapping(columns=columns, headers={Field.PART_NUMBER: "CÓDIGO", Field.UNIT_PRICE: "Precio (€)"})
    assert str(read_price_list(csv(LINES), currency="EUR", mapping=saved).rows[0].unit_price) == "10.00"
    other = [LINES[0].replace("Código", "Ref").replace("Precio", "PVP"), LINES[1]]
    with pytest.raises(BadMapping) as refused:
        read_price_list(csv(other), currency="EUR", mapping=replace(saved, header_row=1))
    assert [(fault.where, fault.values["now"]) for fault in refused.value.faults] == [
        ("part_number", "Ref"), ("unit_price", "PVP"),
    ]  # fmt: skip


def test_a_column_that_moved_is_found_again_by_its_saved_heading() -> None:
    columns = {Field.PART_NUMBER: "A", Field.UNIT_PRICE: "C"}
    saved = Mapping(columns=columns, headers={Field.PART_NUMBER: "Código", Field.UNIT_PRICE: "Precio"}, header_row=1)
    moved = ["Tarifa 2026", "Coste,Precio,Código", '"8,00","10,00",A-1']
    (row,) = read_price_list(csv(moved), currency="EUR", mapping=saved).rows
    assert (row.row, row.part_number, str(row.unit_price)) == (3, "A-1", "10.00")
    twice = ["Precio,Precio,Código", '"8,00","10,00",A-1']
    with pytest.raises(BadMapping):
        read_price_list(csv(twice), currency="EUR", mapping=saved)


def test_the_columns_of_a_list_with_merged_headings_fit_that_list_again() -> None:
    rows = [["配件编号", "配件名称", "配件", None], [None, None, "单价", "数量"], ["A1001", "灯", 10, 1]]
    data = xlsx(rows, merged=["A1:A2", "B1:B2", "C1:D1"])
    read = read_price_list(data, currency="CNY")
    again = read_price_list(data, currency="CNY", mapping=read.columns.as_mapping())
    assert again.rows == read.rows


def test_conventions_alone_go_with_the_columns_that_are_found_by_their_headings() -> None:
    rows = [["零件号", "名称", "单价"], [12345678, "灯", 10]]
    loose = Mapping(columns={}, numeric_part_numbers=True, prices_include_tax=False)
    read = read_price_list(xlsx(rows), currency="CNY", mapping=loose)
    assert ([row.part_number for row in read.rows], read.prices_include_tax) == (["12345678"], False)
