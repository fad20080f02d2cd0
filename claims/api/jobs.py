"""JSON doors of the queue: what waits, runs and failed in the shop, and trying a failed job again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.audit.journal import note
from claims.outbox.models import Job
from claims.outbox.queue import counts, open_jobs, try_again
from claims.people.queries import find
from claims.people.roles import Permission as P


class JobOut(msgspec.Struct):
    """A job: what it is about, how old it is, since when it runs and what it does, why its last attempt failed."""

    id: int
    kind: str
    payload: dict[str, Any]
    state: str
    attempts: int
    created_at: datetime
    age_s: int
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    doing: dict[str, Any] | None
    worker: str
    fault: str

    @classmethod
    def of(cls, row: Job, *, at: datetime) -> JobOut:
        """A job's row as callers see it."""
        names = [name for name in cls.__struct_fields__ if name != "age_s"]
        age_s = int((at - row.created_at).total_seconds())
        return cls(age_s=age_s, **{name: getattr(row, name) for name in names})


class QueueOut(msgspec.Struct):
    """The shop's queue: figures, and of each state the first hundred jobs; those that wait are in their order."""

    waiting: int
    running: int
    failed: int
    oldest_waits_s: int
    jobs: list[JobOut]


@get("/jobs", opt={"may": P.KEEP_JOBS}, sync_to_thread=True, tags=["jobs"])
def show_queue(request: Desk) -> QueueOut:
    """What runs, waits and failed."""

    def look(session: Session) -> QueueOut:
        shop_id, at = request.user.shop_id, now(request)
        queue = counts(session, shop_id)
        jobs = [JobOut.of(row, at=at) for row in open_jobs(session, shop_id)]
        return QueueOut(queue.waiting, queue.running, queue.failed, queue.oldest_age(at), jobs)

    return read(request, look)


@post("/jobs/{job_id:int}/try-again", opt={"may": P.KEEP_JOBS}, sync_to_thread=True, tags=["jobs"])
def try_job_again(job_id: int, request: Desk) -> JobOut:
    """Give a failed job its attempts back."""

    def act(session: Session) -> JobOut:
        job = find(session, Job, job_id, request.user)
        try_again(session, job, now=now(request))
        note(session, None, "job tried again", by=request.user, now=now(request), data={"job": job.id})
        return JobOut.of(job, at=now(request))

    return write(request, act)


ROUTES = [show_queue, try_job_again]
