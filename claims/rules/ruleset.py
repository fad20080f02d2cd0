"""The plain JSON that both readers read: comparisons of single facts with literals, checked before anyone reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from claims.kernel.canonical import LARGEST_INT
from claims.rules.facts import LONGEST_WORD, NAME, OWN_WORDS
from claims.rules.vocabulary import OPERATORS, PolicyFault, Raw

RESERVED: Final = frozenset({"id", "sid", "k", *OWN_WORDS})
TYPES: Final[dict[str, type]] = {"int": int, "bool": bool, "str": str}
MOST_RULES: Final = 4096

MOST_READ: Final = 200  # facts of one kind that rules read: the core dies of more than 252

Holds = list[list[int]]
"""For each rule, in the order of the book, the places of the facts for which it holds, ascending; all from 0."""


class FactFault(ValueError):
    """A fact reached the readers that the check at the door should have stopped."""


class Reader(Protocol):
    """Finds which rules hold for which facts."""

    def match(self, facts: Sequence[Raw]) -> Holds:
        """Which rules hold for which of these facts, each with its `kind` and everything derived."""
        ...


class RuleSet:
    """Checked rules in the order (priority, place in the book), and what of each kind of fact they read.

    `data` is {"kinds": {kind: {fact: int|bool|str}}, "rules": [{"on": kind, "when": [[[fact, operator, literal]]]}]}.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.kinds: dict[str, dict[str, str]] = _checked_kinds(data.get("kinds"))
        rules = data.get("rules")
        if not isinstance(rules, list) or len(rules) > MOST_RULES:
            raise PolicyFault(f"a rule set is a list of at most {MOST_RULES} rules")
        self.rules: list[dict[str, Any]] = [_checked_rule(place, rule, self.kinds) for place, rule in enumerate(rules)]
        self.reads: dict[str, dict[str, type]] = {kind: {} for kind in self.kinds}
        for rule in self.rules:
            for terms in rule["when"]:
                for term in terms:
                    self.reads[rule["on"]][term[0]] = TYPES[self.kinds[rule["on"]][term[0]]]
        for kind, names in self.reads.items():
            if len(names) > MOST_READ:
                raise PolicyFault(f"{kind}: rules read {len(names)} facts; at most {MOST_READ} can be read at once")


def _checked_kinds(kinds: object) -> dict[str, dict[str, str]]:
    if not isinstance(kinds, dict) or not kinds:
        raise PolicyFault("a rule set has at least one kind of fact")
    for kind, facts in kinds.items():
        if not isinstance(kind, str) or not NAME.fullmatch(kind) or not isinstance(facts, dict):
            raise PolicyFault(f"{kind!r} cannot be a kind of fact")
        for name, type_name in facts.items():
            if not isinstance(name, str) or not NAME.fullmatch(name) or name in RESERVED:
                raise PolicyFault(f"{kind}: {name!r} is reserved or malformed; choose another name")
            if type_name not in TYPES:
                raise PolicyFault(f"{kind}.{name}: {type_name!r} is no type a rule can read; use int, bool or str")
    return kinds


def _checked_rule(place: int, rule: object, kinds: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    where = f"rule {place}"
    if not isinstance(rule, dict) or set(rule) != {"on", "when"} or rule["on"] not in kinds:
        raise PolicyFault(f"{where}: a rule says on which kind it stands and when it holds, and nothing else")
    if not isinstance(rule["when"], list) or not rule["when"]:
        raise PolicyFault(f"{where}: at least one alternative is wanted")
    for terms in rule["when"]:
        if not isinstance(terms, list) or not terms:
            raise PolicyFault(f"{where}: an alternative has at least one comparison")
        for term in terms:
            _check_term(where, term, kinds[rule["on"]])
    return rule


def _check_term(where: str, term: object, facts: Mapping[str, str]) -> None:
    if not isinstance(term, list) or len(term) not in (2, 3):
        raise PolicyFault(f"{where}: a comparison is [fact, operator, literal]")
    name, operator = term[0], term[1]
    if not isinstance(name, str) or name not in facts:
        raise PolicyFault(f"{where}: there is no fact {name!r}")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise PolicyFault(f"{where}: {operator!r} is no comparison; there are {', '.join(OPERATORS)}")
    if (len(term) == 2) != (operator in ("has", "lacks")):
        raise PolicyFault(f"{where}: {operator} takes {'no' if len(term) == 3 else 'one'} literal")
    if len(term) == 2:
        return
    literal: Any = term[2]
    wanted = TYPES[facts[name]]
    fits = type(literal) is wanted
    if not fits:
        raise PolicyFault(f"{where}: {name} is compared with {literal!r}, which is not {wanted.__name__}")
    if operator not in ("eq", "ne") and wanted is not int:
        raise PolicyFault(f"{where}: {operator} compares whole numbers only")
    if wanted is int and not -LARGEST_INT <= literal <= LARGEST_INT:
        raise PolicyFault(f"{where}: {literal} does not fit into 64 bits")
    if wanted is str and (len(literal) > LONGEST_WORD or any(0xD800 <= ord(c) < 0xE000 for c in literal)):
        raise PolicyFault(f"{where}: {literal[:20]!r}… is no short text")
