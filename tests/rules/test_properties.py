"""What must hold of every policy whatever the facts: order and strangers do not matter, and more never gives less."""

from __future__ import annotations

import random
from datetime import date
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.rules.books import current_edition, policies
from claims.rules.decision import Decision, Scope, decide
from tests.rules.cases import Case, all_cases

DAY = date(2024, 3, 1)
SHOP = Scope("S1", "brand")
MONEY = st.integers(0, 10**9)
CASES = all_cases()
QUICK = settings(deadline=None, max_examples=60)


def said(policy: str, facts: list[dict[str, Any]]) -> Decision:
    return decide(current_edition(policy), facts, DAY, SHOP)


@lru_cache
def by_kind(policy: str) -> dict[str, list[dict[str, Any]]]:
    """Every fact of the policy's cases, by kind, each with a ref of its own."""
    found: dict[str, list[dict[str, Any]]] = {}
    for number, case in enumerate(case for case in CASES if case.policy == policy):
        for fact in case.facts:
            found.setdefault(fact["kind"], []).append({**fact, "ref": f"{number}:{fact['ref']}"})
    return found


@pytest.mark.parametrize("case", [case for case in CASES if len(case.facts) > 1], ids=lambda case: case.name)
def test_reordering_the_facts_of_a_case_changes_nothing(case: Case) -> None:
    shuffled = list(case.facts)
    random.Random(len(case.name)).shuffle(shuffled)
    once, again = (decide(case.edition, facts, case.date, SHOP) for facts in (case.facts, shuffled[::-1]))
    assert (again.hash, again.outcome, again.fired) == (once.hash, once.outcome, once.fired)


@QUICK
@given(st.data())
def test_another_fact_of_the_same_kind_changes_nothing_that_is_said_of_the_others(data: st.DataObject) -> None:
    # irrelevant is another fact of the same kind: a line, a part, an extra that happens to stand beside the others
    policy = data.draw(st.sampled_from([one.name for one in policies()]))
    kind = data.draw(st.sampled_from(sorted(by_kind(policy))))
    known = by_kind(policy)[kind]
    chosen = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=6, unique_by=lambda fact: fact["ref"]))
    stranger = {**data.draw(st.sampled_from(known)), "ref": "stranger"}
    alone, together = said(policy, chosen), said(policy, [stranger, *chosen])
    refs = [fact["ref"] for fact in chosen]
    assert [together.outcome["refs"].get(ref) for ref in refs] == [alone.outcome["refs"].get(ref) for ref in refs]
    assert [ref for ref in refs if ref in together.undecided] == [ref for ref in refs if ref in alone.undecided]


LINE = st.fixed_dictionaries({
    "part_kind": st.sampled_from(["original", "sub_factory", "used", "remanufactured"]),
    "part_group": st.sampled_from(["brakes", "frame", "other"]),
    "customer_insisted": st.booleans(),
    "work_class": st.sampled_from(["major_overhaul", "second_level_maintenance", "minor_repair"]),
    "agreed_days": st.integers(0, 400),
})  # fmt: skip


@QUICK
@given(st.lists(st.tuples(LINE, st.sampled_from(["shop", "insurer", "customer"])), min_size=1, max_size=8), st.data())
def test_more_parts_of_the_customers_own_never_give_more_warranty(
    lines: list[tuple[dict[str, Any], str]], data: st.DataObject
) -> None:
    brought = data.draw(st.sets(st.integers(0, len(lines) - 1)))
    facts = [{"kind": "line", "ref": f"line:{number}", "is_part": True, "supplied_by": by, **line}
             for number, (line, by) in enumerate(lines)]  # fmt: skip
    more = [{**fact, "supplied_by": "customer"} if number in brought else fact for number, fact in enumerate(facts)]
    before, after = said("warranty", facts), said("warranty", more)

    def warranted(decision: Decision) -> set[str]:
        return {str(fact["ref"]) for fact in facts if decision.said(fact["ref"], "part", "") in WARRANTED}

    assert warranted(after) <= warranted(before)
    for fact in facts:
        for key in ("workmanship", "days", "km"):
            assert after.said(fact["ref"], key) == before.said(fact["ref"], key)


WARRANTED = ("warranted", "by_supplier")


@QUICK
@given(MONEY, MONEY, st.integers(1, 10_000), MONEY, st.sampled_from(["customer", "insurer", "shop"]))
def test_a_higher_price_never_gives_a_smaller_deposit(one: int, other: int, pieces: int, paid: int, payer: str) -> None:
    low, high = sorted((one, other))
    first, second = (
        said("deposit", [{"kind": "part", "ref": "p", "currency": "CNY", "original_price_minor": price, "payer": payer,
                          "quantity_x1000": pieces, "supplied_by": "shop", "paid_minor": paid}])
        for price in (low, high)
    )  # fmt: skip
    for key in ("owed_minor", "missing_minor"):
        assert first.said("p", key) <= second.said("p", key)
    assert first.said("p", "orderable") >= second.said("p", "orderable")


VERDICTS = ("accept", "check", "negotiate")


@QUICK
@given(MONEY, st.tuples(MONEY, MONEY), MONEY, st.booleans())
def test_a_lower_returned_price_never_gives_a_milder_verdict(
    quoted: int, returned: tuple[int, int], cost: int, operation: bool
) -> None:
    # up to what was quoted: a price above it is another matter, which is checked because it may be another part
    low, high = sorted(min(one, quoted) for one in returned)

    def verdicts(price: int) -> list[int]:
        money = {"currency": "CNY", "quoted_minor": quoted, "returned_minor": price}
        line = {"kind": "line", "ref": "l", "operation": operation, "kind_changed": False, "cost_minor": cost, **money}
        decision = said("gap", [line, {"kind": "total", "ref": "t", **money}])
        return [VERDICTS.index(decision.said(ref, "verdict")) for ref in ("l", "t")]

    assert all(lower >= higher for lower, higher in zip(verdicts(low), verdicts(high), strict=True))


@QUICK
@given(MONEY, MONEY, MONEY, MONEY, st.booleans(), st.sampled_from(["private_under_ten_seats", "taxi"]))
def test_a_bigger_repair_never_turns_a_total_loss_into_one_worth_repairing(
    one: int, other: int, salvage: int, value: int, stated: bool, use: str
) -> None:
    worth = {"value_minor": value} if stated else {"new_price_minor": value, "use": use, "registered_on": "2019-05-17",
                                                   "lost_on": DAY.isoformat()}  # fmt: skip
    small, big = (
        said("total_loss", [{"kind": "vehicle", "ref": "v", "currency": "CNY", "repair_minor": repair,
                             "salvage_minor": salvage, **worth}]).said("v", "verdict")
        for repair in sorted((one, other))
    )  # fmt: skip
    assert (small, big) != ("total_loss", "repair")


@QUICK
@given(MONEY, MONEY, st.sampled_from(["none", "minor", "equal", "main", "full"]), st.integers(0, 10_000) | st.none())
def test_the_compulsory_cover_and_the_rest_add_up_to_the_claim_and_a_bigger_claim_never_pays_less(
    one: int, other: int, fault: str, ratio: int | None
) -> None:
    told = []
    for claimed in sorted((one, other)):
        fact = {"kind": "loss", "ref": "x", "currency": "CNY", "head": "medical", "claimed_minor": claimed,
                "fault": fault, "ratio_bp": ratio}  # fmt: skip
        decision = said("cover", [fact])
        assert decision.said("x", "paid_minor") + decision.said("x", "rest_minor") == claimed
        assert 0 <= decision.said("x", "ours_minor") <= decision.said("x", "rest_minor")
        told.append((decision.said("x", "paid_minor"), decision.said("x", "ours_minor")))
    assert told[0][0] <= told[1][0]
    assert told[0][1] <= told[1][1]
