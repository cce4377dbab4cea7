"""Who chose the wearer whose photo it is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Nobody knows who chose before, so it counts as chosen by staff."""
    column: sa.Column[bool] = sa.Column("subject_by_staff", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("assets", column)
    assets = sa.table("assets", sa.column("subject"), sa.column("subject_by_staff"))
    op.execute(sa.update(assets).where(assets.c.subject.is_not(None)).values(subject_by_staff=sa.true()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("assets", "subject_by_staff")
