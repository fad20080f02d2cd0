"""Doors to issued papers: issue one, list them, fetch the very bytes that were handed out."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import Response, get, post
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.documents.archive import papers_of, printed
from claims.documents.fate import Fate, fate_of, fates_of, may_come_sooner, print_sooner
from claims.documents.filling.issue import issue_paper
from claims.documents.models import IssuedPaper
from claims.kernel.inputs import Input
from claims.lifecycle.queries import find_claim
from claims.people.queries import find
from claims.people.roles import Permission as P


class NewPaper(Input):
    """Which paper is wanted; `about_id` is the quote that it is about (the first one where left out).

    For `decisions` it is one decision of the claim (all of them where left out).
    """

    form: Literal[
        "quote", "reconciliation", "meeting_sheet", "meeting_workbook", "work_order", "settlement", "packet",
        "decisions",
    ]  # fmt: skip
    language: Literal["zh", "es", "en"] = "zh"
    about_id: int | None = None


class PaperOut(msgspec.Struct):
    """An issued paper; `ready` tells whether its file can be fetched, `state` how far it is.

    While it is waiting: its place in the queue. While it is printing: since when, what is being done (reading, layout,
    writing) and the page that is laid out. Where an attempt came to nothing: why.
    """

    id: int
    form: str
    about: str
    number: str
    language: str
    issued_at: datetime
    data_hash: str
    ready: bool
    file_id: int | None
    job_id: int | None
    state: Literal["waiting", "printing", "done", "failed"]
    place: int | None
    since: datetime | None
    step: str
    page: int | None
    attempts: int
    fault: str

    @classmethod
    def of(cls, row: IssuedPaper, fate: Fate) -> PaperOut:
        """A paper's row as callers see it, and how far it is."""
        return cls(
            id=row.id, form=row.form, about=row.about, number=row.number, language=row.language,
            issued_at=row.issued_at, data_hash=row.data_hash, ready=row.file_id is not None, file_id=row.file_id,
            job_id=row.job_id, state=fate.state, place=fate.place, since=fate.since, step=fate.step, page=fate.page,
            attempts=fate.attempts, fault=fate.why,
        )  # fmt: skip


def out(session: Session, paper: IssuedPaper, request: Desk) -> PaperOut:
    """A paper as the caller reads it."""
    return PaperOut.of(paper, fate_of(session, paper, language=request.user.language, now=now(request)))


@post("/claims/{claim_id:int}/documents", opt={"may": P.ISSUE_PAPERS}, sync_to_thread=True, tags=["documents"])
def issue(claim_id: int, data: NewPaper, request: Desk) -> PaperOut:
    """Freeze a paper as the claim stands now, and have it printed."""

    def act(session: Any) -> PaperOut:
        claim = find_claim(session, claim_id, request.user)
        paper = issue_paper(session, claim, data.form, about_id=data.about_id, language=data.language,
                            by=request.user, now=now(request))  # fmt: skip
        return out(session, paper, request)

    return write(request, act)


@get("/claims/{claim_id:int}/documents", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def list_papers(claim_id: int, request: Desk) -> list[PaperOut]:
    """The papers issued for a claim, oldest first."""

    def look(session: Any) -> list[PaperOut]:
        claim = find_claim(session, claim_id, request.user)
        papers = papers_of(session, claim.id)
        fates = fates_of(session, papers, language=request.user.language, now=now(request))
        return [PaperOut.of(row, fates[row.id]) for row in papers]

    return read(request, look)


@get("/documents/{paper_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def show_paper(paper_id: int, request: Desk) -> PaperOut:
    """One issued paper; one that is not printed yet is printed sooner, and Retry-After says when to ask again."""

    def look(session: Session) -> Any:
        paper = find(session, IssuedPaper, paper_id, request.user)
        fate = fate_of(session, paper, language=request.user.language, now=now(request))
        shown = PaperOut.of(paper, fate)
        return Response(shown, headers={"Retry-After": str(fate.seconds)}) if fate.seconds else shown

    wait_for(request, paper_id)
    return read(request, look)  # type: ignore[no-any-return]


@get("/documents/{paper_id:int}/data", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def show_data(paper_id: int, request: Desk) -> dict[str, Any]:
    """The frozen data of a paper."""
    return read(request, lambda session: dict(json.loads(find(session, IssuedPaper, paper_id, request.user).data)))


@get("/documents/{paper_id:int}/file", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def fetch_file(paper_id: int, request: Desk) -> Response[bytes]:
    """The bytes that were handed out: a PDF, or a spreadsheet; 409 with Retry-After while it is not printed yet."""

    def look(session: Any) -> Response[bytes]:
        paper = find(session, IssuedPaper, paper_id, request.user)
        row = printed(session, paper, language=request.user.language, now=now(request))
        headers = {
            "Content-Disposition": f'attachment; filename="{row.name}"',
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{row.sha256}"',
        }
        return Response(request.app.state.files.get(row.sha256), media_type=row.media_type, headers=headers)

    wait_for(request, paper_id)
    return read(request, look)


def wait_for(request: Desk, paper_id: int) -> None:
    """Somebody waits for a paper: where it would be printed later for that nobody did, it goes before others now."""

    database = request.app.state.database
    with suppress(OperationalError):  # what is read next says that the database is away
        with database.reading() as session:
            if not may_come_sooner(session, find(session, IssuedPaper, paper_id, request.user)):
                return
        with database.writing() as session:
            print_sooner(session, session.get_one(IssuedPaper, paper_id))


ROUTES = [issue, list_papers, show_paper, show_data, fetch_file]
