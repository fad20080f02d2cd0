"""Decisions are listed with verdict, money, insurer and paragraphs, also those taken before the list had them."""

from __future__ import annotations

from typing import Any

from alembic import command
from sqlalchemy import text

from claims import migrations
from claims.kernel.database import Database
from tests.stories.make import House


def rows(database: Database) -> tuple[list[Any], list[Any]]:
    with database.reading() as session:
        decisions = session.execute(
            text(
                "SELECT id, policy, outcome, money_minor, currency, insurer FROM decision"
                " WHERE policy != 'routing' ORDER BY id"  # the first release did not ask it
            )
        )
        paragraphs = session.execute(
            text("SELECT * FROM decision_paragraph WHERE policy != 'routing' ORDER BY decision_id, paragraph")
        )
        return decisions.all(), paragraphs.all()


def test_a_decision_is_listed_with_its_verdict_its_money_and_its_paragraphs(at: Any) -> None:
    house: House = at("agreed")
    decisions, paragraphs = rows(house.database)
    gap = next(one for one in decisions if one.policy == "gap")
    assert (gap.outcome, gap.currency, gap.insurer) == ("negotiate", "CNY", "PICC-BJ")
    assert gap.money_minor > 0
    assert "large_gap_in_total" in {one.paragraph for one in paragraphs if one.decision_id == gap.id}


def test_decisions_of_the_first_release_are_listed_by_the_migration(at: Any) -> None:
    house: House = at("agreed")
    before = rows(house.database)
    settings = migrations.config()
    with house.database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0001")
        command.upgrade(settings, "head")
        connection.commit()
    assert rows(house.database) == before
