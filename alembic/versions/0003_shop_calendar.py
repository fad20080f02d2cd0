"""Opening hours and special days of a shop."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

USUAL_WEEK = json.dumps([["08:30", "17:30"]] * 6 + [None])


def upgrade() -> None:
    """Apply; shops that exist get the usual week. Columns are added in place: every table hangs on this one."""
    op.add_column("shop", sa.Column("opening_hours", sa.JSON(), nullable=False, server_default=USUAL_WEEK))
    op.add_column("shop", sa.Column("special_days", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Take back."""
    op.drop_column("shop", "special_days")
    op.drop_column("shop", "opening_hours")
