"""What every paper is made of: frozen data that checks itself, and its way into canonical JSON and back."""

from __future__ import annotations

import hashlib
import json
import re
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Self, Union

from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Faults, Refusal
from claims.kernel.money import Money

LONGEST_TEXT = 8_000  # characters in one field: two pages; anything longer is an upload, not a field

HALF = re.compile("[\ud800-\udfff]")  # of a pair; such text has no bytes, so it cannot be frozen


class PaperIncomplete(Refusal):
    """The paper cannot be made from these data; mend every point listed."""

    status = 422


class PaperUnreadable(Refusal):
    """The stored data do not fit the paper “{paper}”; see the points listed."""

    status = 422


class Checked:
    """A frozen dataclass inside a paper; `check` notes what is wrong with it."""

    grown: ClassVar[frozenset[str]] = frozenset()  # fields with a default that data of earlier versions do not have

    def check(self, faults: Faults, where: str) -> None:
        """Note every fault of this piece; pieces inside it are checked by the paper."""


@dataclass(frozen=True, kw_only=True)
class Form(Checked):
    """A paper's data: frozen, complete and adding up, or it cannot be made (PaperIncomplete lists all faults)."""

    kind: ClassVar[str]
    title: ClassVar[str]  # the English heading, a message id
    unsigned: ClassVar[frozenset[str]] = frozenset()  # fields that are filled in after the paper was signed
    head: Any  # a blocks.Head; each paper declares it

    def __post_init__(self) -> None:
        faults = Faults()
        check_types(self, type(self), "", faults)
        faults.check(len(currencies(self)) <= 1, "amounts of more than one currency stand on one paper")
        if not faults.found:  # sums of wrong types would only raise
            check_inside(self, "", faults)
        faults.refuse(PaperIncomplete)

    def to_data(self) -> dict[str, Any]:
        """The paper as plain data for JSON: whole numbers, text, lists, dictionaries."""
        return {"kind": self.kind, **plain_data(self)}

    def to_json(self) -> bytes:
        """Canonical JSON: sorted keys, no spaces, UTF-8; equal papers give equal bytes."""
        return canonical(self.to_data())

    def content(self) -> bytes:
        """What a signature under this paper stands for, as canonical JSON without what is empty.

        So a field that a later version adds, and that says nothing on older papers, changes no content of theirs.
        """
        return canonical(without_empty({**self.signed_data(), "claim_number": self.head.claim_number}))

    def signed_data(self) -> dict[str, Any]:
        """All that the paper says of the claim.

        Neither the heading, which changes with every printing, nor the signatures, nor what is filled in after them.
        """
        left_out = {"head", "signatures", *self.unsigned}
        return {key: value for key, value in self.to_data().items() if key not in left_out}

    def uncovered(self) -> tuple[int, ...]:
        """The positions of lines that came after the signatures, which do not stand for them."""
        return ()

    def content_hash(self) -> str:
        """The SHA-256 of the content, which a signature names."""
        return hashlib.sha256(self.content()).hexdigest()

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The paper as it was stored; PaperUnreadable names what does not fit, PaperIncomplete what is wrong."""
        faults = Faults()
        body = {key: value for key, value in data.items() if key != "kind"}
        if data.get("kind") != cls.kind:
            faults.add("these are the data of another paper", "kind")
        values = read_fields(cls, body, "", faults)
        faults.refuse(PaperUnreadable, paper=cls.kind)
        return cls(**values)


def canonical(data: object) -> bytes:
    """Plain data as JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def without_empty(data: Any) -> Any:
    """Plain data without the entries of dictionaries that are empty, false or nothing; zeros stay."""
    if isinstance(data, dict):
        kept = {key: without_empty(value) for key, value in data.items()}
        return {key: value for key, value in kept.items() if value or (value == 0 and value is not False)}
    return [without_empty(value) for value in data] if isinstance(data, list) else data


def currencies(piece: object) -> set[str]:
    """Every currency found in a piece and what is inside it."""
    if isinstance(piece, Money):
        return {piece.currency}
    if isinstance(piece, tuple):
        return set().union(*map(currencies, piece))
    if is_dataclass(piece):
        return set().union(*(currencies(getattr(piece, name)) for name in field_types(type(piece))))
    return set()


def check_inside(piece: object, where: str, faults: Faults) -> None:
    """Check a piece and every piece inside it; a paper inside a paper has checked itself."""
    if isinstance(piece, Form) and where:
        return
    if isinstance(piece, Checked):
        piece.check(faults, where)
    for name in field_types(type(piece)):
        value = getattr(piece, name)
        inner = value if isinstance(value, tuple) else (value,)
        for place, each in enumerate(inner, start=1):
            if is_dataclass(each):
                label = f"{name}[{place}]" if isinstance(value, tuple) else name
                check_inside(each, f"{where}.{label}".lstrip("."), faults)


def check_types(piece: object, kind: type[Any], where: str, faults: Faults) -> None:
    """Note every field whose value is not of its declared type, and every text beyond all measure."""
    for name, declared in field_types(kind).items():
        check_value(getattr(piece, name), declared, f"{where}.{name}".lstrip("."), faults)


def check_value(value: object, declared: Any, where: str, faults: Faults) -> None:
    """One value against its declared type, down to the leaves."""
    origin = typing.get_origin(declared)
    if origin in (Union, types.UnionType):
        kinds = typing.get_args(declared)
        if value is None and type(None) in kinds:
            return
        check_value(value, next(kind for kind in kinds if kind is not type(None)), where, faults)
    elif origin is tuple:
        inner = typing.get_args(declared)[0]
        if not isinstance(value, tuple):
            faults.add("a list is wanted here", where)
            return
        for place, each in enumerate(value, start=1):
            check_value(each, inner, f"{where}[{place}]", faults)
    elif type(value) is not declared:
        faults.add("a value of another type stands here: {found}", where, found=type(value).__name__)
    elif isinstance(value, str):
        faults.check(len(value) <= LONGEST_TEXT, "the text is longer than {most} characters", where, most=LONGEST_TEXT)
        faults.check(HALF.search(value) is None, "the text holds half a character", where)
    elif isinstance(value, datetime):
        faults.check(value.tzinfo is not None, "the time has no time zone", where)
    elif is_dataclass(value) and declared not in LEAVES:
        check_types(value, declared, where, faults)


def plain_data(value: object) -> Any:
    """Plain data of a piece: amounts as whole numbers, times and dates as ISO text."""
    match value:
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case Hours():
            return value.hundredths
        case Quantity():
            return value.thousandths
        case date():
            return value.isoformat()
        case tuple():
            return [plain_data(each) for each in value]
        case Form():
            return {"kind": value.kind, **{name: plain_data(getattr(value, name)) for name in field_types(type(value))}}
        case _ if is_dataclass(value):
            return {name: plain_data(getattr(value, name)) for name in field_types(type(value))}
        case _:
            return value


def read_fields(kind: type[Any], data: object, where: str, faults: Faults) -> dict[str, Any]:
    """The arguments for a piece from plain data; every field must be there and nothing else."""
    if not isinstance(data, dict):
        faults.add("an object with named fields is wanted here", where)
        return {}
    declared = field_types(kind)
    for name in sorted(set(map(str, data)) - set(declared)):
        faults.add("this field is unknown", f"{where}.{name}".lstrip("."))
    values = {}
    for name, inner in declared.items():
        place = f"{where}.{name}".lstrip(".")
        if name in data:
            values[name] = read_value(inner, data[name], place, faults)
        elif name not in kind.grown:
            faults.add("this field is missing", place)
    return values


def read_value(declared: Any, data: Any, where: str, faults: Faults) -> Any:
    """One value from plain data, by its declared type; a fault and None where it does not fit."""
    origin = typing.get_origin(declared)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return read_value(next(k for k in typing.get_args(declared) if k is not type(None)), data, where, faults)
    if origin is tuple:
        if not isinstance(data, list):
            faults.add("a list is wanted here", where)
            return ()
        inner = typing.get_args(declared)[0]
        return tuple(read_value(inner, each, f"{where}[{place}]", faults) for place, each in enumerate(data, start=1))
    try:
        if declared in LEAVES:
            return LEAVES[declared](data)
        if is_dataclass(declared):
            return read_piece(typing.cast(type[Any], declared), data, where, faults)
        if type(data) is declared:
            return data
        raise TypeError
    except (TypeError, ValueError, KeyError):
        faults.add("this value cannot be read", where)
        return None


def read_piece(kind: type[Any], data: Any, where: str, faults: Faults) -> Any:
    """A piece from plain data; None where any of its fields is at fault."""
    before = len(faults.found)
    if isinstance(data, dict) and issubclass(kind, Form):
        faults.check(data.get("kind") == kind.kind, "these are the data of another paper", f"{where}.kind")
        data = {key: value for key, value in data.items() if key != "kind"}
    values = read_fields(kind, data, where, faults)
    return kind(**values) if len(faults.found) == before else None


@cache
def field_types(kind: type[Any]) -> dict[str, Any]:
    """Field name → declared type, in the order of the dataclass; resolved once."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def read_money(data: Any) -> Money:
    """Money from {"minor", "currency"} and nothing else."""
    if set(data) != {"minor", "currency"}:
        raise ValueError("money has two fields")
    return Money(data["minor"], data["currency"])


LEAVES: dict[type[Any], Any] = {
    Money: read_money,
    Hours: Hours,
    Quantity: Quantity,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
