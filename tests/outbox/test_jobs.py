"""Jobs exist with their transaction, are done once, and are taken over from the dead."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.kernel.clock import FixedClock, SystemClock
from claims.kernel.database import Database
from claims.outbox.jobs import (
    LeaseLost,
    Taken,
    enqueue,
    finish_job,
    give_back,
    take_job,
    work,
    work_once,
)
from claims.outbox.models import Job
from claims.outbox.queue import stuck_jobs, try_again
from claims.people.models import LoginFailure

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


def put_jobs(database: Database, count: int = 1) -> None:
    with database.writing() as session:
        for number in range(count):
            enqueue(session, "count", {"number": number}, now=NOON)


def write_mark(taken: Taken) -> Callable[[Session], None]:
    """An effect that can be counted: a row of any table will do."""

    def effect(session: Session) -> None:
        session.add(LoginFailure(login=f"job {taken.payload['number']}", count=1, last_at=NOON, wait_until=None))

    return effect


def fail(_job: Job) -> None:
    raise RuntimeError("the step failed")


def finish_late(session: Session, taken: Taken, *, now: datetime) -> None:
    session.add(LoginFailure(login="the effect of the dead", count=1, last_at=NOON, wait_until=None))
    finish_job(session, taken, now=now)


def state_of(database: Database) -> list[tuple[str, int, str]]:
    with database.reading() as session:
        return [(j.state, j.attempts, j.fault) for j in session.scalars(select(Job).order_by(Job.id))]


def test_a_job_is_not_there_when_its_transaction_fails(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        fail(enqueue(session, "count", {}, now=NOON))
    assert state_of(database) == []


def test_four_workers_record_each_effect_once(database: Database) -> None:
    put_jobs(database, 40)
    stop = threading.Event()

    def run() -> None:
        work(database, {"count": write_mark}, SystemClock(), stop=stop, pause_s=0.01)

    workers = [threading.Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for _ in range(600):
        with database.reading() as session:
            if session.scalar(select(func.count()).where(Job.state == "done")) == 40:
                break
        stop.wait(0.05)
    stop.set()
    for worker in workers:
        worker.join(10)
    assert state_of(database) == [("done", 1, "")] * 40
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LoginFailure)) == 40


def test_a_job_of_a_dead_worker_is_taken_over_and_its_late_effect_is_not_kept(database: Database) -> None:
    put_jobs(database)
    dead = take_job(database, ["count"], worker="dead", now=NOON, lease=timedelta(minutes=1))
    assert dead is not None
    assert take_job(database, ["count"], worker="early", now=NOON + timedelta(seconds=59)) is None
    clock = FixedClock(NOON + timedelta(seconds=61))
    assert work_once(database, {"count": write_mark}, clock, worker="heir")
    with pytest.raises(LeaseLost), database.writing() as session:
        finish_late(session, dead, now=clock.now())
    assert state_of(database) == [("done", 2, "")]
    with database.reading() as session:
        assert session.scalars(select(LoginFailure.login)).all() == ["job 0"]


def test_a_failed_job_waits_longer_each_time_and_fails_for_good_at_last(database: Database) -> None:
    put_jobs(database)
    clock = FixedClock(NOON)

    def closed(_taken: Taken) -> None:
        raise OSError("the post office is closed")

    waits = []
    for _ in range(3):
        assert work_once(database, {"count": closed}, clock, worker="w", attempts=4)
        assert not work_once(database, {"count": closed}, clock, worker="w", attempts=4)
        with database.reading() as session:
            waits.append(session.scalars(select(Job.due_at)).one() - clock.now())
        clock.pass_time(waits[-1])
    assert waits == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert work_once(database, {"count": closed}, clock, worker="w", attempts=4)
    assert state_of(database) == [("failed", 4, "OSError: the post office is closed")]
    with database.writing() as session:
        (stuck,) = stuck_jobs(session)
        try_again(session, stuck, now=clock.now())
    assert work_once(database, {"count": write_mark}, clock, worker="w")
    assert state_of(database) == [("done", 1, "")]


def test_a_job_whose_workers_die_again_and_again_counts_as_failed(database: Database) -> None:
    put_jobs(database)
    now = NOON
    for _ in range(3):
        assert take_job(database, ["count"], worker="w", now=now, attempts=3) is not None
        now += timedelta(minutes=3)
    assert take_job(database, ["count"], worker="w", now=now, attempts=3) is None
    assert state_of(database) == [
        ("failed", 3, "WorkerDied: The process that worked on it ended in the middle, 3 times.")
    ]


def test_a_job_of_another_kind_is_left_alone(database: Database) -> None:
    put_jobs(database)
    assert not work_once(database, {"mail": write_mark}, FixedClock(NOON), worker="w")


def test_a_lost_job_cannot_be_given_back(database: Database) -> None:
    put_jobs(database)
    first = take_job(database, ["count"], worker="a", now=NOON)
    assert first is not None
    take_job(database, ["count"], worker="b", now=NOON + timedelta(minutes=5))
    with pytest.raises(LeaseLost), database.writing() as session:
        give_back(session, first, OSError("late"), now=NOON)
