"""The store of contents: every file stands once under the hash of its bytes, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from claims.kernel.errors import Refusal

HASH = re.compile(r"[0-9a-f]{64}")
SUFFIX = re.compile(r"[a-z]{1,20}\.jpg")


class ContentLost(Refusal):
    """The content of file {name} is missing or damaged in the store; restore it from the backup."""

    status = 500


def sha256_of(data: bytes) -> str:
    """The hash under which these bytes are kept, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Store:
    """A folder of contents by hash: `sha256/ab/cd/abcd…`, with smaller versions of photographs beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, digest: str, variant: str = "") -> Path:
        """Where a content (or a variant of it, as in `print.jpg`) stands; ValueError for anything but a hash."""
        if not HASH.fullmatch(digest) or (variant and not SUFFIX.fullmatch(variant)):
            raise ValueError(f"{digest!r} {variant!r} names no content")
        return self.folder / "sha256" / digest[:2] / digest[2:4] / (digest + (f".{variant}" if variant else ""))

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their hash; bytes that are there already are not written again."""
        digest = sha256_of(data)
        self.write(self.place(digest), data)
        return digest

    def put_variant(self, digest: str, variant: str, data: bytes) -> None:
        """Keep a smaller version beside its original."""
        self.write(self.place(digest, variant), data)

    def get(self, digest: str, variant: str = "") -> bytes:
        """The bytes, checked against their hash where they are an original; ContentLost where they are not there."""
        place = self.place(digest, variant)
        try:
            data = place.read_bytes()
        except FileNotFoundError as fault:
            raise ContentLost(name=place.name[:12]) from fault
        if not variant and sha256_of(data) != digest:
            raise ContentLost(name=place.name[:12])
        return data

    def has(self, digest: str, variant: str = "") -> bool:
        """Whether the content is there."""
        return self.place(digest, variant).is_file()

    def write(self, place: Path, data: bytes) -> None:
        """Write a file so that a crash leaves either all of it or nothing under its name."""
        if place.is_file() and place.stat().st_size == len(data):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, place)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
