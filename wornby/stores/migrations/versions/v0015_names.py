"""Names of photos, with their tags and contexts."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "asset_names",
        sa.Column("name_id", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("original_filename", sa.Text(), nullable=False),
        sa.Column("asset_folder", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("brought", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("name_id", name="pk_asset_names"),
        _to_asset("asset_names"),
    )
    op.create_index("ix_asset_names_asset_id", "asset_names", ["asset_id", "name_id"])
    op.create_index("ix_asset_names_created_at", "asset_names", ["created_at", "name_id"])
    op.create_table(
        "asset_name_tags",
        sa.Column("name_id", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name_id", "tag", name="pk_asset_name_tags"),
        _to_name("asset_name_tags"),
        _to_asset("asset_name_tags"),
    )
    op.create_index("ix_asset_name_tags_tag", "asset_name_tags", ["tag", "name_id"])
    op.create_index("ix_asset_name_tags_asset_id", "asset_name_tags", ["asset_id", "name_id"])
    op.create_table(
        "asset_name_contexts",
        sa.Column("name_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name_id", "key", name="pk_asset_name_contexts"),
        _to_name("asset_name_contexts"),
        _to_asset("asset_name_contexts"),
    )
    op.create_index("ix_asset_name_contexts_asset_id", "asset_name_contexts", ["asset_id", "name_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("asset_name_contexts")
    op.drop_table("asset_name_tags")
    op.drop_table("asset_names")


def _to_asset(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], ondelete="CASCADE", name=f"fk_{table}_asset_id")


def _to_name(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["name_id"],
        ["asset_names.name_id"],
        ondelete="CASCADE",
        onupdate="CASCADE",
        name=f"fk_{table}_name_id",
    )
