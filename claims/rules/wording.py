"""The sentences of a decision: templates in three languages, and numbers written as people read them."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Any

from claims.kernel.amounts import plain
from claims.kernel.money import CURRENCIES, places
from claims.kernel.texts import translated
from claims.rules.vocabulary import PolicyFault, Value

LANGUAGES = ("en", "zh", "es")
UNDECIDED = "No paragraph of this policy applies here; a person decides."
WAYS = ("", "money", "percent", "number", "quantity")


def translations(messages: Iterable[str]) -> dict[str, dict[str, str]]:
    """{language: {English: translated}} of these messages from the catalogs, as an edition keeps them."""
    wanted = sorted({*messages, UNDECIDED})
    found = {language: {one: translated(one, language) for one in wanted} for language in LANGUAGES[1:]}
    return {language: {one: text for one, text in texts.items() if text} for language, texts in found.items()}


def placeholders(template: str) -> list[tuple[str, str]]:
    """(name, way of writing) of every {name:way} in a template; PolicyFault for anything else in braces."""
    found = []
    for _, name, way, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if way not in WAYS or conversion or not name.isidentifier():
            raise PolicyFault(f"{template!r}: in braces stands a name and perhaps {WAYS[1:]}")
        found.append((name, way or ""))
    return found


def filled(template: str, values: Mapping[str, Any], language: str, currency: str) -> str:
    """The template with its values written for the language; a value that is not there shows as a dash."""
    parts = []
    for text, name, way, _ in string.Formatter().parse(template):
        parts.append(text)
        if name is not None:
            parts.append(written(values.get(name), way or "", language, currency))
    return "".join(parts)


def written(value: Value | None, way: str, language: str, currency: str = "") -> str:
    """One value as people of the language read it: 1234567 as money is 12,345.67 CNY, in Spanish 12.345,67 CNY."""
    if value is None:
        return "–"
    if type(value) is not int or way == "":
        return str(value)
    if way == "money":
        return f"{_grouped(value, places(currency) if currency in CURRENCIES else 2, language)} {currency}".rstrip()
    if way == "percent":
        return f"{_shortened(_grouped(value, 2, language))} %"
    return _shortened(_grouped(value, 3, language)) if way == "quantity" else _grouped(value, 0, language)


def _grouped(value: int, digits: int, language: str) -> str:
    whole, _, rest = plain(abs(value), digits).partition(".")
    point, comma = (",", ".") if language == "es" else (".", ",")
    text = f"{int(whole):,}".replace(",", comma) + (point + rest if rest else "")
    return f"-{text}" if value < 0 else text


def _shortened(text: str) -> str:
    return text.rstrip("0").rstrip(".,") if "." in text[-4:] or "," in text[-4:] else text
