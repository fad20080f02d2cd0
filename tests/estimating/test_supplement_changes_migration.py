"""A database from before supplements could change agreed lines: what it knew stays, and nobody changes anything."""

from __future__ import annotations

from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from claims import migrations
from claims.estimating.changed_lines import changing_supplements
from claims.estimating.claim_versions import versions_of
from claims.estimating.models import DamageLine, Supplement
from claims.estimating.quote_models import QuoteLine
from claims.kernel.database import Database
from claims.lifecycle.models import Claim
from tests.estimating.changes import RENEWED, agree_supplement, agreed_claim, drafted, found, ids_of
from tests.estimating.make import LAMP, make_world

ADDED = {"damage_line": "replaces_id", "quote_line": "gives_back_id", "supplement": "removes"}


def columns(database: Database) -> set[tuple[str, str]]:
    """Those of the added columns that are there."""
    found = inspect(database.engine)
    return {(table, name) for table, name in ADDED.items() if name in {c["name"] for c in found.get_columns(table)}}


def known(database: Database) -> list[Any]:
    """Versions and lines as they are told."""
    with database.reading() as session:
        claim = session.scalars(select(Claim)).one()
        versions = [(one.label, one.priced) for one in versions_of(session, claim.id)]
        lines = session.execute(select(QuoteLine.id, QuoteLine.position, QuoteLine.part_amount_minor)).all()
        assert changing_supplements(session, claim.id) == {}
        return [versions, [tuple(line) for line in lines]]


def test_older_supplements_change_nothing_and_keep_their_figures(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        agree_supplement(world, drafted(world, agreed_claim(world), LAMP))
    before = known(database)
    settings = migrations.config()
    mine = next(one for one in ScriptDirectory.from_config(settings).walk_revisions()
                if one.path.endswith("_supplement_changes.py"))  # fmt: skip
    with database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, str(mine.down_revision))
        connection.commit()
    assert columns(database) == set()
    migrations.upgrade(database)
    assert columns(database) == set(ADDED.items())
    assert known(database) == before
    with database.writing() as session:
        assert session.scalars(select(Supplement)).one().removes == []
        assert set(session.scalars(select(DamageLine.replaces_id))) == {None}


def test_the_pointers_are_keys_of_the_database(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        claim = agreed_claim(world)
        drafted(world, claim, {**RENEWED, "replaces_id": ids_of(world, claim)[0]})
        assert found(world, claim).state == "found"
    keys = {
        (table, *key["constrained_columns"], key["referred_table"])
        for table in ("damage_line", "quote_line")
        for key in inspect(database.engine).get_foreign_keys(table)
    }
    assert {("damage_line", "replaces_id", "damage_line"), ("quote_line", "gives_back_id", "quote_line")} <= keys
