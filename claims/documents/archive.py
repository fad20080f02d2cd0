"""The archive of issued papers: frozen at issue, rendered once by a worker, handed out ever after as the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.documents.fate import fate_of
from claims.documents.form import Form
from claims.documents.models import IssuedPaper
from claims.documents.urgency import LONG, RENDER, behind
from claims.documents.worker import Press, PressDied, PressFull, PressStopped, PressStuck, StopFlag
from claims.duties.service import finish_duty, open_duty
from claims.files.keeping import place_of_size
from claims.files.models import StoredFile
from claims.files.store import Store, sha256_of
from claims.kernel.clock import Clock
from claims.kernel.database import Database
from claims.kernel.errors import Refusal
from claims.lifecycle.models import Claim
from claims.outbox.jobs import Effect, Hopeless, LetGo, Taken, enqueue
from claims.people.accounts import acting
from claims.people.models import Person
from claims.people.numbers import next_number
from claims.people.roles import Permission, Role, roles_that_may

PREFIX = {
    "quote": "Q", "quote_workbook": "X", "reconciliation": "R", "work_order": "W", "settlement": "S", "packet": "P",
    "decisions": "D", "meeting_sheet": "M", "meeting_workbook": "MX",
    "pre_inspection": "PI", "survey_report": "SR", "loss_sheet": "L", "dispatch": "DS", "requisition": "RQ",
    "inspection": "FI", "exit_record": "EX", "gate_pass": "GP",
    "quality_certificate": "QC", "supplement": "SU", "transfer_authorization": "T", "cancellation": "C",
}  # fmt: skip
LIMIT, LONG_LIMIT = timedelta(minutes=2), timedelta(minutes=10)  # for printing one paper
UNPRINTED = "the paper {number} could not be printed; see why, then have it tried again or issue it anew"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StillRendering(Refusal):
    """The paper {number} is not printed yet; ask again in {seconds} seconds."""

    status = 409


class NotPrintable(Refusal):
    """The paper {number} could not be printed: {why}"""

    status = 409


def paper_number(session: Session, claim: Claim, form: str, now: datetime) -> str:
    """The next number of a kind of paper in this shop and year, without gaps."""
    number = next_number(session, shop_id=claim.shop_id, kind=f"paper:{form}", year=now.year)
    return f"{PREFIX[form]}{now.year}-{number:05d}"


def issue(
    session: Session, claim: Claim, form: Form, *, number: str, about: str, language: str, by: Person, now: datetime,
    waited_for: bool = False,
) -> IssuedPaper:  # fmt: skip
    """Freeze a paper's data under its number and have a worker print it; nothing of it changes any more.

    One that is `waited_for` (somebody asked for it by hand) is printed before those that follow from steps.
    """
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
    paper.job_id = enqueue(session, RENDER, {"paper_id": paper.id}, now=now, shop_id=paper.shop_id,
                           behind=behind(paper.form, waited_for=waited_for)).id  # fmt: skip
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


def printed(session: Session, paper: IssuedPaper, *, language: str, now: datetime) -> StoredFile:
    """The stored file of a paper; StillRendering before the worker is done, NotPrintable where it gave up."""
    if paper.file_id is not None:
        return session.get_one(StoredFile, paper.file_id)
    fate = fate_of(session, paper, language=language, now=now)
    if fate.state == "failed":
        raise NotPrintable(number=paper.number, why=fate.why)
    raise StillRendering(number=paper.number, seconds=fate.seconds)


class Printer:
    """The worker's side: prints a paper from its frozen data, in a process of its own, and files the bytes."""

    def __init__(
        self, database: Database, files: Store, clock: Clock, press: Press, *, limit: timedelta = LIMIT,
        long_limit: timedelta = LONG_LIMIT, stop: StopFlag | None = None,
    ) -> None:  # fmt: skip
        self.database, self.files, self.clock, self.press = database, files, clock, press
        self.limit, self.long_limit, self.stop = limit, long_limit, stop

    def __call__(self, taken: Taken) -> Effect | None:
        """Print the paper a job names; what to write is returned, for one transaction with the end of the job."""
        paper_id = int(taken.payload["paper_id"])
        with self.database.reading() as session:
            paper = session.get_one(IssuedPaper, paper_id)
            if paper.file_id is not None:
                return None
            data, language = json.loads(paper.data), paper.language
            limit = self.long_limit if paper.form in LONG else self.limit
        try:
            spec: Any = {"data": data, "lang": language, "files": attachments(self.files, data)}
            pdf = self.press.print(spec, limit.total_seconds(), doing=taken.doing, stop=self.stop)
        except PressStopped as fault:
            raise LetGo() from fault
        except (PressStuck, PressFull, PressDied):
            raise  # the job is tried again
        except Refusal as refusal:
            raise Hopeless(refusal) from refusal
        self.files.put(pdf)  # so that no transaction waits for the disk
        return lambda session: self.file(session, paper_id, pdf)

    def file(self, session: Session, paper_id: int, pdf: bytes) -> None:
        """File the printed paper; whoever was told that it could not be printed owes nothing any more."""
        paper = session.get_one(IssuedPaper, paper_id)
        name, now = f"{paper.number}.pdf", self.clock.now()
        paper.file_id = filed(
            session, paper, pdf, name=name, media_type="application/pdf", files=self.files, now=now
        ).id
        finish_duty(session, about_paper(paper), by=acting(session, paper.issued_by_id, paper.shop_id), now=now)

    def give_up(self, session: Session, _kind: str, payload: Mapping[str, Any]) -> None:
        """Tell the role that issued a paper that it could not be printed, in the transaction in which its job fails."""
        paper, now = session.get_one(IssuedPaper, int(payload["paper_id"])), self.clock.now()
        open_duty(
            session, session.get_one(Claim, paper.claim_id), role=self.who_issued(session, paper), text=UNPRINTED,
            values={"number": paper.number}, about=about_paper(paper), due_at=now, now=now,
        )  # fmt: skip

    @staticmethod
    def who_issued(session: Session, paper: IssuedPaper) -> str:
        """The role in which a paper was issued; the manager where its issuer may not issue one by hand."""
        held = acting(session, paper.issued_by_id, paper.shop_id).roles & roles_that_may(Permission.ISSUE_PAPERS)
        return min(map(str, held), default=str(Role.MANAGER))


def attachments(files: Store, data: object) -> dict[str, Path]:
    """The files that frozen data name, by name: photographs in print size, drawn signatures, uploaded papers."""
    found: dict[str, Path] = {}
    if isinstance(data, dict):
        for name in (data.get("file"), data.get("image")):
            if name and isinstance(name, str) and isinstance(data.get("sha256"), str):
                found[name] = content(files, name, data["sha256"])
        for value in data.values():
            found |= attachments(files, value)
    elif isinstance(data, list):
        for value in data:
            found |= attachments(files, value)
    return found


def content(files: Store, name: str, digest: str) -> Path:
    """Where the printable form of a content stands; a photograph's original, which tells where and when, never."""
    return place_of_size(files, digest, "print") if name.endswith(".jpg") else files.place(digest)


def about_paper(paper: IssuedPaper) -> str:
    """How a duty names a paper."""
    return f"paper:{paper.id}"
