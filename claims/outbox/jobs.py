"""Jobs: enqueued inside a transaction, done after it by workers, each effect recorded once whatever dies on the way."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from claims.kernel.clock import Clock
from claims.kernel.database import Database
from claims.outbox.models import Job

Effect = Callable[[Session], None]
Handler = Callable[[Mapping[str, Any]], Effect | None]

LEASE = timedelta(minutes=2)
ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_FAULT = 500
LOG = structlog.get_logger("claims.jobs")


class LeaseLost(Exception):
    """Somebody else has taken the job in the meantime: what this worker made of it must not be kept."""


@dataclass(frozen=True)
class Taken:
    """A job in a worker's hands; the fence proves that it is still this worker's."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    fence: int


def enqueue(
    session: Session, kind: str, payload: Mapping[str, Any], *, now: datetime, due_at: datetime | None = None
) -> Job:
    """Put a job into this transaction: it exists if, and only if, the transaction is committed."""
    job = Job(kind=kind, payload=dict(payload), state="waiting", due_at=due_at or now, created_at=now)
    session.add(job)
    session.flush()
    return job


def take_job(
    database: Database,
    kinds: Collection[str],
    *,
    worker: str,
    now: datetime,
    lease: timedelta = LEASE,
    attempts: int = ATTEMPTS,
) -> Taken | None:
    """The next job that is due (or whose worker has died), leased to this worker; None where there is none.

    A job whose worker died with the last attempt counts as failed.
    """
    waiting = and_(Job.state == "waiting", Job.due_at <= now)
    abandoned = and_(Job.state == "running", Job.leased_until < now)
    due = select(Job).where(Job.kind.in_(list(kinds)), or_(waiting, abandoned)).order_by(Job.due_at, Job.id).limit(1)
    with database.writing() as session:
        while (job := session.scalar(due.with_for_update(skip_locked=True))) is not None:
            if job.attempts >= attempts:
                job.state, job.finished_at, job.leased_until = "failed", now, None
                job.fault = job.fault or "the worker died again and again"
                session.flush()
                continue
            job.state, job.worker, job.leased_until = "running", worker, now + lease
            job.attempts, job.fence = job.attempts + 1, job.fence + 1
            session.flush()
            return Taken(job.id, job.kind, dict(job.payload), job.attempts, job.fence)
    return None


def finish_job(session: Session, taken: Taken, *, now: datetime) -> None:
    """Mark a job done in the transaction that writes its effect; LeaseLost where it is not this worker's any more."""
    close(session, taken, state="done", finished_at=now, leased_until=None, fault="")


def give_back(session: Session, taken: Taken, fault: BaseException, *, now: datetime, attempts: int = ATTEMPTS) -> None:
    """Note what went wrong: the job waits for its next attempt, longer each time, or has failed for good."""
    words = f"{type(fault).__name__}: {fault}"[:LONGEST_FAULT]
    if taken.attempts >= attempts:
        close(session, taken, state="failed", finished_at=now, leased_until=None, fault=words)
    else:
        pause = min(FIRST_PAUSE * 2 ** min(taken.attempts - 1, 20), LONGEST_PAUSE)
        close(session, taken, state="waiting", due_at=now + pause, leased_until=None, fault=words)


def close(session: Session, taken: Taken, **values: Any) -> None:
    """Write a job's new state while it is still this worker's; LeaseLost otherwise."""
    mine = Job.id == taken.id, Job.fence == taken.fence, Job.state == "running"
    if session.execute(update(Job).where(*mine).values(**values)).rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLost(taken.id)


def work_once(
    database: Database,
    handlers: Mapping[str, Handler],
    clock: Clock,
    *,
    worker: str,
    lease: timedelta = LEASE,
    attempts: int = ATTEMPTS,
    renew: bool = False,
) -> bool:
    """Do one job if there is one; says whether there was. With `renew` the lease grows while the job is worked on.

    A handler does the slow work outside any transaction and returns what shall be written; that is written in one
    transaction with the end of the job. A handler that writes by itself must be harmless when repeated.
    """
    taken = take_job(database, handlers.keys(), worker=worker, now=clock.now(), lease=lease, attempts=attempts)
    if taken is None:
        return False
    try:
        with renewed(database, taken, clock, lease) if renew else nullcontext():
            effect = handlers[taken.kind](taken.payload)
        with database.writing() as session:
            finish_job(session, taken, now=clock.now())
            if effect is not None:
                effect(session)
    except LeaseLost:
        LOG.warning("job lost", job=taken.id, kind=taken.kind, worker=worker)
    except Exception as fault:  # whatever a handler meets is kept with the job, and the job tried again
        LOG.warning("job failed", job=taken.id, kind=taken.kind, attempt=taken.attempts, exc_info=fault)
        try:
            with database.writing() as session:
                give_back(session, taken, fault, now=clock.now(), attempts=attempts)
        except LeaseLost:
            LOG.warning("job lost", job=taken.id, kind=taken.kind, worker=worker)
    return True


@contextmanager
def renewed(database: Database, taken: Taken, clock: Clock, lease: timedelta) -> Iterator[None]:
    """While the block runs, the job stays this worker's: its lease is made longer again and again."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(lease.total_seconds() / 4):
            with database.writing() as session:
                mine = Job.id == taken.id, Job.fence == taken.fence, Job.state == "running"
                session.execute(update(Job).where(*mine).values(leased_until=clock.now() + lease))

    thread = threading.Thread(target=renew, daemon=True)
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
    lease: timedelta = LEASE,
    attempts: int = ATTEMPTS,
    renew: bool = False,
) -> None:
    """Do jobs as they come until `stop` is set; `pause_s` seconds between looks when there is nothing to do."""
    worker = f"{os.getpid()}-{secrets.token_hex(4)}"
    while not stop.is_set():
        if not work_once(database, handlers, clock, worker=worker, lease=lease, attempts=attempts, renew=renew):
            stop.wait(pause_s)


def stuck_jobs(session: Session) -> list[Job]:
    """The jobs that failed for good, oldest first: somebody must look at them."""
    return list(session.scalars(select(Job).where(Job.state == "failed").order_by(Job.id)))


def try_again(session: Session, job: Job, *, now: datetime) -> None:
    """Give a failed job its attempts back."""
    job.state, job.attempts, job.due_at, job.finished_at = "waiting", 0, now, None
    session.flush()
