"""Issued once: numbers without gaps whoever presses at once, one file whatever dies, the same bytes ever after."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import select

from claims.documents.archive import Printer
from claims.documents.filling.common import desk
from claims.documents.filling.orders import fill_work_order
from claims.documents.models import IssuedPaper
from claims.documents.urgency import RENDER
from claims.files.store import Store
from claims.kernel.clock import FixedClock, SystemClock
from claims.kernel.database import Database
from claims.lifecycle.models import Claim
from claims.outbox.jobs import Taken, work_once
from claims.outbox.models import Job
from claims.people.models import Customer
from tests.documents.desk import (
    PressHere,
    at_once,
    chains_are_whole,
    fetch,
    files_about,
    issue,
    issued,
    numbers,
    pages_of,
    print_all,
    printer_of,
)
from tests.stories.make import House
from tests.stories.stage import At


def later(minutes: int) -> FixedClock:
    return FixedClock(SystemClock().now() + timedelta(minutes=minutes))


def state_of(house: House, paper_id: int) -> tuple[int | None, str, int]:
    """A paper's file, and how its job stands: state and fence."""
    with house.database.reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == RENDER)).all()
        job = next(one for one in jobs if one.payload["paper_id"] == paper_id)
        return session.get_one(IssuedPaper, paper_id).file_id, job.state, job.fence


def test_many_who_issue_at_once_get_numbers_without_gaps_and_the_refused_take_none(at: At) -> None:
    house = at("signed")
    good = [lambda: issue(house, "decisions", "auditor"), lambda: issue(house, "decisions", "manager")]
    bad = [lambda: issue(house, "decisions", "auditor", about_id=999_999)]
    statuses = at_once(*good * 3, *bad * 3)
    for _ in range(statuses.count(503) + statuses.count(409)):  # a busy database is told to the caller, who tries again
        issue(house, "decisions")
    assert statuses.count(404) == 3
    found = numbers(house, "decisions")
    year = found[0][1:5]
    assert found == [f"D{year}-{place:05d}" for place in range(1, len(found) + 1)]
    assert len(found) >= 6
    assert chains_are_whole(house)


def test_each_kind_of_paper_is_counted_by_itself(at: At) -> None:
    house = at("signed")
    forms = ("work_order", "loss_sheet", "work_order")
    told = [issue(house, form).json()["number"] for form in forms]
    assert [number.split("-")[1] for number in told] == ["00001", "00001", "00002"]
    assert [number[0] for number in told] == ["W", "L", "W"]


def test_a_paper_is_downloaded_again_byte_for_byte_although_the_file_went_on(at: At) -> None:
    house = at("signed")
    paper = issued(house, "work_order")
    before = fetch(house, paper["id"])
    with house.database.writing() as session:
        claim = session.get_one(Claim, house.cast.ids["claim"])
        session.get_one(Customer, claim.customer_id).name = "Somebody Else"
    print_all(house)
    after = fetch(house, paper["id"])
    assert before.content == after.content
    assert after.headers["etag"].strip('"') == hashlib.sha256(after.content).hexdigest()
    with house.database.reading() as session:
        row = session.get_one(IssuedPaper, paper["id"])
        assert hashlib.sha256(row.data.encode()).hexdigest() == row.data_hash
        assert "Somebody Else" not in row.data
        now = desk(session, session.get_one(Claim, house.cast.ids["claim"]), SystemClock().now())
        assert fill_work_order(now, "W-1").customer.name == "Somebody Else", "a paper issued now would say otherwise"


def doomed(url: str, folder: Path, reached: str, said: Connection) -> None:
    """A worker that stops in the middle: with the pages printed, or with the file written and nothing committed."""
    printer = Printer(Database(url), Store(folder), SystemClock(), PressHere())  # type: ignore[arg-type]

    def handler(taken: Taken) -> Callable[[Any], None]:
        effect = printer(taken)
        assert effect is not None
        if reached == "printed":
            stand_still(said)

        def write(session: Any) -> None:
            effect(session)
            session.flush()
            stand_still(said)

        return write

    work_once(Database(url), {RENDER: handler}, SystemClock(), worker="doomed")


def stand_still(said: Connection) -> None:
    """Tell the test, and wait for the end."""
    said.send("here")
    time.sleep(600)


def kill_a_worker(house: House, reached: str) -> None:
    """Start a worker process, let it come so far, and kill it as a power cut does."""
    context = multiprocessing.get_context("spawn")
    hears, said = context.Pipe(duplex=False)
    files = house.wired.files.folder
    worker = context.Process(target=doomed, args=(house.database.url, files, reached, said))
    worker.start()
    assert hears.poll(120), "the worker never came so far"
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()


def test_a_worker_killed_before_or_while_it_writes_leaves_one_file_and_no_gap(at: At) -> None:
    house = at("signed")
    print_all(house)  # what the stage left waiting
    for place, reached in enumerate(("printed", "written"), start=1):
        paper = issue(house, "work_order").json()
        kill_a_worker(house, reached)
        assert state_of(house, paper["id"]) == (None, "running", 1), reached
        assert fetch(house, paper["id"]).status_code == 409
        print_all(house)  # its lease still runs
        assert state_of(house, paper["id"])[0] is None
        print_all(house, later(5 * place))
        file, state, fence = state_of(house, paper["id"])
        assert (file is not None, state, fence) == (True, "done", 2), reached
        assert files_about(house.database, paper["id"]) == 1
        pdf = fetch(house, paper["id"]).content
        assert paper["number"] in pages_of(pdf)[0]
    assert [number.split("-")[1] for number in numbers(house, "work_order")] == ["00001", "00002"]
    assert chains_are_whole(house)


def test_of_two_workers_that_print_one_paper_the_late_one_keeps_nothing(at: At) -> None:
    house = at("signed")
    print_all(house)
    paper, clock = issue(house, "work_order").json(), FixedClock(SystemClock().now() + timedelta(seconds=1))
    slow, heir = printer_of(house, clock), printer_of(house, clock)

    def handler(taken: Taken) -> Any:
        effect = slow(taken)
        clock.pass_time(timedelta(minutes=3))
        assert work_once(house.database, {RENDER: heir}, clock, worker="heir")
        return effect

    assert work_once(house.database, {RENDER: handler}, clock, worker="slow")
    assert state_of(house, paper["id"])[1:] == ("done", 2)
    assert files_about(house.database, paper["id"]) == 1
