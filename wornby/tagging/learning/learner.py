"""Learns a head: labels, examples, figures, weights."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Failure, Purpose
from wornby.datamodel.learned import HeadCard, LearnedHead
from wornby.errors import InputError
from wornby.interfaces import HeadTrainer, PhotoSource, Tagger
from wornby.tagging.learned import hearing
from wornby.tagging.learning.examples import Example, example_of, group_near_copies
from wornby.tagging.learning.figures import cross_validate, make_figures
from wornby.tagging.learning.labels import Labelled, parse_labels
from wornby.tagging.service import TaggingService
from wornby.vocabulary import Vocabulary

MIN_EXAMPLES = 5
"""Different photos that a value needs."""

_MIN_VALUES = 2
Progress = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What came of one call.

    Attributes:
        head: Not kept yet: its version is 0.
        problems: Labels that could not be used: the file, and why.
        left_out: Rows that were not meant to be learned from, by reason.
    """

    head: LearnedHead
    problems: tuple[tuple[str, Failure], ...]
    left_out: Mapping[str, int]


class Learner:
    """Learns heads on what a tagger embeds.

    Args:
        tagger: Without learned heads.
        tagging: Decodes photos and tags them with that tagger.
        source: Where photos are read.
        vocabulary: What is known.
        trainer: Fits the heads.
        threads: Photos looked at at once.
    """

    def __init__(
        self,
        *,
        tagger: Tagger,
        tagging: TaggingService,
        source: PhotoSource,
        vocabulary: Vocabulary,
        trainer: HeadTrainer,
        threads: int,
    ) -> None:
        self._tagger = tagger
        self._tagging = tagging
        self._source = source
        self._vocabulary = vocabulary
        self._trainer = trainer
        self._threads = threads

    def learn(
        self,
        attribute: str,
        rows: Sequence[Mapping[str, str]],
        *,
        photos: Path,
        purposes: frozenset[Purpose] = frozenset(),
        progress: Progress | None = None,
    ) -> Lesson:
        """Learn an attribute from labels; nothing is kept.

        Args:
            attribute: Id.
            rows: Of the table of labels (see `parse_labels`).
            photos: Folder that their files lie in.
            purposes: What the photos may be used for; `appearance` finds headwear.
            progress: Called after each photo.

        Raises:
            InputError: The labels cannot be used, or a value has too few examples.
            ForbiddenAttributeError: The attribute speaks of what wornby never infers.
        """
        labels = parse_labels(rows, attribute=attribute, vocabulary=self._vocabulary)
        answers = self._look(labels.rows, attribute, photos=photos, purposes=purposes, progress=progress)
        pairs = list(zip(labels.rows, answers, strict=True))
        problems = tuple((label.file, answer) for label, answer in pairs if isinstance(answer, Failure))
        examples = [answer for answer in answers if isinstance(answer, Example)]
        groups = group_near_copies(examples)
        self._require_enough(attribute, examples, groups=groups, problems=problems)
        head = self._head(attribute, examples, groups=groups)
        return Lesson(head=head, problems=problems, left_out=labels.left_out)

    def _look(
        self,
        labels: Sequence[Labelled],
        attribute: str,
        *,
        photos: Path,
        purposes: frozenset[Purpose],
        progress: Progress | None,
    ) -> list[Example | Failure]:
        # A photo with several labelled garments is looked at once.
        by_file: dict[str, list[Labelled]] = {}
        for label in labels:
            by_file.setdefault(label.file, []).append(label)

        def look(file: str) -> list[Example | Failure]:
            result = self._tagging.tag_source(str(photos / file), source=self._source, purposes=purposes)
            if progress is not None:
                progress()
            return [
                example_of(label, result, attribute=attribute, vocabulary=self._vocabulary) for label in by_file[file]
            ]

        with ThreadPoolExecutor(max_workers=self._threads, thread_name_prefix="learn") as pool:
            looked = dict(zip(by_file, pool.map(look, by_file), strict=True))
        answers = {
            (file, label.place): answer
            for file, found in looked.items()
            for label, answer in zip(by_file[file], found, strict=True)
        }
        return [answers[label.file, label.place] for label in labels]

    def _require_enough(
        self,
        attribute: str,
        examples: Sequence[Example],
        *,
        groups: NDArray[np.int64],
        problems: Sequence[tuple[str, Failure]],
    ) -> None:
        pairs = {(example.value, int(group)) for example, group in zip(examples, groups, strict=True)}
        photos = Counter(value for value, _ in pairs)
        short = [f"{value} has {count}" for value, count in sorted(photos.items()) if count < MIN_EXAMPLES]
        if len(photos) >= _MIN_VALUES and not short:
            return
        lost = ""
        if problems:
            file, failure = problems[0]
            lost = f" {len(problems)} labels could not be used, such as {file}: {failure.message}"
        few = "; ".join(short) or f"there are examples of {', '.join(photos) or 'no value'} only"
        message = (
            f"Too little to learn {attribute} from: {few}. Give at least two values, and for each at least "
            f"{MIN_EXAMPLES} photos that differ, or take a rare value's rows out.{lost}"
        )
        raise InputError(message)

    def _head(self, attribute: str, examples: Sequence[Example], *, groups: NDArray[np.int64]) -> LearnedHead:
        used = {example.value for example in examples}
        values = tuple(value.id for value in self._vocabulary.attribute(attribute).values if value.id in used)
        labels = np.array([values.index(example.value) for example in examples], dtype=np.int64)
        said = [example.said.value if example.said else None for example in examples]
        hears = any(word is not None for word in said)
        vectors = np.stack([example.vector for example in examples]).astype(np.float32)
        if hears:
            vectors = hearing(vectors, said, values=values)
        validation = cross_validate(vectors, labels, groups=groups, values=values, trainer=self._trainer)
        weights, bias = self._trainer.fit(vectors, labels, classes=len(values))
        card = HeadCard(
            attribute=attribute,
            version=0,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            made_with=self._tagger.name,
            space=self._tagger.space,
            values=values,
            slots=tuple(sorted({example.slot for example in examples})),
            temperature=validation.temperature,
            hears=hears,
            figures=make_figures(validation, said=said),
        )
        return LearnedHead(card=card, weights=weights, bias=bias)
