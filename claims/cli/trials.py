"""The command that tries a change of policy over the past, and shows what would have been different."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import MofNCompleteColumn, Progress

from claims.cli.common import AsJson, Language, errors, interruptible, logged_in, opened, parsed, show
from claims.cli.drafts import Login, Password, draft_of, shop_code_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from claims.people.models import Person

Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


def try_draft(
    draft_id: Annotated[int, typer.Argument(metavar="DRAFT")],
    since: Day,
    until: Day,
    login: Login,
    password: Password,
    shop: Annotated[str, typer.Option(help="only decisions of the shop with this code")] = "",
    insurer: Annotated[str, typer.Option(help="only those that concern the insurer with this code")] = "",
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="the table and the claims as xlsx or json")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Take the decisions recorded from --since on and before --until again under a draft, and show what would change.

    Interrupted, it ends with status 130; the same command goes on from there.
    """
    from claims.audit.draft_inputs import NewTrial
    from claims.audit.draft_models import PolicyTrial
    from claims.audit.trials import begin_trial, conclude, run_trial
    from claims.reports.what_if import cell_headings, table_of, totals_of, values_of
    from claims.reports.workbook import in_columns
    from claims.wiring import build_machine

    database = opened()
    asked = parsed(NewTrial, {"since": since.date(), "until": until.date(), "shop": shop, "insurer": insurer})
    with database.reading() as session:
        home = shop_code_of(session, draft_id)
    by = logged_in(database, login, password, home)
    allowed(by, "DRAFT_POLICY")
    with database.writing() as session:
        trial_id = begin_trial(session, draft_of(session, draft_id, by), asked, by=by, now=datetime.now(UTC)).id
    bar = Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=errors, transient=True)
    with interruptible() as stop, bar:
        task = bar.add_task("trying", total=None)
        ended = run_trial(
            database, trial_id, stop=stop, progress=lambda done, of: bar.update(task, completed=done, total=of)
        )
    if ended:
        with database.writing() as session:
            conclude(session, trial_id, build_machine(), by=by, now=datetime.now(UTC))
    with database.reading() as session:
        found = written_out(session, trial_id, out, language)
        table = table_of(session, session.get_one(PolicyTrial, trial_id))
        rows = [values_of(one) for one in [*table, *totals_of(table)]]
    text = "\n".join(in_columns(cell_headings(language), rows))
    if not ended:
        text += "\nStopped on the way; the same command goes on from there."
    show(found, as_json, text)
    raise typer.Exit(0 if ended else 130)


def allowed(by: Person, permission: str) -> None:
    """Forbidden where the person does not hold the permission."""
    from claims.kernel.errors import Forbidden
    from claims.people.roles import Permission, roles_that_may

    wanted = Permission[permission]
    if not by.may(wanted):
        raise Forbidden(action=wanted, roles=", ".join(sorted(roles_that_may(wanted))))


def written_out(session: Session, trial_id: int, out: Path | None, language: str) -> dict[str, Any]:
    """The trial as plain data, and as the file that was asked for."""
    import json

    import msgspec

    from claims.audit.draft_models import PolicyTrial
    from claims.reports.what_if import changes_of, save_workbook, table_of, totals_of

    trial = session.get_one(PolicyTrial, trial_id)
    table = table_of(session, trial)
    found: dict[str, Any] = {
        "trial": trial.id, "draft": trial.draft_id, "since": trial.since, "until": trial.until, "done": trial.done,
        "total": trial.total, "table": msgspec.to_builtins(table), "totals": msgspec.to_builtins(totals_of(table)),
    }  # fmt: skip
    if out is not None and out.suffix == ".json":
        claims = [msgspec.to_builtins(one) for one in changes_of(session, trial_id, language)]
        out.write_text(json.dumps({**found, "claims": claims}, ensure_ascii=False, indent=1, default=str), "utf-8")
    elif out is not None:
        save_workbook(session, trial, out, language)
    return found
