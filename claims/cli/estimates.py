"""Commands about estimates in files, without a server: what a file states, and how two files differ."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claims.cli.common import AsJson, Language, parsed, show
from claims.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from claims.estimating.estimate import Estimate, Stated, StatedTax
    from claims.estimating.exchange.returned import ReturnedSheet
    from claims.estimating.file_totals import FileTotals
    from claims.estimating.matching import Pairing
    from claims.estimating.two_files import TwoFiles
    from claims.kernel.money import Money

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
Currency = Annotated[str, typer.Option(help="of a table that does not name it, as in CNY")]
PAIR_HELP = "lines that belong together, as in 3,4=7; one side empty: they stand alone; repeat for several"
MAPPING_HELP = "a JSON file that says which column of {} is which, as the API takes it"
NOT_A_PAIR = "“{text}” names no lines; write ours=theirs, as in 3,4=7"
NOT_JSON = 'this file is no JSON object; write {{"columns": {{"name": "A", "unit_price": "C"}}}}'
TOTALS = ("subtotal", "total", "betterment", "prior_damage", "deductible", "customer_share", "net")


def estimate(
    file: File,
    currency: Currency = "",
    mapping: Annotated[Path | None, typer.Option(help=MAPPING_HELP.format("the table"), exists=True)] = None,
    worksheet: Annotated[bool, typer.Option(help="also print which rule made each figure")] = False,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Print what an estimate states beside what its lines come to (our JSON, EMS, xlsx, xls, csv, PDF)."""
    from claims.estimating.file_totals import totals_of

    told = totals_of(opened_file(file, currency, mapping, language, asked=True), language)
    show(totals_as_data(told), as_json, "\n".join(totals_as_text(told, language, worksheet=worksheet)))


def reconcile(
    ours: File,
    theirs: File,
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="the xlsx file to write")] = None,
    currency: Currency = "",
    pair: Annotated[list[str] | None, typer.Option(help=PAIR_HELP)] = None,
    ours_mapping: Annotated[Path | None, typer.Option(help=MAPPING_HELP.format("OURS"), exists=True)] = None,
    theirs_mapping: Annotated[Path | None, typer.Option(help=MAPPING_HELP.format("THEIRS"), exists=True)] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Compare our estimate with the insurer's answer line by line; the worths and the remainder are the gap."""
    from claims.estimating.two_files import two_files
    from claims.reports.reconciliation import write_reconciliation

    mine = opened_file(ours, currency, ours_mapping, language, asked=True)
    yours = opened_file(theirs, currency or currency_of(mine), theirs_mapping, language)
    two = two_files(mine, yours, [pairing(text) for text in pair or []])
    if out is not None:
        write_reconciliation(out, two, language)
    show(comparison_as_data(two), as_json, "\n".join(comparison_as_text(two, language)))


def opened_file(
    path: Path, currency: str, mapping: Path | None, lang: str, *, asked: bool = False
) -> Estimate | ReturnedSheet:
    """What a file holds, read under a mapping where one is given."""
    from claims.estimating.exchange.any_file import read_file
    from claims.estimating.inputs import ColumnMapping
    from claims.estimating.saved_mappings import mapping_said

    columns = mapping_said(parsed(ColumnMapping, said_in(mapping))) if mapping is not None else None
    return read_file(path.read_bytes(), currency=currency or None, mapping=columns, asked=asked, lang=lang)


def said_in(mapping: Path) -> dict[str, Any]:
    """The mapping that a JSON file holds; Invalid where it is no JSON object."""
    try:
        said = json.loads(mapping.read_text(encoding="utf-8"))
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Invalid(faults=[Fault(NOT_JSON, mapping.name)])
    return said


def currency_of(read: Estimate | ReturnedSheet) -> str:
    """The currency of what was read."""
    from claims.estimating.estimate import Estimate

    return read.currency if isinstance(read, Estimate) else read.sheet.currency


def pairing(text: str) -> Pairing:
    """Lines that a person says belong together, as in "3,4=7"."""
    from claims.estimating.matching import Pairing

    left, equals, right = text.partition("=")
    sides = [[each.strip() for each in side.split(",") if each.strip()] for side in (left, right)]
    if not equals or not all(each.isascii() and each.isdigit() and len(each) < 10 for side in sides for each in side):
        raise Invalid(faults=[Fault(NOT_A_PAIR, "pair", {"text": text})])
    ours, theirs = (tuple(int(each) for each in side) for side in sides)
    return Pairing(ours, theirs)


def totals_as_data(told: FileTotals) -> dict[str, Any]:
    """For machines: amounts as decimal strings, shares in percent; what a file does not state is left out."""
    computed = told.computed
    return {
        "currency": told.currency,
        "lines": told.lines,
        "stated": stated_as_data(told.stated),
        "computed": {
            "categories": {code: str(amount) for code, amount in computed.categories.items()},
            "subtotal": str(computed.subtotal),
            "taxes": [tax_as_data(tax) for tax in computed.taxes],
            "total": str(computed.total),
            "net": str(computed.net),
        },
        "differences": [
            {"name": one.name, "stated": str(one.stated), "computed": str(one.computed),
             "difference": str(one.difference)}
            for one in told.differences
        ],
        "reported": list(told.reported),
    }  # fmt: skip


def stated_as_data(stated: Stated) -> dict[str, Any]:
    """The totals that the file prints."""
    totals = {name: getattr(stated, name) for name in TOTALS}
    return {
        "categories": {code: str(amount) for code, amount in stated.categories.items()},
        "taxes": [tax_as_data(tax) for tax in stated.taxes],
        **{name: str(amount) for name, amount in totals.items() if amount is not None},
    }


def tax_as_data(tax: StatedTax) -> dict[str, Any]:
    """One tax; its rate in percent and its base where they are known."""
    rate = str(Decimal(tax.rate.basis_points).scaleb(-2)) if tax.rate is not None else None
    base = str(tax.base) if tax.base is not None else None
    return {"name": tax.name, "amount": str(tax.amount), "rate": rate, "base": base}


def totals_as_text(told: FileTotals, lang: str, *, worksheet: bool) -> list[str]:
    """For people: a table of stated, computed and difference, then what the reader reports."""
    from claims.kernel.texts import say
    from claims.reports.workbook import in_columns

    stated, computed = stated_amounts(told.stated), computed_amounts(told)
    rows = []
    for name in dict.fromkeys([*computed, *stated]):
        pair = [amounts.get(name) for amounts in (stated, computed)]
        differs = next((one.difference for one in told.differences if one.name == name), None)
        rows.append([name, *(decimal(amount) for amount in pair), decimal(differs)])
    for one in told.differences:
        if one.name not in stated:
            rows.append([one.name, decimal(one.stated), decimal(one.computed), decimal(one.difference)])
    headings = ["", *(say(each, lang) for each in ("as stated", "as computed", "difference"))]
    notes = [say(note.text, lang, **note.exact) for note in told.notes] if worksheet else []
    return [*in_columns(headings, rows), *notes, *told.reported]


def stated_amounts(stated: Stated) -> dict[str, Money]:
    """Every stated amount by its name, as the differences name it."""
    totals = {name: getattr(stated, name) for name in TOTALS}
    return {
        **{f"categories.{code}": amount for code, amount in stated.categories.items()},
        **taxes_by_name(stated.taxes),
        **{name: amount for name, amount in totals.items() if amount is not None},
    }


def taxes_by_name(taxes: Sequence[StatedTax]) -> dict[str, Money]:
    """What each tax comes to; one that stands in several rows is one tax."""
    found: dict[str, Money] = {}
    for tax in taxes:
        name = f"taxes.{tax.name}"
        found[name] = found[name] + tax.amount if name in found else tax.amount
    return found


def computed_amounts(told: FileTotals) -> dict[str, Money]:
    """Every computed amount by its name."""
    computed = told.computed
    return {
        **{f"categories.{code}": amount for code, amount in computed.categories.items()},
        "subtotal": computed.subtotal,
        **taxes_by_name(computed.taxes),
        "total": computed.total,
        "net": computed.net,
    }


def decimal(amount: Money | None) -> Decimal | None:
    """An amount as a number that is aligned to the right."""
    return None if amount is None else Decimal(str(amount))


def comparison_as_data(two: TwoFiles) -> dict[str, Any]:
    """For machines: both totals, the gap, every group with its lines, its score in per mille and its differences."""
    comparison = two.comparison
    return {
        "currency": two.ours.currency,
        "ours": {"total": str(comparison.ours_total), "lines": len(two.ours.lines)},
        "theirs": {"total": str(comparison.theirs_total), "lines": len(two.theirs.lines)},
        "gap": str(comparison.gap),
        "remainder": str(comparison.remainder),
        "groups": [
            {
                "ours": list(one.group.ours), "theirs": list(one.group.theirs), "score": one.group.score,
                "certainty": one.group.certainty.value, "reason": one.group.reason,
                "ours_amount": str(one.ours_amount), "theirs_amount": str(one.theirs_amount),
                "differences": [{"kind": told.kind.value, "worth": str(told.worth)} for told in one.differences],
            }
            for one in comparison.groups
        ],
    }  # fmt: skip


def comparison_as_text(two: TwoFiles, lang: str) -> list[str]:
    """For people: a row for each difference and each offered pair, then the totals by kind."""
    from claims.kernel.texts import say, word
    from claims.reports.reconciliation import OURS, THEIRS, TOTAL_HEADINGS, totals_of
    from claims.reports.workbook import in_columns

    mine = {line.position: line for line in two.ours.lines}
    yours = {line.position: line for line in two.theirs.lines}
    rows = []
    for one in two.comparison.groups:
        left = [f"{place} {mine[place].text}" for place in one.group.ours]
        right = [f"{place} {yours[place].text}" for place in one.group.theirs]
        for told in one.differences:
            score = one.group.score if one.group.certainty.value == "offered" else None
            rows.append([" + ".join(left)[:60], " + ".join(right)[:60], score, word(told.kind.value, lang),
                         decimal(told.worth)])  # fmt: skip
    headings = [OURS, THEIRS, "offered, per mille", "kind of difference", "worth"]
    table = in_columns([say(each, lang) for each in headings], rows) if rows else []
    totals = in_columns([say(name, lang) for name, _ in TOTAL_HEADINGS], list(totals_of(two, lang)))
    return [*table, "", *totals] if rows else list(totals)
