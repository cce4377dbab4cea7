"""Captions, and full-text search over the texts of products and assets."""

import sqlite3
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from wornby.vocabulary.words import search_words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OWNERS = {"product_texts": ("products", "sku"), "asset_texts": ("assets", "id")}
_SAID = ("sku", "title", "description")
_MOST_INDEXED = 5000
_PAGE = 1000
_SECURE_DELETE = (3, 42, 0)
"""The first SQLite whose FTS5 can forget at once what is deleted."""


def upgrade() -> None:
    """Add the column and the tables, and fill that of the products: no asset has a caption yet.

    Words are folded as this version folds them; where another one does it otherwise, `RecordStore.refill_texts` folds
    them again.
    """
    op.add_column("assets", sa.Column("caption", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_jobs_asset_id", "jobs", ["asset_id"])
    for table, (owner, key) in _OWNERS.items():
        op.create_table(
            table,
            sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
            sa.Column("id", sa.String(), nullable=False),
            sa.Column("words", sa.Text(), nullable=False),
            *([sa.Column("shown", sa.Boolean(), nullable=False)] if table == "asset_texts" else []),
            sa.ForeignKeyConstraint(["id"], [f"{owner}.{key}"], ondelete="CASCADE", name=f"fk_{table}_id"),
            sa.UniqueConstraint("id", name=f"uq_{table}_id"),
        )
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"CREATE INDEX {table}_fts ON {table} USING gin (to_tsvector('simple'::regconfig, words))")
        else:
            _make_fts(table)
    _fill_products()


def downgrade() -> None:
    """Drop them."""
    for table in _OWNERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TABLE {table}_fts")
        op.drop_table(table)
    op.drop_index("ix_jobs_asset_id", "jobs")
    op.drop_column("assets", "caption")


def _make_fts(table: str) -> None:
    index = f"{table}_fts"
    # The words stand in the table alone; the index is made of them, and told of each change.
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='{table}', content_rowid='seq', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    if sqlite3.sqlite_version_info >= _SECURE_DELETE:
        op.execute(f"INSERT INTO {index}({index}, rank) VALUES ('secure-delete', 1)")  # noqa: S608 - names of ours
    added = f"INSERT INTO {index}(rowid, words) VALUES (new.seq, new.words);"  # noqa: S608
    removed = f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', old.seq, old.words);"  # noqa: S608
    for event, act in (("INSERT", added), ("DELETE", removed), ("UPDATE", removed + added)):
        op.execute(f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} BEGIN {act} END")


def _fill_products() -> None:
    connection = op.get_bind()
    source = sa.table("products", *map(sa.column, _SAID))
    target = sa.table("product_texts", sa.column("id"), sa.column("words"))
    after = ""
    order = source.c.sku.collate("C") if connection.dialect.name == "postgresql" else source.c.sku
    page = sa.select(source).order_by(order).limit(_PAGE)
    while rows := connection.execute(page.where(order > after)).mappings().all():
        said = [{"id": row["sku"], "words": _words(row[name] for name in _SAID)} for row in rows]
        connection.execute(sa.insert(target), said)
        after = said[-1]["id"]


def _words(texts: Iterable[str]) -> str:
    return " ".join(search_words(" ".join(texts))[:_MOST_INDEXED])
