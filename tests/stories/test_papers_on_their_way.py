"""A paper on its way: its place, what is done to it, who goes first, and what people see where it never comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from claims import migrations
from claims.documents.archive import RENDER, UNPRINTED, Printer
from claims.documents.fate import OUR_FAULT
from claims.documents.models import IssuedPaper
from claims.documents.render import FileNotHandedIn
from claims.documents.worker import PressStopped, PressStuck
from claims.kernel.clock import Clock, FixedClock, SystemClock
from claims.kernel.texts import translated
from claims.outbox.jobs import take_job, work_once
from claims.outbox.models import Job
from claims.people.models import User
from claims.people.roles import Role
from tests.stories.make import House
from tests.stories.stage import At

PDF = b"%PDF-1.7 printed"


class PressOf:
    """A press that does what it is told to, and remembers the time limits."""

    def __init__(self, do: Callable[[], bytes]) -> None:
        self.do, self.limits = do, list[float]()

    def print(self, _spec: object, timeout_s: float, **_watched: object) -> bytes:
        self.limits.append(timeout_s)
        return self.do()


def refuse(refusal: Exception) -> Callable[[], bytes]:
    def do() -> bytes:
        raise refusal

    return do


def run(house: House, do: Callable[[], bytes] = lambda: PDF, *, clock: Clock | None = None, times: int = 1) -> Printer:
    """Let one worker print what waits, so many jobs."""
    wired, clock = house.wired, clock or SystemClock()
    printer = Printer(wired.database, wired.files, clock, PressOf(do))  # type: ignore[arg-type]
    for _ in range(times):
        assert work_once(wired.database, {RENDER: printer}, clock, worker="w", attempts=2, mourner=printer.give_up)
    return printer


def sent_quote(house: House) -> dict[str, Any]:
    """The quote's paper, which followed from a step and is not printed yet."""
    papers = house.call("coordinator", "GET", f"/{house.cast.claim}/documents").json()
    return next(dict(one) for one in papers if one["form"] == "quote")


def by_hand(house: House, form: str = "quote", role: str = "estimator") -> dict[str, Any]:
    answer = house.call(role, "POST", f"/{house.cast.claim}/documents", json={"form": form, "language": "en"})
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def job_of(house: House, paper: dict[str, Any]) -> Job:
    with house.database.reading() as session:
        job = session.get_one(Job, session.get_one(IssuedPaper, paper["id"]).job_id)
        session.expunge(job)
        return job


def speak(house: House, role: str, language: str) -> None:
    with house.database.writing() as session:
        session.scalars(select(User).where(User.name == house.desk(role).name)).one().language = language


def test_a_paper_waits_is_printed_and_done(at: At) -> None:
    house = at("sent")
    paper = sent_quote(house)
    assert (paper["state"], paper["place"], paper["ready"], paper["attempts"]) == ("waiting", 1, False, 0)
    shown = house.call("coordinator", "GET", f"/documents/{paper['id']}")
    assert shown.headers["Retry-After"] == "2"
    file = house.call("coordinator", "GET", f"/documents/{paper['id']}/file")
    assert (file.status_code, file.headers["Retry-After"]) == (409, "2")
    assert file.json()["detail"] == f"The paper {paper['number']} is not printed yet; ask again in 2 seconds."

    def half_way() -> bytes:
        with house.database.writing() as session:
            session.get_one(Job, paper["job_id"]).doing = {"step": "layout", "page": 3}
        seen = house.call("coordinator", "GET", f"/documents/{paper['id']}")
        assert seen.headers["Retry-After"] == "2"
        told = seen.json()
        assert (told["state"], told["step"], told["page"], told["attempts"]) == ("printing", "layout", 3, 1)
        assert told["since"] is not None
        assert told["place"] is None
        return PDF

    run(house, half_way)
    done = house.call("coordinator", "GET", f"/documents/{paper['id']}")
    assert (done.json()["state"], done.json()["ready"], done.json()["fault"]) == ("done", True, "")
    assert "Retry-After" not in done.headers
    file = house.call("coordinator", "GET", f"/documents/{paper['id']}/file")
    assert (file.status_code, file.content) == (200, PDF)


def test_what_is_issued_by_hand_goes_before_what_follows_from_steps_and_a_packet_behind_it(at: At) -> None:
    house = at("sent")
    step, packet, quote = sent_quote(house), by_hand(house, "packet", "coordinator"), by_hand(house)
    places = {one: house.call("coordinator", "GET", f"/{house.cast.claim}/documents").json() for one in ("now",)}
    shown = {one["id"]: one["place"] for one in places["now"] if one["state"] == "waiting"}
    assert shown == {quote["id"]: 1, packet["id"]: 2, step["id"]: 3}
    first = job_of(house, step).turn_at
    house.call("coordinator", "GET", f"/documents/{step['id']}/file")  # now somebody waits for it
    assert first - job_of(house, step).turn_at == timedelta(minutes=10)
    asked = house.call("coordinator", "GET", f"/documents/{step['id']}").json()
    assert asked["place"] == 1, "it was issued first"
    assert house.call("coordinator", "GET", f"/documents/{packet['id']}").json()["place"] == 3


def test_a_paper_of_the_sister_shop_is_not_hurried(at: At) -> None:
    house = at("sent")
    paper = sent_quote(house)
    before = job_of(house, paper).turn_at
    assert house.call("sister", "GET", f"/documents/{paper['id']}/file").status_code == 404
    assert job_of(house, paper).turn_at == before


def test_a_packet_gets_more_time(at: At) -> None:
    house = at("sent")
    by_hand(house)
    press = run(house).press
    by_hand(house, "packet", "coordinator")
    assert isinstance(press, PressOf)
    assert press.limits == [120]
    press = run(house).press
    assert isinstance(press, PressOf)
    assert press.limits == [600]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The paper was not printed within 120 seconds; try again, and look at its files if it happens twice."),
        ("zh", "单据未能在 120 秒内生成；请重试，若再次发生请检查其附件。"),
        ("es", "El documento no se imprimió en 120 segundos; inténtelo de nuevo y, si se repite, revise sus archivos."),
    ],
)
def test_a_paper_that_hangs_is_tried_again_then_failed_and_its_issuer_is_told(
    at: At, language: str, sentence: str
) -> None:
    house, clock = at("sent"), FixedClock(SystemClock().now() + timedelta(minutes=1))
    speak(house, "estimator", language)
    paper = sent_quote(house)
    run(house, refuse(PressStuck(seconds=120)), clock=clock)
    waiting = house.call("estimator", "GET", f"/documents/{paper['id']}").json()
    assert (waiting["state"], waiting["attempts"], waiting["fault"]) == ("waiting", 1, sentence)
    clock.pass_time(timedelta(seconds=5))
    run(house, refuse(PressStuck(seconds=120)), clock=clock)
    failed = house.call("estimator", "GET", f"/documents/{paper['id']}")
    assert (failed.json()["state"], failed.json()["attempts"], failed.json()["fault"]) == ("failed", 2, sentence)
    assert "Retry-After" not in failed.headers
    file = house.call("estimator", "GET", f"/documents/{paper['id']}/file")
    assert (file.status_code, file.json()["type"]) == (409, "urn:claims:problem:not-printable")
    assert sentence in file.json()["detail"]
    duties = house.call("estimator", "GET", f"/{house.cast.claim}/duties").json()
    (duty,) = [one for one in duties if one["about"] == f"paper:{paper['id']}"]
    assert duty["role"] == "estimator"
    assert paper["number"] in duty["text"]


def test_a_paper_that_cannot_be_printed_fails_at_once_and_is_tried_again_by_the_administrator(at: At) -> None:
    house, clock = at("sent"), FixedClock(SystemClock().now() + timedelta(minutes=1))
    paper = sent_quote(house)
    run(house, refuse(FileNotHandedIn(why="logo.png")), clock=clock)
    failed = house.call("coordinator", "GET", f"/documents/{paper['id']}").json()
    assert (failed["state"], failed["attempts"]) == ("failed", 1)
    assert "logo.png" in failed["fault"]
    health = house.client.get("/health").json()
    assert health["jobs_failed"] == 1
    assert house.call("estimator", "GET", "/jobs").status_code == 403
    house.give_roles("manager", Role.ADMIN)
    queue = house.call("manager", "GET", "/jobs").json()
    assert (queue["waiting"], queue["running"], queue["failed"]) == (0, 0, 1)
    assert [(one["id"], one["payload"], one["attempts"]) for one in queue["jobs"]] == [
        (paper["job_id"], {"paper_id": paper["id"]}, 1)
    ]
    assert "logo.png" in queue["jobs"][0]["fault"]
    address = f"/jobs/{paper['job_id']}/try-again"
    assert house.call("estimator", "POST", address).status_code == 403
    again = house.call("manager", "POST", address)
    assert (again.json()["state"], again.json()["attempts"]) == ("waiting", 0)
    assert house.call("manager", "POST", address).json()["type"] == "urn:claims:problem:nothing-to-try-again"
    run(house)
    assert house.call("coordinator", "GET", f"/documents/{paper['id']}").json()["state"] == "done"
    duties = house.call("coordinator", "GET", f"/{house.cast.claim}/duties").json()
    assert not [one for one in duties if one["about"] == f"paper:{paper['id']}"], "nobody owes anything any more"


def test_the_sister_shop_sees_none_of_it(at: At) -> None:
    house = at("sent")
    paper = sent_quote(house)
    house.give_roles("sister", *Role)
    queue = house.call("sister", "GET", "/jobs").json()
    assert (queue["waiting"], queue["jobs"]) == (0, [])
    assert house.call("sister", "POST", f"/jobs/{paper['job_id']}/try-again").status_code == 404


def test_a_fault_of_ours_is_told_with_the_number_of_the_job(at: At) -> None:
    house = at("sent")
    paper = sent_quote(house)
    run(house, refuse(RuntimeError("secret of the house")))
    told = house.call("coordinator", "GET", f"/documents/{paper['id']}").json()["fault"]
    assert told == OUR_FAULT.format(job=paper["job_id"])


def test_a_paper_that_is_called_off_waits_again_and_nothing_is_counted(at: At) -> None:
    house = at("sent")
    paper = sent_quote(house)
    run(house, refuse(PressStopped()))
    shown = house.call("coordinator", "GET", f"/documents/{paper['id']}").json()
    assert (shown["state"], shown["attempts"], shown["fault"]) == ("waiting", 0, "")


def test_of_two_workers_that_printed_one_paper_the_later_one_keeps_nothing(at: At) -> None:
    house, now = at("sent"), SystemClock().now()
    paper = sent_quote(house)
    slow = take_job(house.database, [RENDER], worker="slow", now=now, lease=timedelta(seconds=1))
    assert slow is not None
    run(house, clock=FixedClock(now + timedelta(seconds=2)))
    wired = house.wired
    printer = Printer(wired.database, wired.files, wired.clock, PressOf(lambda: b"other"))  # type: ignore[arg-type]
    assert printer(slow) is None, "the paper is there already"
    with house.database.reading() as session:
        rows = session.scalars(text("SELECT id FROM stored_file WHERE about = 'paper:" + str(paper["id"]) + "'")).all()
    assert len(rows) == 1


@pytest.mark.parametrize("sentence", [UNPRINTED, OUR_FAULT])
@pytest.mark.parametrize("language", ["zh", "es"])
def test_what_is_said_of_a_paper_is_translated(sentence: str, language: str) -> None:
    assert translated(sentence, language) is not None


def test_papers_and_faults_from_before_the_queue_are_found_in_it(at: At, tmp_path: Path) -> None:
    house = at("sent")
    failing, waiting = by_hand(house), sent_quote(house)
    run(house, refuse(FileNotHandedIn(why="{logo}")))
    settings = migrations.config()
    mine = next(one for one in ScriptDirectory.from_config(settings).walk_revisions()
                if one.path.endswith("_queue_of_papers.py"))  # fmt: skip
    with house.database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, str(mine.down_revision))
        faults = dict(connection.execute(text("SELECT id, fault FROM issued_paper")).all())  # type: ignore[arg-type]
        connection.execute(text("UPDATE job SET state = 'done', fault = ''"))  # as it was before
        connection.commit()
    assert "{logo}" in faults[failing["id"]]
    assert faults[waiting["id"]] == ""
    migrations.upgrade(house.database)
    shown = house.call("coordinator", "GET", f"/documents/{failing['id']}").json()
    assert (shown["state"], shown["fault"]) == ("failed", faults[failing["id"]])
    assert job_of(house, waiting).shop_id is not None
