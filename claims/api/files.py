"""Doors of what is handed in: photographs, papers, signatures; and of reading them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Body
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, Page, Pages, now, page, read, write
from claims.audit.journal import note
from claims.documents.filling.signing import SIGNED, shown_for_signing, signed_content
from claims.files.images import FORMATS, Limits
from claims.files.keeping import Checked, Upload, check_uploads, keep, load, put
from claims.files.models import Capacity, FileKind, Paper, Signature, StoredFile
from claims.files.signatures import NewSignature, sign
from claims.kernel.errors import Fault, Forbidden, Invalid
from claims.lifecycle.models import Claim
from claims.people.queries import find
from claims.people.roles import Permission as P
from claims.people.roles import roles_that_may

Stage = Literal["", "reception", "survey", "teardown", "hidden_damage", "repair", "inspection", "delivery"]
LONGEST_WORD = 500
TOLD_OF_A_SIGNATURE = ("id", "paper", "about_id", "capacity", "method", "document_hash", "address")
OWN_HAND = {Capacity.ADVISOR: P.RUN_ORDER, Capacity.MANAGER: P.GIVE_GO_AHEAD}  # nobody signs for these but themselves


@dataclass
class PhotographForm:
    """Photographs sent together: all are kept, or none. `about` names what they show, as in survey:3."""

    files: list[UploadFile] = field(default_factory=list)
    stage: Stage = ""
    about: str = ""
    caption: str = ""


@dataclass
class PaperForm:
    """Papers sent together: all are kept, or none."""

    files: list[UploadFile] = field(default_factory=list)
    kind: Literal["paper", "return", "price_list"] = "paper"
    about: str = ""
    caption: str = ""


class FileOut(msgspec.Struct):
    """A stored file; its content is at /api/v1/files/{id}/content."""

    id: int
    claim_id: int | None
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    facts: dict[str, Any]
    caption: str
    stage: str
    about: str
    created_at: datetime
    by_id: int

    @classmethod
    def of(cls, row: StoredFile) -> FileOut:
        """Show a stored file."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


class SignatureOut(msgspec.Struct):
    """A signature on a paper."""

    id: int
    claim_id: int
    paper: str
    about_id: int | None
    capacity: str
    signer_name: str
    method: str
    said_to: str
    by_id: int
    signed_at: datetime
    recorded_at: datetime
    file_id: int | None
    document_hash: str | None
    address: str

    @classmethod
    def of(cls, row: Signature) -> SignatureOut:
        """Show a signature."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


class ToSign(msgspec.Struct):
    """A paper that lies on the table: what it says, and the hash of that."""

    paper: str
    document_hash: str
    content: dict[str, Any]


def read_uploads(request: Desk, given: list[UploadFile], kind: FileKind) -> list[Checked]:
    """The files of a form, read, checked by content and put into the store: before any transaction."""
    settings = request.app.state.settings
    if len(given) > settings.uploads_at_once:
        raise Invalid(faults=[Fault("at most {limit} files at once", "files", {"limit": settings.uploads_at_once})])
    uploads = [Upload(one.filename or "", one.file.read(settings.upload_limit + 1)) for one in given]
    limits = Limits(settings.image_side_limit, settings.image_pixel_limit)
    checked = check_uploads(uploads, kind, largest=settings.upload_limit, limits=limits)
    for one in checked:
        put(request.app.state.files, one)
    return checked


def keep_all(request: Desk, claim_id: int, form: PhotographForm | PaperForm, kind: FileKind) -> list[FileOut]:
    """Keep the files of a form with a claim, and note it in the claim's chain."""
    for name in ("about", "caption"):
        if len(getattr(form, name)) > LONGEST_WORD:
            raise Invalid(faults=[Fault("at most {limit} characters are possible here", name, {"limit": LONGEST_WORD})])
    stage = getattr(form, "stage", "")
    with request.app.state.database.reading() as session:
        find(session, Claim, claim_id, request.user)  # another shop's claim is not there: no work for its files
    checked = read_uploads(request, form.files, kind)
    said = [kind, stage, form.about, form.caption, *(f"{one.name} {one.sha256}" for one in checked)]

    def act(session: Session) -> list[FileOut]:
        claim = find(session, Claim, claim_id, request.user)
        rows = [
            keep(
                session, one, shop_id=claim.shop_id, claim_id=claim.id, kind=kind, by=request.user, now=now(request),
                caption=form.caption, stage=stage, about=form.about,
            )
            for one in checked
        ]  # fmt: skip
        told = {"kind": str(kind), "about": form.about, "files": [[row.id, row.sha256] for row in rows]}
        note(session, claim, "files added", by=request.user, now=now(request), data=told)
        return [FileOut.of(row) for row in rows]

    return write(request, act, said=hashlib.sha256("\n".join(said).encode()).hexdigest())


@post(
    "/claims/{claim_id:int}/photographs", opt={"may": P.ADD_FILES, "uploads": True}, sync_to_thread=True, tags=["files"]
)
def add_photographs(
    claim_id: int, data: Annotated[PhotographForm, Body(media_type=RequestEncodingType.MULTI_PART)], request: Desk
) -> list[FileOut]:
    """Add photographs (JPEG, PNG, WebP, HEIC) to a claim; every fault of every file is told, and then none is kept."""
    return keep_all(request, claim_id, data, FileKind.PHOTOGRAPH)


@post("/claims/{claim_id:int}/files", opt={"may": P.ADD_FILES, "uploads": True}, sync_to_thread=True, tags=["files"])
def add_files(
    claim_id: int, data: Annotated[PaperForm, Body(media_type=RequestEncodingType.MULTI_PART)], request: Desk
) -> list[FileOut]:
    """Add papers to a claim: PDF, scans, spreadsheets; an insurer's return or a price list is named so by `kind`."""
    return keep_all(request, claim_id, data, FileKind(data.kind))


@post("/claims/{claim_id:int}/signatures", opt={"may": P.RECORD_SIGNATURES}, sync_to_thread=True, tags=["files"])
def add_signature(claim_id: int, data: NewSignature, request: Desk) -> SignatureOut:
    """Record a signature on a paper of a claim; advisor and manager sign for themselves only."""
    own = OWN_HAND.get(data.capacity)
    if own is not None and not request.user.may(own):
        raise Forbidden(action="sign in this capacity", roles=", ".join(sorted(roles_that_may(own))))
    if own is not None and data.signer_name != request.user.name:
        text = "in this capacity you sign with your own name, {name}"
        raise Invalid(faults=[Fault(text, "signer_name", {"name": request.user.name})])

    def act(session: Session) -> SignatureOut:
        claim = find(session, Claim, claim_id, request.user)
        content = signed_content(session, claim, data, now(request))
        row = sign(
            session, claim, data, by=request.user, now=now(request), files=request.app.state.files, content=content,
            address=request.client.host if request.client is not None else "",
        )  # fmt: skip
        told = {name: getattr(row, name) for name in TOLD_OF_A_SIGNATURE}
        note(session, claim, "signature recorded", by=request.user, now=now(request), data=told)
        return SignatureOut.of(row)

    return write(request, act)


@get("/claims/{claim_id:int}/to-sign/{paper:str}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["files"])
def show_to_sign(claim_id: int, paper: str, request: Desk) -> ToSign:
    """What a paper says as the claim stands now, with the hash to send back with each signature under it."""

    def act(session: Session) -> ToSign:
        claim = find(session, Claim, claim_id, request.user)
        if paper not in SIGNED:
            raise Invalid(faults=[Fault("choose one of these: {choices}", "paper", {"choices": ", ".join(SIGNED)})])
        form = shown_for_signing(session, claim, Paper(paper), now(request))
        return ToSign(paper, form.content_hash(), json.loads(form.content()))

    return read(request, act)


@get("/claims/{claim_id:int}/photographs", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["files"])
def list_photographs(claim_id: int, request: Desk, pages: Pages, about: str = "", stage: Stage = "") -> Page[FileOut]:
    """The photographs of a claim, oldest first; of one stage, about one thing."""

    def act(session: Session) -> Page[FileOut]:
        claim = find(session, Claim, claim_id, request.user)
        query = select(StoredFile).where(StoredFile.claim_id == claim.id, StoredFile.kind == str(FileKind.PHOTOGRAPH))
        if about:
            query = query.where(StoredFile.about == about)
        if stage:
            query = query.where(StoredFile.stage == stage)
        return page(session, query, StoredFile.id, pages, FileOut.of)

    return read(request, act)


@get("/claims/{claim_id:int}/files", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["files"])
def list_files(claim_id: int, request: Desk, pages: Pages, kind: FileKind | None = None) -> Page[FileOut]:
    """The files of a claim, oldest first; of one kind."""

    def act(session: Session) -> Page[FileOut]:
        claim = find(session, Claim, claim_id, request.user)
        query = select(StoredFile).where(StoredFile.claim_id == claim.id)
        if kind is not None:
            query = query.where(StoredFile.kind == str(kind))
        return page(session, query, StoredFile.id, pages, FileOut.of)

    return read(request, act)


@get("/claims/{claim_id:int}/signatures", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["files"])
def list_signatures(claim_id: int, request: Desk, pages: Pages) -> Page[SignatureOut]:
    """The signatures of a claim, oldest first."""

    def act(session: Session) -> Page[SignatureOut]:
        claim = find(session, Claim, claim_id, request.user)
        query = select(Signature).where(Signature.claim_id == claim.id)
        return page(session, query, Signature.id, pages, SignatureOut.of)

    return read(request, act)


@get("/files/{file_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["files"])
def show_file(file_id: int, request: Desk) -> FileOut:
    """What is known of a file."""
    return read(request, lambda s: FileOut.of(find(s, StoredFile, file_id, request.user)))


@get(
    "/files/{file_id:int}/content", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["files"],
    responses={200: ResponseSpec(bytes, generate_examples=False, description="the file", media_type="*/*")},
)  # fmt: skip
def show_content(
    file_id: int, request: Desk, size: Literal["", "print", "screen", "thumbnail"] = ""
) -> Response[bytes]:
    """The file itself, as it was handed in; `size` gives a photograph as a smaller JPEG of its pixels alone."""
    files = request.app.state.files
    with request.app.state.database.reading() as session:
        row = find(session, StoredFile, file_id, request.user)
        session.expunge(row)  # the content is read without holding a connection
    picture = row.media_type in FORMATS.values()
    if size and not picture:
        raise Invalid(faults=[Fault("only photographs have smaller sizes", "size")])
    tag = f'"{row.sha256}{size and "." + size}"'
    shown = "inline" if picture and (size or row.media_type != "image/heic") else "attachment"
    name = f"{row.name.rsplit('.', 1)[0]}-{size}.jpg" if size else row.name
    headers = {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": tag,
    }
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    media_type = "image/jpeg" if size else row.media_type
    return Response(load(files, row, size), media_type=media_type, headers=headers)


ROUTES = [
    add_photographs, add_files, add_signature, list_photographs, list_files, list_signatures, show_file, show_content,
    show_to_sign,
]  # fmt: skip
