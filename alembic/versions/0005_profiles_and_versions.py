"""Whole rate profiles that may end, lines with all that the worksheet prices, corrections beside the versions."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

THREE, FIVE = ["part", "labor", "paint"], ["part", "labor", "paint", "material", "other"]


def profile_columns() -> list[sa.Column]:
    """Those of a rate profile; old rows take blended hours as they stand and know no clear coat, as they always did."""
    return [
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("materials", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("overlap_adjacent_x100", sa.Integer(), nullable=False, server_default="40"),
        sa.Column("overlap_non_adjacent_x100", sa.Integer(), nullable=False, server_default="20"),
        sa.Column("clear_coat", sa.JSON(), nullable=True),
        sa.Column("blend_bp", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("panel_discounts", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("markups_bp", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("sublet_markup_bp", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("management_fee_bp", sa.Integer(), nullable=False, server_default="0"),
    ]


def line_columns() -> list[sa.Column]:
    """Those of a damage line and of a quote line."""
    return [
        sa.Column("labor_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("judgment", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("included", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("refinish_included", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("overlap", sa.String(), nullable=False, server_default=""),
        sa.Column("clear_coat", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("stages", sa.String(), nullable=False, server_default="two"),
        sa.Column("cost_kind", sa.String(), nullable=False, server_default=""),
        sa.Column("stated_cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("prior_damage", sa.String(), nullable=False, server_default=""),
        sa.Column("edits", sa.JSON(), nullable=False, server_default="[]"),
    ]


def quote_columns() -> list[sa.Column]:
    """Those of a quote."""
    return [sa.Column("retroactive", sa.Boolean(), nullable=False, server_default=sa.false())]


ADDED = {
    "rate_profile": profile_columns, "damage_line": line_columns, "quote_line": line_columns, "quote": quote_columns,
}  # fmt: skip


def upgrade() -> None:
    """Apply; columns are added in place, because other tables hang on these."""
    for table, columns in ADDED.items():
        for column in columns():
            op.add_column(table, column)
    tax_everything(THREE, FIVE)
    op.create_table(
        "version_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_version_correction_claim_id_claim")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_version_correction_shop_id_shop")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_version_correction_quote_id_quote")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_version_correction_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_correction")),
    )
    op.create_index(op.f("ix_version_correction_claim_id"), "version_correction", ["claim_id"], unique=False)


def tax_everything(was: list[str], becomes: list[str]) -> None:
    """Taxes that are on all there was stay on all there is."""
    bind = op.get_bind()
    profiles = sa.table("rate_profile", sa.column("id", sa.Integer()), sa.column("taxes", sa.JSON()))
    for row in bind.execute(sa.select(profiles.c.id, profiles.c.taxes)).all():
        taxes = json.loads(row.taxes) if isinstance(row.taxes, str) else row.taxes or []
        mended = [{**tax, "on": becomes} if sorted(tax["on"]) == sorted(was) else tax for tax in taxes]
        if mended != taxes:
            bind.execute(sa.update(profiles).where(profiles.c.id == row.id).values(taxes=mended))


def downgrade() -> None:
    """Take back."""
    op.drop_table("version_correction")
    tax_everything(FIVE, THREE)
    for table, columns in ADDED.items():
        for column in columns():
            op.drop_column(table, column.name)
