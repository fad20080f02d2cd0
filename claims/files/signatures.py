"""Signatures on papers: drawn, typed, or told on the telephone; who signed what, and as whom."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Protocol

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.files.images import Limits, checked_drawing
from claims.files.models import Capacity, FileKind, Paper, Signature, SignedBy, StoredFile
from claims.files.store import Store, sha256_of
from claims.files.strokes import LARGEST, drawing, strokes
from claims.kernel.errors import Faults
from claims.kernel.inputs import Input, Name

LARGEST_DRAWING = 300_000  # bytes of a drawn signature
Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class NewSignature(Input):
    """A signature as it was given. Drawn: a PNG (base64) or the path of the strokes on a field of 600 by 200."""

    paper: Paper
    about_id: int | None = None
    capacity: Capacity
    signer_name: Named
    method: SignedBy
    signed_at: AwareDatetime | None = Field(None, description="when it was given; now, where it is not said")
    drawing_png: Annotated[str, StringConstraints(max_length=LARGEST_DRAWING * 4 // 3 + 4)] | None = None
    drawing_path: Annotated[str, StringConstraints(max_length=LARGEST)] | None = None
    said_to: Name = Field("", description="telephone: who took the call")
    phone: Name = Field("", description="telephone: which number")
    document_hash: Sha256 | None = Field(None, description="the hash of what the paper said when it was shown")


class ClaimFile(Protocol):
    """Anything that stands for a claim."""

    @property
    def id(self) -> Any: ...
    @property
    def shop_id(self) -> Any: ...


class Author(Protocol):
    """Who records it."""

    @property
    def id(self) -> int: ...


def sign(
    session: Session,
    claim: ClaimFile,
    new: NewSignature,
    *,
    by: Author,
    now: datetime,
    files: Store | None = None,
    content: bytes | None = None,
    address: str = "",
) -> Signature:
    """Record a signature on a paper of a claim; Invalid with every fault.

    `content` is what the paper said when it was signed; it is kept, and its hash is the document's. A drawing and a
    content need the store `files`. `address` is the network address from which the signature came.
    """
    faults = Faults()
    signed_at = new.signed_at or now
    faults.check(signed_at <= now, "a signature cannot be given in the future", "signed_at")
    drawn, media_type = drawing_of(new, faults)
    if new.method is SignedBy.TELEPHONE:
        faults.check(bool(new.said_to), "tell who took the call", "said_to")
        faults.check(bool(new.phone), "tell which number was called", "phone")
        faults.check(new.signed_at is not None, "tell when the call was", "signed_at")
    faults.refuse()
    if files is None and (drawn is not None or content is not None):
        raise TypeError("a drawing and what was signed need the store")
    file_id = None
    if files is not None and content is not None:
        keep_content(session, files, claim, content, new, by=by, now=now)
    if files is not None and drawn is not None:
        name = f"{new.paper}-{new.capacity}.{'png' if media_type.endswith('png') else 'svg'}"
        row = listed(claim, FileKind.SIGNATURE, name, media_type, drawn, by=by, now=now)
        files.put(drawn)
        session.add(row)
        session.flush()
        file_id = row.id
    signature = Signature(
        shop_id=claim.shop_id,
        claim_id=claim.id,
        paper=str(new.paper),
        about_id=new.about_id,
        capacity=str(new.capacity),
        signer_name=new.signer_name,
        method=str(new.method),
        said_to=new.said_to,
        phone=new.phone,
        by_id=by.id,
        signed_at=signed_at,
        recorded_at=now,
        file_id=file_id,
        document_hash=new.document_hash if content is None else sha256_of(content),
        address=address,
    )
    session.add(signature)
    session.flush()
    return signature


def drawing_of(new: NewSignature, faults: Faults) -> tuple[bytes | None, str]:
    """The drawing's bytes and media type, or none; notes what is wrong with it."""
    given = [one for one in (new.drawing_png, new.drawing_path) if one]
    if new.method is not SignedBy.DRAWN:
        faults.check(not given, "only a drawn signature has a drawing", "method")
        return None, ""
    if not faults.check(len(given) == 1, "send the drawing as drawing_png or as drawing_path", "drawing_png"):
        return None, ""
    if new.drawing_path:
        path = strokes(new.drawing_path)
        faults.check(path is not None, "the drawing is not the path of a line on its field", "drawing_path")
        return drawing(path or ""), "image/svg+xml"
    try:
        data = base64.b64decode(str(new.drawing_png), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    picture = checked_drawing(data, Limits(side=4000, pixels=4_000_000))
    faults.check(picture is not None, "the drawing is not a PNG picture with strokes on it", "drawing_png")
    return picture, "image/png"


def keep_content(
    session: Session, files: Store, claim: ClaimFile, content: bytes, new: NewSignature, *, by: Author, now: datetime
) -> None:
    """Keep what a paper said when it was signed: once, however many sign it."""
    digest = files.put(content)
    same = select(StoredFile.id).where(
        StoredFile.claim_id == claim.id, StoredFile.kind == str(FileKind.SIGNED), StoredFile.sha256 == digest
    )
    if session.scalar(same) is None:
        name = f"{new.paper}-{digest[:12]}.json"
        session.add(listed(claim, FileKind.SIGNED, name, "application/json", content, by=by, now=now))
        session.flush()


def listed(
    claim: ClaimFile, kind: FileKind, name: str, media_type: str, data: bytes, *, by: Author, now: datetime
) -> StoredFile:
    """A content of ours as a stored file of the claim."""
    return StoredFile(
        shop_id=claim.shop_id,
        claim_id=claim.id,
        kind=str(kind),
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=sha256_of(data),
        facts={},
        created_at=now,
        by_id=by.id,
    )


def signatures(session: Session, claim_id: int, paper: str, about_id: int | None = None) -> list[Signature]:
    """The signatures on a paper of a claim, oldest first; all of its kind where `about_id` is None."""
    query = select(Signature).where(Signature.claim_id == claim_id, Signature.paper == str(paper))
    if about_id is not None:
        query = query.where(Signature.about_id == about_id)
    return list(session.scalars(query.order_by(Signature.id)))


def signed_by(
    session: Session, claim_id: int, paper: str, capacities: Iterable[str], about_id: int | None = None
) -> bool:
    """Whether somebody signed the paper in each of the capacities."""
    found = {one.capacity for one in signatures(session, claim_id, paper, about_id)}
    return {str(capacity) for capacity in capacities} <= found
