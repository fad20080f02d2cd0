"""What becomes of an issued paper: its place in the queue, what is done to it now, why it never came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.documents.models import IssuedPaper
from claims.documents.urgency import RENDER, behind
from claims.kernel.texts import say
from claims.outbox.models import Job
from claims.outbox.queue import hurry, may_hurry, places_of

OUR_FAULT = "something went wrong on our side; tell the administrator the number of the job, {job}"
SOONEST_S, LATEST_S = 2, 60  # when to ask again


@dataclass(frozen=True)
class Fate:
    """How far a paper is: waiting (at a place in the queue), printing (since when, doing what), done or failed.

    `seconds` is when to ask again, 0 where nothing will change by itself; `why` is said in the reader's language.
    """

    state: Literal["waiting", "printing", "done", "failed"]
    place: int | None = None
    since: datetime | None = None
    step: str = ""
    page: int | None = None
    attempts: int = 0
    why: str = ""
    seconds: int = 0


def fate_of(session: Session, paper: IssuedPaper, *, language: str, now: datetime) -> Fate:
    """How far a paper is."""
    return fates_of(session, [paper], language=language, now=now)[paper.id]


def fates_of(session: Session, papers: Sequence[IssuedPaper], *, language: str, now: datetime) -> dict[int, Fate]:
    """How far each paper is, by its id."""
    coming = {paper.job_id: paper.id for paper in papers if paper.file_id is None and paper.job_id is not None}
    found = {paper.id: Fate("done") for paper in papers}
    if coming:
        jobs = session.scalars(select(Job).where(Job.id.in_(coming))).all()
        waiting = [job.id for job in jobs if job.state == "waiting"]
        places = places_of(session, RENDER, waiting) if waiting else {}
        found |= {coming[job.id]: fate(job, places.get(job.id), language=language, now=now) for job in jobs}
    return found


def fate(job: Job, place: int | None, *, language: str, now: datetime) -> Fate:
    """How far the paper of a job is."""
    if job.state == "waiting":
        later = int((job.due_at - now).total_seconds())
        seconds = min(LATEST_S, max(SOONEST_S, later, SOONEST_S * (place or 1)))
        return Fate("waiting", place, attempts=job.attempts, why=why(job, language), seconds=seconds)
    if job.state == "failed":
        return Fate("failed", attempts=job.attempts, why=why(job, language))
    doing = job.doing or {}
    return Fate("printing", None, job.started_at, doing.get("step", ""), doing.get("page"), job.attempts,
                seconds=SOONEST_S)  # fmt: skip


def why(job: Job, language: str) -> str:
    """Why a job's last attempt came to nothing; empty where there was none."""
    if not job.fault:
        return ""
    said = job.said or {"text": OUR_FAULT, "values": {"job": job.id}}
    return say(said["text"], language, **said["values"])


def may_come_sooner(session: Session, paper: IssuedPaper) -> bool:
    """Whether the paper gets an earlier turn once somebody waits for it."""
    if paper.file_id is not None or paper.job_id is None:
        return False
    return may_hurry(session.get_one(Job, paper.job_id), behind(paper.form, waited_for=True))


def print_sooner(session: Session, paper: IssuedPaper) -> None:
    """Give a paper the turn of one that somebody waits for."""
    if paper.job_id is not None:
        hurry(session, paper.job_id, behind(paper.form, waited_for=True))
