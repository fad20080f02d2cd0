"""Turns a comparison of versions into what papers print: new, changed and removed lines in every language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from claims.documents import words
from claims.documents.blocks import Said
from claims.documents.changes import ChangedField, ChangedLine, ChangedRest
from claims.estimating.version_differences import LineDifference, PricedLine, Rest, VersionComparison
from claims.kernel import texts
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money

OF_A_NEW_LINE = ("operation", "quantity_x1000", "part_kind", "supplied_by", "hours_x100", "unit_price_minor")
TABLES = {
    "operation": words.OPERATIONS, "part_kind": words.PART_KINDS, "supplied_by": words.SUPPLIERS,
    "labor_kind": words.LABOR_KINDS,
}  # fmt: skip


def changed_lines(found: VersionComparison) -> tuple[ChangedLine, ...]:
    """New lines, then changed, then removed ones, each in the order of their positions."""
    currency = found.after.currency
    kinds = (("new", found.added), ("changed", found.changed), ("removed", found.removed))
    return tuple(changed_line(kind, one, currency) for kind, some in kinds for one in sorted(some, key=place))


def place(one: LineDifference) -> int:
    """Where a line stands."""
    return side(one).position


def side(one: LineDifference) -> PricedLine:
    """The line as it is now, or as it was where it is gone."""
    line = one.after or one.before
    assert line is not None, "a difference has at least one side"
    return line


def changed_line(kind: str, one: LineDifference, currency: str) -> ChangedLine:
    """One line with what it came to, what it comes to, and what it says otherwise."""
    names: Iterable[str] = one.fields if kind == "changed" else OF_A_NEW_LINE if kind == "new" else ()
    return ChangedLine(
        position=place(one),
        text=side(one).text,
        change=kind,
        before=Money(one.before.amount_minor, currency) if one.before is not None else None,
        after=Money(one.after.amount_minor, currency) if one.after is not None else None,
        worth=one.worth,
        fields=tuple(changed_fields(names, one, currency)),
    )


def changed_fields(names: Iterable[str], one: LineDifference, currency: str) -> list[ChangedField]:
    """What a line says otherwise; what has no word of its own is told once, as other details."""
    found, others = [], False
    for name in names:
        before = told(name, one.before, currency)
        after = told(name, one.after, currency)
        if name not in words.LINE_FIELDS:
            others = True
        elif one.before is not None or after is not None:
            found.append(ChangedField(field=name, before=before, after=after))
    return [*found, ChangedField(field="other")] if others else found


def told(name: str, line: PricedLine | None, currency: str) -> Said | None:
    """What a line says under a name, in every language; None for nothing."""
    value = line.said.get(name) if line is not None else None
    if value in (None, "", 0) or isinstance(value, bool | list):
        return None
    if name in TABLES:
        label = TABLES[name].get(str(value), str(value))
        return in_all(lambda lang: texts.translated(label, lang) or label)
    match value:
        case int() if name.endswith("_minor"):
            return in_all(lambda lang: texts.amount(Money(value, currency), lang))
        case int() if name.endswith("_x100"):
            return in_all(lambda lang: texts.hours(Hours(value), lang))
        case int():
            return in_all(lambda lang: texts.quantity(Quantity(value), lang))
        case str() if name in ("payer", "side"):
            return in_all(lambda lang: texts.word(value, lang))
        case _:
            return in_all(lambda _lang: str(value))


def in_all(worded: Callable[[str], str]) -> Said:
    """The same in every language."""
    return Said(zh=worded("zh"), es=worded("es"), en=worded("en"))


def changed_rest(found: VersionComparison, kinds: Collection[Rest]) -> tuple[ChangedRest, ...]:
    """The amounts below the lines that differ, of these kinds; names only of taxes."""
    worths: dict[tuple[Rest, str], int] = defaultdict(int)
    for one in found.rest:
        if one.kind in kinds:
            worths[one.kind, one.name if one.kind == Rest.TAX else ""] += one.worth.minor
    currency = found.after.currency
    return tuple(
        ChangedRest(kind=str(kind), name=name, worth=Money(minor, currency))
        for (kind, name), minor in worths.items()
        if minor
    )
