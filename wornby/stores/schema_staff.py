"""Tables of users and sessions."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from wornby.stores.schema import metadata

users = Table(
    "users",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("oidc_subject", Text),
    Column("created_at", String, nullable=False),
    Column("disabled_at", String),
    UniqueConstraint("name"),
    UniqueConstraint("oidc_subject"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id_sha256", String, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("seen_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Index("ix_sessions_user_id", "user_id"),
    Index("ix_sessions_expires_at", "expires_at"),
)
