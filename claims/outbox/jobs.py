"""Jobs: enqueued inside a transaction, done after it by workers, each effect recorded once whatever dies on the way."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, and_, literal_column, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from claims.kernel.clock import Clock
from claims.kernel.database import Database
from claims.kernel.errors import Refusal
from claims.outbox.models import OPEN, Job

LEASE = timedelta(minutes=1)
ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_FAULT = 500
HEARTBEAT_S = 2.0  # how often progress is written, at most
LOG = structlog.get_logger("claims.jobs")


class LeaseLost(Exception):
    """Somebody else has taken the job in the meantime: what this worker made of it must not be kept."""


class LetGo(Exception):
    """A handler was asked to stop before it was done: the job waits for the next worker, and nothing is counted."""


class Hopeless(Exception):
    """The job cannot be done however often it is tried; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))


class WorkerDied(Refusal):
    """The process that worked on it ended in the middle, {times} times."""


@dataclass(frozen=True)
class Taken:
    """A job in a worker's hands; the fence proves that it is still this worker's.

    What a handler puts into `doing` is shown to whoever waits, such as `{"step": "layout", "page": 17}`.
    """

    id: int
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    fence: int
    doing: dict[str, Any] = field(default_factory=dict, compare=False)


Effect = Callable[[Session], None]
Handler = Callable[[Taken], Effect | None]
Mourner = Callable[[Session, str, Mapping[str, Any]], None]


def nobody(_session: Session, _kind: str, _payload: Mapping[str, Any]) -> None:
    """Nobody is told that a job of this kind and payload has failed."""


def enqueue(
    session: Session, kind: str, payload: Mapping[str, Any], *, now: datetime, due_at: datetime | None = None,
    behind: timedelta = timedelta(), shop_id: int | None = None,
) -> Job:  # fmt: skip
    """Put a job into this transaction: it exists if, and only if, the transaction is committed.

    `behind` is what it lets go before it: whatever else comes within that time and is more urgent.
    """
    at = due_at or now
    job = Job(kind=kind, payload=dict(payload), shop_id=shop_id, state="waiting", due_at=at, turn_at=at + behind,
              created_at=now)  # fmt: skip
    session.add(job)
    session.flush()
    return job


def due_jobs(kinds: Collection[str], *, now: datetime, tried: bool) -> Select[tuple[Job]]:
    """The jobs that a worker may take now, in the order of their turns."""
    waiting = and_(Job.state == literal_column("'waiting'"), Job.due_at <= now)
    abandoned = and_(Job.state == literal_column("'running'"), Job.leased_until < now)
    fresh = and_(waiting, Job.attempts == 0)
    may = or_(waiting, abandoned) if tried else fresh
    return select(Job).where(OPEN, Job.kind.in_(list(kinds)), may).order_by(Job.turn_at, Job.id).limit(1)


def take_job(
    database: Database,
    kinds: Collection[str],
    *,
    worker: str,
    now: datetime,
    lease: timedelta = LEASE,
    attempts: int = ATTEMPTS,
    tried: bool = True,
    mourner: Mourner = nobody,
) -> Taken | None:
    """The next job that is due (or whose worker has died), leased to this worker; None where there is none.

    A job whose worker died with the last attempt counts as failed. Without `tried` only jobs that nobody has tried:
    one that hangs, or kills its worker, never holds all workers at once.
    """
    due = due_jobs(kinds, now=now, tried=tried)
    with database.reading() as session:  # to look costs the desk nothing; to write would
        if session.scalar(due.with_only_columns(Job.id)) is None:
            return None
    with database.writing() as session:
        while (job := session.scalar(due.with_for_update(skip_locked=True))) is not None:
            if job.attempts >= attempts:
                died = WorkerDied(times=job.attempts)
                job.state, job.finished_at, job.leased_until, job.doing = "failed", now, None, None
                job.fault, job.said = (job.fault, job.said) if job.fault else (words_of(died), said_by(died))
                mourner(session, job.kind, job.payload)
                session.flush()
                continue
            job.state, job.worker, job.leased_until = "running", worker, now + lease
            job.attempts, job.fence, job.started_at, job.doing = job.attempts + 1, job.fence + 1, now, None
            session.flush()
            return Taken(job.id, job.kind, dict(job.payload), job.attempts, job.fence)
    return None


def finish_job(session: Session, taken: Taken, *, now: datetime) -> None:
    """Mark a job done in the transaction that writes its effect; LeaseLost where it is not this worker's any more."""
    close(session, taken, state="done", finished_at=now, fault="", said=None)


def give_back(
    session: Session, taken: Taken, fault: BaseException, *, now: datetime, attempts: int = ATTEMPTS,
    mourner: Mourner = nobody,
) -> None:  # fmt: skip
    """Note what went wrong: the job waits for its next attempt, longer each time and behind what waits already.

    After the last attempt, or where it is Hopeless, it has failed for good, and the `mourner` tells whom it concerns.
    """
    if isinstance(fault, LetGo):
        close(session, taken, state="waiting", due_at=now, attempts=taken.attempts - 1)
        return
    told = fault.refusal if isinstance(fault, Hopeless) else fault
    kept = {"fault": words_of(told), "said": said_by(told)}
    if taken.attempts >= attempts or isinstance(fault, Hopeless):
        close(session, taken, state="failed", finished_at=now, **kept)
        mourner(session, taken.kind, taken.payload)
    else:
        pause = min(FIRST_PAUSE * 2 ** min(taken.attempts - 1, 20), LONGEST_PAUSE)
        close(session, taken, state="waiting", due_at=now + pause, turn_at=now + pause, **kept)


def words_of(fault: BaseException) -> str:
    """A fault as whoever looks after the house reads it."""
    return f"{type(fault).__name__}: {fault}"[:LONGEST_FAULT]


def said_by(fault: BaseException) -> dict[str, Any] | None:
    """A refusal as a sentence with its values, to be told in any language; None for a fault of ours."""
    if not isinstance(fault, Refusal):
        return None
    values = {name: value if isinstance(value, int) else str(value) for name, value in fault.values.items()}
    return {"text": fault.message_id(), "values": values}


def close(session: Session, taken: Taken, **values: Any) -> None:
    """Write a job's new state while it is still this worker's; LeaseLost otherwise."""
    done = update(Job).where(*mine(taken)).values(leased_until=None, doing=None, **values)
    if session.execute(done).rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLost(taken.id)


def mine(taken: Taken) -> tuple[Any, ...]:
    """The conditions under which a job is still this worker's."""
    return Job.id == taken.id, Job.fence == taken.fence, Job.state == "running"


def work_once(
    database: Database,
    handlers: Mapping[str, Handler],
    clock: Clock,
    *,
    worker: str,
    lease: timedelta = LEASE,
    attempts: int = ATTEMPTS,
    renew: bool = False,
    tried: bool = True,
    mourner: Mourner = nobody,
) -> bool:
    """Do one job if there is one; says whether there was. With `renew` the lease grows while the job is worked on.

    A handler does the slow work outside any transaction and returns what shall be written; that is written in one
    transaction with the end of the job. A handler that writes by itself must be harmless when repeated.
    """
    began = clock.now()
    taken = take_job(database, handlers.keys(), worker=worker, now=began, lease=lease, attempts=attempts, tried=tried,
                     mourner=mourner)  # fmt: skip
    if taken is None:
        return False
    told = {"job": taken.id, "kind": taken.kind, "attempt": taken.attempts, "worker": worker}
    try:
        with held(database, taken, clock, lease if renew else None):
            effect = handlers[taken.kind](taken)
        with database.writing() as session:
            finish_job(session, taken, now=clock.now())
            if effect is not None:
                effect(session)
        LOG.info("job done", seconds=round((clock.now() - began).total_seconds(), 3), **told)
    except LeaseLost:
        LOG.warning("job lost", **told)
    except Exception as fault:  # whatever a handler meets is kept with the job, and the job tried again
        if isinstance(fault, LetGo):
            LOG.info("job let go", **told)
        else:
            LOG.warning("job failed", **told, exc_info=fault)
        try:
            with database.writing() as session:
                give_back(session, taken, fault, now=clock.now(), attempts=attempts, mourner=mourner)
        except LeaseLost:
            LOG.warning("job lost", **told)
    return True


@contextmanager
def held(database: Database, taken: Taken, clock: Clock, lease: timedelta | None) -> Iterator[None]:
    """While the block runs, the job stays this worker's where there is a `lease`, and shows what is being done."""
    if lease is None:
        yield
        return
    over, long = threading.Event(), lease
    beat_s = min(long.total_seconds() / 4, HEARTBEAT_S)

    def beat() -> None:
        shown: dict[str, Any] = {}
        renewed_at = clock.now()
        while not over.wait(beat_s):
            doing, now = dict(taken.doing), clock.now()
            if doing == shown and now - renewed_at < long / 4:
                continue
            try:
                with database.writing() as session:
                    kept = {"leased_until": now + long, "doing": doing or None}
                    session.execute(update(Job).where(*mine(taken)).values(**kept))
            except DBAPIError as fault:  # the next beat comes before the lease is over
                LOG.warning("lease not renewed", job=taken.id, exc_info=fault)
                continue
            shown, renewed_at = doing, now

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def work(
    database: Database,
    handlers: Mapping[str, Handler],
    clock: Clock,
    *,
    stop: threading.Event,
    pause_s: float = 0.5,
    **terms: Any,
) -> None:
    """Do jobs as they come until `stop` is set, on the terms of `work_once`; `pause_s` seconds between looks."""
    worker = f"{os.getpid()}-{secrets.token_hex(4)}"
    while not stop.is_set():
        try:
            if work_once(database, handlers, clock, worker=worker, **terms):
                continue
        except DBAPIError as fault:  # the database is away for a moment: it comes back, or somebody ends this process
            LOG.warning("the database does not answer", worker=worker, exc_info=fault)
        stop.wait(pause_s)
