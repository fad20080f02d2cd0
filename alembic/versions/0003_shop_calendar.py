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
    """Apply; shops that exist get the usual week."""
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opening_hours", sa.JSON(), nullable=False, server_default=USUAL_WEEK))
        batch_op.add_column(sa.Column("special_days", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.alter_column("opening_hours", server_default=None)
        batch_op.alter_column("special_days", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.drop_column("special_days")
        batch_op.drop_column("opening_hours")
