"""The forty rules of the bench as a programmer would write them by hand: figures in the code, nothing recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.by_hand import Fact, Said

BASIS = 10_000


def forty(facts: Sequence[Fact]) -> list[Said]:
    """Every rule that holds, with its effect."""
    said: list[Said] = []
    total = {"quoted": 0, "lost": 0, "labor": 0, "customer": 0, "costly": 0}
    for fact in facts:
        if fact["kind"] == "line":
            said += [(name, fact["ref"], effect) for name, effect in on_line(fact)]
            total["quoted"] += fact["price_minor"]
            total["lost"] += fact["price_minor"] - (fact.get("returned_minor") or 0)
            total["labor"] += fact["price_minor"] if fact["category"] == "labor" else 0
            total["customer"] += fact.get("part_kind") == "customer"
            total["costly"] += fact["category"] == "part" and fact["price_minor"] >= 300_000
    for fact in facts:
        if fact["kind"] == "claim":
            said += [(name, fact["ref"], effect) for name, effect in on_claim(fact, total)]
    return said


Found = list[tuple[str, dict[str, Any]]]


def on_line(fact: Fact) -> Found:
    """The rules on one line."""
    found: Found = []
    category, kind, safety = fact["category"], fact.get("part_kind"), fact.get("safety")
    price, cost, age, approved = fact["price_minor"], fact["cost_minor"], fact["age_months"], fact.get("approved")
    lost = price - (fact.get("returned_minor") or 0)
    gain, part = (price - cost) * BASIS, category == "part"
    if kind is not None:
        of_kind(found, kind, safety)
    if category == "paint":
        found.append(("paint_months", {"months": 36}))
    if part and price >= 300_000 and kind is not None and kind != "customer":
        found.append(("costly", {"deposit_bp": 5_000}))
    if part and price >= 1_000_000 and kind == "original":
        found.append(("very_costly", {"deposit_bp": 7_000}))
    if kind == "original" and fact.get("imported"):
        found.append(("imported", {"deposit_bp": 6_000}))
    if lost > 20_000 and lost * BASIS > 1_000 * price:
        found.append(("cut", {"review": "estimator", "lost_minor": lost}))
    if lost > 100_000:
        found.append(("cut_deeply", {"review": "manager", "lost_minor": lost}))
    if lost < 0:
        found.append(("raised", {"hint": "raised", "lost_minor": lost}))
    if approved is False and price > 50_000:
        found.append(("not_approved", {"held": "not_approved"}))
    if approved is None:
        found.append(("unanswered", {"held": "unanswered"}))
    if part and gain > 3_500 * cost:
        found.append(("part_cap", {"cap_bp": 3_500}))
    if kind == "used" and gain > 6_000 * cost:
        found.append(("used_cap", {"cap_bp": 6_000}))
    if category == "sublet" and gain > 1_500 * cost:
        found.append(("sublet_cap", {"cap_bp": 1_500}))
    if lost == 0:
        found.append(("returned_whole", {"review": "estimator"}))
    if category == "labor":
        of_labor(found, fact.get("rate_minor"), fact.get("hours_x100"))
    if (fact.get("wear_bp") or 0) > 0 and age > 36:
        found.append(("worn", {"hint": "worn"}))
    if part and kind == "original" and age > 120:
        found.append(("aged", {"hint": "aged"}))
    if kind == "original" and ((part and age > 96 and safety is False) or price > 2_000_000):
        found.append(("cheaper", {"hint": "sub_factory"}))
    if fact["hidden"]:
        found.append(("found_later", {"held": "supplement"}))
    return found


def of_kind(found: Found, kind: str, safety: bool | None) -> None:
    """The rules on a kind of part alone."""
    if kind == "customer":
        found.append(("customer_part", {"months": 0}))
    elif kind == "original":
        found.append(("original_months", {"months": 24}))
    elif kind == "sub_factory":
        found.append(("sub_factory_months", {"months": 6}))
        if safety:
            found.append(("safer", {"hint": "original"}))
    elif kind == "used" and safety:
        found.append(("used_and_safe", {"refused": "used_safety_part"}))
    elif kind == "used" and safety is False:
        found.append(("used_months", {"months": 3}))


def of_labor(found: Found, rate: int | None, hours: int | None) -> None:
    """The rules on labor."""
    if rate is not None and rate > 18_000:
        found.append(("rate", {"hint": "rate", "cap_bp": 0}))
    if hours is not None and hours > 4_000:
        found.append(("long_work", {"review": "estimator"}))
    if hours is not None and hours <= 500:
        found.append(("no_time", {"refused": "no_time"}))


def on_claim(fact: Fact, total: Mapping[str, int]) -> Found:
    """The rules on the claim, where its lines come to these totals."""
    lost, quoted, value = total["lost"], total["quoted"], fact["value_minor"]
    cut, far = lost * BASIS > 1_500 * quoted, lost * BASIS > 3_000 * quoted
    near, over = quoted * BASIS >= 5_500 * value, quoted * BASIS >= 7_000 * value
    rules: list[tuple[bool, str, dict[str, Any]]] = [
        (total["customer"] > 0, "brought_along", {"hint": "no_warranty"}),
        (cut or lost > 500_000, "claim_cut", {"review": "manager", "lost_minor": lost}),
        (far, "claim_cut_deeply", {"review": "director", "lost_minor": lost}),
        (over, "total_loss", {"loss": "total"}),
        (near and not over, "near_total_loss", {"loss": "review"}),
        (fact["airbags"] > 2 and fact["age_months"] > 96, "airbags", {"loss": "review"}),
        (total["costly"] > 0 and fact["deposit_minor"] < 1, "deposit", {"held": "deposit"}),
        (not fact["papers"], "papers", {"held": "papers"}),
        (fact["rental_days"] > 14, "rental", {"review": "manager"}),
        (fact["party"] == "third" and fact.get("answered") is None, "silent_insurer", {"held": "insurer"}),
        (total["labor"] > 2_000_000, "much_labor", {"review": "manager"}),
        (fact["region"] == "广东" and quoted > 5_000_000, "regional", {"review": "director"}),
        (fact["earlier"] >= 3, "many_claims", {"held": "earlier"}),
        (fact["suspicion"] > 800, "suspicious", {"held": "suspicion"}),
    ]
    return [(name, effect) for holds, name, effect in rules if holds]
