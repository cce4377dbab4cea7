"""How a picture was generated, and the key that finds it again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("assets", sa.Column("generation", sa.JSON(), nullable=True))
    op.add_column("assets", sa.Column("generation_key", sa.String(), nullable=True))
    op.create_index("ix_assets_generation_key", "assets", ["generation_key"])


def downgrade() -> None:
    """Drop the columns."""
    op.drop_index("ix_assets_generation_key", "assets")
    op.drop_column("assets", "generation_key")
    op.drop_column("assets", "generation")
