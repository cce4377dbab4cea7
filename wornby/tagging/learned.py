"""Learned heads at work: facts added to garments, or put in the place of the tagger's own. NumPy only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    BoundingBox,
    Embedding,
    EmbeddingSpace,
    Fact,
    Failure,
    GarmentTags,
    Photo,
    PhotoTags,
    Pixels,
    Place,
    Purpose,
)
from wornby.datamodel.learned import LearnedHead, is_learned
from wornby.datamodel.tags import LEARNED, is_stated_by_person
from wornby.errors import ConfigurationError, SpaceMismatchError
from wornby.interfaces import Tagger
from wornby.vocabulary import Sensitivity, Vocabulary

FIELDS: Mapping[str, str] = {"garment.kind": "kind", "garment.pattern": "pattern"}
"""Attributes that have a field of their own in GarmentTags; the others are in its `attributes`."""

_LYING = "lying/"


def learnable(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Attributes that a head on the garment embedding may state."""
    return tuple(
        entry.id
        for entry in vocabulary.attributes.values()
        if entry.applies_to == "garment"
        and entry.known_by == "model"
        and entry.sensitivity is Sensitivity.OPEN
        and not entry.structural
    )


def fact_of(garment: GarmentTags, attribute: str) -> Fact | None:
    """What is stated about one attribute of a garment."""
    field = FIELDS.get(attribute)
    found: Fact | None = getattr(garment, field) if field else garment.attributes.get(attribute)
    return found


def slot_of(garment: GarmentTags, vocabulary: Vocabulary) -> str:
    """Where a garment is worn; for one that nobody wears, "lying/" and where its kind is worn."""
    if garment.place is not None:
        return garment.place.value
    kinds = vocabulary.attributes.get("garment.kind")
    value = kinds.value(garment.kind.value) if kinds else None
    return f"{_LYING}{value.places[0].value if value and value.places else 'any'}"


def hearing(vectors: NDArray[np.float32], said: Sequence[str | None], *, values: Sequence[str]) -> NDArray[np.float32]:
    """Embeddings with what the tagger says beside them: 1 in the column of its value.

    Args:
        vectors: (N, D), float32.
        said: The tagger's value for each; None, or a value that is not among them, marks no column.
        values: Of the head.

    Returns:
        (N, D + V), float32.
    """
    marks = np.array([[word == value for value in values] for word in said], dtype=np.float32)
    return np.concatenate([vectors, marks.reshape(len(vectors), len(values))], axis=1, dtype=np.float32)


def head_scores(head: LearnedHead, vectors: NDArray[np.float32], *, said: Sequence[str | None]) -> NDArray[np.float32]:
    """Scores of each value, before calibration. vectors: (N, D); returns (N, V), float32."""
    seen = hearing(vectors, said, values=head.card.values) if head.card.hears else vectors
    scores: NDArray[np.float32] = seen @ head.weights.T + head.bias
    return scores


def confidences(scores: NDArray[np.floating[Any]], *, temperature: float) -> NDArray[np.float64]:
    """Softmax of scores over a temperature. (N, V), float64, rows sum to 1."""
    scaled = np.asarray(scores, dtype=np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares


class HeadSet:
    """Heads that are switched on, at most one for each attribute.

    Args:
        heads: As they were kept.
        vocabulary: Must know their attributes and values.

    Raises:
        ConfigurationError: The vocabulary does not know an attribute or value any more, or does not open it.
    """

    def __init__(self, heads: Sequence[LearnedHead], *, vocabulary: Vocabulary) -> None:
        self._heads = tuple(heads)
        self._vocabulary = vocabulary
        open_ids = learnable(vocabulary)
        for head in self._heads:
            attribute = head.card.attribute
            entry = vocabulary.attributes.get(attribute)
            lost = [value for value in head.card.values if entry is None or entry.value(value) is None]
            if attribute not in open_ids or lost:
                message = (
                    f"The learned attribute {attribute} is switched on, but the vocabulary does not hold "
                    f"{', '.join(lost) or 'it as open'}. Put that back into vocabulary.toml, or run: "
                    f"wornby learn {attribute} --undo."
                )
                raise ConfigurationError(message)

    @property
    def sources(self) -> tuple[str, ...]:
        """Names and versions of the heads."""
        return tuple(head.source for head in self._heads)

    def check(self, space: EmbeddingSpace) -> None:
        """Refuse a head that was learned on other embeddings.

        Raises:
            SpaceMismatchError: It was; the message says what to do.
        """
        for head in self._heads:
            if head.card.space != space:
                attribute, learned = head.card.attribute, head.card.space
                message = (
                    f"{head.source} was learned on {learned.name} ({learned.dimensions}-d); the tagger now gives "
                    f"{space.name} ({space.dimensions}-d). Learn it again from its labels (wornby learn {attribute} "
                    f"--labels FILE.csv --photos DIR), or switch it off: wornby learn {attribute} --undo."
                )
                raise SpaceMismatchError(message)

    def name_over(self, tagger: str) -> str:
        """The name of a tagger under these heads, whatever heads it had before."""
        kept = [part for part in tagger.split("+") if part and not part.startswith(LEARNED)]
        return "+".join([*kept, *self.sources])

    def is_stale(self, tagger: str) -> bool:
        """Whether a tagger's name mentions a head that is not on."""
        return any(part.startswith(LEARNED) and part not in self.sources for part in tagger.split("+"))

    def apply(self, tags: PhotoTags) -> PhotoTags:
        """The tags under these heads: facts of other heads are taken out, what they had replaced comes back."""
        return replace(
            tags,
            wearers=tuple(
                replace(wearer, garments=tuple(map(self._garment, wearer.garments))) for wearer in tags.wearers
            ),
            garments=tuple(map(self._garment, tags.garments)),
        )

    def _garment(self, garment: GarmentTags) -> GarmentTags:
        plain = without_heads(garment)
        slot = slot_of(plain, self._vocabulary)
        changed = plain
        for head in self._heads:
            fact = self._fact(head, plain, slot=slot)
            if fact is not None:
                changed = _with_fact(changed, head.card.attribute, fact)
        return changed

    def _fact(self, head: LearnedHead, garment: GarmentTags, *, slot: str) -> Fact | None:
        card, embedding = head.card, garment.embedding
        if slot not in card.slots or embedding is None or embedding.space != card.space:
            return None
        said = fact_of(garment, card.attribute)
        # A person's word stands. So does a value that the head has no examples of: it could only be replaced wrongly.
        if said is not None and (is_stated_by_person(said) or said.value not in card.values):
            return None
        scores = head_scores(head, embedding.vector[None], said=[said.value if said else None])
        shares = confidences(scores, temperature=card.temperature)[0]
        shares = shares * self._fits(card.attribute, card.values, place=garment.place)
        best = int(np.argmax(shares))
        if not shares[best]:
            return None
        confidence = round(float(min(1.0, shares[best] / shares.sum())), 4)
        return Fact(value=card.values[best], confidence=confidence, source=head.source)

    def _fits(self, attribute: str, values: Sequence[str], *, place: Place | None) -> NDArray[np.bool_]:
        """Which values a garment can have where it is worn: no boots on a head."""
        entry = self._vocabulary.attributes[attribute]
        places = [found.places if (found := entry.value(value)) else () for value in values]
        return np.array([place is None or not allowed or place in allowed for allowed in places])


class LearnedTagger:
    """A tagger under learned heads.

    Args:
        tagger: States the facts that heads do not, and embeds.
        heads: What the shop has learned.

    Raises:
        SpaceMismatchError: A head was learned on other embeddings.
    """

    def __init__(self, tagger: Tagger, heads: HeadSet) -> None:
        heads.check(tagger.space)
        self._tagger = tagger
        self._heads = heads

    @property
    def name(self) -> str:
        """Names and versions of what states the facts."""
        return self._heads.name_over(self._tagger.name)

    @property
    def space(self) -> EmbeddingSpace:
        """The space of the garment embeddings."""
        return self._tagger.space

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        """Tag a batch; one answer for each photo, in order."""
        answers = self._tagger.tag(photos, purposes=purposes)
        return [answer if isinstance(answer, Failure) else self._heads.apply(answer) for answer in answers]

    def embed_region(self, pixels: Pixels, *, region: BoundingBox | None) -> Sequence[Embedding]:
        """Embed the garments of a query picture, or the one in the region; most prominent first."""
        return self._tagger.embed_region(pixels, region=region)

    def find_garments(self, pixels: Pixels) -> Sequence[GarmentTags]:
        """The garments of a query picture, under the heads."""
        found = self._heads.apply(PhotoTags(photo={}, wearers=(), garments=tuple(self._tagger.find_garments(pixels))))
        return found.garments


def without_heads(garment: GarmentTags) -> GarmentTags:
    """A garment as its tagger saw it."""
    own = {attribute: fact for attribute, fact in garment.attributes.items() if not is_learned(fact)}
    if len(own) == len(garment.attributes) and not garment.replaced and not is_learned(garment.pattern):
        return garment
    # What a person has said over a head stands, whatever the head had replaced.
    back = garment.replaced
    own = {attribute: fact for attribute, fact in back.items() if attribute not in FIELDS} | own
    return replace(
        garment,
        kind=back.get("garment.kind", garment.kind) if is_learned(garment.kind) else garment.kind,
        pattern=back.get("garment.pattern") if is_learned(garment.pattern) else garment.pattern,
        attributes=own,
        replaced={},
    )


def _with_fact(garment: GarmentTags, attribute: str, fact: Fact) -> GarmentTags:
    before = fact_of(garment, attribute)
    replaced = {**garment.replaced, attribute: before} if before is not None else garment.replaced
    if attribute == "garment.kind":
        return replace(garment, kind=fact, replaced=replaced)
    if attribute == "garment.pattern":
        return replace(garment, pattern=fact, replaced=replaced)
    return replace(garment, attributes={**garment.attributes, attribute: fact}, replaced=replaced)
