"""Sentences, money, dates and amounts come out in the reader's language, and placeholders cannot reach into objects."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from claims.kernel import texts
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.errors import Fault, NotFound, Refusal, VersionPassed
from claims.kernel.money import Money

NBSP = "\u00a0"


class Color(StrEnum):
    """An enum whose value is an English sentence of the house."""

    LOGIN = "Log in first: send a valid bearer token or session."


class StepWaits(Refusal):
    """ "{step}" is not possible yet: {missing}."""

    def __init__(self, missing: list[Wanting]) -> None:
        self.missing = missing
        super().__init__(step="sign order", missing="in English")


class Wanting:
    """A condition that does not hold, with one detail."""

    sentence = "this is in state “{state}”, and the step starts from: {sources}"
    values = {"state": "in_custody", "sources": "reported, received"}  # noqa: RUF012
    details = (Fault("Log in first: send a valid bearer token or session."),)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("zh", "¥1,234.56"), ("es", f"1.234,56{NBSP}CNY"), ("en", "CN¥1,234.56")],
)
def test_money_is_shown_in_the_form_of_the_language(lang: str, expected: str) -> None:
    assert texts.money(Money.of("1234.56"), lang) == expected


@pytest.mark.parametrize(("lang", "expected"), [("zh", "12,345.50"), ("es", "12.345,50"), ("en", "12,345.50")])
def test_a_column_of_amounts_has_all_decimals_and_no_currency(lang: str, expected: str) -> None:
    assert texts.amount(Money.of("12345.5"), lang) == expected


def test_a_currency_without_cents_is_shown_without_them() -> None:
    assert texts.amount(Money(1200, "JPY"), "en") == "1,200"


@pytest.mark.parametrize(("lang", "expected"), [("zh", "2024年3月1日"), ("es", "1 mar 2024"), ("en", "Mar 1, 2024")])
def test_a_date_is_shown_in_the_form_of_the_language(lang: str, expected: str) -> None:
    assert texts.day(date(2024, 3, 1), lang) == expected


def test_a_time_is_shown_on_the_clock_of_the_shop() -> None:
    assert texts.moment(datetime(2024, 3, 1, 17, 30, tzinfo=UTC), "zh", "Asia/Shanghai") == "2024年3月2日 01:30"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        texts.moment(datetime(2024, 3, 1, 17, 30), "zh", "Asia/Shanghai")  # noqa: DTZ001


def test_hours_quantities_and_shares_lose_nothing_and_carry_no_idle_zeros() -> None:
    assert texts.hours(Hours.of("1.30"), "es") == "1,3"
    assert texts.quantity(Quantity.of("2.000"), "zh") == "2"
    assert texts.percent_bp(625, "es") == f"6,25{NBSP}%"
    assert texts.percent_bp(5000, "en") == "50%"


def test_a_sentence_is_said_in_the_language_with_its_values_in_their_form() -> None:
    passed = VersionPassed(seen=3, now=4)
    assert texts.say_refusal(passed, "zh").startswith("已有他人先行更改（您看到的是版本 3，现为版本 4）")
    assert texts.say("It costs {price} and {share}.", "en", price=Money.of("2.00"), share=Share.percent("5")) == (
        "It costs CN¥2.00 and 5%."
    )


def test_a_sentence_that_nobody_translated_is_still_said_in_english() -> None:
    assert texts.say("Nobody ever wrote this, {name}.", "zh", name="李") == "Nobody ever wrote this, 李."


def test_a_missing_value_is_an_error_and_not_a_gap_in_the_sentence() -> None:
    with pytest.raises(KeyError):
        texts.say("There is no such {thing} here; check its number.", "zh")


@pytest.mark.parametrize("sentence", ["{name.__class__}", "{name[0]}", "{name!r}", "{name:>9}", "{}", "{0}"])
def test_a_placeholder_is_a_plain_name_and_reaches_into_nothing(sentence: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        texts.say(sentence, "en", name="x")


def test_braces_inside_a_value_stay_as_they_are() -> None:
    assert texts.say("Hello {name}", "en", name="{other.__class__}") == "Hello {other.__class__}"


def test_an_enum_is_a_word_of_the_house_and_a_users_text_is_not() -> None:
    assert texts.say("{note}", "zh", note=Color.LOGIN) == "请先登录：发送有效的访问令牌或会话。"
    assert texts.say("{note}", "zh", note=str(Color.LOGIN.value)) == Color.LOGIN.value


def test_a_list_is_joined_as_the_language_joins() -> None:
    assert texts.say("{names}", "zh", names=["甲", "乙"]) == "甲、乙"
    assert texts.say("{names}", "es", names=["a", "b"]) == "a, b"


def test_a_float_is_never_shown() -> None:
    with pytest.raises(TypeError):
        texts.say("{rate}", "en", rate=0.1)


def test_a_refused_step_says_its_missing_conditions_in_the_language() -> None:
    said = texts.say_refusal(StepWaits([Wanting()]), "zh")
    assert "当前状态为" in said
    assert "请先登录" in said
    assert "in English" not in said


def test_a_language_without_texts_is_refused() -> None:
    with pytest.raises(texts.UnknownLanguage):
        texts.say("x", "fr")
    assert "NotFound" not in texts.say_refusal(NotFound(thing="claim"), "es")
