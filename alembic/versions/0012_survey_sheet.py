"""Damage points and remarks of a survey (form 6-4)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; earlier surveys named no points of their own."""
    op.add_column("survey", sa.Column("damage_points", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("survey", sa.Column("remarks", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take back."""
    op.drop_column("survey", "remarks")
    op.drop_column("survey", "damage_points")
