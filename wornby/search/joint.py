"""Ranks what the library shows by a free text, with a joint text-image encoder.

A cosine of such an encoder says little alone: its level differs from encoder to encoder, and the best of many photos is
near to any text. So every text is compared with neutral ones on the library itself: texts about things that it does not
show. What all of them have in common is taken off first, since it only says that they are texts. Then the fit of each
neutral text's best photo is looked up, and a photo counts as a hit where it fits the text better than that by some
(robust) standard deviations.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import structlog

from wornby.datamodel import Asset, EmbeddingSpace, Filters, IndexEntry, IndexHit, Pixels, Vectors
from wornby.datamodel.joint import WHOLE_PHOTO, joint_boxes
from wornby.errors import ForbiddenAttributeError
from wornby.interfaces import Encoder, RecordStore, VectorIndex
from wornby.search.entries import LOOSE, index_entries
from wornby.search.neutral import NeutralTexts, load_neutral
from wornby.vocabulary import Vocabulary, refuse_forbidden_words
from wornby.vocabulary.words import GENDERED, plain_words

_KEPT_TEXTS = 512
# The calibration is made again when the library has grown or shrunk by this factor.
_GROWTH = 1.25
# Of a normal distribution: its standard deviation over its median absolute deviation.
_SIGMA_PER_MAD = 1.4826
_LEAST_SPREAD = 1e-3
_LEAST_LENGTH = 1e-6

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FitLevel:
    """How well the best entry of a library fits a text that it does not show.

    Attributes:
        center: Median of the fits, a product of vectors in [-2, 2].
        spread: Their robust standard deviation.
        entries: Number of entries that it was measured on.
    """

    center: float
    spread: float
    entries: int

    @classmethod
    def of(cls, fits: Sequence[float], *, entries: int) -> "FitLevel":
        """The level of some fits, at least one."""
        center = float(np.median(fits))
        spread = _SIGMA_PER_MAD * float(np.median(np.abs(np.asarray(fits) - center)))
        return cls(center=center, spread=max(spread, _LEAST_SPREAD), entries=entries)

    def at(self, z: float) -> float:
        """The fit that lies some standard deviations over the center."""
        return self.center + z * self.spread

    def serves(self, entries: int) -> bool:
        """Whether it can stand for a library of this many entries."""
        return self.entries <= entries * _GROWTH and entries <= self.entries * _GROWTH


def joint_entries(
    assets: Sequence[Asset], *, records: RecordStore, space: EmbeddingSpace, vocabulary: Vocabulary
) -> list[IndexEntry]:
    """Entries of a joint encoder's index: those of the library's index that have a vector, with that vector.

    Args:
        assets: With their tags.
        records: Hold the vectors.
        space: The encoder's.
        vocabulary: States the sensitivity of attributes.
    """
    vectors = records.get_joint([asset.id for asset in assets], space=space)
    return [
        replace(entry, vectors=vectors[asset.id][number][np.newaxis])
        for asset in assets
        if asset.id in vectors
        for entry in index_entries(asset, vocabulary=vocabulary)
        if (number := _number(entry)) in vectors[asset.id] and number in joint_boxes(asset)
    ]


class JointSearch:
    """Ranks by text. Thread-safe.

    Args:
        encoder: Embeds texts.
        index: Of the encoder's space, kept in step by an `IndexSync` with `joint_entries`.
        neutral: What it is calibrated with; the committed list if it is left out.

    Raises:
        SpaceMismatchError: The index is of another space.
    """

    def __init__(self, encoder: Encoder, index: VectorIndex, *, neutral: NeutralTexts | None = None) -> None:
        index.space.check(encoder.space)
        self._encoder = encoder
        self._index = index
        self._neutral = neutral or load_neutral()
        self._lock = threading.Lock()
        self._calibrating = threading.Lock()
        self._texts: OrderedDict[str, Vectors] = OrderedDict()
        self._level: FitLevel | None = None

    @property
    def name(self) -> str:
        """Name and version of the encoder."""
        return self._encoder.name

    def rank(self, text: str, *, filters: Filters, k: int) -> list[IndexHit]:
        """Entries under a filter that fit the text, best first; none below the calibrated floor.

        Words for gender are left out, and a text that speaks of what wornby never states about people finds nothing:
        an encoder would rank by it.

        Returns:
            Scores are cosines with what the text says beyond being a text, in [-1, 1].

        Raises:
            ModelError: The encoder failed.
        """
        words = searched_words(text)
        entries = self._index.count(())
        if not words or k < 1 or not entries:
            return []
        level = self._calibrated(entries)
        meaning = self._embedded(words) - self._common
        length = float(np.linalg.norm(meaning))
        floor = level.at(self._neutral.floor_z)
        if length < _LEAST_LENGTH or floor > length:
            return []
        vectors = (meaning / length)[np.newaxis].astype(np.float32)
        return self._index.query(vectors, filters=filters, k=k, floor=floor / length)

    def rank_pictures(self, pictures: Sequence[Pixels], *, k: int) -> Sequence[tuple[str, float]]:
        """Ids of entries with their best cosine to one of some pictures, best first, also of what may not be shown.

        Args:
            pictures: (H, W, 3), uint8, RGB.
            k: Most entries.

        Raises:
            ModelError: The encoder failed.
        """
        if not pictures:
            return []
        hits = self._index.query(self._encoder.encode_image(pictures), filters=(), k=k)
        return [(hit.id, hit.score) for hit in hits]

    def _embedded(self, text: str) -> Vectors:
        """The vector of a text, remembered for the latest ones. (D,), float32, unit length."""
        with self._lock:
            if text in self._texts:
                self._texts.move_to_end(text)
                return self._texts[text]
        vector: Vectors = self._encoder.encode_text([text])[0]
        with self._lock:
            self._texts[text] = vector
            if len(self._texts) > _KEPT_TEXTS:
                self._texts.popitem(last=False)
        return vector

    @cached_property
    def _neutral_vectors(self) -> Vectors:
        return self._encoder.encode_text(self._neutral.texts)

    @cached_property
    def _common(self) -> Vectors:
        """What the neutral texts have in common: that they are texts. (D,), float32."""
        common: Vectors = self._neutral_vectors.mean(axis=0)
        return common

    def _calibrated(self, entries: int) -> FitLevel:
        with self._calibrating:
            if self._level is None or not self._level.serves(entries):
                fits = [self._best_fit(meaning) for meaning in self._neutral_vectors - self._common]
                self._level = FitLevel.of(fits, entries=entries)
                log.info("joint.calibrated", entries=entries, center=self._level.center, spread=self._level.spread)
            return self._level

    def _best_fit(self, meaning: Vectors) -> float:
        length = float(np.linalg.norm(meaning))
        if length < _LEAST_LENGTH:
            return 0.0
        hits = self._index.query((meaning / length)[np.newaxis].astype(np.float32), filters=(), k=1)
        return hits[0].score * length if hits else 0.0


def searched_words(text: str) -> str:
    """What a text is ranked by: its words in small letters, without those for gender; empty where it may not be.

    A text that speaks of what wornby never states about people is not ranked at all.
    """
    words = [word for word in plain_words(text) if word not in GENDERED]
    kept = " ".join(word for word in words if word[0].isalnum())
    try:
        refuse_forbidden_words(kept)
    except ForbiddenAttributeError:
        return ""
    return kept


def _number(entry: IndexEntry) -> int:
    number = entry.id.rpartition(".")[2]
    return WHOLE_PHOTO if number == LOOSE else int(number)
