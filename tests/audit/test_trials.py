"""A trial over many decisions: stopped, killed and carried on, never counted twice; and the command line's way."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from typer.testing import CliRunner

from claims.audit.draft_inputs import NewTrial
from claims.audit.draft_models import PolicyDraft, PolicyTrial, PolicyTrialChange
from claims.audit.models import DecisionRow
from claims.audit.trials import TrialOutdated, TrialTakenOver, begin_trial, conclude, keep, run_trial
from claims.audit.what_if import Tried
from claims.cli import app
from claims.kernel.database import Database
from claims.people.accounts import acting
from claims.people.models import Shop
from claims.people.roles import Role
from claims.wiring import build_machine
from tests.api.make import PASSWORD, make_user
from tests.audit.test_parallel import BEGIN, MANY, filled

__all__ = ["filled"]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
YEAR = NewTrial(since=date(2025, 12, 1), until=date(2027, 1, 1))


class Stop:
    """Asks to stop after so many looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0


@pytest.fixture
def draft_id(filled: Database) -> int:
    """A draft that makes the recorded high-value part (2,139.00) an ordinary one."""
    with filled.writing() as session:
        if not filled.sqlite:  # the rows came with their ids
            for table in ("chain_entry", "decision"):
                session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {MANY})"))
        shop = session.get_one(Shop, 1)
        user = make_user(session, shop, Role.AUDITOR, login="auditor")
        make_user(session, shop, Role.ADMIN, login="admin")
        session.execute(update(DecisionRow).values(outcome="due", money_minor=106950, currency="CNY", insurer="PICC"))
        figure = {"figure": "high_value_minor", "value": 300000, "source": "meeting", "brand": "", "currency": "CNY"}
        draft = PolicyDraft(shop_id=1, policy="deposit", reason="Fewer deposits", figures=[figure], switches=[],
                            drafted_by_id=user.id, drafted_at=BEGIN, state="drafted")  # fmt: skip
        session.add(draft)
        session.flush()
        return draft.id


def begun(database: Database, draft_id: int, asked: NewTrial = YEAR) -> int:
    with database.writing() as session:
        draft = session.get_one(PolicyDraft, draft_id)
        return begin_trial(session, draft, asked, by=acting(session, draft.drafted_by_id, 1), now=NOW).id


def found(database: Database, trial_id: int) -> tuple[int, int, int, int]:
    """Done, changed, changed in the list, and the difference in money."""
    with database.reading() as session:
        trial = session.get_one(PolicyTrial, trial_id)
        listed = session.scalar(
            select(func.count()).select_from(PolicyTrialChange).where(PolicyTrialChange.trial_id == trial_id)
        )
        difference = sum(one["money_after_minor"] - one["money_before_minor"] for one in trial.counts)
        return trial.done, sum(one["changed"] for one in trial.counts), listed or 0, difference


WHOLE = (MANY, MANY, MANY, -106950 * MANY)


def test_a_trial_counts_every_decision_once_in_counts_and_in_money(filled: Database, draft_id: int) -> None:
    trial_id = begun(filled, draft_id)
    told: list[tuple[int, int]] = []
    assert run_trial(filled, trial_id, processes=2, progress=lambda done, total: told.append((done, total)))
    assert found(filled, trial_id) == WHOLE
    assert told[-1] == (MANY, MANY)


def test_a_stopped_trial_keeps_what_it_found_and_goes_on_from_there(filled: Database, draft_id: int) -> None:
    trial_id = begun(filled, draft_id)
    assert not run_trial(filled, trial_id, processes=2, stop=Stop(1))
    some = found(filled, trial_id)
    assert 0 < some[0] < MANY
    assert some[1] == some[2] == some[0]
    assert begun(filled, draft_id) == trial_id, "the same question goes on with the same trial"
    assert run_trial(filled, trial_id, processes=2)
    assert found(filled, trial_id) == WHOLE
    assert run_trial(filled, trial_id), "what is finished stays so"
    assert found(filled, trial_id) == WHOLE


def test_a_stopped_trial_does_not_go_on_with_another_draft(filled: Database, draft_id: int) -> None:
    trial_id = begun(filled, draft_id)
    assert not run_trial(filled, trial_id, processes=2, stop=Stop(1))
    with filled.writing() as session:
        draft = session.get_one(PolicyDraft, draft_id)
        draft.figures = [{**draft.figures[0], "value": 1}]
    with pytest.raises(TrialOutdated):
        run_trial(filled, trial_id)


def test_two_that_carry_on_the_same_trial_do_not_count_twice(filled: Database, draft_id: int) -> None:
    trial_id = begun(filled, draft_id)
    keep(filled, trial_id, 0, Tried(10, 10), MANY)
    with pytest.raises(TrialTakenOver):
        keep(filled, trial_id, 0, Tried(10, 10), MANY)
    assert found(filled, trial_id)[0] == 10


def test_a_trial_looks_at_its_period_shop_and_insurer_only(filled: Database, draft_id: int) -> None:
    week = NewTrial(since=BEGIN.date(), until=BEGIN.date() + timedelta(days=7))
    trial_id = begun(filled, draft_id, week)
    assert run_trial(filled, trial_id)
    assert found(filled, trial_id)[0] == 7 * 24 - 8, "the shop's days begin eight hours before those of UTC"
    other = begun(filled, draft_id, NewTrial(since=YEAR.since, until=YEAR.until, insurer="CPIC"))
    assert run_trial(filled, other)
    assert found(filled, other)[0] == 0


def test_a_draft_that_was_changed_during_its_trial_is_not_tried(filled: Database, draft_id: int) -> None:
    trial_id = begun(filled, draft_id)
    assert run_trial(filled, trial_id)
    with filled.writing() as session:
        draft = session.get_one(PolicyDraft, draft_id)
        draft.figures = [{**draft.figures[0], "value": 1}]
        conclude(session, trial_id, build_machine(), by=acting(session, draft.drafted_by_id, 1), now=NOW)
    with filled.reading() as session:
        assert session.get_one(PolicyDraft, draft_id).state == "drafted"


@pytest.fixture
def command(filled: Database, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line on the filled database."""
    monkeypatch.setenv("CLAIMS_DATABASE_URL", filled.url)
    monkeypatch.setenv("CLAIMS_PASSWORD", PASSWORD)
    runner = CliRunner()

    def run(*words: str) -> Any:
        return runner.invoke(app, list(words))

    return run


def test_a_change_goes_its_way_on_the_command_line(command: Any, draft_id: int, tmp_path: Path) -> None:
    wrote = command("policy", "draft", "deposit", "--set", "high_value_minor=3000.00", "--set", "deposit_share_bp=60%",
                    "--source", "meeting", "--reason", "Fewer deposits", "--login", "auditor", "--json")  # fmt: skip
    assert wrote.exit_code == 0, wrote.output
    number = str(json.loads(wrote.stdout)["id"])
    out = tmp_path / "trial.json"
    tried = command("policy", "try", number, "--since", "2025-12-01", "--until", "2027-01-01", "--login", "auditor",
                    "--out", str(out))  # fmt: skip
    assert tried.exit_code == 0, tried.output
    assert f"{MANY}" in tried.stdout
    assert len(json.loads(out.read_text())["claims"]) == MANY
    own = command("policy", "activate", number, "--from", "2030-01-01", "--login", "auditor")
    assert type(own.exception).__name__ == "StepForbidden", "an auditor activates nothing"
    again = command("policy", "activate", number, "--from", "2020-01-01", "--login", "admin")
    assert type(again.exception).__name__ == "StepRefused"
    done = command("policy", "activate", number, "--from", "2030-01-01", "--login", "admin")
    assert done.exit_code == 0, done.output
    assert "activated" in command("policy", "drafts").stdout
    own_book = command("policy", "show", "deposit", "--shop", "bj", "--on", "2030-01-01").stdout
    assert "3,000.00 CNY" in own_book
    assert "3,000.00 CNY" not in command("policy", "show", "deposit", "--on", "2030-01-01").stdout


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("high_value_minor=a lot", "written like 100.00"),
        ("high_value_minor=1.005", "written like 100.00"),
        ("deposit_share_bp=60", "written like 60%"),
        ("insurer_lines_owe=maybe", "written like true"),
        ("no_such=1", "no figure no_such"),
        ("nothing", "FIGURE=VALUE"),
    ],
)
def test_a_figure_that_is_written_wrongly_is_told_how_to_write_it(
    command: Any, draft_id: int, typed: str, told: str
) -> None:
    answer = command("policy", "draft", "deposit", "--set", typed, "--source", "x", "--reason", "why not", "--login",
                     "auditor")  # fmt: skip
    assert answer.exit_code == 1
    assert told in str(answer.exception.faults[0])


def test_the_wrong_password_opens_nothing(command: Any, draft_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_PASSWORD", "not the password")
    answer = command("policy", "withdraw", str(draft_id), "--login", "auditor")
    assert type(answer.exception).__name__ == "LoginRefused"
