"""Evidence in plain data: a sheet, its matching and its comparison as they are stored with a quote, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims.estimating.differences import Comparison, GroupComparison
from claims.estimating.inputs import TypedLine
from claims.estimating.matching import CONFIRMED
from claims.estimating.sheets import (
    LaborKind,
    Operation,
    OtherAmount,
    OtherKind,
    PartKind,
    Sheet,
    SheetLine,
    Side,
    SuppliedBy,
)
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money

WORDS = ("side", "operation", "part_kind", "supplied_by", "labor_kind")


def typed_sheet(
    lines: Sequence[TypedLine], *, currency: str, prices_include_tax: bool | None, stated_total_minor: int | None
) -> Sheet:
    """Lines typed in beside the picture of an answer, as a sheet."""

    def money(minor: int | None) -> Money | None:
        return Money(minor, currency) if minor is not None else None

    return Sheet(
        lines=tuple(
            SheetLine.priced(
                position=position, text=line.text, currency=currency, unit_price=money(line.unit_price_minor),
                quantity=Quantity(line.quantity_x1000), hours=Hours(line.hours_x100), rate=money(line.rate_minor),
                refinish_hours=Hours(line.refinish_hours_x100), refinish_rate=money(line.refinish_rate_minor),
                labor_amount=money(line.labor_minor), paint_amount=money(line.paint_minor),
                part_number=line.part_number, side=line.side, operation=line.operation, part_kind=line.part_kind,
                supplied_by=line.supplied_by, labor_kind=line.labor_kind, note=line.note,
            )
            for position, line in enumerate(lines, start=1)
        ),
        currency=currency,
        prices_include_tax=prices_include_tax,
        stated_total=money(stated_total_minor),
    )  # fmt: skip


def kept_sheet(sheet: Sheet, rows: Mapping[int, int], pages: Mapping[int, int] | None = None) -> dict[str, Any]:
    """A sheet as plain data; `rows` says in which row of the file each line stood, `pages` on which page of a PDF."""
    return {
        "currency": sheet.currency,
        "prices_include_tax": sheet.prices_include_tax,
        "stated_total_minor": sheet.stated_total.minor if sheet.stated_total is not None else None,
        "other": [{"kind": str(o.kind), "text": o.text, "amount_minor": o.amount.minor} for o in sheet.other],
        "lines": [
            kept_line(line) | {"row": rows.get(line.position)} | ({"page": pages[line.position]} if pages else {})
            for line in sheet.lines
        ],
    }


def kept_line(line: SheetLine) -> dict[str, Any]:
    """A line of a sheet as plain data."""
    return {
        "position": line.position, "text": line.text, "part_number": line.part_number, "note": line.note,
        **{name: str(getattr(line, name)) for name in WORDS},
        "quantity_x1000": line.quantity.thousandths, "hours_x100": line.hours.hundredths,
        "unit_price_minor": line.unit_price.minor if line.unit_price is not None else None,
        "rate_minor": line.rate.minor if line.rate is not None else None,
        "refinish_hours_x100": line.refinish_hours.hundredths, "split": line.split,
        "refinish_rate_minor": line.refinish_rate.minor if line.refinish_rate is not None else None,
        "amount_minor": line.amount.minor, "part_minor": line.part_amount.minor,
        "labor_minor": line.labor_amount.minor, "paint_minor": line.paint_amount.minor,
    }  # fmt: skip


def sheet_kept(kept: Mapping[str, Any]) -> Sheet:
    """The sheet that was stored as plain data."""
    currency = str(kept["currency"])

    def money(minor: int | None) -> Money | None:
        return Money(minor, currency) if minor is not None else None

    return Sheet(
        lines=tuple(
            SheetLine(
                position=line["position"], text=line["text"], part_number=line["part_number"], note=line["note"],
                side=Side(line["side"]), operation=Operation(line["operation"]), part_kind=PartKind(line["part_kind"]),
                supplied_by=SuppliedBy(line["supplied_by"]), labor_kind=LaborKind(line["labor_kind"]),
                quantity=Quantity(line["quantity_x1000"]), hours=Hours(line["hours_x100"]),
                unit_price=money(line["unit_price_minor"]), rate=money(line["rate_minor"]),
                refinish_hours=Hours(line.get("refinish_hours_x100", 0)), split=line.get("split", True),
                refinish_rate=money(line.get("refinish_rate_minor")),
                amount=Money(line["amount_minor"], currency), part_amount=Money(line["part_minor"], currency),
                labor_amount=Money(line["labor_minor"], currency), paint_amount=Money(line["paint_minor"], currency),
            )
            for line in kept["lines"]
        ),
        currency=currency,
        prices_include_tax=kept["prices_include_tax"],
        stated_total=money(kept["stated_total_minor"]),
        other=tuple(
            OtherAmount(OtherKind(o["kind"]), o["text"], Money(o["amount_minor"], currency)) for o in kept["other"]
        ),
    )  # fmt: skip


def kept_groups(comparison: Comparison) -> list[dict[str, Any]]:
    """The groups of a comparison as plain data, in their order."""
    return [kept_group(one) for one in comparison.groups]


def kept_group(one: GroupComparison) -> dict[str, Any]:
    """One group: which lines, how sure, what each side asks and gives, and what every difference is worth."""
    return {
        "ours": list(one.group.ours), "theirs": list(one.group.theirs), "score": one.group.score,
        "certainty": str(one.group.certainty), "reason": one.group.reason,
        "settled": str(one.group.certainty) == "sure" or one.group.reason == CONFIRMED,
        "ours_minor": one.ours_amount.minor, "theirs_minor": one.theirs_amount.minor,
        "differences": [{"kind": str(d.kind), "worth_minor": d.worth.minor} for d in one.differences],
    }  # fmt: skip
