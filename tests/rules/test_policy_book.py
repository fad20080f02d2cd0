"""A policy can be read by somebody who knows no Python: whole, in three languages, with its examples beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from claims.kernel.canonical import canonical
from claims.kernel.texts import LANGUAGES, translated
from claims.rules import case_tables
from claims.rules.books import current_edition, policies
from claims.rules.case_tables import case_table
from claims.rules.figures import Override, Scope
from claims.rules.policy_book import heading, policy_book
from claims.rules.switches import Switch
from claims.rules.telling import case_lines, policy_lines
from tests.rules.cases import all_cases

NAMES = [one.name for one in policies()]
DAY = date(2024, 3, 1)
SHOP = Scope("S1", "brand")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_paragraph_figure_and_fact_of_a_policy_is_shown(name: str, language: str) -> None:
    edition = current_edition(name)
    data, book = edition.bundle(), policy_book(edition, language)
    assert [one["id"] for one in book["paragraphs"]] == [one["id"] for one in data["paragraphs"]]
    assert {one["name"] for one in book["figures"]} == set(data["figures"])
    shown = {(one["kind"], one["fact"]) for one in book["facts"]}
    assert shown == {(kind, fact) for part in ("facts", "derived") for kind, facts in data[part].items()
                     for fact in facts}  # fmt: skip
    text = "\n".join(policy_lines(book))
    for figure in book["figures"]:
        for value in figure["values"]:
            assert f"{value['since']}: {value['shown']} [{value['source']}]" in text
    assert all(one["citation"] in text and one["text"] in text for one in book["paragraphs"])
    assert "{" not in text
    canonical(book)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_word_that_a_reader_meets_in_a_policy_is_translated(name: str, language: str) -> None:
    data = current_edition(name).bundle()
    said = {f"{name} policy", f"date of the {data['governed_by']}"}
    said |= {key.removesuffix("_minor").removesuffix("_bp") for key in data["says"]}
    declared = [fact for part in ("facts", "derived") for facts in data[part].values() for fact in facts.values()]
    said |= {value for fact in declared for value in fact.get("values", ())} | {fact["unit"] for fact in declared}
    for one in data["paragraphs"]:
        for clause in one["clauses"]:
            said |= {value for value in clause["then"].values() if isinstance(value, str)} - set(data["prints"])
            terms = [term for alternative in clause["when"] for term in alternative if len(term) == 3]
            said |= {term[2] for term in terms if isinstance(term[2], str)}
    missing = sorted(one.replace("_", " ") for one in said if one and not known(one, language))
    assert not missing, f"add these words to claims/locale/{language}/LC_MESSAGES/rules.po: {missing}"


def known(text: str, language: str) -> bool:
    """Whether a word of the house has a translation."""
    return any(translated(one, language) is not None for one in (text, text.replace("_", " ")))


def test_a_condition_reads_like_a_sentence_and_names_its_figure() -> None:
    one = paragraph(policy_book(current_edition("deposit"), "en"), "ordinary_part")
    assert one["clauses"][0]["when"] == [[
        "who supplies the part: shop", "whether this payer ever owes a deposit: yes",
        "original price of one piece < high_value_minor",
    ]]  # fmt: skip
    assert one["clauses"][0]["then"][0] == "deposit: not due"
    assert one["in_force"] is None


def test_on_a_day_a_condition_shows_the_value_in_force_for_that_shop() -> None:
    own = Override("high_value_minor", date(2024, 1, 1), 50_000, "shop rule 2", shop="S1", currency="CNY")
    edition = current_edition("deposit", [own])
    for scope, shown in ((SHOP, "500.00"), (Scope("S2"), "1,000.00")):
        book = policy_book(edition, "en", on=DAY, scope=scope)
        condition = paragraph(book, "ordinary_part")["clauses"][0]["when"][0][2]
        assert condition == f"original price of one piece < {shown} CNY (high_value_minor)"
        [figure] = [one for one in book["figures"] if one["name"] == "high_value_minor"]
        assert [one["shown"] for one in figure["values"] if one["applies"]] == [f"{shown} CNY"]
    assert "2024-01-01: 500.00 CNY [shop rule 2] (only for S1)" in "\n".join(policy_lines(book))


def test_a_paragraph_that_is_switched_off_says_so_on_that_day_and_not_before() -> None:
    switch = Switch("ordinary_part", on=False, since=DAY, source="shop rule 5", shop="S1")
    edition = current_edition("deposit", switches=[switch])
    off, on = (paragraph(policy_book(edition, "en", on=day, scope=SHOP), "ordinary_part")
               for day in (DAY, date(2024, 2, 29)))  # fmt: skip
    assert (off["in_force"], off["stands"]) == (False, "switched off for S1 from 2024-03-01 on: shop rule 5")
    assert (on["in_force"], on["stands"]) == (True, "")


def test_a_figure_that_is_to_be_confirmed_is_marked() -> None:
    text = "\n".join(policy_lines(policy_book(current_edition("warranty"), "en")))
    assert "2005-08-01: 100 days [ministry rules on motor vehicle repair, quality warranty by class of work] " \
        "(to be confirmed)" in text  # fmt: skip


def test_facts_with_one_meaning_are_told_apart() -> None:
    meanings = [one["meaning"] for one in policy_book(current_edition("documents"), "en")["facts"] if one["derived"]]
    assert "one of these papers is there (accident certificate, accident agreement)" in meanings
    assert len(meanings) == len(set(meanings))


def test_a_heading_has_title_question_and_edition() -> None:
    found = heading(current_edition("deposit"), "zh")
    assert (found["title"], found["edition"]) == ("预付款政策", current_edition("deposit").hash)
    assert found["governs"] == "以工单日的数值为准。"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_examples_beside_a_policy_are_the_cases_that_test_it(name: str, language: str) -> None:
    table = case_table(current_edition(name), language)
    tested = [one.name for one in all_cases() if one.policy == name]
    assert [one["name"] for one in table["cases"]] == tested
    text = "\n".join(case_lines(table))
    assert all(one in text for one in tested)
    canonical(table)


def test_an_example_shows_facts_and_outcome_in_words() -> None:
    case = case_table(current_edition("deposit"), "en")["cases"][0]
    assert case["seen"][0]["told"][0] == "original price of one piece: 999.99 CNY"
    assert case["comes_to"]["part:1"][0] == "deposit: not due"


def test_the_case_tables_stand_where_the_wheel_copies_them_from() -> None:
    assert case_tables.FOLDER.name in ("rules", "cases")
    assert {table.stem for table in case_tables.FOLDER.glob("*/*.yaml")} >= set(NAMES)


def paragraph(book: dict[str, Any], name: str) -> dict[str, Any]:
    """One paragraph of a book."""
    return next(one for one in book["paragraphs"] if one["id"] == name)
