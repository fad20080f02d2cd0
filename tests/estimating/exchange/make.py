"""Builders for the exchange's tests: workbooks and lines in one expression, and the demo's quote."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

from claims.estimating.sheets import LaborKind, Operation, PartKind, Sheet, SheetLine, Side, SuppliedBy
from claims.kernel.amounts import Hours, Quantity, half_up
from claims.kernel.money import Money

FIXTURES = Path(__file__).parents[3] / "fixtures"


def xlsx(rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = ()) -> bytes:
    """A workbook with these rows on its only sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                page.cell(number, column, value)
    for area in merged:
        page.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv(rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    """A text file of these rows."""
    return "\r\n".join(rows).encode(encoding)


def line(position: int, text: str, **more: Any) -> SheetLine:
    """A line; money and hours as text, the rest as the line takes it."""
    for name in ("unit_price", "rate", "labor_amount", "paint_amount", "refinish_rate"):
        if name in more:
            more[name] = Money.of(more[name])
    for name in ("hours", "refinish_hours"):
        if name in more:
            more[name] = Hours.of(more[name])
    if "quantity" in more:
        more["quantity"] = Quantity.of(more["quantity"])
    return SheetLine.priced(position=position, text=text, **more)


def sheet(*lines: SheetLine, tax: bool | None = True, **more: Any) -> Sheet:
    """A sheet of these lines in CNY."""
    return Sheet(lines=lines, currency="CNY", prices_include_tax=tax, **more)


def demo() -> dict[str, Any]:
    """The demo's accident as the fixtures describe it."""
    told: dict[str, Any] = yaml.safe_load((FIXTURES / "demo_damage.yaml").read_text(encoding="utf-8"))
    return told


def quoted(
    lines: Sequence[dict[str, Any]],
    *,
    profile: dict[str, Any],
    prices: Sequence[str | None],
    currency: str = "CNY",
    language: str = "zh",
) -> Sheet:
    """The quote that a shop makes of damage lines: list price and mark-up, hours at the profile's rates, panels."""
    made = []
    for position, (told, price) in enumerate(zip(lines, prices, strict=True), 1):
        unit_price = None
        if price is not None:
            fen = int(Decimal(price) * 100)
            unit_price = Money(fen + half_up(fen * profile["part_markup_bp"], 10_000), currency)
        rate = profile["rates_minor"][told["labor_kind"]]
        panels = told.get("paint_panels_x1000", 0)
        made.append(
            SheetLine.priced(
                position=position,
                text=told["names"][language],
                currency=currency,
                part_number=told.get("part_number", ""),
                side=Side(told.get("side", "")),
                operation=Operation(told["operation"]),
                quantity=Quantity(told.get("quantity_x1000", 1000)),
                unit_price=unit_price,
                part_kind=PartKind(told.get("part_kind", "")),
                supplied_by=SuppliedBy(told.get("supplied_by", "")),
                labor_kind=LaborKind(told["labor_kind"]),
                hours=Hours(told["labor_hours_x100"]),
                rate=Money(rate, currency),
                paint_amount=Money(panels * profile["paint_panel_minor"] // 1000, currency),
            )
        )
    return Sheet(lines=tuple(made), currency=currency, prices_include_tax=profile["prices_include_tax"])


def with_results(data: bytes, value: str) -> bytes:
    """The workbook with this as the last result of every formula on its sheet."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = re.sub(rb"</f><v\s*/>|</f><v></v>", f"</f><v>{value}</v>".encode(), content)
            target.writestr(name, content)
    return result.getvalue()
