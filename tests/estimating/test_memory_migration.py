"""A database from before the memory: what was answered then is remembered as if it had been there."""

from __future__ import annotations

from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from claims import migrations
from claims.estimating.memory_models import AnsweredLine
from claims.estimating.quote_models import NegotiationRound
from claims.kernel.database import Database
from tests.estimating.make import make_world
from tests.estimating.talks import answer_refusal, hold, negotiating

TOLD = ("quote_line_id", "damage_line_id", "insurer_id", "surveyor", "surveyor_key", "family", "operation", "currency",
        "asked_minor", "approved_minor", "hours_asked_x100", "hours_approved_x100", "asked_at", "answered_at", "days",
        "origin_hash")  # fmt: skip


def remembered(database: Database) -> tuple[set[tuple[Any, ...]], list[str]]:
    """The answers that stand, and the hashes of the rounds."""
    with database.reading() as session:
        rows = session.scalars(select(AnsweredLine).where(AnsweredLine.superseded_at.is_(None))).all()
        hashes = session.scalars(select(NegotiationRound.origin_hash).order_by(NegotiationRound.id)).all()
        return {tuple(getattr(row, name) for name in TOLD) for row in rows}, list(hashes)


def test_answers_that_are_older_than_the_table_are_remembered_by_the_upgrade(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        quote = negotiating(world)
        hold(world, quote, {"position": 1, "answer": "accepted", "amount_minor": 80000})
        answer_refusal(world, quote, 2, "shop")
    before = remembered(database)
    assert [len(one) for one in before] == [3, 1]
    settings = migrations.config()
    mine = next(one for one in ScriptDirectory.from_config(settings).walk_revisions()
                if one.path.endswith("_negotiation_memory.py"))  # fmt: skip
    with database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, str(mine.down_revision))
        connection.commit()
        assert "answered_line" not in inspect(connection).get_table_names()
        assert "origin_hash" not in {one["name"] for one in inspect(connection).get_columns("negotiation_round")}
    migrations.upgrade(database)
    assert remembered(database) == before
    migrations.upgrade(database)
    assert remembered(database) == before
