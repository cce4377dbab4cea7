"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _library()
    _assets()
    _work()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("answers", "api_keys", "jobs", "changes", "vectors", "asset_products", "assets", "products", "meta"):
        op.drop_table(table)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def _library() -> None:
    op.create_table("meta", _word("name"), _text("value"), sa.PrimaryKeyConstraint("name", name="pk_meta"))
    op.create_table(
        "products",
        _word("sku"),
        _text("title"),
        _text("description"),
        _word("price"),
        _word("currency"),
        _text("link"),
        _text("image"),
        _word("swatch"),
        sa.PrimaryKeyConstraint("sku", name="pk_products"),
    )


def _assets() -> None:
    op.create_table(
        "assets",
        _word("id"),
        _word("kind"),
        _word("sha256"),
        _text("title"),
        _word("format"),
        _number("width_px"),
        _number("height_px"),
        _json("rights"),
        _word("created_at"),
        _word("tagger"),
        _json("tags", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_assets"),
        sa.UniqueConstraint("sha256", name="uq_assets_sha256"),
    )
    op.create_table(
        "asset_products",
        _word("asset_id"),
        _number("position"),
        _word("sku"),
        sa.PrimaryKeyConstraint("asset_id", "position", name="pk_asset_products"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], ondelete="CASCADE", name="fk_asset_products_asset_id"),
    )
    op.create_index("ix_asset_products_sku", "asset_products", ["sku"])
    op.create_table(
        "vectors",
        _word("asset_id"),
        _number("wearer"),
        _number("garment"),
        _word("place", nullable=True),
        _word("space"),
        _number("dims"),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", "wearer", "garment", name="pk_vectors"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], ondelete="CASCADE", name="fk_vectors_asset_id"),
    )
    op.create_table(
        "changes",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        _word("asset_id"),
        sqlite_autoincrement=True,
    )


def _work() -> None:
    op.create_table(
        "jobs",
        _word("id"),
        _word("key"),
        _word("run_id"),
        _text("source"),
        _json("options"),
        _word("state"),
        _number("attempts"),
        _word("outcome", nullable=True),
        _word("asset_id", nullable=True),
        _json("failure", nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "run_id", "id"])
    op.create_index("ix_jobs_run_id", "jobs", ["run_id", "id"])
    op.create_table(
        "api_keys",
        _word("id"),
        _text("name"),
        _json("scopes"),
        _word("secret_sha256"),
        _word("created_at"),
        _word("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("secret_sha256", name="uq_api_keys_secret_sha256"),
    )
    op.create_table(
        "answers",
        _word("idempotency_key"),
        _word("request_sha256"),
        _number("status"),
        _json("body"),
        sa.PrimaryKeyConstraint("idempotency_key", name="pk_answers"),
    )
