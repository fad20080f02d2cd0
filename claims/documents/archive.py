"""The archive of issued papers: frozen at issue, rendered once by a worker, handed out ever after as the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.documents.form import Form
from claims.documents.models import IssuedPaper
from claims.documents.worker import Press, PressStuck
from claims.files.images import PRINT, Photograph, looks_like, open_photograph
from claims.files.keeping import DEFAULT_LIMITS
from claims.files.models import StoredFile
from claims.files.store import Store, sha256_of
from claims.kernel.clock import Clock
from claims.kernel.database import Database
from claims.kernel.errors import Refusal
from claims.lifecycle.models import Claim
from claims.outbox.jobs import Effect, enqueue
from claims.people.models import Person
from claims.people.numbers import next_number

RENDER = "render paper"
PREFIX = {
    "quote": "Q", "quote_workbook": "X", "reconciliation": "R", "work_order": "W", "settlement": "S", "packet": "P",
    "decisions": "D", "meeting_sheet": "M", "meeting_workbook": "MX",
}  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StillRendering(Refusal):
    """The paper {number} is still being printed; ask again in a moment."""

    status = 409


class NotPrintable(Refusal):
    """The paper {number} could not be printed: {why}. Mend what it names and issue the paper again."""

    status = 409


def paper_number(session: Session, claim: Claim, form: str, now: datetime) -> str:
    """The next number of a kind of paper in this shop and year, without gaps."""
    number = next_number(session, shop_id=claim.shop_id, kind=f"paper:{form}", year=now.year)
    return f"{PREFIX[form]}{now.year}-{number:05d}"


def issue(
    session: Session, claim: Claim, form: Form, *, number: str, about: str, language: str, by: Person, now: datetime
) -> IssuedPaper:
    """Freeze a paper's data under its number and have a worker print it; nothing of it changes any more."""
    data = form.to_json()
    paper = IssuedPaper(
        shop_id=claim.shop_id,
        claim_id=claim.id,
        form=form.kind,
        about=about,
        number=number,
        language=language,
        data=data.decode(),
        data_hash=sha256_of(data),
        issued_at=now,
        issued_by_id=by.id,
    )
    keep(session, claim, paper, by=by, now=now)
    enqueue(session, RENDER, {"paper_id": paper.id}, now=now)
    return paper


def issue_file(
    session: Session, claim: Claim, kind: str, data: bytes, *, number: str, about: str, language: str, by: Person,
    now: datetime, files: Store,
) -> IssuedPaper:  # fmt: skip
    """Archive a paper that is a finished file already, such as the quote's spreadsheet."""
    name = f"{number}.xlsx"
    paper = IssuedPaper(
        shop_id=claim.shop_id,
        claim_id=claim.id,
        form=kind,
        about=about,
        number=number,
        language=language,
        data=json.dumps({"kind": kind, "sha256": sha256_of(data)}),
        data_hash=sha256_of(data),
        issued_at=now,
        issued_by_id=by.id,
    )
    keep(session, claim, paper, by=by, now=now)
    paper.file_id = filed(session, paper, data, name=name, media_type=XLSX, files=files, now=now).id
    return paper


def keep(session: Session, claim: Claim, paper: IssuedPaper, *, by: Person, now: datetime) -> None:
    """Add a paper to the archive and to the claim's chain."""
    session.add(paper)
    session.flush()
    told = {"form": paper.form, "number": paper.number, "about": paper.about, "data_hash": paper.data_hash}
    note(session, claim, "paper issued", by=by, now=now, data=told)


def filed(
    session: Session, paper: IssuedPaper, data: bytes, *, name: str, media_type: str, files: Store, now: datetime
) -> StoredFile:
    """Put a paper's bytes into the store and list them as issued."""
    row = StoredFile(
        shop_id=paper.shop_id,
        claim_id=paper.claim_id,
        kind="issued",
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=files.put(data),
        facts={},
        about=f"paper:{paper.id}",
        created_at=now,
        by_id=paper.issued_by_id,
    )
    session.add(row)
    session.flush()
    return row


def papers_of(session: Session, claim_id: int) -> Sequence[IssuedPaper]:
    """The papers issued for a claim, oldest first."""
    query = select(IssuedPaper).where(IssuedPaper.claim_id == claim_id).order_by(IssuedPaper.id)
    return session.scalars(query).all()


def printed(session: Session, paper: IssuedPaper) -> StoredFile:
    """The stored file of a paper; StillRendering before the worker is done, NotPrintable where it gave up."""
    if paper.file_id is not None:
        return session.get_one(StoredFile, paper.file_id)
    if paper.fault:
        raise NotPrintable(number=paper.number, why=paper.fault)
    raise StillRendering(number=paper.number)


class Printer:
    """The worker's side: prints a paper from its frozen data, in a process of its own, and files the bytes."""

    def __init__(self, database: Database, files: Store, clock: Clock, press: Press) -> None:
        self.database, self.files, self.clock, self.press = database, files, clock, press

    def __call__(self, payload: Mapping[str, Any]) -> Effect | None:
        """Print the paper a job names; what to write is returned, for one transaction with the end of the job."""
        paper_id = int(payload["paper_id"])
        with self.database.reading() as session:
            paper = session.get_one(IssuedPaper, paper_id)
            if paper.file_id is not None:
                return None
            data, language = json.loads(paper.data), paper.language
        try:
            pdf = self.press.print({"data": data, "lang": language, "files": self.attachments(data)})
        except PressStuck:
            raise  # the job is tried again
        except Refusal as refusal:
            why = str(refusal)
            return lambda session: self.give_up(session, paper_id, why)
        return lambda session: self.file(session, paper_id, pdf)

    def give_up(self, session: Session, paper_id: int, why: str) -> None:
        """Write down why a paper cannot be printed."""
        session.get_one(IssuedPaper, paper_id).fault = why

    def file(self, session: Session, paper_id: int, pdf: bytes) -> None:
        """File the printed paper."""
        paper = session.get_one(IssuedPaper, paper_id)
        name, now = f"{paper.number}.pdf", self.clock.now()
        row = filed(session, paper, pdf, name=name, media_type="application/pdf", files=self.files, now=now)
        paper.file_id, paper.fault = row.id, ""

    def attachments(self, data: object) -> dict[str, Path]:
        """The files that frozen data name, by name: photographs in print size, uploaded papers as they came."""
        found: dict[str, Path] = {}
        if isinstance(data, dict):
            if isinstance(data.get("file"), str) and isinstance(data.get("sha256"), str):
                found[data["file"]] = self.content(data["sha256"])
            for value in data.values():
                found |= self.attachments(value)
        elif isinstance(data, list):
            for value in data:
                found |= self.attachments(value)
        return found

    def content(self, digest: str) -> Path:
        """Where the printable form of a content stands: the print size of a photograph, else the original."""
        small, original = self.files.place(digest, PRINT), self.files.place(digest)
        if not small.is_file() and original.is_file():
            with original.open("rb") as file:
                is_picture = bool(looks_like(file.read(32)))
            found = open_photograph(self.files.get(digest), DEFAULT_LIMITS) if is_picture else None
            if isinstance(found, Photograph):  # made once, kept beside the original
                self.files.put_variant(digest, PRINT, found.print_size)
        return small if small.is_file() else original
