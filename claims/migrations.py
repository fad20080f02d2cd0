"""Brings a database to the newest schema, from the checkout or from an installed wheel."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from claims.estimating.answered import remember_all
from claims.estimating.price_lists import index_older_lists
from claims.kernel.database import Database

HERE = Path(__file__).parent
PLACES = (HERE.parent / "alembic", HERE / "alembic")


def config() -> Config:
    """The alembic configuration for the migrations that came with this installation."""
    settings = Config()
    place = next(place for place in PLACES if (place / "env.py").exists())
    settings.set_main_option("script_location", str(place).replace("%", "%%"))
    return settings


def upgrade(database: Database) -> None:
    """Apply what is lacking, then bring older answers into the memory and older price lists into the index."""
    with database.engine.connect() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        connection.commit()
    with database.writing() as session:
        remember_all(session)
        index_older_lists(session)
