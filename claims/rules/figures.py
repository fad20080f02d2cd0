"""Figures: the dated, cited parameters of a policy, read from files, overridden by shop or brand, found for one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from claims.kernel.canonical import LARGEST_INT, canonical, composed
from claims.kernel.strict_yaml import read
from claims.rules.facts import NAME
from claims.rules.vocabulary import PolicyFault, Value

PARAMETERS = Path(__file__).parent / "parameters"
MONEY_UNIT = "minor units"


@dataclass(frozen=True)
class Scope:
    """For whom is decided: a shop and the brand of the vehicle; empty means none in particular."""

    shop: str = ""
    brand: str = ""

    def __post_init__(self) -> None:
        canonical([self.shop, self.brand])
        object.__setattr__(self, "shop", composed(self.shop))
        object.__setattr__(self, "brand", composed(self.brand))

    def data(self) -> dict[str, str]:
        """The scope as plain data."""
        return {"shop": self.shop, "brand": self.brand}


@dataclass(frozen=True)
class Override:
    """A shop's or brand's own figure from a day on, with its citation; `value` None abolishes the figure for them."""

    figure: str
    since: date
    value: Value | None
    source: str
    shop: str = ""
    brand: str = ""
    currency: str = ""


@dataclass(frozen=True)
class Dated:
    """One value of a figure: from which day, for whom, on what authority."""

    since: str
    value: Value | None
    source: str
    shop: str = ""
    brand: str = ""
    currency: str = ""
    book: str = "house"
    confirm: bool = False

    def applies(self, as_of: str, scope: Scope) -> bool:
        """Whether the value has begun on that day and is meant for that shop and brand."""
        return self.since <= as_of and self.shop in ("", scope.shop) and self.brand in ("", scope.brand)

    @property
    def rank(self) -> tuple[int, str]:
        """The more specific first (shop and brand, shop, brand, house), then the later."""
        return (2 * bool(self.shop) + bool(self.brand), self.since)

    def data(self) -> dict[str, object]:
        """The value as plain data, without what is empty."""
        optional = {"shop": self.shop, "brand": self.brand, "currency": self.currency, "confirm": self.confirm}
        kept = {name: value for name, value in optional.items() if value}
        return {"since": self.since, "value": self.value, "source": self.source, "book": self.book, **kept}


FigureData = Mapping[str, Any]
"""{"label": …, "unit": …, "values": [Dated.data(), …]}"""


def in_force(figures: Mapping[str, FigureData], as_of: date, scope: Scope) -> dict[str, Dated]:
    """The value in force of each figure on a day; figures without one, or abolished, are left out."""
    result = {}
    for name, figure in figures.items():
        best = next(iter(candidates(figure, as_of, scope)), None)
        if best is not None and best.value is not None:
            result[name] = best
    return result


def candidates(figure: FigureData, as_of: date, scope: Scope) -> list[Dated]:
    """Every value of a figure that has begun on that day and is meant for that shop and brand; the first counts."""
    day = as_of.isoformat()
    begun = [one for one in map(_dated, figure["values"]) if one.applies(day, scope)]
    return sorted(begun, key=lambda one: one.rank, reverse=True)


def _dated(data: Mapping[str, Any]) -> Dated:
    return Dated(**data)


def read_figures(policy: str, books: Sequence[str]) -> dict[str, FigureData]:
    """All figures of a policy from parameters/<book>/<policy>.yaml; PolicyFault names file and figure."""
    figures: dict[str, FigureData] = {}
    for book in books:
        path = PARAMETERS / book / f"{policy}.yaml"
        if not path.exists():
            continue
        content = read(path)
        if not isinstance(content, dict):
            raise PolicyFault(f"{path.name}: a list of figures by name is wanted")
        for name, entry in content.items():
            if name in figures:
                raise PolicyFault(f"{book}/{policy}.yaml: {name} stands in another book too; choose another name")
            figures[name] = figure_data(f"{book}/{policy}.yaml: {name}", name, entry, book)
    return figures


def figure_data(where: str, name: object, entry: object, book: str) -> FigureData:
    """One checked figure as plain data."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise PolicyFault(f"{where}: a figure is named in small letters and underscores")
    if (
        not isinstance(entry, dict)
        or set(entry) != {"label", "unit", "values"}
        or not isinstance(entry["values"], dict)
    ):
        raise PolicyFault(f"{where}: label, unit and values (by date) are wanted, and nothing else")
    values = []
    for since, one in entry["values"].items():
        if type(since) is not date:
            raise PolicyFault(f"{where}: {since!r} is not a date")
        one = {"value": None, "source": "abolished"} if one is None else one
        if not isinstance(one, dict) or not set(one) <= {"value", "source", "currency", "confirm"}:
            raise PolicyFault(f"{where} {since}: value and source are wanted (currency, confirm where they apply)")
        dated = Dated(since.isoformat(), one.get("value"), one.get("source", ""), currency=one.get("currency", ""),
                      book=book, confirm=one.get("confirm", False))  # fmt: skip
        values.append(_settled(f"{where} {since}", dated, entry["unit"]).data())
    return {"label": entry["label"], "unit": entry["unit"], "values": sorted(values, key=lambda v: str(v["since"]))}


def overridden(figures: Mapping[str, FigureData], overrides: Iterable[Override]) -> dict[str, FigureData]:
    """The figures with a shop's and brand's own values added; PolicyFault where one cannot stand."""
    result = dict(figures)
    for own in overrides:
        where = f"override of {own.figure} from {own.since}"
        if own.figure not in result:
            raise PolicyFault(f"{where}: there is no such figure; the names stand in the parameter file")
        if not own.shop and not own.brand:
            raise PolicyFault(f"{where}: name the shop or the brand that it is for")
        figure = result[own.figure]
        dated = Dated(own.since.isoformat(), own.value, own.source, own.shop, own.brand, own.currency, book="own")
        data = _settled(where, dated, figure["unit"]).data()
        kept = [one for one in figure["values"] if _place(one) != _place(data)]
        values = sorted([*kept, data], key=lambda one: (str(one["since"]), _place(one)))
        result[own.figure] = {**figure, "values": values}
    return result


def _place(data: Mapping[str, Any]) -> tuple[str, str, str]:
    return (str(data["since"]), str(data.get("shop", "")), str(data.get("brand", "")))


def _settled(where: str, dated: Dated, unit: str) -> Dated:
    if not dated.source:
        raise PolicyFault(f"{where}: every value has its source; cite it")
    if dated.value is not None and type(dated.value) not in (int, bool, str):
        raise PolicyFault(f"{where}: {dated.value!r} is not a whole number, a word, true or false")
    if type(dated.value) is int and abs(dated.value) > LARGEST_INT:
        raise PolicyFault(f"{where}: {dated.value} is absurd")
    if unit == MONEY_UNIT and dated.value is not None and not dated.currency:
        raise PolicyFault(f"{where}: an amount has its currency; add it")
    return dated
