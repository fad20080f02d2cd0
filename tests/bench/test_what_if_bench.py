"""The bench of trials: every decision is tried, and the table says what it measured."""

from __future__ import annotations

from bench.what_if import measured


def test_a_trial_is_measured_beside_bare_decisions() -> None:
    table = measured(decisions=60)
    assert [row.name.split(",")[0] for row in table.rows] == ["claims", "decide() alone", "decide() alone"]
    assert all(row.rate > 0 for row in table.rows)
    assert "of the rate of decide() on all cores" in table.notes[0]
    assert "MiB" in table.notes[1]
