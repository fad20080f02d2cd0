"""The queue: who goes first, nobody waits for ever, what hangs holds one worker only, and what people see of it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from claims.kernel.clock import FixedClock, SystemClock
from claims.kernel.database import Database
from claims.kernel.errors import Refusal
from claims.outbox.jobs import Hopeless, LetGo, Taken, due_jobs, enqueue, give_back, take_job, work_once
from claims.outbox.models import Job
from claims.outbox.queue import NothingToTryAgain, counts, hurry, may_hurry, open_jobs, places_of, stuck_jobs, try_again
from claims.people.accounts import add_shop
from claims.people.inputs import NewShop

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
LATER = timedelta(minutes=10)
STEP, NOW = LATER, timedelta(0)


class FileBroken(Refusal):
    """The file {name} is broken."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


def put(database: Database, name: str, minute: int, behind: timedelta = NOW, shop_id: int | None = None) -> int:
    at = NOON + timedelta(minutes=minute)
    with database.writing() as session:
        return enqueue(session, "paper", {"name": name}, now=at, behind=behind, shop_id=shop_id).id


def order(database: Database, now: datetime, **how: Any) -> list[str]:
    """The names of the jobs that can be taken, in the order in which they are."""

    def take() -> Iterator[str]:
        while (taken := take_job(database, ["paper"], worker="w", now=now, **how)) is not None:
            yield taken.payload["name"]

    return list(take())


def job(session: Session, id: int) -> Job:
    return session.get_one(Job, id)


def test_what_somebody_waits_for_goes_before_what_follows_from_steps(database: Database) -> None:
    put(database, "step", 0, STEP)
    put(database, "other step", 1, STEP)
    put(database, "asked for", 5)
    assert order(database, NOON + timedelta(minutes=6)) == ["asked for", "step", "other step"]


def test_an_old_job_goes_before_whatever_comes_anew(database: Database) -> None:
    put(database, "old", 0, STEP)
    for minute in (8, 9, 11, 12):
        put(database, f"asked at {minute}", minute)
    names = order(database, NOON + timedelta(minutes=12))
    assert names == ["asked at 8", "asked at 9", "old", "asked at 11", "asked at 12"]


def test_a_job_is_hurried_to_the_turn_that_it_would_have_had(database: Database) -> None:
    put(database, "asked for", 1)
    id = put(database, "step", 0, STEP)
    with database.writing() as session:
        assert places_of(session, "paper", [id])[id] == 2
        assert may_hurry(job(session, id), NOW)
        hurry(session, id, NOW)
    with database.reading() as session:
        assert places_of(session, "paper", [id])[id] == 1
        assert not may_hurry(job(session, id), NOW)
        assert job(session, id).turn_at == NOON


def test_a_job_that_runs_or_pauses_is_not_hurried(database: Database, clock: FixedClock) -> None:
    id = put(database, "step", 0, STEP)
    taken = take_job(database, ["paper"], worker="w", now=NOON)
    assert taken is not None
    with database.writing() as session:
        assert not may_hurry(job(session, id), NOW)
        give_back(session, taken, OSError("hung"), now=NOON)
        session.expire_all()
        assert not may_hurry(job(session, id), NOW)  # its pause is not over


def test_what_was_tried_goes_behind_what_waits_and_only_to_the_worker_that_takes_such(database: Database) -> None:
    put(database, "hangs", 0)
    taken = take_job(database, ["paper"], worker="w", now=NOON)
    assert taken is not None
    with database.writing() as session:
        give_back(session, taken, OSError("hung"), now=NOON + timedelta(minutes=2))
    put(database, "fresh", 1)
    later = NOON + timedelta(minutes=3)
    assert order(database, later, tried=False) == ["fresh"]
    assert order(database, later) == ["hangs"]


def test_an_abandoned_job_goes_only_to_the_worker_that_takes_such(database: Database) -> None:
    put(database, "killed its worker", 0)
    assert take_job(database, ["paper"], worker="dead", now=NOON, lease=timedelta(seconds=10)) is not None
    assert order(database, NOON + timedelta(seconds=11), tried=False) == []
    assert order(database, NOON + timedelta(seconds=11), tried=True) == ["killed its worker"]


def test_a_job_that_is_let_go_of_waits_again_and_nothing_is_counted(database: Database, clock: FixedClock) -> None:
    id = put(database, "a", 0)

    def closing(_taken: Taken) -> None:
        raise LetGo()

    assert work_once(database, {"paper": closing}, clock, worker="w", attempts=1)
    with database.reading() as session:
        assert (job(session, id).state, job(session, id).attempts, job(session, id).fault) == ("waiting", 0, "")
    assert order(database, NOON, tried=False) == ["a"]


def test_a_hopeless_job_fails_at_once_with_its_sentence_and_somebody_is_told(
    database: Database, clock: FixedClock
) -> None:
    id, told = put(database, "a", 0), []

    def hopeless(_taken: Taken) -> None:
        raise Hopeless(FileBroken(name="front.jpg"))

    def mourner(_session: Session, kind: str, payload: Mapping[str, Any]) -> None:
        told.append((kind, dict(payload)))

    assert work_once(database, {"paper": hopeless}, clock, worker="w", mourner=mourner)
    with database.reading() as session:
        failed = job(session, id)
        assert (failed.state, failed.attempts, failed.finished_at) == ("failed", 1, NOON)
        assert failed.said == {"text": "The file {name} is broken.", "values": {"name": "front.jpg"}}
    assert told == [("paper", {"name": "a"})]


def test_somebody_is_told_of_a_job_whose_workers_all_died(database: Database) -> None:
    id, told = put(database, "a", 0), []

    def mourner(_session: Session, kind: str, _payload: Mapping[str, Any]) -> None:
        told.append(kind)

    for minute in (0, 2, 4):
        at = NOON + timedelta(minutes=minute)
        take_job(database, ["paper"], worker="w", now=at, attempts=2, mourner=mourner)
    assert told == ["paper"]
    with database.reading() as session:
        assert job(session, id).state == "failed"
        assert job(session, id).said == {
            "text": "The process that worked on it ended in the middle, {times} times.", "values": {"times": 2},
        }  # fmt: skip


def test_what_is_being_done_is_shown_and_the_lease_grows_meanwhile(database: Database) -> None:
    with database.writing() as session:
        id = enqueue(session, "paper", {}, now=SystemClock().now()).id
    seen: list[tuple[Any, Any]] = []

    def slow(taken: Taken) -> None:
        for page in (1, 2):
            taken.doing.update(step="layout", page=page)
            until = time.monotonic() + 10
            while time.monotonic() < until:
                with database.reading() as session:
                    shown = job(session, id).doing
                    if shown is not None and shown["page"] == page:
                        seen.append((shown, job(session, id).leased_until))
                        break
                time.sleep(0.05)

    assert work_once(database, {"paper": slow}, SystemClock(), worker="w", lease=timedelta(seconds=1), renew=True)
    assert [shown for shown, _ in seen] == [{"step": "layout", "page": 1}, {"step": "layout", "page": 2}]
    assert seen[0][1] < seen[1][1]
    with database.reading() as session:
        assert (job(session, id).state, job(session, id).doing) == ("done", None)


def test_the_overview_shows_one_shop_what_runs_waits_and_failed(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        north, south = (add_shop(session, NewShop(code=code, name=code)).id for code in ("north", "south"))
    put(database, "fails", 0, shop_id=north)
    taken = take_job(database, ["paper"], worker="w", now=NOON)
    assert taken is not None
    with database.writing() as session:
        give_back(session, taken, OSError("no"), now=NOON, attempts=1)
    put(database, "runs", 1, shop_id=north)
    take_job(database, ["paper"], worker="w", now=NOON + timedelta(minutes=1))
    put(database, "later", 2, STEP, shop_id=north)
    put(database, "sooner", 3, shop_id=north)
    put(database, "elsewhere", 1, shop_id=south)
    with database.reading() as session:
        names = [one.payload["name"] for one in open_jobs(session, north)]
        assert names == ["runs", "sooner", "later", "fails"]
        mine, house = counts(session, north), counts(session)
        assert (mine.waiting, mine.running, mine.failed) == (2, 1, 1)
        assert mine.oldest_waiting == NOON + timedelta(minutes=2)
        assert mine.oldest_age(NOON + timedelta(minutes=5)) == 180
        assert (house.waiting, house.running, house.failed) == (3, 1, 1)
        assert counts(session, south).failed == 0
        empty = counts(session, south + 1)
        assert (empty.waiting, empty.oldest_age(NOON)) == (0, 0)


def test_only_a_failed_job_is_tried_again(database: Database, clock: FixedClock) -> None:
    id = put(database, "a", 0)
    with database.writing() as session, pytest.raises(NothingToTryAgain):
        try_again(session, job(session, id), now=NOON)
    taken = take_job(database, ["paper"], worker="w", now=NOON)
    assert taken is not None
    with database.writing() as session:
        give_back(session, taken, Hopeless(FileBroken(name="x")), now=NOON)
    with database.writing() as session:
        (stuck,) = stuck_jobs(session)
        try_again(session, stuck, now=NOON + LATER)
        assert (stuck.state, stuck.attempts, stuck.fault, stuck.said) == ("waiting", 0, "", None)
    assert order(database, NOON + LATER, tried=False) == ["a"]


def test_the_next_job_is_found_through_an_index_in_its_order(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, path := tmp_path / "claims.sqlite")
    database = Database(f"sqlite:///{path}")
    asked = due_jobs(["paper"], now=NOON, tried=True).compile(
        database.engine, compile_kwargs={"literal_binds": True, "render_postcompile": True}
    )
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    database.dispose()
    assert len(plan) == 1, plan  # no sort
    assert "USING INDEX ix_job_open" in plan[0][3]
