"""What people who gave photos say of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "wearers",
        sa.Column("contributor_id", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("asked_text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("contributor_id", name="pk_wearers"),
        sa.ForeignKeyConstraint(
            ["contributor_id"], ["contributors.id"], ondelete="CASCADE", name="fk_wearers_contributor_id"
        ),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("wearers")
