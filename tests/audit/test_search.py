"""Searching finds what looking through everything finds, page by page, by an index and in bounded steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bench.search import BEGIN, RARE, SHOP, STEP, filled, questions
from claims.audit.models import DecisionParagraph, DecisionRow, Overruling
from claims.audit.search import Place, Wanted, count_up_to, every, index_read, search
from claims.kernel.database import Database

COUNT = 600


@pytest.fixture
def many(database: Database) -> Database:
    """Decisions of one shop, every third at the same moment as the one before."""
    filled(database, COUNT)
    with database.writing() as session:
        for number in range(3, COUNT, 3):
            at = BEGIN + STEP * (number - 1)
            session.execute(update(DecisionRow).where(DecisionRow.id == number).values(taken_at=at))
            for table in (DecisionParagraph, Overruling):
                session.execute(update(table).where(table.decision_id == number).values(taken_at=at))
    return database


def looked_through(session: Session, wanted: Wanted) -> list[int]:
    """The ids of all that fits, found by hand."""
    fired = {(one.decision_id, one.paragraph) for one in session.scalars(select(DecisionParagraph))}
    overruled = set(session.scalars(select(Overruling.decision_id)))

    def fits(row: DecisionRow) -> bool:
        said: Mapping[str, Any] = wanted.said()
        return (
            row.shop_id == wanted.shop_id
            and all(getattr(row, name) == value for name, value in said.items() if name != "paragraph")
            and (not wanted.paragraph or (row.id, wanted.paragraph) in fired)
            and (wanted.overruled is None or (row.id in overruled) == wanted.overruled)
            and (wanted.since is None or row.taken_at >= wanted.since)
            and (wanted.until is None or row.taken_at < wanted.until)
        )

    rows = [row for row in session.scalars(select(DecisionRow)) if fits(row)]
    return [row.id for row in sorted(rows, key=lambda row: (row.taken_at, row.id), reverse=True)]


def paged(session: Session, wanted: Wanted, *, limit: int, look_at: int) -> list[int]:
    """The ids of all pages, one after the other."""
    ids: list[int] = []
    after: Place | None = None
    while True:
        found = search(session, wanted, after=after, limit=limit, look_at=look_at)
        assert len(found.rows) <= limit
        ids += [row.id for row in found.rows]
        if found.next is None:
            return ids
        assert after is None or found.next < after, "it goes on"
        after = found.next


@pytest.mark.parametrize("name", questions(COUNT))
def test_a_search_finds_all_that_fits_in_order_whatever_the_pages(many: Database, name: str) -> None:
    wanted, _ = questions(COUNT)[name]
    with many.reading() as session:
        all_of_them = looked_through(session, wanted)
        assert paged(session, wanted, limit=7, look_at=20) == all_of_them
        assert paged(session, wanted, limit=200, look_at=1000) == all_of_them
        assert count_up_to(session, wanted, COUNT) == len(all_of_them)
        assert count_up_to(session, wanted, 2) == min(2, len(all_of_them))
        assert search(session, replace(wanted, shop_id=SHOP + 1), limit=7).rows == []
    assert [row.id for row in every(many, wanted)] == all_of_them


def test_the_questions_find_something(many: Database) -> None:
    with many.reading() as session:
        empty = {name for name, (wanted, _) in questions(COUNT).items() if not looked_through(session, wanted)}
    assert empty == {"a paragraph and a person that never met", "a step and a policy that never met"}


def test_one_page_looks_at_so_many_decisions_only_and_says_where_to_go_on(many: Database) -> None:
    wanted = Wanted(SHOP, policy="gap", step="step of deposit")
    with many.reading() as session:
        found = search(session, wanted, limit=5, look_at=10)
        tenth = looked_through(session, Wanted(SHOP, policy="gap"))[9]
        assert found.rows == []
        assert found.next is not None
        assert found.next.id == tenth


def test_a_rare_person_is_found_at_once(many: Database) -> None:
    with many.reading() as session:
        assert [row.id for row in search(session, Wanted(SHOP, by_id=RARE), limit=50, look_at=1).rows] == [4, 3]


def test_every_search_reads_one_index_in_its_order(many: Database) -> None:
    with many.reading() as session:
        for setting in () if many.sqlite else ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            session.execute(text(f"SET LOCAL {setting} = off"))  # so small a table would be read as a whole
        for name, (wanted, after) in questions(COUNT).items():
            keys, _ = index_read(wanted, after)
            told = str(keys.limit(50).compile(many.engine, compile_kwargs={"literal_binds": True}))
            explain = "EXPLAIN QUERY PLAN" if many.sqlite else "EXPLAIN"
            plan = session.connection().exec_driver_sql(f"{explain} {told}").all()
            words = " ".join(str(row[-1]) for row in plan)
            assert "INDEX ix_" in words or "using ix_" in words, (name, words)
            for bad in ("B-TREE", "Sort", "SCAN", "Seq Scan", "Filter"):
                assert bad not in words, (name, words)


def test_the_lower_of_two_ends_counts(many: Database) -> None:
    day = BEGIN + timedelta(hours=10)
    place = Place(day - timedelta(hours=5), 0)
    with many.reading() as session:
        by_place = search(session, Wanted(SHOP), after=place, limit=3).rows
        assert search(session, Wanted(SHOP, until=day), after=place, limit=3).rows == by_place
        assert search(session, Wanted(SHOP, until=place.taken_at), after=Place(day, 5), limit=3).rows == by_place


def test_a_paragraph_is_searched_for_in_its_policy() -> None:
    with pytest.raises(ValueError, match="policy"):
        Wanted(SHOP, paragraph="gap_1")


def test_a_period_beyond_all_decisions_is_empty(many: Database) -> None:
    far = datetime.fromisoformat("9999-12-30T00:00:00+00:00")
    with many.reading() as session:
        assert search(session, Wanted(SHOP, since=far), limit=5).rows == []
        assert len(search(session, Wanted(SHOP, until=far), limit=5).rows) == 5
