"""Which product a garment is: the machine's matches, people's decisions, local features of the shop's pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and say of every asset that nobody has matched it."""
    op.add_column("assets", sa.Column("matcher", sa.String(), nullable=False, server_default=""))
    _matches()
    _decisions()
    _waiting()
    op.create_table(
        "features",
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", name="pk_features"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], ondelete="CASCADE", name="fk_features_asset_id"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("features", "waiting_products", "match_decisions", "matches"):
        op.drop_table(table)
    op.drop_column("assets", "matcher")


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.Column("wearer", sa.Integer(), nullable=False),
        sa.Column("garment", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("asset_id", "wearer", "garment", "sku", name="pk_matches"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], ondelete="CASCADE", name="fk_matches_asset_id"),
    )
    op.create_index("ix_matches_sku", "matches", ["sku"])


def _decisions() -> None:
    op.create_table(
        "match_decisions",
        _sequence(),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("wearer", sa.Integer(), nullable=False),
        sa.Column("garment", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.Column("matcher", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_match_decisions"),
        sa.UniqueConstraint("id", name="uq_match_decisions_id"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], ondelete="CASCADE", name="fk_match_decisions_asset_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_match_decisions_asset_id", "match_decisions", ["asset_id"])
    op.create_index("ix_match_decisions_sku", "match_decisions", ["sku"])


def _waiting() -> None:
    op.create_table(
        "waiting_products",
        _sequence(),
        sa.Column("sku", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_waiting_products"),
        sa.UniqueConstraint("sku", name="uq_waiting_products_sku"),
        sqlite_autoincrement=True,
    )


def _sequence() -> sa.Column[int]:
    return sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)
