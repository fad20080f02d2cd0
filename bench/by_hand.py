"""The gap and the warranty policy as a programmer would write them by hand: figures in the code, nothing recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Fact = Mapping[str, Any]
Said = tuple[str, str, dict[str, Any]]  # paragraph, ref, effect

KEY_GROUPS = frozenset(
    ["steering", "brakes", "airbags_and_belts", "suspension", "engine", "transmission", "frame", "high_voltage_battery"]
)
PROMISED = {  # the greater of house and law: days, kilometres
    "major_overhaul": (100, 20_000), "second_level_maintenance": (30, 5_000), "minor_repair": (30, 2_000),
}  # fmt: skip


def gap(facts: Sequence[Fact]) -> list[Said]:
    """Every paragraph that holds, with its effect."""
    said: list[Said] = []
    cut = 0
    for fact in facts:
        if fact["kind"] == "line":
            cut += gap_line(fact, said)
    for fact in facts:
        if fact["kind"] == "total":
            gap_total(fact, cut, said)
    return said


def gap_line(fact: Fact, said: list[Said]) -> int:
    """One line; returns its shortfall in minor units."""
    ref, quoted, returned = fact["ref"], fact.get("quoted_minor"), fact.get("returned_minor")
    asked, got, cost = quoted or 0, returned or 0, fact.get("cost_minor")
    short = max(asked - got, 0)
    check, negotiate = short * 10_000 - 500 * asked, short * 10_000 - 1_000 * asked
    omitted, added = returned is None and quoted is not None, quoted is None and returned is not None
    both = quoted is not None and returned is not None
    higher, below = both and got > asked, returned is not None and cost is not None and got < cost
    manager = {"verdict": "negotiate", "who": "manager", "shortfall_minor": short}
    supervisor = {"verdict": "check", "who": "parts_supervisor", "shortfall_minor": short}
    if fact["operation"] and omitted:
        said.append(("operation_left_out", ref, manager))
    if fact["kind_changed"]:
        said.append(("part_kind_changed", ref, manager))
    if below:
        said.append(("below_our_cost", ref, manager))
    if negotiate >= 0 and short > 0 and short >= 5_000:
        said.append(("large_gap_on_line", ref, manager))
    if check >= 0 and short > 0:
        said.append(("notable_gap_on_line", ref, supervisor))
    if not fact["operation"] and omitted:
        said.append(("part_left_out", ref, supervisor))
    if higher:
        said.append(("returned_higher", ref, {**supervisor, "shortfall_minor": 0}))
    if added:
        said.append(("added_by_insurer", ref, {**supervisor, "shortfall_minor": 0}))
    if both and not fact["kind_changed"] and not below and not higher and (check < 0 or short == 0):
        said.append(("line_accepted", ref, {"verdict": "accept", "who": "nobody", "shortfall_minor": short}))
    return short


def gap_total(fact: Fact, cut: int, said: list[Said]) -> None:
    """The total, where the lines came to `cut` minor units less."""
    quoted = fact["quoted_minor"]
    short = max(quoted - fact["returned_minor"], cut, 0)
    negotiate = short * 10_000 - 500 * quoted
    if (negotiate >= 0 and short >= 50_000) or short >= 300_000:
        effect = {"verdict": "negotiate", "who": "manager", "shortfall_minor": short}
        said.append(("large_gap_in_total", fact["ref"], effect))
    if short < 300_000 and (negotiate < 0 or short < 50_000):
        said.append(("total_accepted", fact["ref"], {"verdict": "accept", "who": "nobody", "shortfall_minor": short}))


def warranty(facts: Sequence[Fact]) -> list[Said]:
    """Every paragraph that holds, with its effect."""
    said: list[Said] = []
    for fact in facts:
        ref, supplied, kind = fact["ref"], fact.get("supplied_by"), fact.get("part_kind")
        if not fact["is_part"]:
            said.append(("work_alone", ref, {"part": "no_part"}))
        elif supplied == "customer":
            said.append(("customer_supplied", ref, {"part": "not_warranted", "print_on_line": "no_part_warranty"}))
        elif supplied == "insurer":
            said.append(
                ("supplied_by_insurer", ref, {"part": "by_supplier", "print_on_line": "supplier_warrants_part"})
            )
        elif supplied == "shop" and kind == "original":
            said.append(("original_part", ref, {"part": "warranted"}))
        elif supplied == "shop" and kind == "sub_factory":
            sub_factory(fact, said)
        days, kilometres = PROMISED[fact["work_class"]]
        days, kilometres = max(days, fact.get("agreed_days") or 0), max(kilometres, fact.get("agreed_km") or 0)
        said.append(("workmanship", ref, {"workmanship": "warranted", "days": days, "km": kilometres}))
    return said


def sub_factory(fact: Fact, said: list[Said]) -> None:
    """A sub-factory part of ours: warranted unless the customer insisted on it for a key part."""
    group, insisted = fact.get("part_group"), fact.get("customer_insisted")
    if insisted and group in KEY_GROUPS:
        effect = {"part": "not_warranted", "print_on_line": "no_part_warranty"}
        said.append(("insisted_sub_factory_key_part", fact["ref"], effect))
    if (group is not None and group not in KEY_GROUPS) or insisted is False:
        said.append(("sub_factory_part", fact["ref"], {"part": "warranted"}))


BY_HAND: dict[str, Callable[[Sequence[Fact]], list[Said]]] = {"gap": gap, "warranty": warranty}
