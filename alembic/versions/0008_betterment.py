"""Betterment of damage, quote and order lines: as said, as the insurer answers it, and taken off a quote's total."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LINES = ("damage_line", "quote_line")
ORDER = ("betterment_bp", "betterment_minor")
ANSWERED = ("returned_betterment_bp", "returned_betterment_minor")


def terms(share: str, amount: str) -> list[sa.Column]:
    """A share or an amount; neither where there is no betterment."""
    return [sa.Column(share, sa.Integer(), nullable=True), sa.Column(amount, sa.BigInteger(), nullable=True)]


def upgrade() -> None:
    """Apply."""
    for table in LINES:
        words = [sa.Column(name, sa.String(), nullable=False, server_default="")
                 for name in ("betterment_kind", "betterment_reason")]  # fmt: skip
        for column in [*terms(*ORDER), *words]:
            op.add_column(table, column)
    for column in terms(*ANSWERED):
        op.add_column("quote_line", column)
    for column in terms(*ORDER):
        op.add_column("order_line", column)
    op.add_column("quote", sa.Column("betterment_minor", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take back."""
    op.drop_column("quote", "betterment_minor")
    for name in ORDER:
        op.drop_column("order_line", name)
    for name in ANSWERED:
        op.drop_column("quote_line", name)
    for table in LINES:
        for name in (*ORDER, "betterment_kind", "betterment_reason"):
            op.drop_column(table, name)
