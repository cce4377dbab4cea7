"""The library as the staff goes through it: lists, and the queue of what models are unsure of."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from wornby.datamodel import Asset, Clause, Filters
from wornby.datamodel.facts import PlacedFact, all_facts
from wornby.datamodel.shelf import ReviewItem, ReviewPage, ShelfPage, ShelfQuery
from wornby.datamodel.tags import is_stated_by_person
from wornby.errors import InputError
from wornby.interfaces import RecordStore, VectorIndex
from wornby.interfaces.editing import LibraryShelf
from wornby.search.filters import check_filters
from wornby.search.stated import split_id
from wornby.vocabulary import Vocabulary
from wornby.vocabulary.words import search_words

DOUBTFUL_BELOW = 0.7
"""A fact with less confidence waits for review, where nobody says another limit."""

_MOST_TEXTS = 10_000
_ALL = 2**31
_REMEMBERED = 4
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_CURSOR = re.compile(r"([0-9]+(?:[.][0-9]+)?(?:e-[0-9]{1,3})?) ([A-Za-z0-9_-]{1,100})")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShelfParts:
    """What the desk is made of.

    Attributes:
        records: The assets.
        shelf: Their list.
        index: Finds photos by what is stated about them.
        vocabulary: Knows the filters.
        catch_up: Brings the index in step.
    """

    records: RecordStore
    shelf: LibraryShelf
    index: VectorIndex
    vocabulary: Vocabulary
    catch_up: Callable[[], object]


class LibraryDesk:
    """Lists of the whole library, also of photos that may not be shown: for the staff."""

    def __init__(self, parts: ShelfParts) -> None:
        self._parts = parts
        self._found: OrderedDict[tuple[int, Filters], frozenset[str]] = OrderedDict()
        self._lock = threading.Lock()

    def page(
        self,
        query: ShelfQuery,
        *,
        filters: Filters = (),
        product: str = "",
        text: str = "",
        offset: int = 0,
        limit: int = 100,
    ) -> ShelfPage:
        """A window of a list.

        Args:
            query: States, kinds and order.
            filters: Clauses that hold for one wearer of a photo, or for what nobody wears in it.
            product: Only photos that were given for this SKU, or where it was found.
            text: A photo's id, or words that its caption has, all of them.
            offset: Photos before the window.
            limit: Photos in it, at most.

        Raises:
            FilterError: The vocabulary knows no such attribute or value.
        """
        check_filters(filters, self._parts.vocabulary)
        found = [each for each in (self._by_facts(filters, product=product), self._by_text(text)) if each is not None]
        among = None if not found else frozenset.intersection(*found)
        return self._parts.shelf.page(query, among=among, offset=offset, limit=limit)

    def review(self, *, below: float = DOUBTFUL_BELOW, cursor: str | None = None, limit: int = 50) -> ReviewPage:
        """Photos with facts that models are unsure of, the most doubtful first.

        A fact that a person has stated or confirmed is not among them, and a photo with no other doubt is out.

        Args:
            below: Confidence under which a fact is doubtful, in [0, 1].
            cursor: Of the page before.
            limit: Most photos.

        Raises:
            InputError: The cursor is none of ours.
        """
        shelf = self._parts.shelf
        found = shelf.doubtful(below=below, after=_read_cursor(cursor), limit=limit + 1)
        page = found[:limit]
        assets = self._parts.records.get_assets([asset_id for _, asset_id in page])
        items = [ReviewItem(asset=asset, doubtful=doubtful_facts(asset, below=below)) for asset in assets.values()]
        return ReviewPage(
            items=tuple(item for item in items if item.doubtful),
            total=shelf.count_doubtful(below=below),
            cursor="{!r} {}".format(*page[-1]) if len(found) > limit else None,
        )

    def _by_facts(self, filters: Filters, *, product: str) -> frozenset[str] | None:
        clauses = [*filters]
        if product:
            clauses.append(Clause(attribute="product", values=frozenset({product})))
        if not clauses:
            return None
        self._parts.catch_up()
        # Who scrolls through a list asks for the same photos again and again.
        key = (self._parts.index.marker, tuple(clauses))
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        hits = self._parts.index.scroll(filters=key[1], after=None, limit=_ALL)
        found = frozenset(split_id(hit.id)[0] for hit in hits)
        with self._lock:
            self._found[key] = found
            if len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
        return found

    def _by_text(self, text: str) -> frozenset[str] | None:
        if not text.strip():
            return None
        words = search_words(text)
        hits = self._parts.records.search_texts(words, kind="asset", limit=_MOST_TEXTS) if words else []
        all_of_them = {hit.id for hit in hits if set(words) <= hit.words}
        # An id has no signs that a database refuses.
        own = {text.strip()} if _ID.fullmatch(text.strip()) else set()
        return frozenset(all_of_them | own)


def doubtful_facts(asset: Asset, *, below: float) -> tuple[PlacedFact, ...]:
    """What models state about a photo with less confidence than this; the most doubtful first."""
    facts = [(_confidence(each), each) for each in all_facts(asset.tags) if not is_stated_by_person(each.fact)]
    doubtful = [(confidence, each) for confidence, each in facts if confidence is not None and confidence < below]
    return tuple(each for _, each in sorted(doubtful, key=lambda pair: pair[0]))


def _confidence(placed: PlacedFact) -> float | None:
    return placed.fact.confidence


def _read_cursor(cursor: str | None) -> tuple[float, str] | None:
    if cursor is None:
        return None
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        message = "This is no cursor of the queue. Begin with the first page."
        raise InputError(message)
    return float(found[1]), found[2]
