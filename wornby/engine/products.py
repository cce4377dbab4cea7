"""Products from rows of a table."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from wornby.datamodel import AssetKind, Failure, IngestOptions, Product, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.datamodel.sources import absolute
from wornby.errors import InputError

COLUMNS = ("sku", "title", "description", "price", "currency", "link", "image", "swatch")
REQUIRED = ("sku", "title")
_SKU = re.compile(r"[\w.\-]{1,64}")
_SWATCH = re.compile(r"#[0-9a-fA-F]{6}")
SHOP_RIGHTS = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
"""The shop's own pictures of its products may be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRows:
    """Products with the lines they came from, and the lines that failed. Lines count from 2, after the header."""

    lines: tuple[tuple[int, Product], ...]
    failures: tuple[tuple[int, Failure], ...]


def import_products(
    rows: Iterable[Mapping[str, str]], *, base: Path | None
) -> tuple[list[Product], list[IngestItem], ReadRows]:
    """Read products and their pictures from rows; a bad row fails alone."""
    lines: list[tuple[int, Product]] = []
    failures: list[tuple[int, Failure]] = []
    for number, row in enumerate(rows, start=2):
        try:
            lines.append((number, read_product(row)))
        except InputError as error:
            failures.append((number, Failure.of(error)))
    products = list({product.sku: product for _, product in lines}.values())
    items = [_picture(product, base) for product in products if product.image]
    return products, items, ReadRows(lines=tuple(lines), failures=tuple(failures))


def read_product(row: Mapping[str, str]) -> Product:
    """One product from one row.

    Raises:
        InputError: A column is missing or a value is not what its column holds.
    """
    values = {column: (row.get(column) or "").strip() for column in COLUMNS}
    for column in REQUIRED:
        if not values[column]:
            message = f"The column {column!r} is missing or empty. Columns: {', '.join(COLUMNS)}."
            raise InputError(message)
    if not _SKU.fullmatch(values["sku"]):
        message = f"Not a SKU: {values['sku'][:80]!r}. Letters, digits, '.', '-' and '_', at most 64."
        raise InputError(message)
    if values["swatch"] and not _SWATCH.fullmatch(values["swatch"]):
        message = f"Not a swatch: {values['swatch'][:20]!r}. Write it as #rrggbb."
        raise InputError(message)
    if values["price"]:
        _check_price(values["price"])
    if values["link"] and not values["link"].lower().startswith(("http://", "https://", "/")):
        message = "A link starts with http://, https:// or /."
        raise InputError(message)
    return Product(**values)


def _check_price(text: str) -> None:
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal(-1)
    if not price.is_finite() or price < 0:
        message = f"Not a price: {text[:20]!r}. Write it as 19.90."
        raise InputError(message)


def _picture(product: Product, base: Path | None) -> IngestItem:
    options = IngestOptions(kind=AssetKind.PRODUCT, rights=SHOP_RIGHTS, products=(product.sku,))
    return IngestItem(source=absolute(product.image, base=base), options=options)
