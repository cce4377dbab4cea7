"""Corrections of facts, and what lists of the library are filtered and sorted by."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, the column and the indexes; the column is filled from the rights."""
    op.create_table(
        "tag_edits",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.String(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False, server_default=""),
        sa.UniqueConstraint("id", name="uq_tag_edits_id"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], ondelete="CASCADE", name="fk_tag_edits_asset_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tag_edits_asset_id", "tag_edits", ["asset_id"])
    op.add_column("assets", sa.Column("state", sa.String(), nullable=False, server_default="discovered"))
    rows = sa.table("assets", sa.column("rights", sa.JSON()), sa.column("state", sa.String()))
    op.execute(sa.update(rows).values(state=rows.c.rights["state"].as_string()))
    op.drop_index("ix_assets_doubt", "assets")
    op.create_index("ix_assets_doubt", "assets", ["doubt", "id", "kind", "state"])
    op.create_index("ix_assets_created_at", "assets", ["created_at", "id", "kind", "state"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_assets_created_at", "assets")
    op.drop_index("ix_assets_doubt", "assets")
    op.create_index("ix_assets_doubt", "assets", ["doubt"])
    op.drop_column("assets", "state")
    op.drop_table("tag_edits")
