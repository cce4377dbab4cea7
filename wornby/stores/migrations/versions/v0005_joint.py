"""Vectors of a joint text-image encoder."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "joint_vectors",
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.Column("wearer", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(), nullable=False),
        sa.Column("dims", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", "wearer", name="pk_joint_vectors"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], ondelete="CASCADE", name="fk_joint_vectors_asset_id"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("joint_vectors")
