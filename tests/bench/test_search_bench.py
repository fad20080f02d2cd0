"""The bench of searching: many decisions are laid out as few are, and every question is asked of both lists."""

from __future__ import annotations

from sqlalchemy import func, select

from bench import search
from claims.audit.models import DecisionParagraph, DecisionRow, Overruling
from claims.kernel.database import Database


def test_every_question_is_asked_of_a_long_and_of_a_short_list() -> None:
    tables = search.measured(rounds=1, many=300, few=100, times=1)
    assert len(tables) == len(search.questions(300)) >= 25
    assert all([row.name for row in table.rows] == ["300 decisions", "100 decisions"] for table in tables)
    assert all(row.rate > 0 for table in tables for row in table.rows)


def test_a_list_longer_than_a_block_goes_on_in_time_with_whole_decisions(database: Database) -> None:
    count = search.BLOCK + 50
    search.filled(database, count)
    with database.reading() as session:
        first, last = (session.get_one(DecisionRow, id) for id in (50, count))
        assert session.scalar(select(func.count()).select_from(DecisionRow)) == count
        assert last.taken_at - first.taken_at == search.STEP * search.BLOCK
        assert (last.policy, last.outcome, last.entry_id) == (first.policy, first.outcome, count)
        fired = select(func.count()).select_from(DecisionParagraph).where(DecisionParagraph.decision_id == last.id)
        assert session.scalar(fired) == 2
        assert session.scalar(select(func.max(Overruling.decision_id))) == count // search.OVERRULED * search.OVERRULED
        rare = select(DecisionRow.id).where(DecisionRow.by_id == search.RARE).order_by(DecisionRow.id)
        assert tuple(session.scalars(rare)) == search.RARE_DECISIONS
