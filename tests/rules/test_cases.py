"""The case tables are the policies' tests: each case is decided, replayed from its stored record, and read plainly."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from claims.kernel.canonical import canonical, fingerprint
from claims.rules.books import current_edition, policies
from claims.rules.decision import Decision, decide, replay
from claims.rules.edition import Edition
from tests.rules.cases import SHOP, TABLES, Case, all_cases

CASES = all_cases()
NAMES = [f"{case.policy}: {case.name}" for case in CASES]


def decided(case: Case) -> Decision:
    return decide(case.edition, case.facts, case.date, SHOP)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_case_comes_out_as_the_book_says(case: Case) -> None:
    decision = decided(case)
    assert list(dict.fromkeys(one["paragraph"] for one in decision.fired)) == case.paragraphs
    for fact, says in zip(case.facts, case.says, strict=True):
        said = decision.outcome["refs"].get(fact["ref"], {})
        assert {key: said.get(key) for key in says} == says
        assert bool(said) == bool(says)
    assert {key: decision.overall(key) for key in case.overall} == case.overall
    assert list(decision.undecided) == case.undecided
    assert decision.reader == "engine+plain"


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_case_is_replayed_from_its_stored_record_and_by_the_plain_reader_alone(case: Case) -> None:
    edition, decision = case.edition, decided(case)
    record = json.loads(json.dumps(decision.record()))
    kept = {key: value for key, value in record.items() if key not in ("reader", "hash")}
    assert fingerprint(kept) == record["hash"]
    bundle = json.loads(json.dumps(edition.bundle()))
    again, alone = (replay(Edition.load(bundle, engine=engine), record) for engine in (edition.engine, None))
    assert canonical(again.record()) == canonical(record)
    assert alone.reader == "plain"
    assert canonical({**alone.record(), "reader": record["reader"]}) == canonical(record)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_case_is_told_in_three_languages_a_line_for_each_paragraph_and_each_open_fact(case: Case) -> None:
    decision = decided(case)
    told = {language: decision.sentences(language) for language in ("en", "zh", "es")}
    for lines in told.values():
        assert len(lines) == len(decision.fired) + len(decision.undecided)
        assert all("{" not in line and "–" not in line and "\n" not in line for line in lines)
    assert all(len({*lines}) == 3 for lines in zip(*told.values(), strict=True))


def test_every_policy_has_its_table() -> None:
    tables = sorted((table.stem, table.parent.name) for table in TABLES)
    assert tables == sorted((policy.name, policy.book) for policy in policies())


@pytest.mark.parametrize("policy", [policy.name for policy in policies()])
def test_every_paragraph_speaks_in_some_case_and_is_silent_in_another(policy: str) -> None:
    cases = [case for case in CASES if case.policy == policy]
    spoken = Counter(paragraph for case in cases for paragraph in case.paragraphs)
    kinds = {one["id"]: one["on"] for one in current_edition(policy).bundle()["paragraphs"]}
    asked = Counter(kind for case in cases for kind in {fact["kind"] for fact in case.facts})
    silent_only = [one for one in kinds if spoken[one] == 0]
    spoken_only = [
        one for one, kind in kinds.items() if spoken[one] == asked[kind] and one not in ALWAYS.get(policy, ())
    ]
    assert (silent_only, spoken_only) == ([], [])


def test_every_clause_speaks_in_some_case_and_is_silent_in_another() -> None:
    spoken, asked = Counter[tuple[str, str, int]](), Counter[tuple[str, str]]()
    for case in CASES:
        spoken.update({(case.policy, one["paragraph"], one["clause"]) for one in decided(case).fired})
        asked.update({(case.policy, fact["kind"]) for fact in case.facts})
    written = {
        (policy.name, one["id"], number): one["on"]
        for policy in policies()
        for one in current_edition(policy.name).bundle()["paragraphs"]
        for number, _ in enumerate(one["clauses"], 1)
    }
    assert [clause for clause in written if not spoken[clause]] == []
    assert [clause for clause, kind in written.items() if spoken[clause] == asked[clause[0], kind]] == []


# what every claim needs is needed by every claim; its two clauses, there and missing, speak in turn
EVERY_CLAIM = "insurance_policy claim_form receipt identity vehicle_license loss_sheet repair_list invoice"
ALWAYS = {"documents": EVERY_CLAIM.split()}
