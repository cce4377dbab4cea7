"""Which kinds of people are seen wearing which products, from the counts of the index."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from wornby.datamodel import NOT_VISIBLE, AssetKind, Clause, Filters
from wornby.datamodel.representation import AttributeCounts, Gap, ProductRepresentation, Representation, ValueCount
from wornby.errors import FilterError, InputError, NotFoundError
from wornby.interfaces import RecordStore, VectorIndex
from wornby.search.asking import DISPLAY
from wornby.search.crowds import EXACT, Crowd, CrowdPolicy
from wornby.vocabulary import Attribute, Vocabulary

DEFAULT_LEAST = 3
"""Fewer wearers than these are few: with three, one who withdraws leaves a choice."""

_KINDS = frozenset({"size", "body", "hair"})
"""What is looked at: attributes of the vocabulary that begin so. No other says who somebody is and may be stated."""

_PRODUCT = "product"
_SHOWN = (
    Clause(attribute=DISPLAY, values=frozenset({"yes"}), fixed=True),
    Clause(attribute="asset.kind", values=frozenset({AssetKind.WORN.value}), fixed=True),
)
_PAGE = 500

_Counts = Mapping[str, Mapping[str, int]]


class RepresentationReporter:
    """Counts the wearers of products as galleries do: those who may be shown, in photos.

    Args:
        index: Counts; no record of a photo is read.
        records: Knows the products.
        vocabulary: Knows what may be stated.
        policy: Rounds counts for everybody but the staff.
    """

    def __init__(
        self, index: VectorIndex, records: RecordStore, *, vocabulary: Vocabulary, policy: CrowdPolicy = EXACT
    ) -> None:
        self._index = index
        self._records = records
        self._vocabulary = vocabulary
        self._told = Crowd(index, policy=policy)
        self._exact = Crowd(index, policy=EXACT)

    def attributes(self) -> tuple[str, ...]:
        """What is looked at."""
        return tuple(name for name in self._vocabulary.attributes if name.partition(".")[0] in _KINDS)

    def report(
        self,
        sku: str | None = None,
        *,
        attribute: str | None = None,
        least: int = DEFAULT_LEAST,
        cursor: str | None = None,
        limit: int = 50,
        exact: bool = False,
    ) -> Representation:
        """A page of products with their wearers by attribute and value, and what is missing.

        Args:
            sku: Of this product only.
            attribute: Of this attribute only.
            least: Wearers of each value that are enough.
            cursor: Of the page before.
            limit: Products on a page.
            exact: Whether counts are told as they are: for the staff.

        Raises:
            NotFoundError: No such product.
            FilterError: The attribute is none that is looked at.
            InputError: The cursor is none.
        """
        looked_at = self._looked_at(attribute)
        crowd = self._exact if exact else self._told
        skus = [] if sku is None else [sku]
        wearers = crowd.values(lambda more: {_PRODUCT: self._by_product(skus, more)}).get(_PRODUCT, {})
        page, following = ([self._titled(sku)], None) if sku is not None else self._page(wearers, cursor, limit=limit)
        names = [name for name, _ in page]
        counts = crowd.values(lambda more: self._by_value(names, looked_at, more))
        products = tuple(
            self._product(name, title, wearers=wearers.get(name, 0), counts=counts, looked_at=looked_at, least=least)
            for name, title in page
        )
        return Representation(least=least, at_least=crowd.is_rough, products=products, cursor=following)

    def _looked_at(self, attribute: str | None) -> list[Attribute]:
        known = self.attributes()
        if attribute is not None and attribute not in known:
            message = f"The report does not look at {attribute!r}. It looks at {', '.join(known)}."
            raise FilterError(message)
        return [self._vocabulary.attribute(name) for name in known if attribute in {None, name}]

    def _by_product(self, skus: Sequence[str], more: Filters) -> Mapping[str, int]:
        """Wearers by product, of some products or of all."""
        own = (Clause(attribute=_PRODUCT, values=frozenset(skus), fixed=True),) if skus else ()
        return self._index.facets((*_SHOWN, *own, *more), attributes=[_PRODUCT])[_PRODUCT]

    def _by_value(self, skus: Sequence[str], looked_at: Sequence[Attribute], more: Filters) -> _Counts:
        """Wearers by product for each value: one count of the index a value, whatever the number of products."""
        if not skus:
            return {}
        return {
            _cell(each.id, value.id): self._by_product(
                skus, (*more, Clause(attribute=each.id, values=frozenset({value.id}), fixed=True))
            )
            for each in looked_at
            for value in each.values
            if value.id != NOT_VISIBLE
        }

    def _page(
        self, wearers: Mapping[str, int], cursor: str | None, *, limit: int
    ) -> tuple[list[tuple[str, str]], str | None]:
        """SKUs and titles of a page, and where the next one begins."""
        after = _read_cursor(cursor)
        found = list(islice(self._ranked(wearers, after), limit + 1))
        page = found[:limit]
        following = _write_cursor(wearers.get(page[-1][0], 0), page[-1][0]) if len(found) > limit else None
        return page, following

    def _ranked(self, wearers: Mapping[str, int], after: tuple[int, str] | None) -> Iterator[tuple[str, str]]:
        """Products after a place: those with most wearers first, and last, by SKU, those without any."""
        if after is None or after[0]:
            places = sorted((-number, sku) for sku, number in wearers.items())
            for number, sku in places:
                if after is not None and (number, sku) <= (-after[0], after[1]):
                    continue
                product = self._records.get_product(sku)
                if product is not None:
                    yield sku, product.title
        last = after[1] if after is not None and not after[0] else None
        while products := self._records.list_products(after=last, limit=_PAGE):
            yield from ((product.sku, product.title) for product in products if not wearers.get(product.sku))
            last = products[-1].sku

    def _titled(self, sku: str) -> tuple[str, str]:
        product = self._records.get_product(sku)
        if product is None:
            message = f"Unknown SKU {sku!r}."
            raise NotFoundError(message)
        return sku, product.title

    def _product(
        self,
        sku: str,
        title: str,
        *,
        wearers: int,
        counts: _Counts,
        looked_at: Sequence[Attribute],
        least: int,
    ) -> ProductRepresentation:
        def count(attribute: str, value: str) -> int:
            return counts.get(_cell(attribute, value), {}).get(sku, 0)

        attributes = tuple(_spread(each, count, least=least, titled=self._vocabulary.title) for each in looked_at)
        gaps = [gap for each in attributes for gap in _gaps(each, wearers=wearers)]
        return ProductRepresentation(
            sku=sku,
            title=title,
            wearers=wearers,
            attributes=attributes,
            # Stable: the vocabulary's order among those that are missing alike.
            gaps=tuple(sorted(gaps, key=lambda gap: -gap.missing)),
        )


def _spread(
    attribute: Attribute, count: Callable[[str, str], int], *, least: int, titled: Callable[[str, str], str]
) -> AttributeCounts:
    values = []
    for each in attribute.values:
        if each.id != NOT_VISIBLE:
            number = count(attribute.id, each.id)
            title = titled(attribute.id, each.id)
            values.append(ValueCount(value=each.id, title=title, count=number, missing=max(0, least - number)))
    return AttributeCounts(
        attribute=attribute.id,
        title=attribute.title,
        stated=sum(each.count for each in values),
        values=tuple(values),
    )


def _gaps(spread: AttributeCounts, *, wearers: int) -> Iterator[Gap]:
    silent = max(0, wearers - spread.stated)
    for each in spread.values:
        if each.missing:
            yield Gap(
                attribute=spread.attribute,
                value=each.value,
                title=f"{spread.title}: {each.title}",
                count=each.count,
                missing=each.missing,
                ask="statements" if silent >= each.missing else "photos",
            )


def _cell(attribute: str, value: str) -> str:
    return f"{attribute}={value}"


def _write_cursor(wearers: int, sku: str) -> str:
    return base64.urlsafe_b64encode(f"{wearers}:{sku}".encode()).decode("ascii")


def _read_cursor(cursor: str | None) -> tuple[int, str] | None:
    if not cursor:
        return None
    try:
        number, colon, sku = base64.b64decode(cursor, altchars=b"-_", validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError) as exc:
        raise _no_cursor() from exc
    if not colon or not sku or not (number.isascii() and number.isdigit()) or len(number) > len(str(2**31)):
        raise _no_cursor()
    return int(number), sku


def _no_cursor() -> InputError:
    return InputError("Not a cursor of this report. Pass back the cursor of the page before.")
