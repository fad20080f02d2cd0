"""Passwords: only their argon2 hash is kept, and checking takes as long for names nobody has."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH = 10
HASHER = PasswordHasher()  # argon2id with the library's present figures


@lru_cache(maxsize=1)
def nobody() -> str:
    """A hash that no password fits, to be checked for unknown logins."""
    return HASHER.hash("nobody has this password \x00")


def hash_password(password: str) -> str:
    """The hash to keep; slow on purpose, so do it before a transaction begins."""
    return HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether the password belongs to the kept hash; slow on purpose, for None too."""
    try:
        return HASHER.verify(kept or nobody(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
