"""JSON doors of policy drafts: the list, one draft beside today's values, its trials over the past and their tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import QueryParameter
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, Page, Pages, now, page, read, write
from claims.audit.draft_inputs import NewTrial
from claims.audit.draft_models import PolicyDraft, PolicyTrial
from claims.audit.own_changes import own_changes
from claims.audit.trials import TRY, begin_trial
from claims.documents.archive import XLSX
from claims.outbox.jobs import enqueue
from claims.people.models import Shop, User
from claims.people.queries import find, own_shop
from claims.people.roles import Permission as P
from claims.reports.what_if import Cell, ChangeRow, changes_of, save_workbook, table_of, totals_of
from claims.rules.figures import Scope, in_force


class FigureOut(msgspec.Struct):
    """A figure as the draft has it, beside the value that counts today for the shop and brand (and its source)."""

    figure: str
    unit: str
    value: int | bool | str | None
    currency: str
    brand: str
    source: str
    today: int | bool | str | None
    today_source: str


class SwitchOut(msgspec.Struct):
    """A paragraph that the draft switches."""

    paragraph: str
    on: bool
    brand: str
    source: str


class DraftRow(msgspec.Struct):
    """A draft in the list."""

    id: int
    state: str
    version: int
    policy: str
    reason: str
    everywhere: bool
    drafted_by: str
    drafted_at: datetime
    from_day: date | None


class TrialOut(msgspec.Struct):
    """A trial: its question, how far it came, its table so far and the sums; amounts are decimals."""

    id: int
    draft_id: int
    since: date
    until: date
    shop: str
    insurer: str
    asked_at: datetime
    total: int
    done: int
    finished_at: datetime | None
    edition: str
    table: list[Cell]
    totals: list[Cell]


class DraftOut(DraftRow):
    """A draft with its changes, who activated it from which day, and its trials, the newest first."""

    activated_by: str
    activated_at: datetime | None
    edition: str
    figures: list[FigureOut]
    switches: list[SwitchOut]
    trials: list[TrialOut]


@get("/policy-drafts", opt={"may": P.DRAFT_POLICY}, sync_to_thread=True, tags=["policy draft"])
def list_drafts(request: Desk, pages: Pages) -> Page[DraftRow]:
    """The shop's drafts, by id."""

    def look(session: Session) -> Page[DraftRow]:
        drafts = select(PolicyDraft).where(PolicyDraft.shop_id == request.user.shop_id)
        return page(session, drafts, PolicyDraft.id, pages, lambda one: draft_row(session, one))

    return read(request, look)


@get("/policy-drafts/{draft_id:int}", opt={"may": P.DRAFT_POLICY}, sync_to_thread=True, tags=["policy draft"])
def show_draft(draft_id: int, request: Desk) -> DraftOut:
    """One draft beside today's values, with its trials."""

    def look(session: Session) -> DraftOut:
        draft = find(session, PolicyDraft, draft_id, request.user)
        trials = select(PolicyTrial).where(PolicyTrial.draft_id == draft.id).order_by(PolicyTrial.id.desc())
        row = msgspec.structs.asdict(draft_row(session, draft))
        activated_by = session.get_one(User, draft.activated_by_id).name if draft.activated_by_id else ""
        return DraftOut(
            **row, activated_by=activated_by, activated_at=draft.activated_at, edition=draft.edition,
            figures=figures_beside_today(session, draft, own_shop(session, request.user), now(request)),
            switches=[SwitchOut(**one) for one in draft.switches],
            trials=[trial_out(session, one) for one in session.scalars(trials)],
        )  # fmt: skip

    return read(request, look)


@post(
    "/policy-drafts/{draft_id:int}/trials", opt={"may": P.DRAFT_POLICY}, sync_to_thread=True, status_code=202,
    tags=["policy draft"],
)  # fmt: skip
def try_draft(draft_id: int, data: NewTrial, request: Desk) -> TrialOut:
    """Try a draft on recorded decisions; a worker does it, and the trial tells how far it came."""

    def act(session: Session) -> TrialOut:
        draft = find(session, PolicyDraft, draft_id, request.user)
        trial = begin_trial(session, draft, data, by=request.user, now=now(request))
        enqueue(session, TRY, {"trial_id": trial.id}, now=now(request), shop_id=request.user.shop_id)
        return trial_out(session, trial)

    return write(request, act)


@get("/policy-trials/{trial_id:int}", opt={"may": P.DRAFT_POLICY}, sync_to_thread=True, tags=["policy draft"])
def show_trial(trial_id: int, request: Desk) -> TrialOut:
    """A trial: how far it came, and its table so far."""
    return read(request, lambda session: trial_out(session, find(session, PolicyTrial, trial_id, request.user)))


@get("/policy-trials/{trial_id:int}/changes", opt={"may": P.DRAFT_POLICY}, sync_to_thread=True, tags=["policy draft"])
def list_changes(trial_id: int, request: Desk, pages: Pages) -> Page[ChangeRow]:
    """The decisions that come out otherwise under the draft, or cannot be decided, by their id."""

    def look(session: Session) -> Page[ChangeRow]:
        trial = find(session, PolicyTrial, trial_id, request.user)
        language, limit = request.user.language, pages.limit + 1
        rows = list(changes_of(session, trial.id, language, after=pages.after, limit=limit))
        shown: Sequence[ChangeRow] = rows[: pages.limit]
        return Page(list(shown), shown[-1].decision_id if len(rows) > pages.limit else None)

    return read(request, look)


@get("/policy-trials/{trial_id:int}/export", opt={"may": P.DRAFT_POLICY}, sync_to_thread=True, tags=["policy draft"])
def export_trial(
    trial_id: int, request: Desk, kind: Annotated[Literal["xlsx", "json"], QueryParameter(name="format")] = "xlsx"
) -> Response[bytes]:
    """The table and the list of decisions as a workbook or as JSON."""

    def look(session: Session) -> Response[bytes]:
        trial = find(session, PolicyTrial, trial_id, request.user)
        name = f"policy-trial-{trial.id}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        if kind == "json":
            changes = list(changes_of(session, trial.id, request.user.language))
            body = msgspec.json.encode({"trial": trial_out(session, trial), "changes": changes})
            return Response(body, media_type="application/json", headers=headers)
        with TemporaryDirectory() as folder:
            path = Path(folder, name)
            save_workbook(session, trial, path, request.user.language)
            return Response(path.read_bytes(), media_type=XLSX, headers=headers)

    return read(request, look)


def draft_row(session: Session, draft: PolicyDraft) -> DraftRow:
    """A draft as the list shows it."""
    names = ("id", "version", "policy", "reason", "everywhere", "drafted_at", "from_day")
    drafter = session.get_one(User, draft.drafted_by_id).name
    kept: dict[str, Any] = {name: getattr(draft, name) for name in names}
    return DraftRow(state=str(draft.state), drafted_by=drafter, **kept)


def trial_out(session: Session, trial: PolicyTrial) -> TrialOut:
    """A trial with its table."""
    names = ("id", "draft_id", "since", "until", "insurer", "asked_at", "total", "done", "finished_at", "edition")
    table = table_of(session, trial)
    return TrialOut(
        shop=trial.only_shop, table=table, totals=totals_of(table), **{name: getattr(trial, name) for name in names}
    )


def figures_beside_today(session: Session, draft: PolicyDraft, shop: Shop, at: datetime) -> list[FigureOut]:
    """The draft's figures, each with what counts today for the same shop and brand."""
    bundle = own_changes(session, shop, draft.policy).edition(draft.policy, shop).bundle()
    found = []
    for one in draft.figures:
        today = in_force(bundle["figures"], at.date(), Scope(shop.code, one["brand"])).get(one["figure"])
        value, source = (today.value, today.source) if today else (None, "")
        found.append(FigureOut(unit=bundle["figures"][one["figure"]]["unit"], today=value, today_source=source, **one))
    return found


ROUTES = [list_drafts, show_draft, try_draft, show_trial, list_changes, export_trial]
