"""A decision taken apart: what fired, what did not and at which condition, on which figures and why on these."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from claims.kernel.canonical import canonical, fingerprint
from claims.kernel.texts import LANGUAGES, UnknownLanguage
from claims.rules.books import current_edition, policies
from claims.rules.decision import Scope, decide
from claims.rules.edition import Edition
from claims.rules.explain import explained
from claims.rules.figures import Override
from claims.rules.readable import LONGEST_LIST, ranges
from claims.rules.switches import Switch
from claims.rules.telling import told
from tests.rules.cases import Case, all_cases
from tests.rules.make import make_line

DAY = date(2024, 3, 1)
SHOP = Scope("S1", "brand")
DEPOSIT = current_edition("deposit")
OWN_SHARES = [
    Override("deposit_share_bp", date(2021, 1, 1), 5500, "shop rule 7", shop="S1"),
    Override("deposit_share_bp", date(2022, 1, 1), 6000, "shop rule 8", shop="S1"),
    Override("deposit_share_bp", date(2023, 1, 1), 7000, "brand's rule", brand="brand"),
    Override("deposit_share_bp", date(2024, 3, 2), 9000, "shop rule 9", shop="S1"),
]


def apart(edition: Edition, *facts: dict[str, Any], language: str = "en", on: date = DAY) -> dict[str, Any]:
    decision = decide(edition, facts or [make_line()], on, SHOP)
    return explained(edition, decision.record(), language)


def why(found: dict[str, Any], paragraph: str) -> list[str]:
    """The texts of the conditions at which a paragraph failed."""
    return [text["text"] for one in found["not_fired"] if one["paragraph"] == paragraph for text in one["failing"]]


def test_the_paragraphs_that_fired_stand_in_order_with_a_sentence_each() -> None:
    found = apart(DEPOSIT, make_line(), make_line("line:2", original_price_minor=99_999))
    assert found["paragraphs"] == ["ordinary_part", "deposit_is_missing"]
    assert found["says"] == decide(DEPOSIT, [make_line(), make_line("line:2", original_price_minor=99_999)], DAY,
                                   SHOP).sentences("en")  # fmt: skip


def test_the_record_in_an_explanation_still_gives_its_hash() -> None:
    found = apart(DEPOSIT)
    hashed = ("policy", "edition", "as_of", "scope", "facts", "fired", "outcome")
    assert fingerprint({name: found[name] for name in hashed}) == found["hash"]


def test_a_failing_condition_names_its_figure_with_source_and_the_fact_s_value() -> None:
    assert why(apart(DEPOSIT), "ordinary_part") == [
        "original price of one piece, wanted < 1,000.00 CNY (high_value_minor, house default: S0 §16 names no limit): "
        "1,200.00 CNY"
    ]


def test_a_condition_on_a_fact_that_a_figure_went_into_names_that_figure_with_its_value() -> None:
    line = {"kind": "line", "ref": "line:1", "currency": "CNY", "quoted_minor": 100_000, "returned_minor": 99_000,
            "operation": False, "kind_changed": False}  # fmt: skip
    [text] = why(apart(current_edition("gap"), line), "notable_gap_on_line")
    assert text.startswith(
        "distance from the check limit, wanted ≥ 0.00 CNY (line_check_bp 5 %, house default: S2 step 9"
    )
    assert text.endswith(": -40.00 CNY")


def test_every_alternative_says_at_which_condition_it_failed() -> None:
    assert why(apart(DEPOSIT), "not_supplied_by_us") == [
        "who supplies the part, wanted customer: shop",
        "who supplies the part, wanted insurer: shop",
    ]


def test_a_paragraph_whose_figure_has_no_value_yet_says_so() -> None:
    found = apart(DEPOSIT, on=date(2019, 12, 31))
    assert why(found, "ordinary_part") == ["the figure high_value_minor: no value"]
    assert found["figures"]["high_value_minor"]["why"].startswith("no value is in force on this day")


def test_a_fact_that_is_missing_is_said_to_be() -> None:
    facts = {"kind": "line", "ref": "line:1", "is_part": True, "work_class": "minor_repair"}
    [text] = why(apart(current_edition("warranty"), facts), "customer_supplied")
    assert text == "who supplies the part, wanted customer: not given"


@pytest.mark.parametrize(
    ("own", "value", "level", "reason"),
    [
        ([], 5000, "house", "the book's own value; neither shop nor brand has set another"),
        (OWN_SHARES[2:3], 7000, "brand", "set for this brand, which goes before the house (passed over: house)"),
        (OWN_SHARES, 6000, "shop", "set by this shop, which goes before brand and house; the latest of 2 that have "
                                   "begun (passed over: brand, house)"),
        ([*OWN_SHARES, Override("deposit_share_bp", date(2020, 1, 1), 8000, "agreed", shop="S1", brand="brand")],
         8000, "shop+brand", "set by this shop for this brand, which goes before everything else (passed over: brand, "
                             "house, shop)"),
        ([Override("deposit_share_bp", date(2020, 1, 1), None, "rule 3", shop="S1")], None, "shop",
         "abolished, so whatever needs it stays unsaid"),
    ],
)  # fmt: skip
def test_a_figure_says_which_of_its_values_applied_and_why(
    own: list[Override], value: int | None, level: str, reason: str
) -> None:
    edition = current_edition("deposit", own)
    figure = apart(edition)["figures"]["deposit_share_bp"]
    assert (figure["value"], figure["level"], figure["why"]) == (value, level, reason)
    in_force = edition.in_force(DAY, SHOP).figures.get("deposit_share_bp")
    assert (in_force.value if in_force else None) == value


def test_every_value_that_had_begun_is_a_candidate_and_a_later_one_is_not() -> None:
    figure = apart(current_edition("deposit", OWN_SHARES))["figures"]["deposit_share_bp"]
    told_of = [(one["value"], one["source"], one["applied"]) for one in figure["candidates"]]
    assert told_of[:3] == [(6000, "shop rule 8", True), (5500, "shop rule 7", False), (7000, "brand's rule", False)]
    assert 9000 not in [value for value, _, _ in told_of]


def test_a_paragraph_that_is_switched_off_is_named_with_its_reason_and_is_not_among_the_silent() -> None:
    switch = Switch("ordinary_part", on=False, since=date(2024, 1, 1), source="shop rule 5", shop="S1")
    found = apart(current_edition("deposit", switches=[switch]))
    assert [one["text"] for one in found["switched_off"]] == ["switched off for S1 from 2024-01-01 on: shop rule 5"]
    assert "ordinary_part" not in {one["paragraph"] for one in found["not_fired"]}
    assert "shop rule 5" in "\n".join(told(found))


def test_silent_paragraphs_are_grouped_by_condition_with_what_was_seen_of_which_facts() -> None:
    lines = [make_line(f"line:{number}", original_price_minor=50_000) for number in (1, 2, 3, 5)]
    found = {one["paragraph"]: one for one in apart(DEPOSIT, *lines)["silent"]}
    [condition] = found["deposit_is_missing"]["conditions"]
    assert [(one["value"], one["refs"]) for one in condition["seen"]] == [
        ("500.00 CNY", ["line:1", "line:2", "line:3", "line:5"])
    ]
    assert "ordinary_part" not in found, "it fired for every line"
    assert "500.00 CNY (line:1–3, line:5)" in "\n".join(told(apart(DEPOSIT, *lines)))


@pytest.mark.parametrize(
    ("refs", "text"),
    [
        ([], ""),
        (["line:1"], "line:1"),
        (["line:1", "line:2"], "line:1, line:2"),
        (["line:1", "line:2", "line:3", "part:4"], "line:1–3, part:4"),
        (["lamp", "door"], "lamp, door"),
        (["9:1", "10:2"], "9:1, 10:2"),
    ],
)
def test_refs_are_told_as_a_short_list(refs: list[str], text: str) -> None:
    assert ranges(refs) == text


def test_a_very_long_list_of_refs_ends_somewhere() -> None:
    whole, cut = (ranges(f"line:{number}" for number in range(0, most, 2)) for most in (400, 4000))
    assert whole.endswith(", line:398")
    assert len(cut) <= LONGEST_LIST + len(", …")
    assert cut.endswith(", …")


def test_what_stays_undecided_is_named_by_its_refs() -> None:
    lines = [make_line(f"line:{number}") for number in (1, 2, 3)]
    assert apart(DEPOSIT, *lines, on=date(2019, 12, 31))["comes_to"]["overall"] == ["undecided: line:1–3"]


def test_amounts_are_written_as_people_of_the_language_read_them() -> None:
    texts = {language: why(apart(DEPOSIT, language=language), "ordinary_part")[0] for language in LANGUAGES}
    assert texts["zh"] == (
        "单件原价，要求 < 1,000.00 CNY (high_value_minor, 本店默认: S0 §16 names no limit): 1,200.00 CNY"
    )
    assert texts["es"].startswith("precio original por unidad, se exige < 1.000,00 CNY (high_value_minor, valor por")


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        apart(DEPOSIT, language="fr")


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.policy}: {case.name}")
def test_every_clause_asked_about_a_fact_either_fired_or_says_why_not(case: Case) -> None:
    edition = current_edition(case.policy)
    record = json.loads(json.dumps(decide(edition, case.facts, case.date, SHOP).record()))
    found = {language: explained(Edition.load(edition.bundle()), record, language) for language in LANGUAGES}
    asked = {
        (one["id"], number, fact["ref"])
        for one in edition.bundle()["paragraphs"]
        for number, _ in enumerate(one["clauses"], 1)
        for fact in case.facts
        if fact["kind"] == one["on"]
    }
    away = {one["paragraph"] for one in found["en"]["not_in_force"]}
    fired = {(one["paragraph"], one["clause"], one["ref"]) for one in record["fired"]}
    silent = [(one["paragraph"], one["clause"], one["ref"]) for one in found["en"]["not_fired"]]
    assert {one for one in asked if one[0] not in away} == fired | set(silent)
    assert len(silent) == len(set(silent))
    assert not fired & set(silent)
    assert all(one["failing"] for one in found["en"]["not_fired"])
    assert not any("replay" in text["text"] for one in found["en"]["not_fired"] for text in one["failing"])
    for one in found.values():
        canonical(one)
        assert all("{" not in line for line in told(one))
    shapes = {json.dumps(shape(one)) for one in found.values()}
    assert len(shapes) == 1, "an explanation has the same pieces in every language"


def shape(value: Any) -> Any:
    """Plain data without its texts."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items() if key not in ("seen", "wanted", "value")}
    return [shape(one) for one in value] if isinstance(value, list) else None


def test_a_stored_decision_whose_record_was_cut_is_still_explained_and_says_so() -> None:
    record = decide(DEPOSIT, [make_line()], DAY, SHOP).record()
    found = explained(DEPOSIT, {**record, "fired": []}, "en")
    assert "replay this decision" in why(found, "deposit_is_missing")[0]


@pytest.mark.parametrize("name", [one.name for one in policies()])
def test_the_derivations_of_a_decision_are_shown_as_worked_out(name: str) -> None:
    case = next(one for one in all_cases() if one.policy == name)
    found = apart(current_edition(name), *case.facts, on=case.date)
    for one, fact in zip(found["seen"], found["facts"], strict=True):
        assert one["ref"] == fact["ref"]
        assert set(one["derived"]) <= set(current_edition(name).bundle()["derived"].get(fact["kind"], {}))
