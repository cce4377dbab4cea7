"""Tables of the records. A change here comes with a migration; a test compares the two."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

_json = JSON(none_as_null=True)

meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

products = Table(
    "products",
    metadata,
    Column("sku", String, primary_key=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("price", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("link", Text, nullable=False),
    Column("image", Text, nullable=False),
    Column("swatch", String, nullable=False),
)

assets = Table(
    "assets",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("format", String, nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("rights", _json, nullable=False),
    Column("created_at", String, nullable=False),
    Column("tagger", String, nullable=False),
    Column("tags", _json),
    Column("generation", _json),
    Column("generation_key", String),
    Column("caption", Text, nullable=False, server_default=""),
    Column("matcher", String, nullable=False, server_default=""),
    Column("subject", Integer),
    Column("subject_by_staff", Boolean, nullable=False, server_default=false()),
    Column("veils", _json),
    Column("doubt", Double),
    Column("state", String, nullable=False, server_default="discovered"),
    UniqueConstraint("sha256"),
    Index("ix_assets_generation_key", "generation_key"),
    Index("ix_assets_doubt", "doubt", "id", "kind", "state"),
    Index("ix_assets_created_at", "created_at", "id", "kind", "state"),
)
"""`state` is that of the rights, beside them, so that a list can be filtered without reading whole rows."""

tag_edits = Table(
    "tag_edits",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String, nullable=False),
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("changes", _json, nullable=False),
    Column("undone_at", String),
    Column("undone_by", String, nullable=False, server_default=""),
    UniqueConstraint("id"),
    Index("ix_tag_edits_asset_id", "asset_id"),
    sqlite_autoincrement=True,
)
"""What people corrected, the last one last. It goes with its asset, and with the rights to keep it."""

product_texts = Table(
    "product_texts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", ForeignKey("products.sku", ondelete="CASCADE"), nullable=False),
    Column("words", Text, nullable=False),
    UniqueConstraint("id"),
)

asset_texts = Table(
    "asset_texts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Column("words", Text, nullable=False),
    Column("shown", Boolean, nullable=False),
    UniqueConstraint("id"),
)
"""`words`: folded, with a space between them. `shown`: whether the asset may be shown.

The migration adds the full-text index of each table: see `texts`."""

asset_products = Table(
    "asset_products",
    metadata,
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sku", String, nullable=False),
    Index("ix_asset_products_sku", "sku"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("wearer", Integer, primary_key=True),
    Column("garment", Integer, primary_key=True),
    Column("place", String),
    Column("space", String, nullable=False),
    Column("dims", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
)
"""float16, little-endian. `wearer` is -1 for a garment that nobody wears; `garment` numbers a wearer's garments."""

matches = Table(
    "matches",
    metadata,
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("wearer", Integer, primary_key=True),
    Column("garment", Integer, primary_key=True),
    Column("sku", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("state", String, nullable=False),
    Column("evidence", _json),
    Index("ix_matches_sku", "sku"),
)
"""What the machine found, numbered as in `vectors`; `position` keeps the order in which it was given."""

match_decisions = Table(
    "match_decisions",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String, nullable=False),
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Column("sku", String, nullable=False),
    Column("wearer", Integer, nullable=False),
    Column("garment", Integer, nullable=False),
    Column("place", String),
    Column("box", _json, nullable=False),
    Column("verdict", String, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", String, nullable=False),
    Column("score", Double),
    Column("state", String),
    Column("evidence", _json),
    Column("matcher", String, nullable=False),
    UniqueConstraint("id"),
    Index("ix_match_decisions_asset_id", "asset_id"),
    Index("ix_match_decisions_sku", "sku"),
    sqlite_autoincrement=True,
)
"""What people said, the last one last. Rows are added, never changed; they go with their asset."""

waiting_products = Table(
    "waiting_products",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("sku", String, nullable=False),
    UniqueConstraint("sku"),
    sqlite_autoincrement=True,
)
"""Products with a new picture whose photos are still to be found. A further picture gives a row another `seq`."""

features = Table(
    "features",
    metadata,
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("blob", LargeBinary, nullable=False),
)
"""Local features of the shop's own pictures, as the matcher wrote them."""

changes = Table(
    "changes",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("asset_id", String, nullable=False),
    sqlite_autoincrement=True,
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("run_id", String, nullable=False),
    Column("source", Text, nullable=False),
    Column("options", _json, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("outcome", String),
    Column("asset_id", String),
    Column("failure", _json),
    Column("lease_until", Double),
    Column("ended_at", String),
    UniqueConstraint("key"),
    Index("ix_jobs_state", "state", "run_id", "id"),
    Index("ix_jobs_run_id", "run_id", "id"),
    Index("ix_jobs_asset_id", "asset_id"),
    Index("ix_jobs_ended_at", "ended_at"),
)
"""`lease_until`: seconds since 1970 until which a running job belongs to its worker. `ended_at`: of done and failed."""

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", _json, nullable=False),
    Column("secret_sha256", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("revoked_at", String),
    UniqueConstraint("secret_sha256"),
)

answers = Table(
    "answers",
    metadata,
    Column("idempotency_key", String, primary_key=True),
    Column("request_sha256", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", _json, nullable=False),
    Column("kept_at", String, nullable=False),
    Index("ix_answers_kept_at", "kept_at"),
)
