"""The check at the door: what a policy is told is made flat and exact, or refused with every fault at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from claims.kernel.canonical import composed
from claims.kernel.errors import Faults
from claims.rules.facts import (
    EXACT,
    LONGEST_WORD,
    MOST_FACTS,
    OWN_WORDS,
    Declared,
    FactsRefused,
    FlatFact,
    Kinds,
    is_day,
    is_short_text,
)  # fmt: skip
from claims.rules.written import written

Placed = tuple[tuple[tuple[int, int, str], ...], str]

_DIGITS = re.compile(r"([0-9]+)")


class Door:
    """The check at the door of one policy: what it may be told, laid out once for a quick check of every fact."""

    def __init__(self, policy: str, kinds: Kinds) -> None:
        self.policy, self.kinds = policy, kinds
        self._quick = {kind: (place, _quick(declared)) for place, (kind, declared) in enumerate(kinds.items())}

    def checked(self, facts: Iterable[object]) -> list[FlatFact]:
        """The facts without Nones, text in NFC, in the order (kind, ref); FactsRefused lists every fault at once."""
        faults, seen = Faults(), set()
        result: list[tuple[int, Placed, FlatFact]] = []
        given = list(facts)
        faults.check(len(given) <= MOST_FACTS, "at most {most} facts are read at once", "facts", most=MOST_FACTS)
        for position, fact in enumerate(given[:MOST_FACTS]):
            if type(fact) is not dict and not isinstance(fact, Mapping):
                faults.add("a fact is a flat object of names and values", f"facts[{position}]")
                continue
            kind, ref = fact.get("kind"), fact.get("ref")
            known = self._quick.get(kind) if type(kind) is str else None
            if known is None:
                faults.add("kind must be one of {allowed}", f"facts[{position}]", allowed=", ".join(self.kinds))
                continue
            placed = _placed(ref) if type(ref) is str else None
            if placed is None:
                faults.add('ref must be a short text such as "line:12"', f"facts[{position}]")
                continue
            ref = placed[1]
            if ref in seen:
                text = "ref {ref} stands here twice; every fact needs its own"
                faults.add(text, f"facts[{position}]", ref=ref)
                continue
            seen.add(ref)
            place, quick = known
            flat = quick(fact) or _flat(fact, self.kinds[str(kind)], f"facts[{position}]", faults)
            flat["ref"] = ref
            result.append((place, placed, flat))
        faults.refuse(FactsRefused, policy=self.policy)
        result.sort()
        return [flat for _, _, flat in result]


Quick = Callable[[Mapping[str, object]], FlatFact | None]


def _quick(declared: Mapping[str, Declared]) -> Quick:
    # Most facts have nothing to be told: one function written for the kind makes such a fact flat, as `_flat` would,
    # and gives None where that has something to say or to look at more closely.
    lines: list[str] = []
    names: dict[str, object] = {"composed": composed, "is_day": is_day, "KNOWN": frozenset({*OWN_WORDS, *declared})}
    for number, one in enumerate((*declared.values(), Declared("label", "str", "", optional=True))):
        bad = f"type(value) is not {EXACT[one.type].__name__}"
        if one.type == "int":
            bad += f" or not {int(one.least)} <= value <= {int(one.most)}"
        elif one.type == "date":
            bad += " or not is_day(value)"
        elif one.values:
            names[f"WORDS{number}"] = frozenset(word for word in one.values if composed(word) == word)
            bad += f" or value not in WORDS{number}"
        elif one.type == "str":
            bad += f" or len(value) > {LONGEST_WORD} or not value.isprintable()"
        kept = "composed(value)" if one.type == "str" and not one.values else "value"
        lines += [f"value = get({one.name!r})", "if value is not None:", f" if {bad}: return None",
                  f" flat[{one.name!r}] = {kept}", *(() if one.optional else ("else: return None",))]  # fmt: skip
    begin = ["if not fact.keys() <= KNOWN: return None", "get = fact.get", "flat = {'kind': get('kind'), 'ref': ''}"]
    made: Quick = written(["def made(fact):", *(f" {line}" for line in (*begin, *lines, "return flat"))], names)
    return made


def _flat(fact: Mapping[str, object], declared: Mapping[str, Declared], where: str, faults: Faults) -> FlatFact:
    flat: FlatFact = {}
    for name, value in fact.items():
        if value is None:
            continue
        rule = declared.get(name) if type(name) is str else None
        if rule is None and name not in OWN_WORDS:
            faults.add("{fact} is not a fact of this kind; leave it out or spell it right", where, fact=repr(name))
            continue
        if rule is not None and (text := rule.fault(value)):
            values: dict[str, object] = {"fact": name, "value": repr(value)[:60], "allowed": ", ".join(rule.values)}
            faults.add(text, where, **values, least=rule.least, most=rule.most)
            continue
        if name == "label" and not is_short_text(value):
            faults.add("{fact} must be a short text without control characters", where, fact=name)
            continue
        flat[name] = composed(value) if type(value) is str else value  # type: ignore[assignment]
    for name, rule in declared.items():
        if not rule.optional and fact.get(name) is None:
            faults.add("{fact} is missing: {meaning}", where, fact=name, meaning=rule.meaning)
    return flat


@lru_cache(maxsize=16384)  # refs such as line:1 come again in every decision
def _placed(ref: str) -> Placed | None:
    # where a ref stands among others, and its one spelling; line:2 before line:10, as people count
    if not ref or not is_short_text(ref):
        return None
    ref = composed(ref)
    parts = _DIGITS.split(ref)
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts if part), ref
