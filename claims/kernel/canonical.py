"""One value, one spelling: canonical JSON bytes and their SHA-256 fingerprint, the same on every machine."""

from __future__ import annotations

import hashlib
import json
import unicodedata

LARGEST_INT = 2**63 - 1

_dump = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class NotCanonical(ValueError):
    """The value has no single spelling: a float, a key that is no text, an int beyond 64 bits, a broken character."""


def canonical(value: object) -> bytes:
    """UTF-8 JSON with sorted keys, no spaces and NFC text; NotCanonical for what could be spelled in two ways."""
    try:
        return _dump(_settled(value)).encode("utf-8")
    except UnicodeEncodeError as fault:
        raise NotCanonical("a lone surrogate is not text") from fault


def fingerprint(value: object) -> str:
    """The SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return fingerprint_bytes(canonical(value))


def fingerprint_bytes(data: bytes) -> str:
    """The SHA-256 of bytes that are canonical already, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def composed(text: str) -> str:
    """The text in NFC; plain ASCII comes back as it is."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _settled(value: object) -> object:
    # exact types: a subclass (an enum, a bool among ints) could print itself differently
    kind = type(value)
    if kind is str:
        return composed(value)  # type: ignore[arg-type]
    if kind is bool or value is None:
        return value
    if kind is int:
        if not -LARGEST_INT <= value <= LARGEST_INT:  # type: ignore[operator]
            raise NotCanonical(f"{value} does not fit into 64 bits")
        return value
    if kind is dict:
        return _settled_dict(value)  # type: ignore[arg-type]
    if kind is list or kind is tuple:
        return [_settled(one) for one in value]  # type: ignore[attr-defined]
    raise NotCanonical(f"{kind.__name__} has no canonical form; use int, text, bool, list or dict")


def _settled_dict(value: dict[object, object]) -> dict[str, object]:
    settled: dict[str, object] = {}
    for key, one in value.items():
        if type(key) is not str:
            raise NotCanonical(f"the key {key!r} is not text")
        name = composed(key)
        if name in settled:
            raise NotCanonical(f"two keys are spelled {name!r}")
        settled[name] = _settled(one)
    return settled
