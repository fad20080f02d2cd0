"""Doors to issued papers: issue one, list them, fetch the very bytes that were handed out."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import Response, get, post

from claims.api.doors import Desk, now, read, write
from claims.documents.archive import papers_of, printed
from claims.documents.filling.issue import issue_paper
from claims.documents.models import IssuedPaper
from claims.kernel.inputs import Input
from claims.lifecycle.queries import find_claim
from claims.people.queries import find
from claims.people.roles import Permission as P


class NewPaper(Input):
    """Which paper is wanted; `about_id` is the quote that it is about (the first one where left out).

    For `decisions` it is one decision of the claim (all of them where left out), for `survey_report` one survey.
    """

    form: Literal[
        "quote", "reconciliation", "meeting_sheet", "meeting_workbook", "work_order", "settlement", "packet",
        "decisions", "pre_inspection", "survey_report", "loss_sheet", "dispatch", "requisition", "inspection",
        "exit_record", "gate_pass",
    ]  # fmt: skip
    language: Literal["zh", "es", "en"] = "zh"
    about_id: int | None = None


class PaperOut(msgspec.Struct):
    """An issued paper; `ready` tells whether its file can be fetched."""

    id: int
    form: str
    about: str
    number: str
    language: str
    issued_at: datetime
    data_hash: str
    ready: bool
    file_id: int | None
    fault: str

    @classmethod
    def of(cls, row: IssuedPaper) -> PaperOut:
        """A paper's row as callers see it."""
        names = [name for name in cls.__struct_fields__ if name != "ready"]
        return cls(ready=row.file_id is not None, **{name: getattr(row, name) for name in names})


@post("/claims/{claim_id:int}/documents", opt={"may": P.ISSUE_PAPERS}, sync_to_thread=True, tags=["documents"])
def issue(claim_id: int, data: NewPaper, request: Desk) -> PaperOut:
    """Freeze a paper as the claim stands now, and have it printed."""

    def act(session: Any) -> PaperOut:
        claim = find_claim(session, claim_id, request.user)
        paper = issue_paper(session, claim, data.form, about_id=data.about_id, language=data.language,
                            by=request.user, now=now(request))  # fmt: skip
        return PaperOut.of(paper)

    return write(request, act)


@get("/claims/{claim_id:int}/documents", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def list_papers(claim_id: int, request: Desk) -> list[PaperOut]:
    """The papers issued for a claim, oldest first."""

    def look(session: Any) -> list[PaperOut]:
        claim = find_claim(session, claim_id, request.user)
        return [PaperOut.of(row) for row in papers_of(session, claim.id)]

    return read(request, look)


@get("/documents/{paper_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def show_paper(paper_id: int, request: Desk) -> PaperOut:
    """One issued paper."""
    return read(request, lambda session: PaperOut.of(find(session, IssuedPaper, paper_id, request.user)))


@get("/documents/{paper_id:int}/data", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def show_data(paper_id: int, request: Desk) -> dict[str, Any]:
    """The frozen data of a paper."""
    return read(request, lambda session: dict(json.loads(find(session, IssuedPaper, paper_id, request.user).data)))


@get("/documents/{paper_id:int}/file", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["documents"])
def fetch_file(paper_id: int, request: Desk) -> Response[bytes]:
    """The bytes that were handed out: a PDF, or a spreadsheet."""

    def look(session: Any) -> Response[bytes]:
        paper = find(session, IssuedPaper, paper_id, request.user)
        row = printed(session, paper)
        headers = {
            "Content-Disposition": f'attachment; filename="{row.name}"',
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{row.sha256}"',
        }
        return Response(request.app.state.files.get(row.sha256), media_type=row.media_type, headers=headers)

    return read(request, look)


ROUTES = [issue, list_papers, show_paper, show_data, fetch_file]
