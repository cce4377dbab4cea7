"""The texts of products and assets in full-text search: FTS5 in SQLite, text search in PostgreSQL.

What is indexed is our own folding of the words, so that both databases find the same. The full-text index follows its
table by triggers (SQLite) or by itself (PostgreSQL); a row goes with its product or asset.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, literal_column, or_, select, text

from wornby.datamodel import Asset, Product, Purpose, Rights, TextHit
from wornby.datamodel.serial import rights_from_dict
from wornby.interfaces.stores import MOST_TEXT_WORDS, TextKind
from wornby.stores.rows import product_from_row
from wornby.stores.schema import asset_texts, assets, meta, product_texts
from wornby.stores.schema import products as product_table
from wornby.stores.upsert import CHUNK, chunks, insert_into, upsert
from wornby.vocabulary.words import search_words

_MOST_INDEXED = 5000
_LOOKED_AT = 500
_REPLACED = "texts.replaced"
"""Name of the note that a caption was replaced, and may have left a trace."""

_TABLES: dict[TextKind, Table] = {"product": product_texts, "asset": asset_texts}
# Shorter texts first among equals, as BM25 has it: the rank is divided by 1 + the logarithm of the length.
_BY_LENGTH = 1


def put_product_texts(connection: Connection, products: Iterable[Product]) -> None:
    """Keep what products are found by: SKU, title and description."""
    words = {one.sku: {"words": folded(f"{one.sku} {one.title} {one.description}")} for one in products}
    _put(connection, product_texts, words)


def put_asset_text(connection: Connection, asset: Asset) -> None:
    """Keep what an asset is found by: its caption. A title is a file's name, and may name whoever sent it."""
    row = _asset_row(asset.caption, asset.rights)
    held = connection.execute(select(asset_texts.c.words).where(asset_texts.c.id == asset.id)).scalar()
    _put(connection, asset_texts, {asset.id: row})
    if held and held != row["words"]:
        upsert(connection, meta, rows=[{"name": _REPLACED, "value": "yes"}])


def folded(words: str) -> str:
    """A text as it is indexed: its first 5000 folded words, with a space between them."""
    return " ".join(search_words(words)[:_MOST_INDEXED])


def refill(connection: Connection) -> int:
    """Fold the texts of all products and assets again; returns their number."""
    products = [product_from_row(dict(row)) for row in connection.execute(select(product_table)).mappings()]
    put_product_texts(connection, products)
    rows = connection.execute(select(assets.c.id, assets.c.caption, assets.c.rights)).all()
    said = {row.id: _asset_row(row.caption, rights_from_dict(row.rights)) for row in rows}
    _put(connection, asset_texts, said)
    scrub(connection)
    return len(products) + len(said)


def scrub_replaced(connection: Connection) -> None:
    """Leave no trace of captions that others have replaced since the last time."""
    if connection.execute(select(meta.c.value).where(meta.c.name == _REPLACED)).first() is not None:
        scrub(connection)


def scrub(connection: Connection) -> None:
    """Leave no trace of deleted captions in SQLite's index; PostgreSQL and newer SQLite do so by themselves.

    FTS5 keeps deleted words until it merges, unless its option `secure-delete` is set, which versions before 3.42 lack.
    To merge all of 300,000 captions takes 0.3 s, so replaced ones are only noted: a batch replaces many.
    """
    connection.execute(delete(meta).where(meta.c.name == _REPLACED))
    if connection.dialect.name != "sqlite":
        return
    index = f"{asset_texts.name}_fts"
    securely = text(f"SELECT 1 FROM {index}_config WHERE k = 'secure-delete' AND v = 1")  # noqa: S608 - our names
    if connection.execute(securely).first() is None:
        connection.execute(text(f"INSERT INTO {index}({index}) VALUES ('optimize')"))  # noqa: S608


def search(
    connection: Connection, words: Sequence[str], *, kind: TextKind, limit: int, shown: bool = False
) -> list[TextHit]:
    """Texts that have any of the words: of the 500 best by the database's own rank, those with most words first.

    A score is the number of words found, and a fraction below 1 for the database's own rank.

    Args:
        connection: In the caller's transaction.
        words: Folded ones; others are folded first. At most `MOST_TEXT_WORDS` different ones count.
        kind: Whose texts.
        limit: Most hits.
        shown: Of assets, only those that may be shown.
    """
    asked = list(dict.fromkeys(part for word in words for part in search_words(word)))[:MOST_TEXT_WORDS]
    if not asked or limit < 1:
        return []
    table = _TABLES[kind]
    postgres = connection.dialect.name == "postgresql"
    rank, matches = _postgres_match(table, asked) if postgres else _sqlite_match(table, asked)
    name = table.c.id.collate("C") if postgres else table.c.id
    statement = (
        select(table.c.id, table.c.words, rank.label("rank"))
        .where(matches)
        .order_by(rank.desc(), name)
        .limit(max(limit, _LOOKED_AT))
    )
    if shown and kind == "asset":
        statement = statement.where(asset_texts.c.shown)
    if not postgres:
        index = f"{table.name}_fts"
        statement = statement.select_from(table.join(text(index), text(f"{index}.rowid = {table.name}.seq")))
    hits = [_hit(row, asked) for row in connection.execute(statement)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit]


def _hit(row: Row[tuple[str, str, float]], asked: Sequence[str]) -> TextHit:
    words = frozenset(asked).intersection(row.words.split(" "))
    return TextHit(id=row.id, score=len(words) + row.rank / (1.0 + row.rank), words=words)


def _asset_row(caption: str, rights: Rights) -> dict[str, object]:
    return {"words": folded(caption), "shown": rights.allows(Purpose.DISPLAY)}


def _put(connection: Connection, table: Table, said: Mapping[str, Mapping[str, object]]) -> None:
    rows = [{"id": name, **columns} for name, columns in said.items()]
    for part in chunks(rows, CHUNK):
        insert = insert_into(connection, table).values(part)
        new = {name: insert.excluded[name] for name in part[0] if name != "id"}
        # An asset is written more often than its words change.
        changed = or_(*(value != table.c[name] for name, value in new.items()))
        connection.execute(insert.on_conflict_do_update(index_elements=[table.c.id], set_=new, where=changed))


def _sqlite_match(table: Table, asked: Sequence[str]) -> tuple[ColumnElement[float], ColumnElement[bool]]:
    index: ColumnElement[str] = literal_column(f"{table.name}_fts")
    # Words are letters and digits; in quotes, none of them is an operator.
    query = " OR ".join(f'"{word}"' for word in asked)
    rank: ColumnElement[float] = -func.bm25(index)
    return rank, index.op("MATCH", is_comparison=True)(query)


def _postgres_match(table: Table, asked: Sequence[str]) -> tuple[ColumnElement[float], ColumnElement[bool]]:
    simple: ColumnElement[str] = literal_column("'simple'::regconfig")
    vector = func.to_tsvector(simple, table.c.words)
    query: ColumnElement[str] = func.plainto_tsquery(simple, asked[0])
    for word in asked[1:]:
        query = query.op("||")(func.plainto_tsquery(simple, word))
    return func.ts_rank_cd(vector, query, _BY_LENGTH), vector.op("@@", is_comparison=True)(query)
