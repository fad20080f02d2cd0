"""A supplement may take the place of lines that were agreed before, or take them away."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

POINTERS = {"damage_line": ("replaces_id", "damage_line"), "quote_line": ("gives_back_id", "quote_line")}


def upgrade() -> None:
    """Apply; columns are added in place, because other tables hang on these (Alembic itself can't, on SQLite)."""
    for table, (column, target) in POINTERS.items():
        key = op.f(f"fk_{table}_{column}_{target}")
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {key} REFERENCES {target} (id)")
    op.add_column("supplement", sa.Column("removes", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take back."""
    op.drop_column("supplement", "removes")
    for table, (column, _) in POINTERS.items():
        op.drop_column(table, column)
