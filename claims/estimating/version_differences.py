"""Two versions compared: lines added, removed and changed with what each is worth, and rows for the rest, to the cent.

A version is lines with their amounts, and amounts below the lines as they enter the net: taxes above zero, what
somebody else bears below. So the worths of lines and rows are the difference of the nets, whatever the versions are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from claims.kernel.errors import Refusal
from claims.kernel.money import Money


class Rest(StrEnum):
    """What an amount is that is no line's own."""

    CUT = "cut"  # what had been asked for lines that fell away since, beyond what was agreed and so given back
    SHARED = "shared"  # rounding, caps, clear coat and discounts over all lines, as they move lines that did not change
    TAX = "tax"
    BETTERMENT = "betterment"
    PRIOR_DAMAGE = "prior_damage"
    DEDUCTIBLE = "deductible"
    CUSTOMER_SHARE = "customer_share"
    OTHERS_SHARE = "others_share"


IN_TOTAL = (Rest.SHARED, Rest.CUT, Rest.TAX)


class CurrenciesOfVersionsDiffer(Refusal):
    """Version {before} is in {first} and version {after} in {second}; versions of two currencies cannot be compared."""

    status = 409


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """One line of a version: `key` is the same in every version, `said` is what makes it a changed one."""

    key: str
    position: int
    text: str
    minor: Mapping[str, int]  # by category
    said: Mapping[str, object]

    @property
    def amount_minor(self) -> int:
        """The whole line."""
        return sum(self.minor.values())


@dataclass(frozen=True, kw_only=True)
class PricedVersion:
    """Lines, and below them each amount by its kind and name, with the sign with which it enters the net."""

    label: str
    currency: str
    lines: tuple[PricedLine, ...]
    below: Mapping[tuple[Rest, str], int]

    def __post_init__(self) -> None:
        if len({line.key for line in self.lines}) != len(self.lines):
            raise ValueError(f"a line stands twice in {self.label}")

    @property
    def subtotal(self) -> Money:
        """The sum of the lines."""
        return Money(sum(line.amount_minor for line in self.lines), self.currency)

    @property
    def total(self) -> Money:
        """The lines with the taxes that come on top."""
        return self.subtotal + self.of(*IN_TOTAL)

    @property
    def net(self) -> Money:
        """The total less what somebody else bears."""
        return self.subtotal + self.of(*Rest)

    def of(self, *kinds: Rest) -> Money:
        """The amounts below the lines of these kinds."""
        return Money(sum(minor for (kind, _), minor in self.below.items() if kind in kinds), self.currency)


@dataclass(frozen=True, kw_only=True)
class LineDifference:
    """A line that one version alone has, or that says something else in the other; `fields` names what."""

    before: PricedLine | None
    after: PricedLine | None
    fields: tuple[str, ...]
    worth: Money


@dataclass(frozen=True, kw_only=True)
class RestDifference:
    """How an amount below the lines differs; `name` is the tax, or of shared amounts the category."""

    kind: Rest
    name: str
    worth: Money


@dataclass(frozen=True, kw_only=True)
class VersionComparison:
    """Everything in which `after` differs from `before`; the worths add up to the differences of totals and nets."""

    before: PricedVersion
    after: PricedVersion
    added: tuple[LineDifference, ...]
    removed: tuple[LineDifference, ...]
    changed: tuple[LineDifference, ...]
    rest: tuple[RestDifference, ...]

    @property
    def lines(self) -> tuple[LineDifference, ...]:
        """All lines that differ: removed, changed, added."""
        return (*self.removed, *self.changed, *self.added)

    @property
    def total_difference(self) -> Money:
        """The worths of the lines, of shared amounts and of taxes: by so much the total is more."""
        return self.sum_of(IN_TOTAL)

    @property
    def net_difference(self) -> Money:
        """All worths: by so much the net is more."""
        return self.sum_of(Rest)

    def sum_of(self, kinds: Iterable[Rest]) -> Money:
        """The worths of the lines and of the rest of these kinds."""
        told = set(kinds)
        worths = [*(one.worth for one in self.lines), *(one.worth for one in self.rest if one.kind in told)]
        return Money.total(worths, self.after.currency)


def compared_versions(before: PricedVersion, after: PricedVersion) -> VersionComparison:
    """Compare any two versions of one currency, in either direction. Raises CurrenciesOfVersionsDiffer."""
    if before.currency != after.currency:
        raise CurrenciesOfVersionsDiffer(
            before=before.label, first=before.currency, after=after.label, second=after.currency
        )
    old, new = {line.key: line for line in before.lines}, {line.key: line for line in after.lines}
    both = [(old[key], line) for key, line in new.items() if key in old]
    shared: dict[tuple[Rest, str], int] = {}
    changed = []
    for left, right in both:
        if fields := different(left.said, right.said):
            changed.append(difference(left, right, after.currency, fields))
            continue
        for code in sorted({*left.minor, *right.minor}):
            moved = right.minor.get(code, 0) - left.minor.get(code, 0)
            shared[Rest.SHARED, code] = shared.get((Rest.SHARED, code), 0) + moved
    names = dict.fromkeys([*before.below, *after.below])
    below = {name: after.below.get(name, 0) - before.below.get(name, 0) for name in names}
    return VersionComparison(
        before=before,
        after=after,
        added=tuple(difference(None, line, after.currency) for key, line in new.items() if key not in old),
        removed=tuple(difference(line, None, after.currency) for key, line in old.items() if key not in new),
        changed=tuple(changed),
        rest=tuple(
            RestDifference(kind=kind, name=name, worth=Money(minor, after.currency))
            for (kind, name), minor in (shared | below).items()
            if minor
        ),
    )


def difference(
    before: PricedLine | None, after: PricedLine | None, currency: str, fields: tuple[str, ...] = ()
) -> LineDifference:
    """A line as it differs, with its worth."""
    worth = (after.amount_minor if after else 0) - (before.amount_minor if before else 0)
    return LineDifference(before=before, after=after, fields=fields, worth=Money(worth, currency))


def different(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """What two lines say otherwise."""
    return tuple(name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name))
