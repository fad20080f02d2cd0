"""Work over stored decisions in other processes: everything once, in order, and a clean end whatever happens."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, insert
from sqlalchemy.orm import Session
from typer.testing import CliRunner

import claims.tables  # noqa: F401
from claims.audit.decisions import keep_edition
from claims.audit.models import Chain, DecisionRow, Entry
from claims.audit.parallel import Chosen, WorkerDied, in_parallel
from claims.cli import app
from claims.kernel.canonical import canonical
from claims.kernel.database import Database
from claims.people.accounts import add_shop
from claims.people.inputs import NewShop
from claims.rules.books import current_edition
from claims.rules.decision import Scope, decide

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MANY = 700
PART = {"kind": "part", "ref": "lamp", "currency": "CNY", "original_price_minor": 213900, "quantity_x1000": 1000,
        "payer": "customer", "supplied_by": "shop"}  # fmt: skip


def ids(session: Session, rows: Sequence[Row[Any]]) -> list[int]:
    return [row.id for row in rows]


def with_given(session: Session, rows: Sequence[Row[Any]], given: dict[str, int]) -> int:
    return given["each"] * len(rows)


def dying(session: Session, rows: Sequence[Row[Any]]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def failing(session: Session, rows: Sequence[Row[Any]]) -> None:
    raise ValueError(f"nothing can be made of {rows[0].id}")


def living(group: int) -> list[str]:
    """The processes of a group that still run; one that ended and was not fetched yet is no longer living."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            found += [stat.parent.name] if its_group == str(group) and state != "Z" else []
    return found


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; a failure after half a minute."""
    last = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < last, "it never came to be"
        time.sleep(0.05)


def slow(session: Session, rows: Sequence[Row[Any]]) -> int:
    time.sleep(0.2)
    return len(rows)


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with MANY decisions of one shop, one an hour; every entry carries the record of the same question."""
    edition = current_edition("deposit")
    decision = decide(edition, [PART], date(2026, 1, 1), Scope(shop="bj"))
    body = canonical({"hash": decision.hash, "reader": decision.reader, "record": decision.record()}).decode()
    with database.writing() as session:
        shop = add_shop(session, NewShop(code="bj", name="京"))
        session.flush()
        keep_edition(session, edition, at=BEGIN)
        session.add(Chain(name="claim:1", shop_id=shop.id, claim_id=1, salt="s", length=MANY, head="x"))
        session.flush()
        times = [BEGIN + timedelta(hours=number) for number in range(MANY)]
        session.execute(insert(Entry), [
            {"id": n, "chain": "claim:1", "seq": n, "kind": "decision", "at": at, "by_id": 1, "body": body,
             "previous": "x", "hash": "x"} for n, at in enumerate(times, 1)
        ])  # fmt: skip
        session.execute(insert(DecisionRow), [
            {"id": n, "entry_id": n, "shop_id": shop.id, "claim_id": 1, "policy": "deposit", "edition": edition.hash,
             "as_of": date(2026, 1, 1), "step": "order line.order", "taken_at": at, "by_id": 1,
             "reader": decision.reader, "hash": decision.hash} for n, at in enumerate(times, 1)
        ])  # fmt: skip
    return database


def test_every_decision_is_handed_out_once_in_order_and_progress_is_told(filled: Database) -> None:
    told: list[tuple[int, int]] = []
    results = in_parallel(
        filled.url, Chosen(), ids, processes=2, progress=lambda done, total: told.append((done, total))
    )
    assert [one for batch in results for one in batch] == list(range(1, MANY + 1))
    assert (told[0], told[-1]) == ((0, MANY), (MANY, MANY))
    assert len(told) > 2


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        (Chosen(after_id=690), list(range(691, MANY + 1))),
        (Chosen(since=BEGIN + timedelta(hours=10), until=BEGIN + timedelta(hours=12)), [11, 12]),
        (Chosen(policy="gap"), []),
        (Chosen(shop_id=99), []),
        (Chosen(claim_id=2), []),
        (Chosen(claim_id=1, policy="deposit", after_id=MANY - 1), [MANY]),
    ],
)
def test_only_the_chosen_decisions_are_worked_on(filled: Database, chosen: Chosen, wanted: list[int]) -> None:
    assert [one for batch in in_parallel(filled.url, chosen, ids) for one in batch] == wanted


def test_work_may_be_named_and_given_something(filled: Database) -> None:
    results = in_parallel(filled.url, Chosen(), f"{__name__}:with_given", given={"each": 3}, processes=1)
    assert sum(results) == 3 * MANY


def test_a_process_that_is_killed_is_an_error_that_says_so(filled: Database) -> None:
    with pytest.raises(WorkerDied, match="ended before its time"):
        list(in_parallel(filled.url, Chosen(), dying, processes=2))
    assert not multiprocessing.active_children()


def test_what_goes_wrong_in_the_work_arrives_as_it_was(filled: Database) -> None:
    with pytest.raises(ValueError, match="nothing can be made of 1"):
        list(in_parallel(filled.url, Chosen(), failing, processes=1))


def test_leaving_the_loop_ends_the_processes(filled: Database) -> None:
    results = in_parallel(filled.url, Chosen(), slow, processes=2)
    assert next(results) > 0
    results.close()
    assert not multiprocessing.active_children()


def test_replay_on_the_command_line_counts_and_names_what_differs(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", filled.url)
    whole = CliRunner().invoke(app, ["decisions", "replay", "--json", "--processes", "2"])
    assert whole.exit_code == 0, whole.output
    assert json.loads(whole.stdout)["replayed"] == MANY
    with filled.writing() as session:
        session.get_one(DecisionRow, 650).hash = "0" * 64
    told = CliRunner().invoke(app, ["decisions", "replay", "--shop", "bj", "--processes", "2"])
    assert told.exit_code == 1
    assert f"{MANY} decisions replayed, 1 differ." in told.stdout
    assert "decision 650 (deposit): it comes out differently" in told.stdout


def test_replay_goes_on_where_its_note_says(filled: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", filled.url)
    note = tmp_path / "resume.json"
    note.write_text(json.dumps({"asked": ["None", "None", "", ""], "after": 600, "replayed": 600, "different": []}))
    whole = CliRunner().invoke(app, ["decisions", "replay", "--json", "--resume", str(note)])
    assert (whole.exit_code, json.loads(whole.stdout)["replayed"]) == (0, MANY)
    assert not note.exists(), "a finished replay leaves no note"


def test_a_note_of_another_question_is_not_gone_on_with(
    filled: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", filled.url)
    note = tmp_path / "resume.json"
    note.write_text('{"asked": ["None", "None", "", "gap"], "after": 600, "replayed": 600, "different": []}')
    found = CliRunner().invoke(app, ["decisions", "replay", "--resume", str(note)])
    assert found.exit_code == 1
    assert "same question" in str(found.exception.faults[0])  # type: ignore[union-attr]


def test_an_interrupted_replay_says_how_far_it_came_and_leaves_no_process(filled: Database, tmp_path: Path) -> None:
    note = tmp_path / "resume.json"
    with filled.writing() as session:
        row = {c.name: getattr(session.get_one(DecisionRow, 1), c.name) for c in DecisionRow.__table__.columns}
        entry = {c.name: getattr(session.get_one(Entry, 1), c.name) for c in Entry.__table__.columns}
        more = range(MANY + 1, 30_000)
        session.execute(insert(Entry), [{**entry, "id": n, "seq": n} for n in more])
        session.execute(insert(DecisionRow), [{**row, "id": n, "entry_id": n} for n in more])
    command = [sys.executable, "-m", "claims", "decisions", "replay", "--json", "--resume", str(note)]
    command += ["--processes", "2"]
    environment = {**os.environ, "CLAIMS_DATABASE_URL": filled.engine.url.render_as_string(hide_password=False)}
    running = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    until(lambda: len(living(running.pid)) >= 4)  # the command, the keeper of its resources, and two workers
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    out, faults = running.communicate(timeout=30)
    assert running.returncode == 130, faults.decode()
    found = json.loads(out)
    assert json.loads(note.read_text())["after"] == found["stopped_after"] < 29_999
    until(lambda: not living(running.pid))
