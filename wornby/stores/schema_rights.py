"""Tables of rights: the ledger, the texts, people who gave photos, links, requests and claims."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from wornby.stores.schema import metadata

_json = JSON(none_as_null=True)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("details", _json, nullable=False),
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False),
    Index("ix_ledger_subject", "subject", "seq"),
)
"""Rows are added, never changed: the migration adds triggers that refuse it."""

consent_texts = Table(
    "consent_texts",
    metadata,
    Column("version", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("published_at", String, nullable=False),
    Column("body", _json, nullable=False),
)

contributors = Table(
    "contributors",
    metadata,
    Column("id", String, primary_key=True),
    Column("language", String, nullable=False),
    Column("contact", Text, nullable=False),
    Column("created_at", String, nullable=False),
)
"""People who gave photos; `contact` is empty where they gave none."""

contributions = Table(
    "contributions",
    metadata,
    Column("contributor_id", ForeignKey("contributors.id", ondelete="CASCADE"), primary_key=True),
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_contributions_asset_id", "asset_id"),
)

links = Table(
    "links",
    metadata,
    Column("id", String, primary_key=True),
    Column("purpose", String, nullable=False),
    Column("contributor_id", ForeignKey("contributors.id", ondelete="CASCADE")),
    Column("request_id", String),
    Column("products", _json, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("used_at", String),
    Column("revoked_at", String),
    Index("ix_links_contributor_id", "contributor_id"),
    Index("ix_links_expires_at", "expires_at"),
)
"""Links that were given out, without their tokens."""

requests = Table(
    "requests",
    metadata,
    Column("id", String, primary_key=True),
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Column("state", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("address", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("template", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("sent_at", String),
    Column("due_at", String),
    Column("reminded_at", String),
    Column("ended_at", String),
    Index("ix_requests_asset_id", "asset_id"),
    Index("ix_requests_state", "state", "due_at"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Column("made_by", String, nullable=False),
    Column("contributor_id", ForeignKey("contributors.id", ondelete="CASCADE")),
    Column("rights", _json, nullable=False),
    Column("made_at", String, nullable=False),
    Column("verdict", String),
    Column("decided_by", String),
    Column("decided_at", String),
    Index("ix_claims_asset_id", "asset_id"),
    Index("ix_claims_verdict", "verdict", "made_at"),
)
"""Rights that somebody stated of a photo that was in already. They change nothing until staff decides."""
