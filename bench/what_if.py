"""A year of one shop tried under a draft, beside decide() alone on the same facts; and the memory it takes."""

from __future__ import annotations

import os
import resource
import signal
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import active_children, get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import select

from bench.decisions import DAY, LINES, SCOPE, edition_of
from bench.measure import Row, Table
from bench.replay import BEGIN, SIZES, fill
from claims.audit.draft_inputs import NewTrial
from claims.audit.draft_models import PolicyDraft, PolicyTrial
from claims.audit.parallel import Progress, cores
from claims.audit.trials import begin_trial, run_trial
from claims.kernel.database import Database
from claims.people.accounts import acting
from claims.people.models import Shop, User
from claims.rules.decision import decide

POLICY = "gap"
FIGURE = {"figure": "total_negotiate_bp", "value": 1500, "source": "bench", "brand": SCOPE.brand, "currency": ""}
MEANING = (
    "Decisions of one to twenty lines, recorded in SQLite, are taken again under a draft that changes one limit and "
    "with it a quarter of the outcomes, by as many processes as there are cores; read, decoded, decided, compared, "
    "counted, and kept. decide() alone takes the same questions with nothing read and nothing kept, ten times on the "
    "way while the trial waits: in as many processes at the same time, which is what the cores really give together, "
    "and in one. Every rate is of time on the wall."
)
TURNS = 10
AT_ONCE = 4_000  # questions that each process of the peer is asked in a turn


class TrialIncomplete(AssertionError):
    """Not every decision was tried."""


def measured(*, decisions: int = 250_000, rounds: int = 1) -> Table:
    """A trial over so many decisions (ours) beside decide() alone, in turns; memory after a tenth and after all."""
    trials, together, single = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'claims.sqlite'}"
        fill(url, decisions, (POLICY,))
        database = Database(url)
        tried(database, most=decisions // 10)
        after_tenth = memory()
        for _ in range(rounds):
            with Peer(decisions // TURNS, cores()) as peer:
                began = perf_counter()
                if tried(database, progress=peer.take_turns) != decisions:
                    raise TrialIncomplete()
                trials.append(decisions / (perf_counter() - began - peer.seconds))
                together.append(median(peer.together))
                single.append(median(peer.single))
        after_all = memory()
        database.dispose()
    rows = (
        Row(f"claims, {decisions:,} decisions tried by {cores()} processes", tuple(trials)),
        Row(f"decide() alone, by {cores()} processes at once", tuple(together)),
        Row("decide() alone, by one process", tuple(single)),
    )
    notes = (
        f"The trial decides at {rows[0].rate / rows[1].rate:.2f} of the rate of decide() on all cores at once, and at "
        f"{rows[0].rate / rows[2].rate / cores():.2f} of that of one process times the cores.",
        f"The largest process took {after_tenth} MiB after a tenth of the decisions and {after_all} MiB after all.",
    )
    return Table("What-if over a year of one shop", "decisions/s", MEANING, rows, notes)


class Peer:
    """decide() alone in processes of its own; takes its turns while those of the trial are stopped."""

    def __init__(self, every: int, processes: int) -> None:
        self.every, self.processes, self.next = every, processes, every
        self.seconds, self.together, self.single = 0.0, list[float](), list[float]()
        self.pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))

    def __enter__(self) -> Peer:
        list(self.pool.map(asked_alone, [100] * self.processes * 4))  # all are up, and what is made once is made
        self.own = active_children()
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()

    def take_turns(self, done: int, total: int) -> None:
        """Told how far the trial is; stops it every so often to be measured itself."""
        if done < self.next:
            return
        began, self.next = perf_counter(), self.next + self.every
        trial = [one for one in active_children() if one not in self.own]
        for process in trial:
            os.kill(process.pid, signal.SIGSTOP)
        times = min(self.every, AT_ONCE)
        self.together.append(sum(self.pool.map(asked_alone, [times] * self.processes)))
        self.single.append(next(self.pool.map(asked_alone, [times])))
        for process in trial:
            os.kill(process.pid, signal.SIGCONT)
        self.seconds += perf_counter() - began


def tried(database: Database, *, most: int = 0, progress: Progress | None = None) -> int:
    """How many decisions a fresh trial of the draft looked at; with `most` only the first so many."""
    with database.writing() as session:
        draft = draft_of(session)
        asked = NewTrial(since=date(2000, 1, 1), until=date(2100, 1, 1))
        by = acting(session, draft.drafted_by_id, draft.shop_id)
        trial = begin_trial(session, draft, asked, by=by, now=BEGIN)
        trial.newest_decision_id = most or trial.newest_decision_id
        trial_id = trial.id
    run_trial(database, trial_id, progress=progress)
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
