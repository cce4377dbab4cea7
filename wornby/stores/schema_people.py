"""What people who gave photos say of themselves."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table

from wornby.stores.schema import metadata

wearers = Table(
    "wearers",
    metadata,
    Column("contributor_id", ForeignKey("contributors.id", ondelete="CASCADE"), primary_key=True),
    Column("about", JSON(none_as_null=True), nullable=False),
    Column("asked_text", String, nullable=False),
)
"""Beside `contributors`: what they declare, and the version of the texts that they were last asked again with."""
