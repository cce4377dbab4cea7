"""Products, and what follows when one is described anew."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, insert, select

from wornby.datamodel import AssetKind, Product
from wornby.stores import texts
from wornby.stores.rows import product_from_row, product_to_row
from wornby.stores.schema import asset_products, assets, changes
from wornby.stores.schema import products as product_table
from wornby.stores.upsert import CHUNK, chunks, upsert


def put_products(connection: Connection, products: Sequence[Product]) -> None:
    """Add or replace products with their texts; the shop's pictures of those that changed get a change line.

    Whoever holds products in memory, such as the matcher of a server, reads them again by it.
    """
    given = {product.sku: product for product in products}
    changed = list(_changed(connection, given))
    upsert(connection, product_table, rows=[product_to_row(product) for product in given.values()])
    texts.put_product_texts(connection, list(given.values()))
    for part in chunks(changed, CHUNK):
        shown = (
            select(asset_products.c.asset_id)
            .join(assets, assets.c.id == asset_products.c.asset_id)
            .where(asset_products.c.sku.in_(part), assets.c.kind == AssetKind.PRODUCT.value)
            .distinct()
        )
        connection.execute(insert(changes).from_select(["asset_id"], shown))


def _changed(connection: Connection, given: Mapping[str, Product]) -> Iterator[str]:
    """SKUs of the products that are stored otherwise than they are given."""
    for part in chunks(list(given), CHUNK):
        rows = connection.execute(select(product_table).where(product_table.c.sku.in_(part))).mappings()
        for row in rows:
            held = product_from_row(dict(row))
            if held != given[held.sku]:
                yield held.sku
