"""Every sentence that a worksheet, a refusal of it or a file of ours can say exists in Chinese and Spanish."""

from __future__ import annotations

from types import ModuleType

import pytest

from claims.estimating import (
    assessed_loss,
    pricing,
    worksheet,
    worksheet_bill,
    worksheet_faults,
    worksheet_figures,
    worksheet_paint,
)
from claims.estimating.estimate import CostKind
from claims.estimating.exchange import own_format
from claims.estimating.worksheet import priced
from claims.kernel import findings
from claims.kernel.texts import say, translated, word
from tests.estimating.estimates import american, estimate, line, usd

MODULES = (pricing, worksheet, worksheet_bill, worksheet_faults, worksheet_figures, worksheet_paint, assessed_loss,
           own_format, findings)  # fmt: skip


def sentences(module: ModuleType) -> list[str]:
    """The constants of a module that are sentences."""
    return [value for name, value in vars(module).items() if name.isupper() and isinstance(value, str) and " " in value]


@pytest.mark.parametrize("lang", ["zh", "es"])
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_sentence_is_translated(module: ModuleType, lang: str) -> None:
    assert [text for text in sentences(module) if translated(text, lang) is None] == []


@pytest.mark.parametrize("lang", ["zh", "es"])
def test_the_checkers_sentences_and_those_without_a_name_are_translated(lang: str) -> None:
    texts = [text for _, text in findings.LIMITS.values()] + [*findings.PLAIN.values()]
    texts += ["all amounts of a file are in its one currency"]
    assert [text for text in texts if translated(text, lang) is None] == []


@pytest.mark.parametrize("kind", [kind for kind in CostKind if kind])
def test_every_kind_of_cost_has_a_name(kind: CostKind) -> None:
    assert word(kind.value, "zh") != word(kind.value, "en")
    assert word(kind.value, "es") != word(kind.value, "en")


def test_a_note_is_said_in_the_reader_s_language() -> None:
    sheet = priced(estimate(line(3, cost=usd("80.00"), cost_kind=CostKind.CAR_COVER)), american())
    note = sheet.notes[0]
    assert say(note.text, "zh", **note.values) == "第 3 行：车罩 = 80.00"
    assert say(note.text, "es", **note.values) == "línea 3: funda del vehículo = 80.00"
