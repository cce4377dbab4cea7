"""What a query looks for with its picture, or with an entry of the library in place of one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Asset, Embedding, EmbeddingSpace, FoundGarment, GarmentTags, Pixels, Point, Purpose, Query
from wornby.datamodel.tags import sure_value
from wornby.errors import InputError, NotFoundError
from wornby.interfaces import RecordStore, Tagger
from wornby.search.entries import index_entries
from wornby.search.stated import garments_of, split_id
from wornby.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueryPicture:
    """What is looked for.

    Attributes:
        vectors: (N, D), float32, unit length; N may be 0.
        garments: What was found in the picture, to click on.
        itself: Id of the entry or asset that it is; it is no hit.
        confidence: Of the kind of its surest garment; 1 where a region says what counts, or the library holds it.
    """

    vectors: NDArray[np.float32]
    confidence: float = 1.0
    garments: tuple[FoundGarment, ...] = ()
    itself: str = ""

    def is_itself(self, entry_id: str) -> bool:
        """Whether an entry is what was given in place of a picture."""
        return bool(self.itself) and self.itself in {entry_id, split_id(entry_id)[0]}


class PictureReader:
    """Turns the picture of a query into vectors.

    Args:
        records: Hold the entries that stand in for a picture.
        tagger: Finds and embeds garments.
        space: The index's.
        vocabulary: States the sensitivity of attributes.
    """

    def __init__(self, records: RecordStore, tagger: Tagger, *, space: EmbeddingSpace, vocabulary: Vocabulary) -> None:
        self._records = records
        self._tagger = tagger
        self._space = space
        self._vocabulary = vocabulary

    def read(self, query: Query) -> QueryPicture | None:
        """What a query looks for; None where it has no picture.

        Raises:
            InputError: Two pictures, a place or region without one, a place and a region, or no garment at the place.
            NotFoundError: `like` names nothing that may be shown.
            SpaceMismatchError: The embeddings are of another space than the index's.
        """
        _check(query)
        if query.like:
            return self._of_library(query)
        if query.pixels is None:
            return None
        if query.region is not None:
            return QueryPicture(vectors=self._stack(self._tagger.embed_region(query.pixels, region=query.region)))
        return self._of_pixels(query.pixels, query.point)

    def _of_pixels(self, pixels: Pixels, point: Point | None) -> QueryPicture:
        garments = self._tagger.find_garments(pixels)
        found = _found(garments)
        surest = max((garment.kind.confidence for garment in garments), default=0.0)
        if point is not None:
            vectors = self._stack(_embeddings([_at(point, garments)]))
            return QueryPicture(vectors=vectors, confidence=surest, garments=found)
        embeddings = _embeddings(garments) or self._tagger.embed_region(pixels, region=None)
        return QueryPicture(vectors=self._stack(embeddings), confidence=surest, garments=found)

    def _of_library(self, query: Query) -> QueryPicture:
        asset, number = self._known(query.like, everything=query.everything)
        if query.point is not None:
            garments = garments_of(asset, number, vocabulary=self._vocabulary)
            vectors = self._stack(_embeddings([_at(query.point, garments)]))
            return QueryPicture(vectors=vectors, garments=_found(garments), itself=query.like)
        entries = index_entries(asset, vocabulary=self._vocabulary, space=self._space)
        meant = [entry.vectors for entry in entries if query.like in {entry.id, entry.asset_id}]
        return QueryPicture(vectors=np.concatenate([self._stack([]), *meant]), itself=query.like)

    def _known(self, like: str, *, everything: bool) -> tuple[Asset, str]:
        for asset_id, number in dict.fromkeys([(like, ""), split_id(like)]):
            asset = self._records.get_asset(asset_id)
            if asset is None or not (everything or asset.rights.allows(Purpose.DISPLAY)):
                continue
            entries = index_entries(asset, vocabulary=self._vocabulary)
            if not number or any(entry.id == like for entry in entries):
                return asset, number
        message = f"Nothing in the library is {like!r}. Give the id of a hit, such as ASSET.0, or of a photo."
        raise NotFoundError(message)

    def _stack(self, embeddings: Sequence[Embedding]) -> NDArray[np.float32]:
        for embedding in embeddings:
            self._space.check(embedding.space)
        rows = [embedding.vector for embedding in embeddings]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self._space.dimensions)


def _check(query: Query) -> None:
    if query.pixels is not None and query.like:
        message = "Give one thing to look for: a picture, or an entry of the library."
        raise InputError(message)
    if query.region is not None and query.pixels is None:
        message = "A region needs a picture."
        raise InputError(message)
    if query.point is None:
        return
    if query.pixels is None and not query.like:
        message = "A place needs a picture to lie in."
        raise InputError(message)
    if query.region is not None:
        message = "Give a place or a region of the picture, not both."
        raise InputError(message)
    if not all(0.0 <= value <= 1.0 for value in query.point):
        message = f"Not a place: {query.point}. Give x and y as fractions in [0, 1]."
        raise InputError(message)


def _at(point: Point, garments: Sequence[GarmentTags]) -> GarmentTags:
    """The smallest garment whose box holds a place."""
    x, y = point
    there = [
        each for each in garments if each.box.x_min <= x <= each.box.x_max and each.box.y_min <= y <= each.box.y_max
    ]
    if there:
        return min(there, key=_area)
    known = "; ".join(_in_words(garment) for garment in garments) or "nothing"
    message = f"No garment was found at {x:g},{y:g}. Found: {known}. Give a place inside of one of them, or a region."
    raise InputError(message)


def _in_words(garment: GarmentTags) -> str:
    corners = ",".join(f"{value:.2f}" for value in garment.box.as_tuple())
    return f"{sure_value(garment.kind) or 'garment'} at {corners}"


def _area(garment: GarmentTags) -> float:
    box = garment.box
    return (box.x_max - box.x_min) * (box.y_max - box.y_min)


def _found(garments: Sequence[GarmentTags]) -> tuple[FoundGarment, ...]:
    return tuple(
        FoundGarment(
            box=garment.box,
            kind=sure_value(garment.kind),
            place=garment.place.value if garment.place is not None else "",
        )
        for garment in garments
    )


def _embeddings(garments: Sequence[GarmentTags]) -> list[Embedding]:
    return [garment.embedding for garment in garments if garment.embedding is not None]
