"""Every text of a policy exists in three languages, and numbers are written as people of the language read them."""

from __future__ import annotations

from typing import Any

import pytest

from claims.rules.books import current_edition, messages, policies, policy
from claims.rules.wording import LANGUAGES, UNDECIDED, placeholders, written

NAMES = [one.name for one in policies()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_a_policy_exists_in_three_languages(name: str, language: str) -> None:
    wording = current_edition(name).bundle()["wording"]
    said = [*messages(policy(name)), UNDECIDED]
    assert [one for one in said if language != "en" and not wording[language].get(one)] == []
    for one in said:
        translated = wording.get(language, {}).get(one, one)
        assert sorted(placeholders(translated)) == sorted(placeholders(one))


def test_the_words_printed_on_an_order_line_are_in_the_edition() -> None:
    edition = current_edition("warranty")
    assert edition.printed("no_part_warranty", "en") == "No warranty on this part; our workmanship stays warranted."
    assert len({edition.printed("no_part_warranty", language) for language in LANGUAGES}) == 3


@pytest.mark.parametrize(
    ("value", "way", "texts"),
    [
        (123456789, "money", ["1,234,567.89 CNY", "1,234,567.89 CNY", "1.234.567,89 CNY"]),
        (-5, "money", ["-0.05 CNY", "-0.05 CNY", "-0,05 CNY"]),
        (1050, "percent", ["10.5 %", "10.5 %", "10,5 %"]),
        (1000, "percent", ["10 %", "10 %", "10 %"]),
        (20000, "number", ["20,000", "20,000", "20.000"]),
        (1000, "number", ["1,000", "1,000", "1.000"]),
        (1500, "quantity", ["1.5", "1.5", "1,5"]),
        (1000000, "quantity", ["1,000", "1,000", "1.000"]),
        (None, "money", ["–", "–", "–"]),
        ("word", "", ["word", "word", "word"]),
        (True, "", ["True", "True", "True"]),
    ],
)
def test_numbers_are_written_as_people_of_the_language_read_them(value: Any, way: str, texts: list[str]) -> None:
    assert [written(value, way, language, "CNY") for language in LANGUAGES] == texts


def test_an_amount_in_a_currency_without_minor_units_has_no_decimals() -> None:
    assert written(1234567, "money", "en", "JPY") == "1,234,567 JPY"
