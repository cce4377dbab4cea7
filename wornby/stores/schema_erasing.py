"""Tables of erasure: what was erased, and what is never taken in again."""

from sqlalchemy import JSON, Column, Index, String, Table

from wornby.stores.schema import metadata

_json = JSON(none_as_null=True)

erasures = Table(
    "erasures",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("begun_at", String, nullable=False),
    Column("ordered", _json, nullable=False),
    Column("receipt", _json),
    Index("ix_erasures_state", "state", "id"),
)
"""`ordered` and `receipt` hold ids and references only; `state` is "begun" until there is a receipt."""

tombstones = Table(
    "tombstones",
    metadata,
    Column("asset_id", String, primary_key=True),
    Column("at", String, nullable=False),
)
"""Photos that are refused. An id is made of the photo's bytes and the library's secret, and says nothing without it."""
