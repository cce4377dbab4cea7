"""The table of products with a new picture whose photos are still to be found."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from wornby.datamodel import AssetKind, Job, Outcome
from wornby.stores.schema import waiting_products
from wornby.stores.upsert import CHUNK, chunks

_NEW = frozenset({Outcome.ADDED, Outcome.UPDATED})


def note(connection: Connection, job: Job) -> None:
    """Remember the products of a job that took in one of the shop's own pictures."""
    if job.options.kind is not AssetKind.PRODUCT or job.outcome not in _NEW:
        return
    for sku in dict.fromkeys(job.options.products):
        # A new number: whoever looks for the product's photos just now has not seen this picture.
        connection.execute(delete(waiting_products).where(waiting_products.c.sku == sku))
        connection.execute(insert(waiting_products).values(sku=sku))


def list_waiting(connection: Connection) -> dict[int, str]:
    """Products by their number, in the order in which they were noted."""
    rows = connection.execute(select(waiting_products).order_by(waiting_products.c.seq))
    return {row.seq: row.sku for row in rows}


def forget(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget products that have not been noted anew since."""
    for part in chunks(numbers, CHUNK):
        connection.execute(delete(waiting_products).where(waiting_products.c.seq.in_(part)))
