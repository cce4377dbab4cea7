"""Takes each attribute from the tagger that an evaluation found best."""

from collections.abc import Mapping, Sequence

from wornby.datamodel import (
    BoundingBox,
    Embedding,
    EmbeddingSpace,
    Failure,
    GarmentTags,
    Photo,
    PhotoTags,
    Pixels,
    Purpose,
)
from wornby.errors import ConfigurationError
from wornby.interfaces import Tagger
from wornby.tagging.merging import merge_tags
from wornby.tagging.routes import Routes
from wornby.vocabulary import Sensitivity, Vocabulary

_PURPOSE = {Sensitivity.APPEARANCE: Purpose.APPEARANCE, Sensitivity.BIOMETRIC: Purpose.FACE}


class RouterTagger:
    """Runs the default tagger on every photo, and another one where something is routed to it that the photo allows.

    A photo that one of its taggers fails on fails as a whole: half of the facts would look like all of them.

    Args:
        routes: Which tagger states what.
        taggers: By name; every one that the routes name.
        vocabulary: Knows the attributes.

    Raises:
        FilterError: The routes name an attribute that the vocabulary does not know.
        ConfigurationError: The routes name a tagger that is not there.
    """

    def __init__(self, routes: Routes, taggers: Mapping[str, Tagger], *, vocabulary: Vocabulary) -> None:
        missing = [name for name in routes.taggers if name not in taggers]
        if missing:
            message = f"The routes name the tagger {missing[0]!r}, which is not there: {', '.join(sorted(taggers))}."
            raise ConfigurationError(message)
        self._routes = {name: tagger for name, tagger in routes.attributes.items() if tagger != routes.default}
        self._needs = {name: _PURPOSE.get(vocabulary.attribute(name).sensitivity) for name in self._routes}
        self._default = taggers[routes.default]
        self._others = {name: taggers[name] for name in dict.fromkeys(self._routes.values())}

    @property
    def name(self) -> str:
        """Names and versions of what states the facts."""
        return f"router({'+'.join(tagger.name for tagger in (self._default, *self._others.values()))})"

    @property
    def space(self) -> EmbeddingSpace:
        """The space of the garment embeddings: the default tagger's."""
        return self._default.space

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        """Tag a batch; one answer for each photo, in order."""
        found = self._default.tag(photos, purposes=purposes)
        answers: list[dict[str, PhotoTags | Failure]] = [{} for _ in photos]
        for name, tagger in self._others.items():
            rows = [
                row
                for row, tags in enumerate(found)
                if not isinstance(tags, Failure) and self._asks(name, purposes[row])
            ]
            given = tagger.tag([photos[row] for row in rows], purposes=[purposes[row] for row in rows]) if rows else ()
            for row, tags in zip(rows, given, strict=True):
                answers[row][name] = tags
        return [self._merge(tags, others) for tags, others in zip(found, answers, strict=True)]

    def embed_region(self, pixels: Pixels, *, region: BoundingBox | None) -> Sequence[Embedding]:
        """Embed the garments of a query picture, or the one in the region; most prominent first."""
        return self._default.embed_region(pixels, region=region)

    def find_garments(self, pixels: Pixels) -> Sequence[GarmentTags]:
        """The garments of a query picture, as the default tagger finds them."""
        return self._default.find_garments(pixels)

    def _asks(self, name: str, allowed: frozenset[Purpose]) -> bool:
        """Whether anything that the photo's rights allow is routed to a tagger."""
        needs = [self._needs[attribute] for attribute, tagger in self._routes.items() if tagger == name]
        return any(purpose is None or purpose in allowed for purpose in needs)

    def _merge(self, tags: PhotoTags | Failure, others: Mapping[str, PhotoTags | Failure]) -> PhotoTags | Failure:
        if isinstance(tags, Failure):
            return tags
        known: dict[str, PhotoTags] = {}
        for other, answer in others.items():
            if isinstance(answer, Failure):
                return answer
            known[other] = answer
        return merge_tags(tags, known, routes=self._routes)
