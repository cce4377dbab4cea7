"""The index in Qdrant: a server or cluster by its address, or the client's local mode."""

import heapq
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException

from wornby.datamodel import Clause, EmbeddingSpace, Filters, IndexEntry, IndexHit
from wornby.errors import SpaceMismatchError, StoreError

_NAMES = uuid.UUID("6f1c2f0e-8b0e-5f57-9a55-7d0c6a2b4e11")
_VECTOR = "garments"
_COLLECTION = "wornby"
_META = "-meta"
_META_POINT = str(uuid.uuid5(_NAMES, "meta"))
_FORMAT = 1
_PAGE = 1000
_MAX_VALUES = 100_000
_ID = "id"
_ASSET = "asset"


class QdrantVectorIndex:
    """One point for each entry; its garments are a multivector that is compared by the best pair. Thread-safe.

    Args:
        space: Of the vectors.
        path: Folder of the local mode; memory if there is neither path nor address.
        url: Address of a server. Then Qdrant keeps everything and snapshots are its own.
        collection: Name of the collection; each index of a server has its own.
    """

    def __init__(
        self, space: EmbeddingSpace, *, path: Path | None = None, url: str = "", collection: str = _COLLECTION
    ) -> None:
        self._space = space
        self._collection = collection
        self._meta = collection + _META
        self._remote = bool(url)
        with _store_errors():
            if url:
                self._client = QdrantClient(url=url, timeout=60)
            elif path is not None:
                path.mkdir(parents=True, exist_ok=True)
                self._client = QdrantClient(path=str(path))
            else:
                self._client = QdrantClient(location=":memory:")
        self._marker = 0
        self._indexed: set[str] = set()

    @property
    def space(self) -> EmbeddingSpace:
        """The one space of its vectors."""
        return self._space

    @property
    def marker(self) -> int:
        """Sequence number of the last change of the records that the index holds."""
        return self._marker

    def load(self) -> None:
        """Take over the collection, if it is of this space; else start empty with marker 0."""
        with _store_errors():
            marker = self._read_marker()
            if marker is None:
                self._recreate()
                return
            self._marker = marker
            schema = self._client.get_collection(self._collection).payload_schema
            self._indexed = set(schema or {})

    def save(self) -> None:
        """Do nothing: Qdrant keeps what it was given."""

    def close(self) -> None:
        """Release the connection, or the local folder."""
        self._client.close()

    def clear(self) -> None:
        """Forget everything; marker 0."""
        with _store_errors():
            self._recreate()

    def update(self, entries: Sequence[IndexEntry], *, remove_assets: Sequence[str], marker: int) -> None:
        """Remove all entries of some assets, then add entries. Vectors (N, D) float32."""
        for entry in entries:
            self._check(entry.vectors)
        with _store_errors():
            self._ensure()
            for start in range(0, len(remove_assets), _PAGE):
                self._remove(remove_assets[start : start + _PAGE])
            self._index_payload({field for entry in entries for field in map(_field, entry.attributes)})
            for start in range(0, len(entries), 256):
                points = [_point(entry) for entry in entries[start : start + 256]]
                self._client.upsert(self._collection, points=points, wait=True)
            self._write_marker(marker)

    def query(
        self, vectors: NDArray[np.float32], *, filters: Filters, k: int, floor: float | None = None
    ) -> list[IndexHit]:
        """Nearest entries under a filter, best first; an entry's score is the best pair of query and own vector."""
        self._check(vectors)
        if not len(vectors) or k < 1:
            return []
        # Qdrant adds up over the vectors of one multivector query; we want the best, so each is a query of its own.
        requests = [
            models.QueryRequest(
                query=[[float(number) for number in vector]],
                using=_VECTOR,
                filter=_conditions(filters),
                limit=k,
                with_payload=[_ID],
                params=models.SearchParams(exact=False),
                score_threshold=floor,
            )
            for vector in vectors
        ]
        best: dict[str, float] = {}
        with _store_errors():
            self._ensure()
            for answer in self._client.query_batch_points(self._collection, requests=requests):
                for point in answer.points:
                    name = str((point.payload or {})[_ID])
                    best[name] = max(best.get(name, -1.0), min(1.0, float(point.score)))
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
        return [IndexHit(id=name, score=score) for name, score in ranked]

    def scroll(self, *, filters: Filters, after: str | None, limit: int) -> list[IndexHit]:
        """Entries under a filter by id, after one, score 0.

        Qdrant pages by its own ids, so all ids under the filter are read; a client pages with `query` where it can.
        """
        with _store_errors():
            self._ensure()
            ids = heapq.nsmallest(limit, (name for name in self._ids(filters) if after is None or name > after))
        return [IndexHit(id=name, score=0.0) for name in ids]

    def of_assets(self, asset_ids: Collection[str], *, filters: Filters) -> list[IndexHit]:
        """Entries of some assets under a filter by id, score 0."""
        wanted = list(asset_ids)
        with _store_errors():
            self._ensure()
            ids = [
                name
                for start in range(0, len(wanted), _PAGE)
                for name in self._ids(filters, asset_ids=wanted[start : start + _PAGE])
            ]
        return [IndexHit(id=name, score=0.0) for name in sorted(ids)]

    def count(self, filters: Filters, *, among: Collection[str] | None = None) -> int:
        """Number of entries under a filter; only those with these ids, where `among` is given."""
        if among is not None and not among:
            return 0
        with _store_errors():
            self._ensure()
            wanted = _conditions(filters, among=among)
            return self._client.count(self._collection, count_filter=wanted, exact=True).count

    def facets(
        self, filters: Filters, *, attributes: Sequence[str], among: Collection[str] | None = None
    ) -> dict[str, dict[str, int]]:
        """Entries for each value of each attribute; a facet ignores the clauses on its own attribute."""
        if among is not None and not among:
            return {attribute: {} for attribute in attributes}
        with _store_errors():
            self._ensure()
            return {
                attribute: self._facet(attribute, tuple(c for c in filters if not c.is_own_of(attribute)), among=among)
                for attribute in attributes
            }

    def values(self, attribute: str) -> frozenset[str]:
        """Values of an attribute that occur in the index."""
        with _store_errors():
            self._ensure()
            return frozenset(self._facet(attribute, ()))

    def _facet(self, attribute: str, filters: Filters, *, among: Collection[str] | None = None) -> dict[str, int]:
        field = _field(attribute)
        if self._remote and field not in self._indexed:
            return {}
        answer = self._client.facet(
            self._collection, key=field, facet_filter=_conditions(filters, among=among), limit=_MAX_VALUES, exact=True
        )
        return {str(hit.value): hit.count for hit in answer.hits if hit.count}

    def _ids(self, filters: Filters, *, asset_ids: Sequence[str] | None = None) -> Iterator[str]:
        offset: models.ExtendedPointId | None = None
        wanted = _conditions(filters)
        if asset_ids is not None:
            wanted = models.Filter(must=[_owned(asset_ids), *([wanted] if wanted is not None else [])])
        while True:
            points, offset = self._client.scroll(
                self._collection, scroll_filter=wanted, limit=_PAGE, offset=offset, with_payload=[_ID]
            )
            yield from (str((point.payload or {})[_ID]) for point in points)
            if offset is None:
                return

    def _remove(self, asset_ids: Sequence[str]) -> None:
        owned = models.Filter(must=[_owned(asset_ids)])
        self._client.delete(self._collection, points_selector=models.FilterSelector(filter=owned), wait=True)

    def _ensure(self) -> None:
        if not self._client.collection_exists(self._collection):
            self._recreate()

    def _recreate(self) -> None:
        self._marker = 0
        self._indexed = set()
        for name in (self._meta, self._collection):
            if self._client.collection_exists(name):
                self._client.delete_collection(name)
        vectors = models.VectorParams(
            size=self._space.dimensions,
            distance=models.Distance.COSINE,
            multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
        )
        self._client.create_collection(self._collection, vectors_config={_VECTOR: vectors})
        self._client.create_collection(
            self._meta, vectors_config=models.VectorParams(size=1, distance=models.Distance.DOT)
        )
        self._index_payload({_ASSET})
        self._write_marker(0)

    def _index_payload(self, fields: set[str]) -> None:
        # The local mode has no such indexes and warns about them.
        for field in sorted(fields - self._indexed) if self._remote else ():
            self._client.create_payload_index(
                self._collection, field_name=field, field_schema=models.PayloadSchemaType.KEYWORD, wait=True
            )
            self._indexed.add(field)

    def _read_marker(self) -> int | None:
        if not (self._client.collection_exists(self._meta) and self._client.collection_exists(self._collection)):
            return None
        points = self._client.retrieve(self._meta, ids=[_META_POINT])
        payload = dict(points[0].payload or {}) if points else {}
        marker = payload.pop("marker", None)
        return int(marker) if marker is not None and payload == self._identity() else None

    def _write_marker(self, marker: int) -> None:
        payload = {**self._identity(), "marker": marker}
        point = models.PointStruct(id=_META_POINT, vector=[1.0], payload=payload)
        self._client.upsert(self._meta, points=[point], wait=True)
        self._marker = marker

    def _identity(self) -> dict[str, object]:
        return {"format": _FORMAT, "space": self._space.name, "dimensions": self._space.dimensions}

    def _check(self, vectors: NDArray[np.float32]) -> None:
        width = self._space.dimensions
        if vectors.ndim != 2 or (len(vectors) and vectors.shape[1] != width):  # noqa: PLR2004 - rows and columns
            message = f"Vectors of shape {vectors.shape} do not fit the index of space {self._space.name} ({width}-d)."
            raise SpaceMismatchError(message)


def _field(attribute: str) -> str:
    # Qdrant reads dots and brackets in a key as a path; every sign but letters and digits is written as its number.
    return "f_" + "".join(sign if sign.isalnum() else f"_{ord(sign):x}_" for sign in attribute)


def _point(entry: IndexEntry) -> models.PointStruct:
    payload: dict[str, object] = {_ID: entry.id, _ASSET: entry.asset_id}
    payload |= {_field(name): list(dict.fromkeys(values)) for name, values in entry.attributes.items() if values}
    return models.PointStruct(
        id=str(uuid.uuid5(_NAMES, entry.id)),
        vector={_VECTOR: entry.vectors.tolist()} if len(entry.vectors) else {},
        payload=payload,
    )


def _conditions(filters: Filters, *, among: Collection[str] | None = None) -> models.Filter | None:
    if not filters and among is None:
        return None
    must: list[models.Condition] = [_condition(clause) for clause in filters if not clause.negate]
    if among is not None:
        must.append(models.HasIdCondition(has_id=[str(uuid.uuid5(_NAMES, name)) for name in among]))
    return models.Filter(
        must=must,
        must_not=[_condition(clause) for clause in filters if clause.negate],
    )


def _owned(asset_ids: Sequence[str]) -> models.FieldCondition:
    return models.FieldCondition(key=_ASSET, match=models.MatchAny(any=list(asset_ids)))


def _condition(clause: Clause) -> models.FieldCondition:
    # MatchAny of nothing is refused; "\0" is no value of the vocabulary.
    return models.FieldCondition(
        key=_field(clause.attribute), match=models.MatchAny(any=sorted(clause.values) or ["\0"])
    )


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except (ApiException, ResponseHandlingException, OSError, RuntimeError) as exc:
        message = f"Qdrant failed: {type(exc).__name__}: {exc}"
        raise StoreError(message) from exc
