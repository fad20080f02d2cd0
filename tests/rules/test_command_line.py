"""Policies on the command line, without server or database: list, show, cases, decide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from claims.cli import app
from claims.rules.books import policies
from tests.rules.make import make_line


@pytest.fixture(autouse=True)
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")


@pytest.fixture
def facts(tmp_path: Path) -> str:
    """A file with one high-value part."""
    path = tmp_path / "part.json"
    path.write_text(json.dumps([make_line("headlamp")]))
    return str(path)


def said(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.stdout


def machine(*words: str) -> Any:
    return json.loads(said(*words, "--json"))


def test_decide_for_a_machine_prints_the_decision_taken_apart(facts: str) -> None:
    found = machine("decide", "deposit", "--facts", facts, "--on", "2024-03-01", "--shop", "S1", "--brand", "VW")
    assert {"edition", "paragraphs", "says", "outcome", "not_fired", "hash"} <= set(found)
    assert found["paragraphs"] == ["deposit_is_missing"]
    assert found["scope"] == {"shop": "S1", "brand": "VW"}
    one = next(each for each in found["not_fired"] if each["paragraph"] == "ordinary_part")
    [failing] = one["failing"]
    assert (one["ref"], failing["fact"], failing["operator"], failing["wanted"], failing["seen"], failing["figures"]) \
        == ("headlamp", "original_price_minor", "lt", 100_000, 120_000, ["high_value_minor"])  # fmt: skip


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["deposit: due", "must be prepaid", "1,200.00 CNY (headlamp)", "Least deposit", "high_value_minor"]),
        ("zh", ["预付款: 待付", "须预付", "1,200.00 CNY (headlamp)", "最低预付款", "已考虑而不适用的条款"]),
        ("es", ["depósito: pendiente de pago", "1.200,00 CNY (headlamp)", "Depósito mínimo"]),
    ],
)
def test_decide_for_people_tells_what_fired_what_did_not_and_the_figures(
    facts: str, language: str, texts: list[str]
) -> None:
    told = said("decide", "deposit", "--facts", facts, "--on", "2024-03-01", "--language", language)
    assert [text for text in texts if text not in told] == []


def test_the_list_has_title_question_and_edition_in_the_language_chosen() -> None:
    found = machine("policy", "list", "--language", "zh")
    assert [one["policy"] for one in found] == [one.name for one in policies()]
    assert all(len(one["edition"]) == 64 for one in found)
    assert "预付款政策" in said("policy", "list", "--language", "zh")


@pytest.mark.parametrize("language", ["zh", "es", "en"])
def test_a_policy_is_shown_and_its_cases_too(language: str) -> None:
    for name in [one.name for one in policies()]:
        assert name in said("policy", "show", name, "--language", language, "--on", "2024-03-01")
        assert machine("policy", "show", name, "--language", language)["language"] == language
        assert len(machine("policy", "cases", name, "--language", language)["cases"]) > 5
        assert said("policy", "cases", name, "--language", language)


def test_another_language_is_refused_in_words() -> None:
    done = CliRunner().invoke(app, ["policy", "show", "deposit", "--language", "fr"])
    assert done.exit_code == 1
    assert "choose zh, es or en" in str(done.exception)
