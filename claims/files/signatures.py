"""Signatures on papers: drawn, typed, or told on the telephone; who signed what, and as whom."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Protocol

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.files.images import Limits, checked_drawing
from claims.files.models import Capacity, FileKind, Paper, Signature, SignedBy, StoredFile
from claims.files.store import Store
from claims.kernel.errors import Faults
from claims.kernel.inputs import Input, Name

PATH_FORM = re.compile(r"[MLHVCSQTAZmlhvcsqtaz0-9eE\s,.+\-]{3,60000}")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200">'
    '<path d="{path}" fill="none" stroke="black" stroke-width="2"/></svg>'
)
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
    drawing_path: Annotated[str, StringConstraints(max_length=60_000)] | None = None
    said_to: Name = Field("", description="telephone: who took the call")
    phone: Name = Field("", description="telephone: which number")
    document_hash: Sha256 | None = None


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
    session: Session, claim: ClaimFile, new: NewSignature, *, by: Author, now: datetime, files: Store | None = None
) -> Signature:
    """Record a signature on a paper of a claim; Invalid with every fault. A drawn one needs the store `files`."""
    faults = Faults()
    signed_at = new.signed_at or now
    faults.check(signed_at <= now, "a signature cannot be given in the future", "signed_at")
    drawing, media_type = drawing_of(new, faults)
    if new.method is SignedBy.TELEPHONE:
        faults.check(bool(new.said_to), "tell who took the call", "said_to")
        faults.check(bool(new.phone), "tell which number was called", "phone")
        faults.check(new.signed_at is not None, "tell when the call was", "signed_at")
    faults.refuse()
    file_id = None
    if drawing is not None:
        if files is None:
            raise TypeError("a drawn signature needs the store")
        file_id = keep_drawing(session, files, claim, drawing, media_type, new, by=by, now=now).id
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
        document_hash=new.document_hash,
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
        path = " ".join(new.drawing_path.split())
        good = PATH_FORM.fullmatch(path) is not None and path[0] in "Mm"
        faults.check(good, "the drawing is not the path of a line", "drawing_path")
        return SVG.format(path=path if good else "").encode(), "image/svg+xml"
    try:
        data = base64.b64decode(str(new.drawing_png), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    picture = checked_drawing(data, Limits(side=4000, pixels=4_000_000))
    faults.check(picture is not None, "the drawing is not a PNG picture", "drawing_png")
    return picture, "image/png"


def keep_drawing(
    session: Session,
    files: Store,
    claim: ClaimFile,
    drawing: bytes,
    media_type: str,
    new: NewSignature,
    *,
    by: Author,
    now: datetime,
) -> StoredFile:
    """The drawing as a stored file of the claim."""
    row = StoredFile(
        shop_id=claim.shop_id,
        claim_id=claim.id,
        kind=str(FileKind.SIGNATURE),
        name=f"{new.paper}-{new.capacity}.{'png' if media_type.endswith('png') else 'svg'}",
        media_type=media_type,
        size=len(drawing),
        sha256=files.put(drawing),
        facts={},
        created_at=now,
        by_id=by.id,
    )
    session.add(row)
    session.flush()
    return row


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
