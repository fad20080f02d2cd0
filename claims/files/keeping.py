"""Keeping what is handed in: checked by content, put into the store, and listed with its claim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.files.images import PRINT, SCREEN, THUMBNAIL, Limits, looks_like, open_photograph
from claims.files.models import FileKind, StoredFile
from claims.files.papers import open_paper
from claims.files.store import ContentLost, Store, sha256_of
from claims.kernel.errors import Fault, Faults, Invalid

UNNAMED = "unnamed"
LONGEST_NAME = 120
DEFAULT_LIMITS = Limits(side=12_000, pixels=60_000_000)
VARIANTS = {"print": PRINT, "screen": SCREEN, "thumbnail": THUMBNAIL}
ALREADY_KEPT = Limits(side=2**31, pixels=2**62)  # what was accepted once is opened again, whatever is accepted today


class Author(Protocol):
    """Who hands it in."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True)
class Upload:
    """One file as it came: its name and its bytes (read no further than just over the limit)."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Checked:
    """A file whose content is known: ready to be kept."""

    name: str
    data: bytes
    media_type: str
    sha256: str
    facts: dict[str, Any]
    variants: dict[str, bytes] = field(default_factory=dict)


def clean_name(name: str) -> str:
    """A file's name without folders and control characters, at most 120 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return re.sub(r'[<>:"|?*]', "_", printable).strip(" .")[-LONGEST_NAME:] or UNNAMED


def check_uploads(
    uploads: Sequence[Upload], kind: FileKind, *, largest: int, limits: Limits = DEFAULT_LIMITS
) -> list[Checked]:
    """All files checked by content; Invalid with every fault, each with the file it is in. All or nothing."""
    faults, good = Faults(), []
    faults.check(bool(uploads), "send at least one file", "files")
    for place, upload in enumerate(uploads):
        found = check_content(upload, kind, largest=largest, limits=limits)
        if isinstance(found, Fault):
            faults.add(found.text, f"files[{place}] {clean_name(upload.name)}", **found.values)
        else:
            good.append(found)
    faults.refuse(Invalid)
    return good


def check_content(upload: Upload, kind: FileKind, *, largest: int, limits: Limits = DEFAULT_LIMITS) -> Checked | Fault:
    """One file checked by content for what it shall be, or what is wrong with it."""
    data, name = upload.data, clean_name(upload.name)
    if not data:
        return Fault("this file is empty")
    if len(data) > largest:
        return Fault("this file is larger than {mebibytes} MiB", "", {"mebibytes": max(1, largest // 2**20)})
    if kind is FileKind.PHOTOGRAPH or (kind is FileKind.PAPER and looks_like(data)):
        photograph = open_photograph(data, limits)
        if isinstance(photograph, Fault):
            return photograph
        return Checked(name, data, photograph.media_type, sha256_of(data), photograph.facts, photograph.sizes)
    paper = open_paper(data)
    return paper if isinstance(paper, Fault) else Checked(name, data, paper.media_type, sha256_of(data), paper.facts)


def put(files: Store, checked: Checked) -> None:
    """Put a content and its smaller versions into the store; do this before the transaction."""
    files.put(checked.data)
    for variant, data in checked.variants.items():
        if not files.has(checked.sha256, variant):
            files.put_variant(checked.sha256, variant, data)


def keep(
    session: Session,
    checked: Checked,
    *,
    shop_id: int,
    claim_id: int | None,
    kind: FileKind,
    by: Author,
    now: datetime,
    caption: str = "",
    stage: str = "",
    about: str = "",
) -> StoredFile:
    """List a content that is in the store already."""
    row = StoredFile(
        shop_id=shop_id,
        claim_id=claim_id,
        kind=str(kind),
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.data),
        sha256=checked.sha256,
        facts=checked.facts,
        caption=caption,
        stage=stage,
        about=about,
        created_at=now,
        by_id=by.id,
    )
    session.add(row)
    session.flush()
    return row


def store(
    session: Session,
    files: Store,
    data: bytes,
    *,
    shop_id: int,
    claim_id: int | None,
    kind: FileKind | str,
    name: str,
    by: Author,
    now: datetime,
    largest: int = 20 * 2**20,
    caption: str = "",
    stage: str = "",
    about: str = "",
) -> StoredFile:
    """Check one file, put it into the store and list it; Invalid where it is not what it shall be."""
    kind = FileKind(kind)
    (checked,) = check_uploads([Upload(name, data)], kind, largest=largest)
    put(files, checked)
    return keep(
        session, checked, shop_id=shop_id, claim_id=claim_id, kind=kind, by=by, now=now, caption=caption, stage=stage,
        about=about,
    )  # fmt: skip


def load(files: Store, row: StoredFile, size: str = "") -> bytes:
    """The content of a listed file; `size` is "print", "screen" or "thumbnail" for a smaller JPEG of a photograph."""
    if not size:
        return files.get(row.sha256)
    return place_of_size(files, row.sha256, size).read_bytes()


def place_of_size(files: Store, digest: str, size: str) -> Path:
    """Where a smaller version of a photograph stands; lost ones are made again from the original, byte for byte."""
    variant = VARIANTS[size]
    if not files.has(digest, variant):
        photograph = open_photograph(files.get(digest), ALREADY_KEPT)
        if isinstance(photograph, Fault):
            raise ContentLost(name=f"{digest[:12]}.{size}")
        for name, data in photograph.sizes.items():
            files.put_variant(digest, name, data)
    return files.place(digest, variant)


def files_of(
    session: Session, claim_id: int, kind: FileKind | None = None, about: str | None = None
) -> list[StoredFile]:
    """The files of a claim, oldest first; of one kind, about one thing."""
    query = select(StoredFile).where(StoredFile.claim_id == claim_id)
    if kind is not None:
        query = query.where(StoredFile.kind == str(kind))
    if about is not None:
        query = query.where(StoredFile.about == about)
    return list(session.scalars(query.order_by(StoredFile.id)))
