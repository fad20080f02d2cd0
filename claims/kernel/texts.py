"""What people read, in zh, es and en: sentences from the catalogs, money, dates and amounts in the locale's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_name

from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.errors import Fault, Refusal
from claims.kernel.money import Money, places

LANGUAGES = ("zh", "es", "en")
LOCALES = {"zh": "zh_Hans_CN", "es": "es_ES", "en": "en_US"}
CATALOGS = Path(__file__).parents[1] / "locale"
LIST_JOINT = {"zh": "、", "es": ", ", "en": ", "}
SENTENCE_JOINT = {"zh": "；", "es": "; ", "en": "; "}
HOUSE_WORDS = frozenset({"action", "kind", "roles", "sources", "state", "step", "thing"})  # never a user's own text


class Lacking(Protocol):
    """A condition that does not hold, as the workflow machine names it: sentence, values, what exactly is wanting."""

    @property
    def sentence(self) -> str: ...
    @property
    def values(self) -> Mapping[str, object]: ...
    @property
    def details(self) -> Sequence[Fault]: ...


class UnknownLanguage(Refusal):
    """There are no texts in “{lang}”; choose zh, es or en."""

    status = 400


def say(message_id: str, lang: str, **values: object) -> str:
    """The sentence in `lang` with its {placeholders} filled; KeyError where a value is missing.

    Where the catalog has no translation the English sentence is shown, so that a refusal is never lost
    (tests/house/test_texts.py sees to it that this does not happen).
    """
    return fill(translated(message_id, lang) or message_id, lang, values)


def translated(message_id: str, lang: str) -> str | None:
    """The catalog's sentence, placeholders unfilled; the id itself in English, None where there is no translation."""
    return message_id if known(lang) == "en" else catalog(lang).get(message_id)


def word(text: str, lang: str) -> str:
    """A word of the house (a state, a step, a role) in `lang`, underscores as spaces where nobody translated it."""
    plain = text.replace("_", " ")
    return plain if lang == "en" else translated(text, lang) or translated(plain, lang) or plain


def fill(sentence: str, lang: str, values: Mapping[str, object]) -> str:
    """The sentence with {name} placeholders replaced; ValueError for attribute access, KeyError for a missing value."""
    pieces = []
    for literal, name, form, conversion in Formatter().parse(sentence):
        pieces.append(literal)
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"{{{name}}}: a placeholder is a plain name")
        pieces.append(shown(values[name], lang, house_word=name in HOUSE_WORDS))
    return "".join(pieces)


def shown(value: object, lang: str, *, house_word: bool = False) -> str:
    """One value in the locale's form; enum members are words of the house, plain text stays as it is."""
    match value:
        case Money():
            return money(value, lang)
        case Hours():
            return hours(value, lang)
        case Quantity():
            return quantity(value, lang)
        case Share():
            return percent_bp(value.basis_points, lang)
        case datetime():
            return moment(value, lang, "UTC") + " UTC"
        case date():
            return day(value, lang)
        case StrEnum():
            return word(str(value), lang)
        case list() | tuple() | set() | frozenset():
            items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
            return LIST_JOINT[known(lang)].join(shown(item, lang, house_word=house_word) for item in items)
        case str():
            return LIST_JOINT[known(lang)].join(word(w, lang) for w in value.split(", ")) if house_word else value
        case int() | Decimal() | None:
            return "" if value is None else str(value)
        case _:
            raise TypeError(f"{type(value).__name__} is nothing that a sentence can show")


def money(value: Money, lang: str) -> str:
    """An amount with its currency: ¥1,234.56 in zh, CN¥1,234.56 in en, 1234,56 CNY in es."""
    return format_currency(exact(value), value.currency, locale=locale(lang))


def amount(value: Money, lang: str) -> str:
    """An amount without its currency, all its decimal places and thousands set apart, for columns of figures."""
    zeros = places(value.currency)
    pattern = "#,##0" + ("." + "0" * zeros if zeros else "")
    return format_decimal(exact(value), format=pattern, locale=locale(lang))


def currency_name(code: str, lang: str) -> str:
    """The name of a currency: 人民币, yuan, Chinese Yuan."""
    return get_currency_name(code, locale=locale(lang))


def day(value: date, lang: str) -> str:
    """A date: 2024年3月1日, 1 mar 2024, Mar 1, 2024."""
    return format_date(value, "medium", locale=locale(lang))


def moment(value: datetime, lang: str, zone: str) -> str:
    """A time on the clock of `zone`, to the minute; ValueError for a time without a zone of its own."""
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), lang)} {format_datetime(local, 'HH:mm', locale=locale(lang))}"


def hours(value: Hours, lang: str) -> str:
    """Labor hours without a unit: 1.3, in es 1,3."""
    return format_decimal(Decimal(value.hundredths) / 100, format="#,##0.##", locale=locale(lang))


def quantity(value: Quantity, lang: str) -> str:
    """A quantity without idle zeros: 2, 0.5, in es 0,5."""
    return format_decimal(Decimal(value.thousandths) / 1000, format="#,##0.###", locale=locale(lang))


def percent_bp(basis_points: int, lang: str) -> str:
    """A share given in basis points: 625 is 6.25%, in es 6,25 %."""
    return format_percent(Decimal(basis_points) / 10_000, locale=locale(lang), decimal_quantization=False)


def say_fault(fault: Fault, lang: str) -> str:
    """One fault as a sentence in `lang`."""
    return say(fault.text, lang, **fault.values)


def say_missing(missing: Lacking, lang: str) -> str:
    """A condition that does not hold, with what exactly is wanting in brackets."""
    sentence = say(missing.sentence, lang, **missing.values)
    if not missing.details:
        return sentence
    return f"{sentence} ({SENTENCE_JOINT[lang].join(say_fault(detail, lang) for detail in missing.details)})"


def say_refusal(refusal: Refusal, lang: str) -> str:
    """A refusal's own sentence in `lang`; its list of faults is said one by one with `say_fault`.

    A refused step carries `missing`, the conditions that do not hold: they are said in `lang` too.
    """
    values, lacking = dict(refusal.values), getattr(refusal, "missing", ())
    if lacking:
        values["missing"] = SENTENCE_JOINT[known(lang)].join(say_missing(each, lang) for each in lacking)
    return say(refusal.message_id(), lang, **values)


def catalog_files(lang: str) -> list[Path]:
    """The catalogs of a language, one per room, in the order of their names."""
    return sorted((CATALOGS / lang / "LC_MESSAGES").glob("*.po"))


def read_catalog(path: Path, lang: str) -> dict[str, str]:
    """One room's sentences and their translations; empty and doubtful ones count as untranslated."""
    with path.open("rb") as file:
        entries = read_po(file, locale=lang, abort_invalid=True)
    return {str(each.id): str(each.string) for each in entries if each.id and each.string and not each.fuzzy}


@lru_cache(maxsize=len(LANGUAGES))
def catalog(lang: str) -> dict[str, str]:
    """English sentence → translation, from all rooms; where two rooms differ the first by name is taken."""
    found: dict[str, str] = {}
    for path in catalog_files(lang):
        found = read_catalog(path, lang) | found
    return found


def disputed(lang: str) -> dict[str, dict[str, str]]:
    """Sentences that rooms translate differently: sentence → room → translation. A test wants none."""
    said: dict[str, dict[str, str]] = {}
    for path in catalog_files(lang):
        for sentence, translation in read_catalog(path, lang).items():
            said.setdefault(sentence, {})[path.stem] = translation
    return {sentence: rooms for sentence, rooms in said.items() if len(set(rooms.values())) > 1}


@lru_cache(maxsize=len(LANGUAGES))
def locale(lang: str) -> Locale:
    """Babel's locale for one of our languages."""
    return Locale.parse(LOCALES[known(lang)])


def known(lang: str) -> str:
    """`lang` where we have texts in it; UnknownLanguage otherwise."""
    if lang not in LANGUAGES:
        raise UnknownLanguage(lang=lang)
    return lang


def exact(value: Money) -> Decimal:
    """The amount as a decimal of its currency's main unit."""
    return Decimal(value.minor).scaleb(-places(value.currency))
