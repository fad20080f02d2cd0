"""A year of one shop tried under a draft, beside decide() alone on the same facts; and the memory it takes."""

from __future__ import annotations

import resource
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import select

from bench.decisions import DAY, LINES, SCOPE, edition_of
from bench.measure import Row, Table
from bench.replay import BEGIN, SIZES, fill
from claims.audit.draft_inputs import NewTrial
from claims.audit.draft_models import PolicyDraft, PolicyTrial
from claims.audit.parallel import cores
from claims.audit.trials import begin_trial, run_trial
from claims.kernel.database import Database
from claims.people.accounts import acting
from claims.people.models import Shop, User
from claims.rules.decision import decide

POLICY = "gap"
FIGURE = {"figure": "line_negotiate_bp", "value": 3000, "source": "bench", "brand": SCOPE.brand, "currency": ""}
MEANING = (
    "Decisions of one to twenty lines, recorded in SQLite, are taken again under a draft that changes one limit, by as "
    "many processes as there are cores; read, decoded, decided, compared, counted, and kept. decide() alone takes the "
    "same questions in one process, with nothing read and nothing kept. Every rate is of time on the wall; "
    "`efficiency` is the trial's rate divided by that of decide() times the cores."
)


class TrialIncomplete(AssertionError):
    """Not every decision was tried."""


def measured(*, decisions: int = 250_000, rounds: int = 1) -> Table:
    """A trial over so many decisions (ours) beside decide() alone, in turns; memory after a tenth and after all."""
    trials, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'claims.sqlite'}"
        fill(url, decisions, (POLICY,))
        database = Database(url)
        tried(database, most=decisions // 10)
        after_tenth = memory()
        for _ in range(rounds):
            bare.append(asked_alone(min(decisions, 20_000)))
            began = perf_counter()
            if tried(database) != decisions:
                raise TrialIncomplete()
            trials.append(decisions / (perf_counter() - began))
        after_all = memory()
        database.dispose()
    rows = (
        Row(f"claims, {decisions:,} decisions tried by {cores()} processes", tuple(trials)),
        Row("decide() alone, by one process", tuple(bare)),
    )
    efficiency = rows[0].rate / rows[1].rate / cores()
    notes = (
        f"The efficiency is {efficiency:.2f}.",
        f"The largest process took {after_tenth} MiB after a tenth of the decisions and {after_all} MiB after all.",
    )
    return Table("What-if over a year of one shop", "decisions/s", MEANING, rows, notes)


def tried(database: Database, *, most: int = 0) -> int:
    """How many decisions a fresh trial of the draft looked at; with `most` only the first so many."""
    with database.writing() as session:
        draft = draft_of(session)
        asked = NewTrial(since=date(2000, 1, 1), until=date(2100, 1, 1))
        by = acting(session, draft.drafted_by_id, draft.shop_id)
        trial = begin_trial(session, draft, asked, by=by, now=BEGIN)
        trial.newest_decision_id = most or trial.newest_decision_id
        trial_id = trial.id
    run_trial(database, trial_id)
    with database.writing() as session:
        trial = session.get_one(PolicyTrial, trial_id)
        trial.finished_at = BEGIN
        return trial.done


def draft_of(session: Any) -> PolicyDraft:
    """The draft, written the first time it is asked for."""
    found = session.scalars(select(PolicyDraft)).first()
    if found is not None:
        return found  # type: ignore[no-any-return]
    user = User(login="bench", name="Bench", password_hash="", language="en", active=True)
    session.add(user)
    session.flush()
    shop_id = session.scalars(select(Shop.id)).one()
    draft = PolicyDraft(shop_id=shop_id, policy=POLICY, everywhere=True, reason="bench", figures=[FIGURE],
                        switches=[],
                        drafted_by_id=user.id, drafted_at=BEGIN, state="drafted")  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def asked_alone(times: int) -> float:
    """Decisions per second of decide() on the same questions."""
    edition, questions = edition_of(POLICY), [LINES[POLICY](lines) for lines in SIZES]
    began = perf_counter()
    for number in range(times):
        decide(edition, questions[number % len(questions)], DAY, SCOPE)
    return times / (perf_counter() - began)


def memory() -> int:
    """MiB of the largest process so far, this one or one that it started."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) // 1024
