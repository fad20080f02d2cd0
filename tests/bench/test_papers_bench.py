"""The bench of papers in a tiny size: workers and loops take turns, and the desk reads while packets are printed."""

from __future__ import annotations

from bench import papers


def test_the_gain_of_a_second_worker_and_the_wait_at_the_desk_are_measured() -> None:
    gain, desk = papers.measured(rounds=1, papers=2, loops=100_000, packets=1)
    assert [row.name.split(",")[0] for row in gain.rows] == ["two workers", "two bare loops"]
    assert all(row.rate > 0 for row in (*gain.rows, *desk.rows))
    assert desk.rows[0].name == "while 1 packets are printed"
    assert "1 packets took" in desk.notes[0]
