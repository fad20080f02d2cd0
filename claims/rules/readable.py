"""Facts, figures and conditions as people read them: meanings for names, amounts and shares written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from claims.kernel.texts import LIST_JOINT, day, known, say, translated, word
from claims.rules.edition import Edition
from claims.rules.figures import MONEY_UNIT, Dated
from claims.rules.vocabulary import Value
from claims.rules.wording import placeholders, written

SIGNS: Final = {"eq": "= ", "ne": "≠ ", "lt": "< ", "le": "≤ ", "gt": "> ", "ge": "≥ "}
WAYS: Final = {MONEY_UNIT: "money", "basis points": "percent", "thousandths": "quantity"}
FINEST_UNIT: Final = "minor units / 10,000"  # an exact distance: amounts × basis points
MEASURES: Final = ("days", "km", "hours", "minutes", "months", "years", "working days")
HOUSE_DEFAULT: Final = "house default"
LONGEST_LIST: Final = 6_000  # signs; a field of a paper holds 8,000


class Readable:
    """One edition in one language (zh, es, en). What the edition itself says goes before today's catalogs."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.language, self._edition = known(language), edition
        self.data = edition.bundle()

    def text(self, english: str) -> str:
        """A text of the edition in the language; English where nobody translated it."""
        own = self._edition.sentence(english, self.language)
        return own if own != english else translated(english, self.language) or english

    def word(self, text: str) -> str:
        """A word of the house, such as a fact's value or an outcome's key."""
        return word(text, self.language)

    def words(self, names: Sequence[str]) -> str:
        """Words of the house as a list."""
        return LIST_JOINT[self.language].join(self.word(one) for one in names)

    def title(self) -> str:
        """What the policy is called."""
        return self.word(f"{self._edition.policy} policy")

    def governing_date(self) -> str:
        """The date whose figures count, as a word."""
        return self.word(f"date of the {self._edition.governed_by}")

    def declared(self, kind: str, name: str) -> Mapping[str, Any]:
        """The declaration of a fact, told or worked out; empty for the words every fact has (`ref`, `label`)."""
        derived: Mapping[str, Any] = self.data["derived"].get(kind, {})
        found: Mapping[str, Any] = self.data["facts"][kind].get(name) or derived.get(name, {})
        return found

    def fact(self, kind: str, name: str) -> str:
        """What a fact means, in few words: its meaning up to the first semicolon."""
        one = self.declared(kind, name)
        if not one:  # a figure, or a word that every fact has
            return name if name in self.data["figures"] else self.word(name)
        meaning = self.text(one["meaning"]).split(";")[0].split("；")[0]
        alike = [other for other in self.data["derived"].get(kind, {}).values() if other["meaning"] == one["meaning"]]
        if len(alike) > 1:  # told apart by what the same function was given
            meaning += f" ({self.words(' '.join(one['given'].values()).split())})"
        return meaning

    def value(self, kind: str, name: str, value: Value | None, currency: str = "") -> str:
        """A fact's value with its unit; what is not there is said to be missing."""
        if value is None:
            return say("not given", self.language)
        one = self.declared(kind, name)
        if isinstance(value, str):
            if one.get("type") == "date":
                return day(date.fromisoformat(value), self.language)
            return self.word(value) if one.get("values") or "by" in one else value
        return self.number(name, value, one.get("unit", ""), currency)

    def number(self, name: str, value: int, unit: str = "", currency: str = "") -> str:
        """Yes or no, or a whole number written by its unit, else by the ending of its name (`_minor`, `_bp`)."""
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        if unit == FINEST_UNIT:
            return self._finest(value, currency)
        way = WAYS.get(unit) or (
            "money" if name.endswith("_minor") else "percent" if name.endswith("_bp") else "number"
        )
        shown = written(value, way, self.language, currency)
        return f"{shown} {self.word(unit)}" if unit in MEASURES else shown

    def _finest(self, value: int, currency: str) -> str:
        whole, rest = divmod(abs(value), 10_000)
        shown = written(whole if value >= 0 else -whole, "money", self.language, currency)
        about = "≈ " if rest else ""
        return f"{about}{'-' if value < 0 and not whole else ''}{shown}"

    def figure(self, name: str, value: Value | None, currency: str = "") -> str:
        """A figure's value with its unit."""
        if value is None:
            return say("no value", self.language)
        unit = self.data["figures"][name]["unit"]
        if isinstance(value, str):
            return (self.words(value.split()) if unit == "words" else self.word(value)) or "–"
        return self.number(name, value, unit, currency)

    def source(self, source: str) -> str:
        """A citation; only the mark of a house default is translated."""
        return source.replace(HOUSE_DEFAULT, self.word(HOUSE_DEFAULT))

    def wanted(
        self, kind: str, term: Sequence[Any], figures: Mapping[str, Dated], currency: str = "", *, cited: bool = True
    ) -> str:
        """What a comparison wants of its fact, with the figures it stands on: `≥ 1,000.00 CNY (high_value_minor, …)`.

        `figures` are those in force; another is named only. `cited` adds their sources.
        """
        name, operator, *literal = term
        own = literal[0]["figure"] if literal and isinstance(literal[0], dict) else ""
        if not literal:
            shown = say("given" if operator == "has" else "not given", self.language)
        elif own:
            known = figures.get(own)
            shown = SIGNS[operator] + (self.figure(own, known.value, known.currency) if known else own)
        else:
            sign = "" if operator == "eq" and type(literal[0]) is not int else SIGNS[operator]
            shown = sign + self.value(kind, name, literal[0], currency)
        behind = [self._named(one, figures, valued=one != own, cited=cited) for one in self.figures_behind(kind, term)
                  if one != own or one in figures]  # fmt: skip
        return f"{shown} ({'; '.join(behind)})" if behind else shown

    def figures_behind(self, kind: str, term: Sequence[Any]) -> list[str]:
        """The names of the figures that a comparison depends on, its own and those its fact was worked out with."""
        own = [term[2]["figure"]] if len(term) > 2 and isinstance(term[2], dict) else []
        given = self.declared(kind, term[0]).get("given", {}).values()
        return [*own, *(one for one in given if one in self.data["figures"])]

    def condition(self, kind: str, term: Sequence[Any], figures: Mapping[str, Dated]) -> str:
        """A comparison as it stands in the book: `original price of one piece ≥ 1,000.00 CNY (high_value_minor)`."""
        wanted = self.wanted(kind, term, figures, cited=False)
        joint = " " if wanted.startswith(tuple(SIGNS.values())) else ": "
        return self.fact(kind, term[0]) + joint + wanted

    def template(self, kind: str, sentence: str) -> str:
        """A sentence before its values are known: what will stand there is named in ‹brackets›."""
        names = {}
        for name, _ in placeholders(sentence):
            said = name in self.data["says"] and not self.declared(kind, name)
            names[name] = self.label(name) if said else self.fact(kind, name)
        text = self.text(sentence)
        for name, way in placeholders(sentence):
            text = text.replace("{" + name + (f":{way}" if way else "") + "}", f"‹{names[name]}›")
        return text

    def label(self, key: str) -> str:
        """An outcome's key as a word."""
        return self.word(key.removesuffix("_minor").removesuffix("_bp"))

    def effect(self, key: str, value: Any, kind: str, currency: str = "") -> str:
        """What follows under one outcome key: `deposit: due`; a fact or figure by its name, a printed text in full."""
        if isinstance(value, dict):
            shown = self.fact(kind, value["fact"]) if "fact" in value else value["figure"]
        elif isinstance(value, list):
            shown = LIST_JOINT[self.language].join(self._said(key, one, currency) for one in value) or "–"
        else:
            shown = self._said(key, value, currency)
        return f"{self.label(key)}: {shown}"

    def _said(self, key: str, value: Value, currency: str) -> str:
        if isinstance(value, str):
            printed = self.data["prints"].get(value)
            return f"“{self.text(printed)}”" if printed else self.word(value)
        return self.number(key, value, "", currency)

    def _named(self, name: str, figures: Mapping[str, Dated], *, valued: bool, cited: bool) -> str:
        own = figures.get(name)
        if own is None:
            return name
        shown = f"{name} {self.figure(name, own.value, own.currency)}" if valued else name
        return f"{shown}, {self.source(own.source)}" if cited else shown


def runs(one: Mapping[str, Any], day: str) -> bool:
    """Whether a paragraph as an edition keeps it (`since`, `until`, each perhaps None) is in force on an ISO day."""
    return (one["since"] is None or one["since"] <= day) and (one["until"] is None or day < one["until"])


def ranges(refs: Iterable[str]) -> str:
    """Refs as a short list: line:1, line:2, line:3 and line:7 are “line:1–3, line:7”; a very long one ends in “…”."""
    runs: list[list[str]] = []
    for ref in refs:
        if runs and _follows(runs[-1][-1], ref):
            runs[-1].append(ref)
        else:
            runs.append([ref])
    pieces = [f"{run[0]}–{run[-1].rpartition(':')[2]}" if len(run) > 2 else ", ".join(run) for run in runs]
    text = ", ".join(pieces)
    return text if len(text) <= LONGEST_LIST else text[:LONGEST_LIST].rpartition(", ")[0] + ", …"


def _follows(before: str, ref: str) -> bool:
    (name, _, number), (other, _, after) = before.rpartition(":"), ref.rpartition(":")
    return name == other != "" and number.isdecimal() and after.isdecimal() and int(after) == int(number) + 1
