"""Column mappings saved per sender."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "saved_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("sender_kind", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_saved_mapping_saved_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_saved_mapping_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mapping")),
    )
    op.create_index("ix_saved_mapping_sender", "saved_mapping", ["shop_id", "sender_kind", "sender", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("saved_mapping")
