"""Column mappings saved per sender; the words that prices are searched by."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EXACT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Apply; lists that were imported before get their words right after it, in claims/migrations.py."""
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

    op.create_table(
        "price_word",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("word", EXACT, nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["price_list.id"], name=op.f("fk_price_word_list_id_price_list")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_price_word_shop_id_shop")),
        sa.PrimaryKeyConstraint("shop_id", "word", "list_id", name=op.f("pk_price_word")),
    )
    op.add_column("price_list", sa.Column("words", sa.Integer(), nullable=True))
    op.drop_index("ix_price_list_id", table_name="price")
    op.create_index("ix_price_list_row", "price", ["list_id", "row"])
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("price", "clean_number", type_=EXACT)


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("price", "clean_number", type_=sa.String())
    op.drop_index("ix_price_list_row", table_name="price")
    op.create_index("ix_price_list_id", "price", ["list_id"])
    op.drop_column("price_list", "words")
    op.drop_table("price_word")
    op.drop_table("saved_mapping")
