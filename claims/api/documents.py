"""Doors to issued papers: look at a draft, issue one, cancel it, list them, fetch the very bytes handed out."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from pydantic import Field
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from claims.api.doors import Desk, look, now, read, write
from claims.documents.archive import attachments, papers_of, printed
from claims.documents.cancelling import Standing, cancel, opposite_of, standings
from claims.documents.fate import Fate, fate_of, fates_of, may_come_sooner, print_sooner
from claims.documents.filling.issue import draft_paper, issue_paper
from claims.documents.models import IssuedPaper
from claims.documents.worker import Job
from claims.kernel.inputs import Input, Text
from claims.lifecycle.queries import find_claim
from claims.people.queries import find
from claims.people.roles import Permission as P

Language = Literal["zh", "es", "en"]
AboutId = Annotated[int | None, Field(description="the quote, supplement, transfer or decision that it is about")]


class NewPaper(Input):
    """Which paper is wanted; `about_id` is the quote that it is about (the first one where left out).

    For `supplement` it is the supplement (the newest), for `transfer_authorization` the transfer (the first that is
    authorized), for `decisions` one decision of the claim (all of them), for `survey_report` one survey. `replaces` is
    the id of a cancelled paper of the same kind about the same thing, in whose place this one stands and which it
    names.
    """

    form: Literal[
        "quote", "reconciliation", "meeting_sheet", "meeting_workbook", "work_order", "settlement", "packet",
        "decisions", "pre_inspection", "survey_report", "loss_sheet", "dispatch", "requisition", "inspection",
        "exit_record", "gate_pass", "supplement", "quality_certificate", "transfer_authorization",
    ]  # fmt: skip
    language: Language = "zh"
    about_id: AboutId = None
    replaces: int | None = None


class Draft(Input):
    """Which paper is to be looked at before it is issued, as in issuing it; a spreadsheet has no draft."""

    form: Literal[
        "quote", "reconciliation", "meeting_sheet", "work_order", "settlement", "packet", "decisions", "pre_inspection",
        "survey_report", "loss_sheet", "dispatch", "requisition", "inspection", "exit_record", "gate_pass",
        "supplement", "quality_certificate", "transfer_authorization",
    ]  # fmt: skip
    language: Language = "zh"
    about_id: AboutId = None


class Reason(Input):
    """Why a paper that was handed out is cancelled."""

    reason: Text = ""


class PaperOut(msgspec.Struct):
    """An issued paper; `ready` tells whether its file can be fetched, `state` how far it is.

    While it is waiting: its place in the queue. While it is printing: since when, what is being done (reading, layout,
    writing) and the page that is laid out. Where an attempt came to nothing: why.

    `cancelled_by` is the paper that cancelled it, `cancels` the one that it cancels; `replaces`, `replaced_by` alike.
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
    cancelled: bool
    cancels: int | None
    cancelled_by: int | None
    replaces: int | None
    replaced_by: int | None

    @classmethod
    def of(cls, row: IssuedPaper, standing: Standing, fate: Fate) -> PaperOut:
        """A paper's row as callers see it, how it stands to others, and how far it is."""
        return cls(
            id=row.id, form=row.form, about=row.about, number=row.number, language=row.language,
            issued_at=row.issued_at, data_hash=row.data_hash, ready=row.file_id is not None, file_id=row.file_id,
            job_id=row.job_id, state=fate.state, place=fate.place, since=fate.since, step=fate.step, page=fate.page,
            attempts=fate.attempts, fault=fate.why, cancelled=standing.cancelled_by is not None,
            cancels=standing.cancels, cancelled_by=standing.cancelled_by, replaces=standing.replaces,
            replaced_by=standing.replaced_by,
        )  # fmt: skip


def shown(session: Session, row: IssuedPaper, request: Desk) -> PaperOut:
    """One paper as the caller reads it."""
    fate = fate_of(session, row, language=request.user.language, now=now(request))
    return PaperOut.of(row, standings(session, [row])[row.id], fate)


@post("/claims/{claim_id:int}/documents", opt={"may": P.ISSUE_PAPERS}, sync_to_thread=True, tags=["documents"])
def issue(claim_id: int, data: NewPaper, request: Desk) -> PaperOut:
    """Freeze a paper as the claim stands now, and have it printed."""

    def act(session: Any) -> PaperOut:
        claim = find_claim(session, claim_id, request.user)
        paper = issue_paper(session, claim, data.form, about_id=data.about_id, language=data.language,
                            by=request.user, now=now(request), replaces=data.replaces)  # fmt: skip
        return shown(session, paper, request)

    return write(request, act)


@post("/claims/{claim_id:int}/documents/preview", opt={"may": P.ISSUE_PAPERS}, sync_to_thread=True,
      status_code=200, tags=["documents"])  # fmt: skip
def preview(claim_id: int, data: Draft, request: Desk) -> Response[bytes]:
    """The PDF of a paper as it would be issued now: marked DRAFT, without a number, and nothing of it is kept."""

    def fill(session: Any) -> dict[str, Any]:
        claim = find_claim(session, claim_id, request.user)
        form = draft_paper(session, claim, data.form, about_id=data.about_id, by=request.user, now=now(request))
        return form.to_data()

    told = look(request, fill)
    job: Job = {"data": told, "lang": data.language, "files": attachments(request.app.state.files, told)}
    return pdf_answer(request.app.state.previews.print(job), f"draft-{data.form}.pdf")


@post("/documents/{paper_id:int}/cancellation", opt={"may": P.CANCEL_PAPERS}, sync_to_thread=True, tags=["documents"])
def cancel_paper(paper_id: int, data: Reason, request: Desk) -> PaperOut:
    """Cancel an issued paper: it stays as it was handed out, and an opposite paper with its own number is issued."""

    def act(session: Any) -> PaperOut:
        paper = find(session, IssuedPaper, paper_id, request.user)
        opposite = cancel(session, paper, data.reason, by=request.user, now=now(request))
        return shown(session, opposite, request)

    return write(request, act)


@get("/documents/{paper_id:int}/cancelled-copy", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def fetch_copy(paper_id: int, request: Desk) -> Response[bytes]:
    """The pages of a cancelled paper as handed out, each marked CANCELLED and naming the paper that cancelled it."""

    def find_both(session: Any) -> tuple[Job, str]:
        paper = find(session, IssuedPaper, paper_id, request.user)
        row = printed(session, paper, language=request.user.language, now=now(request))
        opposite = opposite_of(session, paper)
        over = {row.name: request.app.state.files.place(row.sha256)}
        return {"data": json.loads(opposite.data), "lang": paper.language, "files": over, "over": row.name}, row.name

    job, name = look(request, find_both)
    return pdf_answer(request.app.state.previews.print(job), f"cancelled-{name}")


def pdf_answer(pdf: bytes, name: str) -> Response[bytes]:
    """A PDF that is not kept."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff",
               "Cache-Control": "no-store"}  # fmt: skip
    return Response(pdf, media_type="application/pdf", headers=headers)


@get("/claims/{claim_id:int}/documents", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def list_papers(claim_id: int, request: Desk) -> list[PaperOut]:
    """The papers issued for a claim, oldest first."""

    def list_them(session: Session) -> list[PaperOut]:
        rows = papers_of(session, find_claim(session, claim_id, request.user).id)
        fates = fates_of(session, rows, language=request.user.language, now=now(request))
        found = standings(session, rows)
        return [PaperOut.of(row, found[row.id], fates[row.id]) for row in rows]

    return read(request, list_them)


@get("/documents/{paper_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def show_paper(paper_id: int, request: Desk) -> PaperOut:
    """One issued paper; one that is not printed yet is printed sooner, and Retry-After says when to ask again."""

    def find_it(session: Session) -> Any:
        paper = find(session, IssuedPaper, paper_id, request.user)
        fate = fate_of(session, paper, language=request.user.language, now=now(request))
        told = PaperOut.of(paper, standings(session, [paper])[paper.id], fate)
        return Response(told, headers={"Retry-After": str(fate.seconds)}) if fate.seconds else told

    wait_for(request, paper_id)
    return read(request, find_it)  # type: ignore[no-any-return]


@get("/documents/{paper_id:int}/data", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def show_data(paper_id: int, request: Desk) -> dict[str, Any]:
    """The frozen data of a paper."""
    return read(request, lambda session: dict(json.loads(find(session, IssuedPaper, paper_id, request.user).data)))


@get("/documents/{paper_id:int}/file", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def fetch_file(paper_id: int, request: Desk) -> Response[bytes]:
    """The bytes that were handed out: a PDF, or a spreadsheet; 409 with Retry-After while it is not printed yet."""

    def fetch(session: Any) -> Response[bytes]:
        paper = find(session, IssuedPaper, paper_id, request.user)
        row = printed(session, paper, language=request.user.language, now=now(request))
        headers = {
            "Content-Disposition": f'attachment; filename="{row.name}"',
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{row.sha256}"',
        }
        return Response(request.app.state.files.get(row.sha256), media_type=row.media_type, headers=headers)

    wait_for(request, paper_id)
    return read(request, fetch)


def wait_for(request: Desk, paper_id: int) -> None:
    """Somebody waits for a paper: where it would be printed later for that nobody did, it goes before others now."""

    database = request.app.state.database
    with suppress(OperationalError):  # what is read next says that the database is away
        with database.reading() as session:
            if not may_come_sooner(session, find(session, IssuedPaper, paper_id, request.user)):
                return
        with database.writing() as session:
            print_sooner(session, session.get_one(IssuedPaper, paper_id))


ROUTES = [issue, preview, cancel_paper, list_papers, show_paper, show_data, fetch_file, fetch_copy]
