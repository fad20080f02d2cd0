"""The benches of memory and replay in a tiny size."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import memory, replay
from bench.report import as_page
from claims.audit.models import Entry
from claims.audit.verify import verify
from claims.kernel.database import Database


def test_memory_is_flat_over_many_decisions() -> None:
    table = memory.measured(decisions=1_500, early=900)
    end, early = (row.rate for row in table.rows)
    assert 20 < early < 400
    assert end - early < 4, f"{end - early:.1f} MiB more after 600 decisions"
    assert "Where our time goes" not in as_page([table], date="2026-03-31")


def test_every_stored_decision_is_replayed_on_one_process_and_on_two() -> None:
    table = replay.measured(decisions=250, loop="pass")
    assert len(table.rows) == 4
    assert all(row.rate > 0 for row in table.rows)
    assert "efficiency" in table.notes[0]


def test_what_is_replayed_are_real_records_in_a_whole_chain(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'claims.sqlite'}"
    replay.fill(url, 60)
    with Database(url).reading() as session:
        assert verify(session) == (60, [])


def test_a_replay_that_differs_is_not_timed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'claims.sqlite'}"
    replay.fill(url, 10)
    with Database(url).writing() as session:
        entry = session.get_one(Entry, 10)
        entry.body = entry.body.replace('"accept"', '"check"')
    with pytest.raises(replay.ReplayDiffers):
        replay.replayed(url, 10, 1)
