"""Switches: paragraphs that a shop or a brand has switched off, or on again, from a day on, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.rules.figures import Scope
from claims.rules.vocabulary import PolicyFault


@dataclass(frozen=True)
class Switch:
    """One paragraph switched off or on from a day on, for a shop, a brand or a shop's brand, on what authority."""

    paragraph: str
    on: bool
    since: date
    source: str
    shop: str = ""
    brand: str = ""

    def data(self) -> dict[str, object]:
        """The switch as plain data, as it stands in an edition."""
        return {"paragraph": self.paragraph, "on": self.on, "since": self.since.isoformat(), "source": self.source,
                "shop": self.shop, "brand": self.brand}  # fmt: skip


SwitchData = Mapping[str, Any]


def checked_switches(switches: Iterable[Switch], paragraphs: Sequence[str]) -> list[SwitchData]:
    """The switches as plain data, the earliest first; PolicyFault where one cannot stand."""
    result = []
    for one in switches:
        where = f"switch of {one.paragraph} from {one.since}"
        if one.paragraph not in paragraphs:
            raise PolicyFault(f"{where}: there is no such paragraph; a new paragraph needs a release")
        if not one.shop and not one.brand:
            raise PolicyFault(f"{where}: name the shop or the brand that it is for")
        if not one.source:
            raise PolicyFault(f"{where}: every switch has its source; cite it")
        result.append(one.data())
    return sorted(result, key=lambda one: (str(one["since"]), str(one["paragraph"]), _rank(one), bool(one["on"])))


def switched_off(switches: Iterable[SwitchData], day: str, scope: Scope) -> dict[str, SwitchData]:
    """The paragraphs that are off on a day for a shop and brand, each with the switch that says so.

    The most specific switch counts (shop and brand, shop, brand), among equals the latest.
    """
    counts: dict[str, SwitchData] = {}
    for one in switches:
        if one["since"] <= day and one["shop"] in ("", scope.shop) and one["brand"] in ("", scope.brand):
            known = counts.get(one["paragraph"])
            if known is None or (_rank(known), known["since"]) <= (_rank(one), one["since"]):
                counts[one["paragraph"]] = one
    return {name: one for name, one in counts.items() if not one["on"]}


def _rank(one: SwitchData) -> int:
    return 2 * bool(one["shop"]) + bool(one["brand"])
