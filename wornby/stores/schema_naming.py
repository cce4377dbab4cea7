"""Tables of names of photos.

Erasure takes tables by name, and what refers to a name comes before it: so its rows are seen before they fall.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false

from wornby.stores.schema import metadata

asset_names = Table(
    "asset_names",
    metadata,
    Column("name_id", String, primary_key=True),
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Column("public_id", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", String, nullable=False),
    Column("uploaded_at", String, nullable=False),
    Column("format", String, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("original_filename", Text, nullable=False),
    Column("asset_folder", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("etag", String, nullable=False),
    Column("brought", Boolean, nullable=False, server_default=false()),
    Index("ix_asset_names_asset_id", "asset_id", "name_id"),
    Index("ix_asset_names_created_at", "created_at", "name_id"),
)
"""`name_id` is made of text and kind, so that it is unique as they are; an index on the text would keep it in pages
that nothing of the photo leads to."""

asset_name_tags = Table(
    "asset_name_tags",
    metadata,
    Column("name_id", ForeignKey("asset_names.name_id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True),
    Column("tag", String, primary_key=True),
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Index("ix_asset_name_tags_tag", "tag", "name_id"),
    Index("ix_asset_name_tags_asset_id", "asset_id", "name_id"),
)

asset_name_contexts = Table(
    "asset_name_contexts",
    metadata,
    Column("name_id", ForeignKey("asset_names.name_id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Index("ix_asset_name_contexts_asset_id", "asset_id", "name_id"),
)
"""`asset_id` stands beside the name in both, as in every table of a photo."""
