"""Believable questions for the gap and the warranty policy, of as many lines as wanted, the same every time."""

from __future__ import annotations

from random import Random
from typing import Any

from claims.rules.house.warranty import KEY_PART_GROUPS

WORK_CLASSES = ("major_overhaul", "second_level_maintenance", "minor_repair")


def gap_lines(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """`count` returned lines and their total: most as quoted, some cut, left out, added or answered otherwise."""
    chance = Random(seed)
    facts: list[dict[str, Any]] = []
    for place in range(1, count + 1):
        quoted = chance.randrange(1_000, 300_000)
        returned = quoted if chance.random() < 0.6 else chance.randrange(quoted // 2, quoted * 11 // 10)
        added, omitted = chance.random() < 0.04, chance.random() < 0.06
        facts.append({
            "kind": "line", "ref": f"line:{place}", "label": f"第{place}行", "currency": "CNY",
            "quoted_minor": None if added else quoted,
            "returned_minor": None if omitted and not added else returned,
            "cost_minor": quoted * 7 // 10 if chance.random() < 0.5 else None,
            "operation": chance.random() < 0.3, "kind_changed": chance.random() < 0.05,
        })  # fmt: skip
    total = {name: sum(int(fact[name] or 0) for fact in facts) for name in ("quoted_minor", "returned_minor")}
    return [*facts, {"kind": "total", "ref": "total", "currency": "CNY", **total}]


def warranty_lines(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """`count` order lines: parts from all suppliers and of all kinds, and work alone."""
    chance = Random(seed)
    facts: list[dict[str, Any]] = []
    for place in range(1, count + 1):
        fact: dict[str, Any] = {
            "kind": "line", "ref": f"line:{place}", "label": f"第{place}行", "is_part": chance.random() < 0.7,
            "work_class": chance.choice(WORK_CLASSES),
            "agreed_days": chance.randrange(400) if chance.random() < 0.2 else None,
        }  # fmt: skip
        if fact["is_part"]:
            fact |= {
                "supplied_by": chance.choice(("shop", "shop", "shop", "customer", "insurer")),
                "part_kind": chance.choice(("original", "sub_factory", "used", "remanufactured")),
                "part_group": chance.choice((*KEY_PART_GROUPS, "other")),
                "customer_insisted": chance.random() < 0.3,
            }
        facts.append(fact)
    return facts
