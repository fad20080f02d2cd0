"""Jobs have a turn, a shop, what they do now and why they failed; a paper knows its job, which alone knows its fate."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0012"
branch_labels = None
depends_on = None

RENDER = "render paper"
OPEN, FAILED = sa.text("state IN ('waiting', 'running')"), sa.text("state = 'failed'")

JOB = sa.table(
    "job",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("payload", sa.JSON),
    sa.column("state", sa.String),
    sa.column("shop_id", sa.Integer),
    sa.column("fault", sa.String),
    sa.column("said", sa.JSON),
)
PAPER = sa.table(
    "issued_paper",
    sa.column("id", sa.Integer),
    sa.column("shop_id", sa.Integer),
    sa.column("job_id", sa.Integer),
    sa.column("fault", sa.String),
)


def upgrade() -> None:
    """Apply; a paper that could not be printed becomes a failed job."""
    with op.batch_alter_table("job") as job:
        job.drop_index("ix_job_state_due")
        job.add_column(sa.Column("turn_at", sa.DateTime(timezone=True), nullable=True))
        job.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        job.add_column(sa.Column("shop_id", sa.Integer(), nullable=True))
        job.add_column(sa.Column("doing", sa.JSON(), nullable=True))
        job.add_column(sa.Column("said", sa.JSON(), nullable=True))
        job.create_foreign_key(op.f("fk_job_shop_id_shop"), "shop", ["shop_id"], ["id"])
    op.execute("UPDATE job SET turn_at = due_at")
    with op.batch_alter_table("job") as job:
        job.alter_column("turn_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index("ix_job_open", "job", ["turn_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_job_failed", "job", ["id"], sqlite_where=FAILED, postgresql_where=FAILED)
    with op.batch_alter_table("issued_paper") as paper:  # after the last copy of "job", to which it points from now on
        paper.add_column(sa.Column("job_id", sa.Integer(), nullable=True))
        paper.create_foreign_key(op.f("fk_issued_paper_job_id_job"), "job", ["job_id"], ["id"])
    join_papers_and_jobs()
    with op.batch_alter_table("issued_paper") as paper:
        paper.drop_column("fault")


def join_papers_and_jobs() -> None:
    """Tell each paper which job prints it, and each such job whose it is."""
    database = op.get_bind()
    papers = {row.id: row for row in database.execute(sa.select(PAPER))}
    for job in database.execute(sa.select(JOB).where(JOB.c.kind == RENDER).order_by(JOB.c.id)).all():
        paper = papers.get(job.payload["paper_id"])
        if paper is None:
            continue
        database.execute(sa.update(PAPER).where(PAPER.c.id == paper.id).values(job_id=job.id))
        words = {"text": paper.fault.replace("{", "{{").replace("}", "}}"), "values": {}}
        told = {"state": "failed", "fault": paper.fault, "said": words} if paper.fault else {}
        database.execute(sa.update(JOB).where(JOB.c.id == job.id).values(shop_id=paper.shop_id, **told))


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_job_failed", "job")
    op.drop_index("ix_job_open", "job")
    with op.batch_alter_table("issued_paper") as paper:
        paper.add_column(sa.Column("fault", sa.String(), nullable=False, server_default=""))
    told = sa.select(JOB.c.fault).where(JOB.c.id == PAPER.c.job_id, JOB.c.state == "failed").scalar_subquery()
    op.execute(sa.update(PAPER).values(fault=sa.func.coalesce(told, "")))
    with op.batch_alter_table("issued_paper") as paper:
        paper.drop_column("job_id")
    with op.batch_alter_table("job") as job:
        for name in ("said", "doing", "shop_id", "started_at", "turn_at"):
            job.drop_column(name)
        job.create_index("ix_job_state_due", ["state", "due_at", "id"])
