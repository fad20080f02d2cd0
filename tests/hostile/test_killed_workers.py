"""Workers as processes of their own: several print each paper once, and one that is killed loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from claims.documents.archive import issue, paper_number
from claims.documents.models import IssuedPaper
from claims.files.models import StoredFile
from claims.kernel.clock import SystemClock
from claims.lifecycle.models import Claim
from claims.outbox.models import Job
from claims.people.accounts import acting
from claims.people.models import User
from tests.documents.make import make_long_quote
from tests.hostile.test_killed import alive, children_of
from tests.stories.make import House
from tests.stories.stage import At

PATIENCE_S = 400
Process = subprocess.Popen[bytes]


def renderers_of(worker: Process) -> list[int]:
    """The processes in which a worker prints."""
    return [pid for pid in children_of(worker.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def put_quotes(house: House, *lines: int) -> list[int]:
    """Quotes of so many lines each, issued and not printed."""
    with house.database.writing() as session:
        claim = session.get_one(Claim, house.cast.ids["claim"])
        user = session.scalars(select(User).where(User.name == house.desk("estimator").name)).one()
        by, now, ids = acting(session, user.id, claim.shop_id), SystemClock().now(), []
        for count in lines:
            number, quote = paper_number(session, claim, "quote", now), make_long_quote(count)
            form = replace(quote, head=replace(quote.head, number=number))
            ids.append(issue(session, claim, form, number=number, about="", language="en", by=by, now=now).id)
        return ids


@contextmanager
def worker(house: House, log: Path, **settings: str) -> Iterator[Process]:
    """`claims worker` on the house's database and files; whatever is left of it is ended after the block."""
    own = {"CLAIMS_DATABASE_URL": house.database.url, "CLAIMS_FILES_DIR": str(house.wired.files.folder),
           "CLAIMS_JOB_LEASE": "PT4S", "PYTHONPATH": os.pathsep.join(sys.path)}  # fmt: skip
    own |= {f"CLAIMS_{name.upper()}": value for name, value in settings.items()}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "claims", "worker"], stdout=output, stderr=output, env={**os.environ, **own},
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def wait_until(house: House, states: Sequence[str], ids: Sequence[int], log: Path, count: int | None = None) -> None:
    """Wait until so many of these papers' jobs (all where none is said) are in one of the states."""
    query = select(func.count()).select_from(Job).join(IssuedPaper, IssuedPaper.job_id == Job.id)
    query = query.where(IssuedPaper.id.in_(ids), Job.state.in_(states))
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with house.database.reading() as session:
            if session.scalar(query) == (len(ids) if count is None else count):
                return
        time.sleep(0.05)
    pytest.fail(f"the jobs did not come to {states}: {log.read_text()[-3000:]}")


def jobs_of(house: House, ids: Sequence[int]) -> list[Job]:
    with house.database.reading() as session:
        query = select(Job).join(IssuedPaper, IssuedPaper.job_id == Job.id).where(IssuedPaper.id.in_(ids))
        jobs = list(session.scalars(query.order_by(Job.id)))
        session.expunge_all()
        return jobs


def look_printed_once(house: House, ids: Sequence[int]) -> None:
    """Each paper has one file, whose bytes are there."""
    with house.database.reading() as session:
        for id in ids:
            files = session.scalars(select(StoredFile).where(StoredFile.about == f"paper:{id}")).all()
            assert [one.id for one in files] == [session.get_one(IssuedPaper, id).file_id]
            assert house.wired.files.get(files[0].sha256).startswith(b"%PDF")


def test_two_worker_processes_print_each_paper_once_and_a_killed_one_loses_nothing(at: At, tmp_path: Path) -> None:
    house, log = at("reported"), tmp_path / "log"
    ids = put_quotes(house, *[400, *[5] * 7])
    with worker(house, log, paper_workers="1") as killed:
        wait_until(house, ["running"], ids, log, 1)
        printing = children_of(killed.pid)
        killed.send_signal(signal.SIGKILL)
        killed.wait(10)
        with worker(house, log, paper_workers="2"), worker(house, log, paper_workers="1"):
            wait_until(house, ["done"], ids, log)
    look_printed_once(house, ids)
    jobs = jobs_of(house, ids)
    assert [job.attempts for job in jobs] == [2, *[1] * 7], "the one that was being printed was taken over"
    assert len({job.worker.split("-")[0] for job in jobs}) == 2, "both processes printed"
    until = time.monotonic() + 60
    while any(alive(pid) for pid in printing) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in printing if alive(pid)], "no printing process outlives its worker for long"


def test_a_paper_that_hangs_fails_with_its_sentence_and_holds_nobody(at: At, tmp_path: Path) -> None:
    house, log = at("reported"), tmp_path / "log"
    (hangs,) = put_quotes(house, 400)
    with worker(house, log, paper_workers="2", paper_limit="PT30S", paper_attempts="1") as process:
        wait_until(house, ["running"], [hangs], log)
        while not (printing := renderers_of(process)):
            time.sleep(0.01)
        for pid in printing:
            os.kill(pid, signal.SIGSTOP)
        others = put_quotes(house, 5, 5, 5)
        wait_until(house, ["done"], others, log)
        wait_until(house, ["failed"], [hangs], log)
    (job,) = jobs_of(house, [hangs])
    assert job.said == {
        "text": "The paper was not printed within {seconds} seconds; "
        "try again, and look at its files if it happens twice.",
        "values": {"seconds": 30},
    }
    look_printed_once(house, others)
    duties = house.call("estimator", "GET", f"/{house.cast.claim}/duties").json()
    assert [one["role"] for one in duties if one["about"] == f"paper:{hangs}"] == ["estimator"]


def test_a_worker_that_is_asked_to_end_gives_back_what_it_has_begun(at: At, tmp_path: Path) -> None:
    house, log = at("reported"), tmp_path / "log"
    ids = put_quotes(house, 1500)
    with worker(house, log, paper_workers="1") as process:
        wait_until(house, ["running"], ids, log)
        process.terminate()
        assert process.wait(60) == 0
    (job,) = jobs_of(house, ids)
    assert (job.state, job.attempts, job.fault) == ("waiting", 0, "")


def test_a_worker_with_another_folder_of_files_does_not_begin(at: At, tmp_path: Path) -> None:
    house, log = at("received"), tmp_path / "log"
    ids = put_quotes(house, 5)
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)), "there are photographs"
    with worker(house, log, files_dir=str(tmp_path / "elsewhere")) as process:
        assert process.wait(60) == 1
    assert "must share one CLAIMS_FILES_DIR" in " ".join(log.read_text().split())
    assert [job.state for job in jobs_of(house, ids)] == ["waiting"]
