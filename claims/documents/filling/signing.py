"""What is signed: a paper's content as the claim stands, or as the paper that was issued said it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.documents.filling.common import Desk, desk
from claims.documents.filling.evidence import fill_loss_sheet
from claims.documents.filling.orders import fill_work_order
from claims.documents.form import Form
from claims.documents.forms import read_form
from claims.documents.models import IssuedPaper
from claims.files.models import Paper
from claims.files.signatures import NewSignature
from claims.files.store import sha256_of
from claims.kernel.errors import Refusal
from claims.lifecycle.models import Claim

# Papers that are signed and printed. Of the others nothing is printed yet that a signature could be compared with.
SIGNED: Mapping[Paper, Callable[[Desk, str], Form]] = {
    Paper.LOSS_SHEET: fill_loss_sheet,
    Paper.WORK_ORDER: fill_work_order,
}
AT_THE_TABLE = timedelta(minutes=15)  # a signature recorded this soon was given under what the file says now


class NothingToSign(Refusal):
    """There is nothing yet that the paper “{paper}” could say; complete the claim first."""

    status = 409


class PaperChanged(Refusal):
    """The paper “{paper}” no longer says what was shown; read it again, show it, and have that signed."""

    status = 409


def on_the_table(session: Session, claim: Claim, paper: Paper, now: datetime) -> Form | None:
    """The paper as the claim stands now; None where there is no such paper, or nothing that it could say yet."""
    fill, at = SIGNED.get(paper), desk(session, claim, now)
    if fill is None or not at.legs:
        return None
    try:
        return fill(at, "-")
    except Refusal:
        return None


def shown_for_signing(session: Session, claim: Claim, paper: Paper, now: datetime) -> Form:
    """The paper as the claim stands now, to be shown and then signed; NothingToSign where there is none."""
    form = on_the_table(session, claim, paper, now)
    if form is None:
        raise NothingToSign(paper=paper)
    return form


def signed_content(session: Session, claim: Claim, new: NewSignature, now: datetime) -> bytes | None:
    """What the paper said when it was signed; None where nobody can tell.

    A hash that the caller names must be that of the paper as it stands, or as it was issued (PaperChanged). Without
    one the paper as it stands counts, unless the signature was given long before it is recorded.
    """
    form = on_the_table(session, claim, new.paper, now)
    content = form.content() if form is not None else None
    if new.document_hash is None:
        given_now = new.signed_at is None or now - new.signed_at <= AT_THE_TABLE
        return content if given_now else None
    if new.paper not in SIGNED:
        return None  # the caller's word is kept as it is
    known = [content] if content is not None else []
    known += issued_contents(session, claim, new.paper)
    for one in known:
        if sha256_of(one) == new.document_hash:
            return one
    raise PaperChanged(paper=new.paper)


def issued_contents(session: Session, claim: Claim, paper: Paper) -> list[bytes]:
    """What the issued papers of a kind said, newest first."""
    query = select(IssuedPaper.data).where(IssuedPaper.claim_id == claim.id, IssuedPaper.form == str(paper))
    return [read_form(json.loads(data)).content() for data in session.scalars(query.order_by(IssuedPaper.id.desc()))]
