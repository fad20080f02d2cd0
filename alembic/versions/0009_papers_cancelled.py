"""Which issued paper cancels or replaces which earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "paper_after",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_paper_after_{name}_{table}"))
            for name, table in (("paper_id", "issued_paper"), ("earlier_id", "issued_paper"), ("claim_id", "claim"))
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_paper_after")),
        sa.UniqueConstraint("earlier_id", "how", name=op.f("uq_paper_after_earlier_id")),
    )
    op.create_index(op.f("ix_paper_after_claim_id"), "paper_after", ["claim_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("paper_after")
