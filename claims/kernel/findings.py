"""The checker's findings as sentences: what is wrong with an input, in plain words, with the field it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from claims.kernel.errors import Fault, Refusal

MISSING = "this is missing; add it"
TEXT = "text is wanted here"
WHOLE = "a whole number is wanted here"
NUMBER = "a number is wanted here"
YES_NO = "true or false is wanted here"
DAY = "a date is wanted here, as in 2024-03-01"
MOMENT = "a time with its zone is wanted here, as in 2024-03-01T09:30:00+08:00"
LIST = "a list is wanted here"
OBJECT = "an object with named fields is wanted here"
NOT_THIS = "this cannot be accepted here"
LIMITS = {
    "greater_than_equal": ("ge", "this must be at least {limit}"),
    "greater_than": ("gt", "this must be more than {limit}"),
    "less_than_equal": ("le", "this must be at most {limit}"),
    "less_than": ("lt", "this must be less than {limit}"),
    "string_too_long": ("max_length", "at most {limit} characters are possible here"),
    "string_too_short": ("min_length", "at least {limit} characters are wanted here"),
    "too_long": ("max_length", "at most {limit} entries are possible here"),
    "too_short": ("min_length", "at least {limit} entries are wanted here"),
    "decimal_max_places": ("decimal_places", "at most {limit} decimal places are possible here"),
    "decimal_whole_digits": ("whole_digits", "at most {limit} digits before the point are possible here"),
}
PLAIN = {
    "missing": MISSING,
    "extra_forbidden": "this field is not known here; leave it out",
    "decimal_text": 'write a plain decimal number in quotes, as in "12.50"',
    "string_pattern_mismatch": "this has not the form that is wanted here",
}
BY_START = (  # the beginning of the checker's word → sentence
    ("string", TEXT), ("int", WHOLE), ("finite_number", NUMBER), ("float", NUMBER), ("decimal", NUMBER),
    ("bool", YES_NO), ("datetime", MOMENT), ("timezone", MOMENT), ("date", DAY), ("time", MOMENT), ("list", LIST),
    ("tuple", LIST), ("set", LIST), ("model", OBJECT), ("dict", OBJECT), ("dataclass", OBJECT),
)  # fmt: skip


def faults_of(findings: Iterable[Mapping[str, Any]], under: str = "") -> list[Fault]:
    """Pydantic's findings as faults."""
    return [fault_of(finding, under) for finding in findings]


def fault_of(finding: Mapping[str, Any], under: str = "") -> Fault:
    """One finding as a sentence; our own sentences, raised as ValueError by a check, stay as they are."""
    kind, context = str(finding.get("type", "")), finding.get("ctx") or {}
    where = place([under, *finding.get("loc", ())] if under else finding.get("loc", ()))
    if kind in LIMITS:
        name, sentence = LIMITS[kind]
        return Fault(sentence, where, {"limit": context.get(name, "")})
    if kind in ("literal_error", "enum"):
        return Fault("choose one of these: {choices}", where, {"choices": choices(context.get("expected", ""))})
    if kind == "value_error":
        return own_sentence(context.get("error"), where)
    sentence = PLAIN.get(kind) or next((words for start, words in BY_START if kind.startswith(start)), NOT_THIS)
    return Fault(sentence, where)


def own_sentence(error: object, where: str) -> Fault:
    """The words of a ValueError of ours as a fault."""
    if isinstance(error, Refusal):
        return Fault(error.message_id(), where, error.values)
    words = str(error)
    return Fault(words, where) if "{" not in words else Fault(NOT_THIS, where)


def choices(expected: object) -> str:
    """The allowed words of a choice, as a plain list: `'a', 'b' or 'c'` is a, b, c."""
    if isinstance(expected, type) and issubclass(expected, Enum):
        return ", ".join(str(each.value) for each in expected)
    return ", ".join(re.findall(r"'([^']*)'", str(expected)))


def place(loc: Sequence[object]) -> str:
    """Where a fault stands: legs[0].insurer_id."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
