"""Runs migrations on the connection it is given (see claims/migrations.py), or on the configured database."""

from alembic import context

from claims.kernel.database import Base, Database, Moment
from claims.settings import Settings
from claims.tables import TABLES

assert TABLES  # every room's models are imported, so that autogenerate sees all tables


def plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as the database's, so that old migrations never depend on our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run(connection: object) -> None:
    """Migrate on one open connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(Settings().database_url).engine.connect() as connection:
        run(connection)
