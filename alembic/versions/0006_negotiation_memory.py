"""What insurers answered to the lines of quotes, to look up before the next talk; each round keeps its hash."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STANDS = sa.text("superseded_at IS NULL")
ASKED_BY = {
    "surveyor": ["insurer_id", "surveyor_key", "family", "operation"],
    "insurer": ["insurer_id", "family", "operation"],
    "shop": ["family", "operation"],
}


def upgrade() -> None:
    """Apply; answers that were given before are remembered right after it, in claims/migrations.py."""
    op.add_column("negotiation_round", sa.Column("origin_hash", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE negotiation_round SET origin_hash = coalesce((SELECT max(accepted_value.origin_hash)"
        " FROM accepted_value WHERE accepted_value.round_id = negotiation_round.id), '')"
    )
    op.create_table(
        "answered_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("quote_line_id", sa.Integer(), nullable=False),
        sa.Column("damage_line_id", sa.Integer(), nullable=False),
        sa.Column("insurer_id", sa.Integer(), nullable=False),
        sa.Column("surveyor", sa.String(), nullable=False),
        sa.Column("surveyor_key", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("part_kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("asked_minor", sa.BigInteger(), nullable=False),
        sa.Column("approved_minor", sa.BigInteger(), nullable=False),
        sa.Column("hours_asked_x100", sa.Integer(), nullable=False),
        sa.Column("hours_approved_x100", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("origin_hash", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_answered_line_{name}_id_{name}"))
            for name in ("shop", "claim", "quote_line", "damage_line", "insurer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answered_line")),
    )
    where = {"sqlite_where": STANDS, "postgresql_where": STANDS}
    op.create_index("uq_answered_line_damage_line", "answered_line", ["damage_line_id"], unique=True, **where)
    for name, columns in ASKED_BY.items():
        keys = ["shop_id", *columns, "answered_at", "id"]
        op.create_index(f"ix_answered_line_{name}", "answered_line", keys, **where)
    op.create_index("ix_answered_line_quote_line", "answered_line", ["quote_line_id", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("answered_line")
    op.drop_column("negotiation_round", "origin_hash")
