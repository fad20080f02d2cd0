"""A decision does not depend on what should not matter, refuses what it cannot read, and moves the right way."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.kernel.canonical import canonical, fingerprint
from claims.kernel.errors import NotFound
from claims.rules.books import current_edition, facts_of, policies
from claims.rules.decision import OtherCurrency, Scope, decide, replay, sentences
from claims.rules.edition import Edition
from claims.rules.facts import FactsRefused
from claims.rules.figures import Override
from claims.rules.vocabulary import PolicyFault
from tests.rules.cases import all_cases
from tests.rules.make import make_line

DAY = date(2024, 3, 1)
SHOP = Scope("S1", "brand")
DEPOSIT = current_edition("deposit")
PRICES = st.integers(0, 10**9)


def verdicts(policy: str, facts: list[dict[str, Any]]) -> Any:
    return decide(current_edition(policy), facts, DAY, SHOP).outcome


@pytest.mark.parametrize("policy", [policy.name for policy in policies()])
def test_the_order_of_facts_changes_neither_record_nor_hash(policy: str) -> None:
    facts = [
        {**fact, "ref": f"{number}:{fact['ref']}"}
        for number, case in enumerate(one for one in all_cases() if one.policy == policy)
        for fact in case.facts
        if policy != "documents" or number == 1
    ]
    once = decide(current_edition(policy), facts, DAY, SHOP)
    random.Random(7).shuffle(facts)
    assert canonical(decide(current_edition(policy), facts, DAY, SHOP).record()) == canonical(once.record())


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.policy}: {case.name}")
def test_a_label_which_no_rule_reads_changes_no_outcome(case: Any) -> None:
    edition = case.edition
    labeled = [{**fact, "label": "左前大灯"} for fact in case.facts]
    plainly, told_so = (decide(edition, facts, case.date, SHOP) for facts in (case.facts, labeled))
    assert told_so.outcome == plainly.outcome
    assert told_so.hash != plainly.hash


def test_a_line_more_does_not_change_what_is_said_of_the_others() -> None:
    alone = verdicts("gap", [gap_line(1, 100_000, 93_000)])["refs"]
    together = verdicts("gap", [gap_line(1, 100_000, 93_000), gap_line(2, 100_000, 0)])["refs"]
    assert together["line:1"] == alone["line:1"]


def gap_line(number: int, quoted: int, returned: int) -> dict[str, Any]:
    return {
        "kind": "line",
        "ref": f"line:{number}",
        "currency": "CNY",
        "quoted_minor": quoted,
        "returned_minor": returned,
        "operation": False,
        "kind_changed": False,
    }


@settings(deadline=None, max_examples=60)
@given(PRICES, PRICES, st.integers(1, 10_000))
def test_a_higher_price_never_gives_a_smaller_deposit(one: int, other: int, pieces: int) -> None:
    low, high = sorted((one, other))
    owed = [
        decide(DEPOSIT, [make_line(original_price_minor=price, quantity_x1000=pieces)], DAY, SHOP).said(
            "line:1", "owed_minor"
        )
        for price in (low, high)
    ]
    assert owed[0] <= owed[1]


@settings(deadline=None, max_examples=60)
@given(PRICES, st.integers(1, 10_000))
def test_a_deposit_is_at_least_half_of_the_original_price_and_less_than_a_unit_above(price: int, pieces: int) -> None:
    line = make_line(original_price_minor=price, quantity_x1000=pieces)
    decision = decide(DEPOSIT, [line], DAY, SHOP)
    if decision.said("line:1", "deposit") == "due":
        twice = decision.said("line:1", "owed_minor") * 2000 - price * pieces
        assert 0 <= twice < 2000


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["shop", "customer", "insurer"]), min_size=1, max_size=6), st.data())
def test_one_more_customer_supplied_part_never_gives_more_warranty(suppliers: list[str], data: st.DataObject) -> None:
    changed = data.draw(st.integers(0, len(suppliers) - 1))
    before, after = warranted(suppliers), warranted([*suppliers[:changed], "customer", *suppliers[changed + 1 :]])
    assert after <= before


def warranted(suppliers: list[str]) -> set[str]:
    facts = [
        {
            "kind": "line",
            "ref": f"line:{i}",
            "is_part": True,
            "supplied_by": who,
            "part_kind": "original",
            "part_group": "other",
            "work_class": "minor_repair",
        }
        for i, who in enumerate(suppliers)
    ]
    refs = verdicts("warranty", facts)["refs"]
    return {ref for ref, said in refs.items() if said["part"] == "warranted"}


@settings(deadline=None, max_examples=60)
@given(PRICES, st.data())
def test_a_lower_return_is_never_judged_milder(quoted: int, data: st.DataObject) -> None:
    low, high = sorted(data.draw(st.tuples(st.integers(0, quoted), st.integers(0, quoted))))
    order = ["accept", "check", "negotiate"]
    mild, hard = (verdicts("gap", [gap_line(1, quoted, back)])["refs"]["line:1"]["verdict"] for back in (high, low))
    assert order.index(mild) <= order.index(hard)


def test_every_fault_of_the_facts_is_shown_at_once() -> None:
    facts: list[Any] = [
        make_line(original_price_minor=1.5),
        make_line(),
        make_line("line:3", payer="nobody"),
        {"kind": "car"},
        "text",
        make_line("line:4", original_price_minor=-1),
        make_line("line:5", color="red"),
        make_line("line:6", currency=None),
        make_line("line:7", label="a\nb"),
        make_line(""),
        make_line("line:8", quantity_x1000=True),
    ]
    with pytest.raises(FactsRefused) as refused:
        decide(DEPOSIT, facts, DAY, SHOP)
    assert {fault.where for fault in refused.value.faults} == {f"facts[{i}]" for i in range(11)}
    assert all("{" not in str(fault) for fault in refused.value.faults)


def test_two_thousand_facts_are_read_and_one_more_is_refused() -> None:
    facts = [make_line(f"line:{i}", original_price_minor=10**12, quantity_x1000=10**6) for i in range(2001)]
    assert decide(DEPOSIT, facts[:-1], DAY, SHOP).overall("owed_minor") == 2000 * 10**15 // 2
    with pytest.raises(FactsRefused):
        decide(DEPOSIT, facts, DAY, SHOP)


def test_figures_of_another_currency_are_refused_until_the_shop_has_its_own() -> None:
    lines = [make_line(currency="EUR")]
    with pytest.raises(OtherCurrency, match="set the shop's own in EUR first"):
        decide(DEPOSIT, lines, DAY, SHOP)
    own = Override("high_value_minor", date(2024, 1, 1), 20_000, "shop rule 7", shop="S1", currency="EUR")
    assert decide(current_edition("deposit", [own]), lines, DAY, SHOP).said("line:1", "deposit") == "due"
    with pytest.raises(OtherCurrency):
        decide(current_edition("deposit", [own]), lines, date(2023, 12, 31), SHOP)


def test_two_currencies_in_one_question_are_refused() -> None:
    with pytest.raises(FactsRefused):
        decide(DEPOSIT, [make_line(), make_line("line:2", currency="EUR")], DAY, SHOP)


def test_the_hash_covers_edition_facts_day_scope_fired_and_outcome_and_not_the_reader() -> None:
    record = decide(DEPOSIT, [make_line()], DAY, SHOP).record()
    given_hash, _ = record.pop("hash"), record.pop("reader")
    assert fingerprint(record) == given_hash
    assert set(record) == {"policy", "edition", "as_of", "scope", "facts", "fired", "outcome"}
    others = [
        decide(DEPOSIT, [make_line()], date(2024, 3, 2), SHOP),
        decide(DEPOSIT, [make_line()], DAY, Scope("S2", "brand")),
        decide(DEPOSIT, [make_line()], DAY, Scope("S1")),
        decide(DEPOSIT, [make_line(paid_minor=0)], DAY, SHOP),
    ]
    assert len({given_hash, *(one.hash for one in others)}) == 5


def test_an_edition_without_translations_decides_alike_and_the_outcome_has_one_spelling() -> None:
    edition = Edition.load({**DEPOSIT.bundle(), "wording": {}})
    again = decide(Edition.load(edition.bundle()), [make_line()], DAY, SHOP)
    assert again.hash == decide(edition, [make_line()], DAY, SHOP).hash
    assert canonical(again.outcome) == (
        b'{"overall":{"deposit":"due","missing_minor":60000,"orderable":false,"owed_minor":60000,"undecided":[]},'
        b'"refs":{"line:1":{"deposit":"due","missing_minor":60000,"orderable":false,"owed_minor":60000}}}'
    )


def test_scope_and_day_are_taken_exactly() -> None:
    assert Scope("e\u0301") == Scope("\u00e9")
    with pytest.raises(ValueError, match="surrogate"):
        Scope("\ud800")
    with pytest.raises(TypeError):
        decide(DEPOSIT, [make_line()], datetime(2024, 3, 1, tzinfo=UTC), SHOP)


def test_a_record_is_only_replayed_under_its_own_edition() -> None:
    record = decide(DEPOSIT, [make_line()], DAY, SHOP).record()
    other = current_edition("deposit", [Override("deposit_share_bp", DAY, 6000, "shop rule 8", shop="S1")])
    with pytest.raises(PolicyFault):
        replay(other, record)


def test_the_sentences_of_a_stored_record_are_the_decision_s_own() -> None:
    decision = decide(DEPOSIT, [make_line(label="Headlamp")], DAY, SHOP)
    stored = json.loads(json.dumps(decision.record()))
    assert sentences(Edition.load(DEPOSIT.bundle()), stored, "es") == decision.sentences("es")
    assert decision.sentences("en") == [
        "Headlamp: Original price 1,200.00 CNY × 1 reaches the high-value limit of 1,000.00 CNY: "
        "600.00 CNY must be prepaid, 600.00 CNY is still missing. Take the prepayment before ordering. [S0 §16]"
    ]
    assert "1.200,00 CNY" in decision.sentences("es")[0]
    with pytest.raises(ValueError, match="en, zh, es"):
        decision.sentences("fr")


def test_an_undecided_fact_is_told_to_a_person() -> None:
    lines = decide(DEPOSIT, [make_line()], date(2019, 12, 31), SHOP).sentences("en")
    assert lines == ["line:1: No paragraph of this policy applies here; a person decides."]


def test_the_facts_of_a_policy_are_listed_with_unit_and_meaning() -> None:
    assert {fact["fact"] for fact in facts_of("deposit")} >= {"original_price_minor", "payer"}
    assert all(fact["meaning"] for policy in policies() for fact in facts_of(policy.name))
    with pytest.raises(NotFound):
        facts_of("weather")
