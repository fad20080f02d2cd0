"""Everything a user reads exists in zh, es and en, with the same placeholders, and no two rooms say it differently."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import claims
from claims.kernel import machine, texts
from claims.kernel.errors import Refusal

CODE = Path(claims.__file__).parent
TRANSLATED = tuple(lang for lang in texts.LANGUAGES if lang != "en")
IN_TEMPLATE = re.compile(r"""\b_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
SAYING_CALLS = {"say": 0, "Fault": 0, "add": 0, "check": 1, "translated": 0}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def all_subclasses(base: type) -> Iterator[type]:
    for child in base.__subclasses__():
        if child.__module__.startswith("claims."):  # other tests make toys of their own
            yield child
        yield from all_subclasses(child)


def load_everything() -> None:
    for module in pkgutil.walk_packages(claims.__path__, "claims."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def read(path: Path, lang: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


def refusal_sentences() -> set[str]:
    load_everything()
    ours = [cls for cls in all_subclasses(Refusal) if cls.__module__.startswith("claims.")]
    silent = [cls.__qualname__ for cls in ours if not cls.__doc__]
    assert not silent, f"a refusal's docstring is its message; write one for {silent}"
    return {Refusal.message_id(), *(cls.message_id() for cls in ours)}


def condition_sentences() -> set[str]:
    load_everything()
    return {str(member) for cls in all_subclasses(machine.Condition) for member in cls} | {machine.WRONG_STATE}


def sentences_in_calls(path: Path) -> set[str]:
    """The literal sentences handed to say(), Fault(), Faults.add() and Faults.check() in one module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("add", "check") and "faults" not in ast.unparse(node.func):
            continue
        place = SAYING_CALLS.get(name)
        if place is not None and len(node.args) > place:
            sentence = node.args[place]
            if isinstance(sentence, ast.Constant) and isinstance(sentence.value, str):
                found.add(sentence.value)
    return found


def sentences_in_templates() -> set[str]:
    pages = [page.read_text("utf-8") for page in CODE.rglob("*.html")]
    return {(double or single) for page in pages for double, single in IN_TEMPLATE.findall(page)}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_refusal_is_translated(lang: str) -> None:
    missing = sorted(s for s in refusal_sentences() if texts.translated(s, lang) is None)
    assert not missing, f"add these refusals to claims/locale/{lang}/LC_MESSAGES/<room>.po: {missing}"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_condition_of_a_step_is_translated(lang: str) -> None:
    missing = sorted(s for s in condition_sentences() if texts.translated(s, lang) is None)
    assert not missing, f"add these conditions to claims/locale/{lang}/LC_MESSAGES/<room>.po: {missing}"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_sentence_said_in_code_and_pages_is_translated(lang: str) -> None:
    said = sentences_in_templates().union(*(sentences_in_calls(path) for path in CODE.rglob("*.py")))
    missing = sorted(s for s in said if texts.translated(s, lang) is None)
    assert not missing, f"add these sentences to claims/locale/{lang}/LC_MESSAGES/<room>.po: {missing}"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_entry_is_empty_or_fuzzy_or_has_other_placeholders(lang: str) -> None:
    wrong = []
    for path in texts.catalog_files(lang):
        for message in read(path, lang):
            if message.id and (
                not message.string
                or message.fuzzy
                or placeholders(str(message.id)) != placeholders(str(message.string))
            ):
                wrong.append(f"{path.name}: {message.id}")
    assert not wrong, f"mend these entries ({lang}): {wrong}"


def test_rooms_translate_the_same_sentences_in_every_language() -> None:
    names = {lang: {path.name for path in texts.catalog_files(lang)} for lang in TRANSLATED}
    assert names["zh"] == names["es"], "every room has one catalog per language"
    for path in texts.catalog_files("zh"):
        ids = {
            lang: {str(m.id) for m in read(texts.CATALOGS / lang / "LC_MESSAGES" / path.name, lang) if m.id}
            for lang in TRANSLATED
        }
        assert ids["zh"] == ids["es"], f"{path.name}: in one language only: {sorted(ids['zh'] ^ ids['es'])}"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_two_rooms_translate_one_sentence_differently(lang: str) -> None:
    assert not texts.disputed(lang), "agree on one translation, or say the sentence differently in English"
