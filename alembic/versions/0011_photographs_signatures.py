"""What a shop's photographs tell on paper, and from which network address a signature came."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; shops that exist print the time of a photograph, and its place only once somebody says so."""
    op.add_column("shop", sa.Column("photographs_tell", sa.String(), nullable=False, server_default="time"))
    op.add_column("signature", sa.Column("address", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take back."""
    op.drop_column("signature", "address")
    op.drop_column("shop", "photographs_tell")
