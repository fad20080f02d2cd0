"""Papers that follow earlier ones: an opposite paper cancels what was handed out, a new one stands in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.documents.archive import issue, paper_number
from claims.documents.blocks import Earlier, Shop, Signature
from claims.documents.cancellation.form import Cancellation
from claims.documents.filling.common import desk, head, owner, vehicle
from claims.documents.models import IssuedPaper, PaperAfter
from claims.files.models import StoredFile
from claims.kernel.errors import Faults, Refusal
from claims.lifecycle.models import Claim
from claims.people.models import Person
from claims.people.queries import find

CANCELLATION = "cancellation"
SPREADSHEETS = ("quote_workbook", "meeting_workbook")


class NotCancellable(Refusal):
    """The paper {number} cannot be cancelled like this; mend every point listed."""

    status = 409


class NotReplaceable(Refusal):
    """The paper {number} cannot be replaced by this one; mend every point listed."""

    status = 409


class NotCancelled(Refusal):
    """The paper {number} was not cancelled; fetch its file instead."""

    status = 409


class NoPages(Refusal):
    """The paper {number} is a spreadsheet, which has no pages to mark; the paper that cancelled it says so."""

    status = 409


@dataclass(frozen=True)
class Standing:
    """Which papers a paper cancels or replaces, and which cancelled or replaced it, by their ids."""

    cancels: int | None = None
    cancelled_by: int | None = None
    replaces: int | None = None
    replaced_by: int | None = None


def standings(session: Session, papers: Iterable[IssuedPaper]) -> dict[int, Standing]:
    """How each of some papers stands."""
    ids = [paper.id for paper in papers]
    query = select(PaperAfter).where(or_(PaperAfter.paper_id.in_(ids), PaperAfter.earlier_id.in_(ids)))
    rows = session.scalars(query).all()
    later = {(row.earlier_id, row.how): row.paper_id for row in rows}
    earlier = {(row.paper_id, row.how): row.earlier_id for row in rows}
    return {
        one: Standing(
            cancels=earlier.get((one, "cancels")),
            cancelled_by=later.get((one, "cancels")),
            replaces=earlier.get((one, "replaces")),
            replaced_by=later.get((one, "replaces")),
        )
        for one in ids
    }


def cancel(session: Session, paper: IssuedPaper, reason: str, *, by: Person, now: datetime) -> IssuedPaper:
    """The opposite paper of one that was handed out, which itself stays byte for byte; NotCancellable."""
    locked = select(IssuedPaper.id).where(IssuedPaper.id == paper.id).with_for_update()
    session.execute(locked)  # two who cancel at once come one after the other
    faults = Faults()
    faults.check(bool(reason), "the reason is not told", "reason")
    faults.check(
        paper.form != CANCELLATION, "a paper that cancels is not cancelled; issue the cancelled one anew", "form"
    )
    faults.check(standings(session, [paper])[paper.id].cancelled_by is None, "it was cancelled already", "paper")
    faults.refuse(NotCancellable, number=paper.number)
    claim = session.get_one(Claim, paper.claim_id)
    number = paper_number(session, claim, CANCELLATION, now)
    form = fill_cancellation(session, claim, paper, reason, number=number, by=by, now=now)
    opposite = issue(session, claim, form, number=number, about=f"paper:{paper.id}", language=paper.language, by=by,
                     now=now)  # fmt: skip
    follow(session, opposite, paper, "cancels", reason)
    told = {"number": paper.number, "by_number": number, "reason": reason, "data_hash": paper.data_hash}
    note(session, claim, "paper cancelled", by=by, now=now, data=told)
    return opposite


def fill_cancellation(
    session: Session, claim: Claim, paper: IssuedPaper, reason: str, *, number: str, by: Person, now: datetime
) -> Cancellation:
    """What the opposite paper says."""
    at = desk(session, claim, now)
    top = head(at, number)
    file = session.get(StoredFile, paper.file_id) if paper.file_id is not None else None
    return Cancellation(
        head=top,
        vehicle=vehicle(at),
        owner=owner(at),
        cancelled=named(paper, top.shop),
        paper=paper.form,
        language=paper.language,
        reason=reason,
        cancelled_by=at.user_name(by.id),
        cancelled_at=now,
        data_sha256=paper.data_hash,
        file_sha256=file.sha256 if file is not None else "",
        signatures=(Signature(role="manager"),),
    )


def named(paper: IssuedPaper, shop: Shop) -> Earlier:
    """A paper as others name it: number, and the shop's own date of issue."""
    return Earlier(number=paper.number, issued_on=paper.issued_at.astimezone(ZoneInfo(shop.zone)).date())


def replaceable(
    session: Session, claim: Claim, paper_id: int | None, *, form: str, about: str, by: Person
) -> IssuedPaper | None:
    """The cancelled paper that a new one of this form replaces; NotReplaceable where it cannot, NotFound."""
    if paper_id is None:
        return None
    paper = find(session, IssuedPaper, paper_id, by, claim_id=claim.id)
    session.execute(select(IssuedPaper.id).where(IssuedPaper.id == paper.id).with_for_update())
    standing, faults = standings(session, [paper])[paper.id], Faults()
    faults.check(form not in SPREADSHEETS, "a spreadsheet names no paper that it replaces; issue the PDF", "form")
    faults.check(
        (paper.form, paper.about) == (form, about), "it is a paper of another kind or about something else", "form"
    )
    faults.check(standing.cancelled_by is not None, "it was not cancelled; cancel it first", "replaces")
    faults.check(standing.replaced_by is None, "another paper replaced it already", "replaces")
    faults.refuse(NotReplaceable, number=paper.number)
    return paper


def follow(session: Session, paper: IssuedPaper, earlier: IssuedPaper, how: str, reason: str = "") -> None:
    """Keep how a paper bears on an earlier one."""
    row = PaperAfter(paper_id=paper.id, earlier_id=earlier.id, how=how, claim_id=paper.claim_id, reason=reason)
    session.add(row)
    session.flush()


def opposite_of(session: Session, paper: IssuedPaper) -> IssuedPaper:
    """The paper that cancelled one with pages; NotCancelled or NoPages."""
    after = standings(session, [paper])[paper.id].cancelled_by
    if after is None:
        raise NotCancelled(number=paper.number)
    if paper.form in SPREADSHEETS:
        raise NoPages(number=paper.number)
    return session.get_one(IssuedPaper, after)
