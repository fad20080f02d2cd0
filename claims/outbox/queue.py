"""The queue as people see it: places, counts, what runs and what failed; hurrying a job, and trying one again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal_column, select, update
from sqlalchemy.orm import Session

from claims.kernel.errors import Refusal
from claims.outbox.models import FAILED, OPEN, Job

SHOWN = 100  # jobs of a state in the overview
WAITING, RUNNING = literal_column("'waiting'"), literal_column("'running'")


class NothingToTryAgain(Refusal):
    """The job {job} has not failed, so there is nothing to try again."""

    status = 409


@dataclass(frozen=True)
class Counts:
    """How many jobs wait, run and have failed, and since when the oldest one waits."""

    waiting: int
    running: int
    failed: int
    oldest_waiting: datetime | None

    def oldest_age(self, now: datetime) -> int:
        """For how many seconds the oldest waiting job has waited; 0 where none waits."""
        return max(0, int((now - self.oldest_waiting).total_seconds())) if self.oldest_waiting else 0


def places_of(session: Session, kind: str, ids: Collection[int]) -> dict[int, int]:
    """The places of waiting jobs among all of their kind, by their ids: 1 is taken next."""
    place = func.row_number().over(order_by=(Job.turn_at, Job.id)).label("place")
    queue = select(Job.id, place).where(OPEN, Job.state == WAITING, Job.kind == kind).subquery()
    rows = session.execute(select(queue.c.id, queue.c.place).where(queue.c.id.in_(list(ids))))
    return {id: int(place) for id, place in rows}


def counts(session: Session, shop_id: int | None = None) -> Counts:
    """The queue in figures, of one shop or of the house."""
    own = of_shop(shop_id)
    rows = session.execute(
        select(Job.state, func.count(), func.min(Job.created_at)).where(OPEN, *own).group_by(Job.state)
    )
    found = {state: (many, since) for state, many, since in rows}
    failed = session.scalar(select(func.count()).select_from(Job).where(FAILED, *own)) or 0
    waiting, oldest = found.get("waiting", (0, None))
    return Counts(waiting, found.get("running", (0, None))[0], failed, oldest)


def open_jobs(session: Session, shop_id: int) -> Sequence[Job]:
    """A shop's jobs that run, those that wait in the order of their turns, and those that failed, the newest first."""
    own = of_shop(shop_id)
    running = select(Job).where(OPEN, Job.state == RUNNING, *own).order_by(Job.id)
    waiting = select(Job).where(OPEN, Job.state == WAITING, *own).order_by(Job.turn_at, Job.id)
    failed = select(Job).where(FAILED, *own).order_by(Job.id.desc())
    return [job for query in (running, waiting, failed) for job in session.scalars(query.limit(SHOWN))]


def of_shop(shop_id: int | None) -> list[ColumnElement[bool]]:
    """The condition for one shop's jobs; none for all."""
    return [] if shop_id is None else [Job.shop_id == shop_id]


def stuck_jobs(session: Session) -> list[Job]:
    """The jobs that failed for good, oldest first: somebody must look at them."""
    return list(session.scalars(select(Job).where(FAILED).order_by(Job.id)))


def may_hurry(job: Job, behind: timedelta) -> bool:
    """Whether a job would get an earlier turn if it let only so much go before it."""
    return job.state == "waiting" and job.turn_at > max(job.created_at + behind, job.due_at)


def hurry(session: Session, job_id: int, behind: timedelta) -> None:
    """Give a job that still waits the turn it would have had, had it let only so much go before it."""
    job = session.get_one(Job, job_id, with_for_update=True)
    if may_hurry(job, behind):
        wanted = max(job.created_at + behind, job.due_at)
        session.execute(update(Job).where(Job.id == job.id).values(turn_at=wanted))


def try_again(session: Session, job: Job, *, now: datetime) -> None:
    """Give a failed job its attempts back; NothingToTryAgain."""
    fresh = {"state": "waiting", "attempts": 0, "due_at": now, "turn_at": now, "finished_at": None, "fault": "",
             "said": None, "started_at": None}  # fmt: skip
    done = update(Job).where(Job.id == job.id, Job.state == "failed").values(**fresh)
    if session.execute(done).rowcount != 1:  # type: ignore[attr-defined]
        raise NothingToTryAgain(job=job.id)
    session.refresh(job)
