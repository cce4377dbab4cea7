"""Finds a person's photos by a picture, for "find and remove me". The picture is not kept, and no face is compared."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wornby.datamodel import Photo, PhotoTags, Pixels, Vectors
from wornby.datamodel.finding import FoundBy, FoundPhoto, PersonSearch
from wornby.datamodel.shelf import ShelfQuery
from wornby.errors import InputError, NotFoundError
from wornby.imaging.decode import decode_photo
from wornby.imaging.frames import SAME_FRAME, frame_of, frame_of_jpeg, likeness
from wornby.ingest.joint import cut_square
from wornby.ingest.pipeline import master_name
from wornby.interfaces import BlobStore, Tagger, VectorIndex
from wornby.interfaces.editing import LibraryShelf
from wornby.interfaces.finding import PictureRanker
from wornby.search.stated import split_id

MOST_FOUND = 200
"""Candidates of one answer, at most."""

_POOL = 400
"""Wearers that each way of looking gives, however few candidates are asked for."""

_LOOKED_AT = 60
"""Candidates that are compared with the picture as a whole."""

_FLAT = 60
"""Of reciprocal rank fusion: how much the first of a list counts over the next."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FinderParts:
    """What the finder is made of.

    Attributes:
        blobs: Masters of the photos.
        shelf: Their list.
        index: What wearers wear.
        tagger: Finds wearers and garments in the picture; nothing of their appearance is computed.
        catch_up: Brings the index in step.
        max_pixels: Largest picture, width times height.
        ranker: How people look as a whole; None where no joint encoder is set.
    """

    blobs: BlobStore
    shelf: LibraryShelf
    index: VectorIndex
    tagger: Tagger
    catch_up: Callable[[], object]
    max_pixels: int
    ranker: PictureRanker | None = None


class PersonFinder:
    """Looks for a person. What it finds are candidates: somebody looks at each before anything is removed."""

    def __init__(self, parts: FinderParts) -> None:
        self._parts = parts

    def find(self, content: bytes, *, limit: int = 50) -> PersonSearch:
        """Photos that may show the main person of a picture, the likeliest first.

        The same file comes first, then the same picture in another size or quality, then who looks and dresses most
        alike. Someone in other clothes is found only where a joint encoder is set, and not for sure.

        Args:
            content: A picture as it came.
            limit: Most candidates.

        Raises:
            InputError: The picture cannot be used, or no candidate or more than `MOST_FOUND` are asked for.
        """
        if not 1 <= limit <= MOST_FOUND:
            message = f"Ask for 1 to {MOST_FOUND} candidates, not {limit}."
            raise InputError(message)
        photo = decode_photo(content, max_pixels=self._parts.max_pixels)
        self._parts.catch_up()
        person, worn = self._person(photo)
        lists = {FoundBy.GARMENTS: self._by_garments(worn)}
        if self._parts.ranker is not None:
            lists[FoundBy.LOOK] = _best(self._parts.ranker.rank_pictures([person], k=_POOL))
        why: dict[str, dict[FoundBy, float]] = defaultdict(dict)
        for method, found in lists.items():
            for asset_id, score in found.items():
                why[asset_id][method] = round(score, 4)
        same = self._parts.shelf.find_content(hashlib.sha256(content).hexdigest())
        if same is not None:
            why[same][FoundBy.CONTENT] = 1.0
        ranked = _fused(lists.values(), among=[*why])
        for asset_id, alike in self._same_pictures(photo.pixels, among=ranked[:_LOOKED_AT]).items():
            why[asset_id][FoundBy.PICTURE] = round(alike, 4)
        names = sorted(ranked, key=lambda name: _rank(why[name]), reverse=True)[:limit]
        rows = self._parts.shelf.page(ShelfQuery(), among=names, limit=len(names)).rows
        by_id = {row.id: row for row in rows}
        return PersonSearch(
            photos=tuple(FoundPhoto(row=by_id[name], why=why[name]) for name in names if name in by_id),
            compared_by=tuple(method for method in FoundBy if method is not FoundBy.LOOK or method in lists),
        )

    def _person(self, photo: Photo) -> tuple[Pixels, Vectors]:
        """The main person cut out, the whole where nobody is found; and vectors of what they wear. (N, D)."""
        tagger = self._parts.tagger
        answer = tagger.tag([photo], purposes=[frozenset()])[0]
        wearers = answer.wearers if isinstance(answer, PhotoTags) else ()
        main = next((each for each in wearers if each.main), None)
        embeddings = [each.embedding for each in main.garments if each.embedding is not None] if main else []
        found = embeddings or list(tagger.embed_region(photo.pixels, region=None))
        rows = [embedding.vector for embedding in found]
        vectors = np.array(rows, dtype=np.float32).reshape(len(rows), self._parts.index.space.dimensions)
        return cut_square(photo.pixels, main.box if main else None), vectors

    def _by_garments(self, vectors: Vectors) -> dict[str, float]:
        if not len(vectors):
            return {}
        return _best([(hit.id, hit.score) for hit in self._parts.index.query(vectors, filters=(), k=_POOL)])

    def _same_pictures(self, pixels: Pixels, *, among: Sequence[str]) -> dict[str, float]:
        sought = frame_of(pixels)
        found: dict[str, float] = {}
        for asset_id in among:
            try:
                seen = frame_of_jpeg(self._parts.blobs.get(master_name(asset_id)))
            except NotFoundError:
                continue
            alike = 0.0 if seen is None else likeness(sought, seen)
            if alike >= SAME_FRAME:
                found[asset_id] = alike
        return found


def _best(hits: Sequence[tuple[str, float]]) -> dict[str, float]:
    """The best score of each asset's entries, in their order."""
    found: dict[str, float] = {}
    for entry_id, score in hits:
        found.setdefault(split_id(entry_id)[0], score)
    return found


def _fused(lists: Iterable[Mapping[str, float]], *, among: Sequence[str]) -> list[str]:
    """Reciprocal rank fusion: scores of two encoders do not mean the same."""
    points: dict[str, float] = dict.fromkeys(among, 0.0)
    for found in lists:
        for place, name in enumerate(found):
            points[name] += 1.0 / (_FLAT + place)
    return sorted(points, key=lambda name: -points[name])


def _rank(why: Mapping[FoundBy, float]) -> tuple[bool, float]:
    return FoundBy.CONTENT in why, why.get(FoundBy.PICTURE, 0.0)
