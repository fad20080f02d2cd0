"""Decisions to search by, exceptions by people, policy drafts and their trials."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCHED = {  # the end of an index's name, and what stands in it between the shop and the time
    "at": [],
    "by_at": ["by_id"],
    "policy_at": ["policy"],
    "outcome_at": ["outcome"],
    "insurer_at": ["insurer"],
    "step_at": ["step"],
    "reader_at": ["reader"],
    "policy_outcome_at": ["policy", "outcome"],
    "policy_by_at": ["policy", "by_id"],
    "policy_insurer_at": ["policy", "insurer"],
    "by_outcome_at": ["by_id", "outcome"],
    "insurer_outcome_at": ["insurer", "outcome"],
}
SEARCHED_PARAGRAPHS = {"at": [], "by_at": ["by_id"], "insurer_at": ["insurer"]}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "policy_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("everywhere", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("switches", sa.JSON(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("activated_by_id", sa.Integer(), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activated_by_id"], ["user_account.id"], name=op.f("fk_policy_draft_activated_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["user_account.id"], name=op.f("fk_policy_draft_drafted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_policy_draft_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_draft")),
    )
    with op.batch_alter_table("policy_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_draft_shop_id"), ["shop_id"], unique=False)

    op.create_table(
        "policy_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("draft_text", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("only_shop", sa.String(), nullable=False),
        sa.Column("insurer", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("last_decision_id", sa.Integer(), nullable=False),
        sa.Column("newest_decision_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_policy_trial_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["policy_draft.id"], name=op.f("fk_policy_trial_draft_id_policy_draft")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_policy_trial_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_trial")),
    )
    with op.batch_alter_table("policy_trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_trial_draft_id"), ["draft_id"], unique=False)

    op.create_table(
        "decision_paragraph",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.String(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("insurer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_paragraph_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", "paragraph", name=op.f("pk_decision_paragraph")),
    )
    with op.batch_alter_table("decision_paragraph", schema=None) as batch_op:
        for name, columns in SEARCHED_PARAGRAPHS.items():
            keys = ["shop_id", "policy", "paragraph", *columns, "taken_at", "decision_id"]
            batch_op.create_index(f"ix_decision_paragraph_shop_policy_paragraph_{name}", keys, unique=False)

    op.create_table(
        "overruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("decision_hash", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("life", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_overruling_by_id_user_account")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_overruling_decision_id_decision")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_overruling_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overruling")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_overruling_decision_id")),
    )
    with op.batch_alter_table("overruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overruling_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index("ix_overruling_shop_at", ["shop_id", "taken_at", "decision_id"], unique=False)
        batch_op.create_index(
            "ix_overruling_shop_policy_at", ["shop_id", "policy", "taken_at", "decision_id"], unique=False
        )
        batch_op.create_index("ix_overruling_shop_id_id", ["shop_id", "id"], unique=False)

    op.create_table(
        "policy_trial_change",
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("money_before_minor", sa.BigInteger(), nullable=True),
        sa.Column("money_after_minor", sa.BigInteger(), nullable=True),
        sa.Column("without_draft", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_policy_trial_change_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["policy_trial.id"], name=op.f("fk_policy_trial_change_trial_id_policy_trial")
        ),
        sa.PrimaryKeyConstraint("trial_id", "decision_id", name=op.f("pk_policy_trial_change")),
    )
    with op.batch_alter_table("policy_trial_change", schema=None) as batch_op:
        batch_op.create_index("ix_policy_trial_change_claim", ["trial_id", "claim_id"], unique=False)

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("money_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("currency", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("insurer", sa.String(), nullable=False, server_default=""))
        batch_op.drop_index("ix_decision_claim_id")
        batch_op.create_index("ix_decision_claim_at", ["claim_id", "taken_at", "id"], unique=False)
        for name, columns in SEARCHED.items():
            keys = ["shop_id", *columns, "taken_at", "id"]
            batch_op.create_index(f"ix_decision_shop_{name}", keys, unique=False)

    list_decisions()


def list_decisions() -> None:
    """What the new columns say of the decisions that stand in the chains already."""
    bind = op.get_bind()
    names = {
        digest: (json.loads(bundle).get("headline", ""), json.loads(bundle).get("money", ""))
        for digest, bundle in bind.execute(sa.text("SELECT hash, bundle FROM edition")).all()
    }
    legs = sa.text(
        "SELECT leg.claim_id, leg.id, insurer.code FROM leg JOIN insurer ON insurer.id = leg.insurer_id"
        " ORDER BY leg.claim_id, CASE leg.cover WHEN 'own_damage' THEN 0 ELSE 1 END, leg.position"
    )
    insurers: dict[int, str] = {}
    by_leg: dict[str, str] = {}  # what was decided of one payer names its leg
    for claim_id, leg_id, code in bind.execute(legs).all():
        insurers.setdefault(claim_id, code)
        by_leg[f"leg:{leg_id}"] = code
    after = 0
    some = sa.text(
        "SELECT decision.id, decision.shop_id, decision.claim_id, decision.policy, decision.edition,"
        " decision.taken_at, decision.by_id, chain_entry.body FROM decision JOIN chain_entry ON chain_entry.id = decision.entry_id"
        " WHERE decision.id > :after ORDER BY decision.id LIMIT 500"
    )
    while rows := bind.execute(some, {"after": after}).all():
        for row in rows:
            record = json.loads(row.body)["record"]
            named = [by_leg[fact["ref"]] for fact in record["facts"] if fact["ref"] in by_leg]
            insurer = named[0] if named else insurers.get(row.claim_id, "")
            list_one(bind, row, record, names.get(row.edition, ("", "")), insurer)
        after = rows[-1].id


def list_one(bind: sa.Connection, row: sa.Row, record: dict, names: tuple[str, str], insurer: str) -> None:
    """One decision's new columns and its paragraphs."""
    overall, (headline, money) = record["outcome"]["overall"], names
    said = overall.get(headline, "")
    currencies = {fact["currency"] for fact in record["facts"] if "currency" in fact}
    bind.execute(
        sa.text(
            "UPDATE decision SET outcome = :outcome, money_minor = :money, currency = :currency, insurer = :insurer"
            " WHERE id = :id"
        ),
        {
            "outcome": "undecided" if overall["undecided"] else str(said).lower() if isinstance(said, bool) else said,
            "money": overall.get(money) if money else None,
            "currency": currencies.pop() if len(currencies) == 1 else "",
            "insurer": insurer,
            "id": row.id,
        },
    )
    for paragraph in dict.fromkeys(one["paragraph"] for one in record["fired"]):
        bind.execute(
            sa.text(
                "INSERT INTO decision_paragraph (decision_id, paragraph, shop_id, policy, taken_at, by_id, insurer)"
                " VALUES (:id, :paragraph, :shop, :policy, :at, :by, :insurer)"
            ),
            {
                "id": row.id, "paragraph": paragraph, "shop": row.shop_id, "policy": row.policy,
                "at": row.taken_at, "by": row.by_id, "insurer": insurer,
            },
        )  # fmt: skip


def downgrade() -> None:
    """Undo."""
    for name in ("policy_trial_change", "policy_trial", "policy_draft", "overruling", "decision_paragraph"):
        op.drop_table(name)
    with op.batch_alter_table("decision", schema=None) as batch_op:
        for name in SEARCHED:
            batch_op.drop_index(f"ix_decision_shop_{name}")
        batch_op.drop_index("ix_decision_claim_at")
        batch_op.create_index("ix_decision_claim_id", ["claim_id"], unique=False)
        for name in ("insurer", "currency", "money_minor", "outcome"):
            batch_op.drop_column(name)
