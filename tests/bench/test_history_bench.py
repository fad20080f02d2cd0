"""The bench of the past: many answered lines are laid out as few are, and every question is asked of both."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from bench import history
from claims.estimating.memory_models import AnsweredLine
from claims.estimating.quote_models import Quote
from claims.estimating.recall import INDEX, NEWEST
from claims.estimating.suggestions import suggestions


def test_every_question_is_asked_of_a_long_and_of_a_short_past() -> None:
    tables = history.measured(rounds=1, many=300, few=100, times=1)
    assert len(tables) == len(history.questions()) == 8
    assert all([row.name for row in table.rows] == ["300 answered lines", "100 answered lines"] for table in tables)
    assert all(row.rate > 0 for table in tables for row in table.rows)


def test_a_past_longer_than_a_block_goes_on_in_time_with_the_same_kinds(tmp_path: Path) -> None:
    count = history.BLOCK + 50
    database = history.filled(tmp_path / "long.sqlite", count)
    with database.reading() as session:
        first, last = (session.get_one(AnsweredLine, id) for id in (50, count))
        assert session.scalar(select(func.count()).select_from(AnsweredLine)) == count - 1
        assert last.answered_at - first.answered_at == history.STEP * history.BLOCK
        assert (last.family, last.operation, last.approved_minor) == (
            first.family, first.operation, first.approved_minor,
        )  # fmt: skip
        rare = session.scalars(select(AnsweredLine.id).where(AnsweredLine.family == history.RARE)).all()
        assert rare == [1]
        found = suggestions(session, session.get_one(Quote, history.QUOTE), surveyor="Surveyor 2-3")
        assert len(found.lines) == history.LINES
        assert sum(one.amount is not None for one in found.lines) > history.LINES // 2
    database.dispose()


def test_the_newest_answers_are_read_from_an_index_in_its_order(tmp_path: Path) -> None:
    database = history.filled(tmp_path / "past.sqlite", 2_000)
    with database.engine.connect() as connection:
        for basis, statement in NEWEST.items():
            asked = statement.compile(database.engine)
            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {asked}", tuple(asked.params[name] or 1 for name in asked.positiontup or ())
            ).all()
            assert len(plan) == 1, plan  # neither a sort nor a second table
            assert f"USING INDEX ix_answered_line_{INDEX[basis]} (shop_id=? AND" in plan[0][3]
    database.dispose()
