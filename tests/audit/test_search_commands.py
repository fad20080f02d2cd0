"""The commands that list and count decisions, for people and for machines."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bench.search import filled
from claims.cli import app
from claims.kernel.database import Database
from claims.kernel.errors import Invalid, NotFound


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line on a database with decisions of the shop “bench”."""
    filled(database, 100)
    monkeypatch.setenv("CLAIMS_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    return CliRunner()


def test_decisions_are_listed_newest_first(run: CliRunner) -> None:
    told = run.invoke(app, ["decisions", "list", "--shop", "bench", "--limit", "3", "--json"])
    assert told.exit_code == 0, told.output
    assert [one["id"] for one in json.loads(told.stdout)] == [100, 99, 98]
    lines = run.invoke(app, ["decisions", "list", "--shop", "bench", "--overruled", "yes"]).stdout.splitlines()
    assert len(lines) == 5
    assert all(line.endswith("overruled") for line in lines[:4])
    assert lines[4] == "4 decisions."


def test_filters_narrow_the_list(run: CliRunner) -> None:
    told = run.invoke(
        app, ["decisions", "list", "--shop", "bench", "--policy", "gap", "--until", "2020-01-02", "--json"]
    )
    assert {one["policy"] for one in json.loads(told.stdout)} == {"gap"}


def test_a_filter_that_names_nothing_is_refused(run: CliRunner) -> None:
    assert isinstance(run.invoke(app, ["decisions", "list", "--shop", "bench", "--policy", "x"]).exception, Invalid)
    assert isinstance(run.invoke(app, ["decisions", "list", "--shop", "nowhere"]).exception, NotFound)


def test_statistics_are_told_by_policy_and_paragraph(run: CliRunner) -> None:
    told = json.loads(run.invoke(app, ["decisions", "statistics", "--shop", "bench", "--json"]).stdout)
    assert sum(one["count"] for one in told if not one["paragraph"]) == 100
    lines = run.invoke(app, ["decisions", "statistics", "--shop", "bench", "--policy", "gap"]).stdout.splitlines()
    assert lines[0].startswith("gap ")
    assert "100.00 %" in lines[0]
    assert any(line.strip().startswith("large_gap_in_total") for line in lines)
