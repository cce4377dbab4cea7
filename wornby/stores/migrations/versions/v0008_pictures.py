"""Whose photo it is, what is hidden of others, and how doubtful the least sure fact is."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is doubtful is said when a photo is written or tagged again."""
    op.add_column("assets", sa.Column("subject", sa.Integer(), nullable=True))
    op.add_column("assets", sa.Column("veils", sa.JSON(), nullable=True))
    op.add_column("assets", sa.Column("doubt", sa.Double(), nullable=True))
    op.create_index("ix_assets_doubt", "assets", ["doubt"])


def downgrade() -> None:
    """Drop the columns."""
    op.drop_index("ix_assets_doubt", "assets")
    for name in ("doubt", "veils", "subject"):
        op.drop_column("assets", name)
