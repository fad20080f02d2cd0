"""What is given back of earlier agreements, in the insurer's answer: it wants none, and its sheet may repeat it.

A line of the insurer's that comes to exactly what one of ours gives back is the same line, and so is one below nothing
with its part number or name, whose other amount is then a difference. What the sheet doesn't repeat stays out of the
comparison. Whatever else it takes off is a line that the insurer added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from claims.estimating.likeness import per_mille
from claims.estimating.line_differences import Kind
from claims.estimating.matching import EXACT, Certainty, Group, Matching
from claims.estimating.models import RateProfile
from claims.estimating.profiles import estimate_profile
from claims.estimating.queries import given_back_lines, insurer_lines
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.quote_pricing import Columns, taxes_of
from claims.estimating.quote_sheet import sheet_of
from claims.estimating.sheets import Sheet, SheetLine, clean_number
from claims.kernel.money import Money

GIVEN_BACK = "gives back what was agreed before"


def repeated(back: Sequence[QuoteLine], theirs: Sequence[SheetLine]) -> dict[int, int]:
    """The position of each of our lines that the insurer's sheet repeats, with the position there."""
    found: dict[int, int] = {}
    for is_same in (same_amount, same_part):
        for line in back:
            free = [x for x in theirs if x.amount.minor < 0 and x.position not in found.values()]
            same = [x for x in free if is_same(line, x)]
            if same and line.position not in found:
                found[line.position] = min((*unlikeness(line, x), x.position) for x in same)[-1]
    return found


def same_amount(line: QuoteLine, other: SheetLine) -> bool:
    """Whether both come to the same."""
    return other.amount.minor == line.amount_minor


def same_part(line: QuoteLine, other: SheetLine) -> bool:
    """Whether both bear one part number, or where one has none the same name."""
    number = clean_number(other.part_number)
    if number and line.clean_number:
        return number == line.clean_number
    return other.text.strip().casefold() == line.part_name.strip().casefold()


def unlikeness(line: QuoteLine, other: SheetLine) -> tuple[bool, int]:
    """Which of several lines of one amount comes first: the same part number, then the more alike name."""
    return clean_number(other.part_number) != line.clean_number, -per_mille(line.part_name, other.text)


def compared_sheets(session: Session, quote: Quote, theirs: Sheet) -> tuple[Sheet, Sheet, Sequence[Group]]:
    """Our sheet and the insurer's as they can be compared, and the groups of lines that the insurer repeats.

    An insurer that lists nothing of it but states what is left to pay has taken all of it back.
    """
    back, asked = given_back_lines(session, quote.id), insurer_lines(session, quote.id)
    if not back:
        return sheet_of(session, quote, asked, quote.tax_minor), theirs, ()
    pairs = repeated(back, theirs.lines)
    shown = sorted([*asked, *(line for line in back if line.position in pairs)], key=lambda line: line.position)
    off = Money(quote.total_minor - total_of(session, quote, asked), quote.currency)
    if not pairs and theirs.stated_total is not None and theirs.stated_total == theirs.computed_total + off:
        theirs = replace(theirs, stated_total=theirs.stated_total - off)
    groups = [Group((ours,), (there,), EXACT, Certainty.SURE, GIVEN_BACK) for ours, there in pairs.items()]
    return sheet_of(session, quote, shown, added_tax(session, quote, shown)), theirs, groups


def without(sheet: Sheet, positions: Iterable[int]) -> tuple[SheetLine, ...]:
    """The lines of a sheet that are still to be matched."""
    named = set(positions)
    return tuple(line for line in sheet.lines if line.position not in named)


def with_repeated(matching: Matching, groups: Sequence[Group]) -> Matching:
    """The matching with the repeated lines, in the order of our lines."""
    if not groups:
        return matching
    return Matching(tuple(sorted([*matching.groups, *groups], key=lambda x: (not x.ours, min(x.ours or x.theirs)))))


def by_amount_alone(groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Groups as they are kept; repeated lines differ by their amounts at most, whatever else they say."""
    return [{**one, "differences": amounts_differ(one)} if one["reason"] == GIVEN_BACK else dict(one) for one in groups]


def amounts_differ(group: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The difference of a group's amounts, if there is one."""
    worth = group["ours_minor"] - group["theirs_minor"]
    return [{"kind": str(Kind.PRICE), "worth_minor": worth}] if worth else []


def asked_total(session: Session, quote: Quote) -> int:
    """What the insurer is asked for before it gets anything back, with tax (minor units)."""
    if not given_back_lines(session, quote.id):
        return quote.total_minor
    return total_of(session, quote, insurer_lines(session, quote.id))


def total_of(session: Session, quote: Quote, lines: Sequence[QuoteLine]) -> int:
    """What lines of a quote come to with the tax that is added to them."""
    return sum(line.amount_minor for line in lines) + (
        0 if quote.prices_include_tax else added_tax(session, quote, lines)
    )


def added_tax(session: Session, quote: Quote, lines: Sequence[QuoteLine]) -> int:
    """Each tax on lines of a quote, rounded on its own (minor units)."""
    profile = estimate_profile(session.get_one(RateProfile, quote.profile_id))
    columns = [Columns(x.part_amount_minor, x.labor_amount_minor, x.paint_amount_minor) for x in lines]
    return sum(tax.amount.minor for tax in taxes_of(columns, profile, [])) if columns else 0
