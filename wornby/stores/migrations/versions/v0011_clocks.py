"""When jobs ended, reports were closed, and answers were kept: from then on their clocks count."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moments; for what is there already, the clocks begin now."""
    now = datetime.now(UTC).isoformat()
    op.add_column("jobs", sa.Column("ended_at", sa.String(), nullable=True))
    op.create_index("ix_jobs_ended_at", "jobs", ["ended_at"])
    op.add_column("photo_reports", sa.Column("closed_at", sa.String(), nullable=True))
    # A default only for the rows that are there: none can be left out by whoever writes a new one.
    op.add_column("answers", sa.Column("kept_at", sa.String(), nullable=False, server_default=now))
    with op.batch_alter_table("answers") as answers:
        answers.alter_column("kept_at", existing_type=sa.String(), existing_nullable=False, server_default=None)
    op.create_index("ix_answers_kept_at", "answers", ["kept_at"])
    jobs = sa.table("jobs", sa.column("state", sa.String), sa.column("ended_at", sa.String))
    op.execute(sa.update(jobs).where(jobs.c.state.in_(["done", "failed"])).values(ended_at=now))
    reports = sa.table("photo_reports", sa.column("state", sa.String), sa.column("closed_at", sa.String))
    op.execute(sa.update(reports).where(reports.c.state == "done").values(closed_at=now))


def downgrade() -> None:
    """Drop the moments."""
    op.drop_index("ix_answers_kept_at", "answers")
    op.drop_column("answers", "kept_at")
    op.drop_column("photo_reports", "closed_at")
    op.drop_index("ix_jobs_ended_at", "jobs")
    op.drop_column("jobs", "ended_at")
