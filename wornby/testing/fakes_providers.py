"""A rented service that is none: its answers are given, its calls are counted, nothing leaves."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from wornby.datamodel import BoundingBox, Purpose
from wornby.datamodel.labels import Label, LabelKind, ProviderAnswer
from wornby.datamodel.profiles import (
    Documented,
    Feature,
    NotServed,
    PictureLimits,
    Price,
    ProviderProfile,
    RetryRule,
)
from wornby.errors import ProviderError
from wornby.interfaces import SentPicture

READ = Documented(link="https://example.org/docs", read_on=date(2026, 11, 28))
LABEL_PRICE = 1_000
FACE_PRICE = 2_000


def make_profile(name: str = "fake", *, max_bytes: int = 1_000_000, min_side_px: int = 8) -> ProviderProfile:
    """A profile with two features: labels, and faces for the purpose `appearance`."""
    return ProviderProfile(
        name=name,
        title=name.title(),
        features=(
            Feature(
                id="labels",
                title="Labels",
                kinds=frozenset({LabelKind.LABEL, LabelKind.OBJECT, LabelKind.COLOR}),
                price=Price(micros=LABEL_PRICE, source=READ),
                states=frozenset({"garment.kind"}),
                source=READ,
            ),
            Feature(
                id="faces",
                title="Faces",
                kinds=frozenset({LabelKind.FACE}),
                price=Price(micros=FACE_PRICE, source=READ),
                states=frozenset({"eyewear.kind"}),
                source=READ,
                needs=Purpose.APPEARANCE,
            ),
        ),
        limits=PictureLimits(
            formats=frozenset({"jpeg"}),
            max_bytes=max_bytes,
            max_side_px=4096,
            min_side_px=min_side_px,
            best_side_px=640,
            source=READ,
        ),
        retry=RetryRule(codes=frozenset({"503"}), source=READ, max_tries=3, first_wait_s=0.001, max_wait_s=0.002),
        credentials=("FAKE_KEY",),
        terms=READ,
        not_served=(
            NotServed(what="hair", attributes=frozenset({"hair.color"}), since=date(2023, 6, 30), source=READ),
        ),
    )


PERSON_BOX = BoundingBox(x_min=0.2, y_min=0.1, x_max=0.8, y_max=0.95)
PERSON_LABELS: tuple[Label, ...] = (
    Label(name="Woman", kind=LabelKind.OBJECT, confidence=0.97, box=PERSON_BOX, parents=("Adult", "Person")),
    Label(name="Clothing", confidence=0.96),
    Label(
        name="T-Shirt",
        kind=LabelKind.OBJECT,
        confidence=0.9,
        box=BoundingBox(x_min=0.3, y_min=0.25, x_max=0.7, y_max=0.55),
        parents=("Clothing", "Shirt"),
    ),
    Label(name="Navy", kind=LabelKind.COLOR, hex="#101c3c", share=0.7, part_of=2),
)


@dataclass(kw_only=True)
class FakeService:
    """Answers what it was given.

    Attributes:
        answers: Labels by feature.
        failures: Raised one after the other, before the first answer.
        seen: Pictures that came, in order.
    """

    answers: Mapping[str, Sequence[Label]] = field(default_factory=lambda: {"labels": PERSON_LABELS})
    failures: list[Exception] = field(default_factory=list)
    seen: list[SentPicture] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    raw: Callable[[str], object] = field(default=lambda feature: {"feature": feature})
    profile: ProviderProfile = field(default_factory=make_profile)
    version: str = "1"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """The given answer, or the next failure."""
        with self.lock:
            self.seen.append(picture)
            self.asked.append(tuple(feature.id for feature in features))
            if self.failures:
                raise self.failures.pop(0)
        labels = [label for feature in features for label in self.answers.get(feature.id, ())]
        return ProviderAnswer(
            source=f"{self.profile.name}@{self.version}",
            labels=tuple(labels),
            raw={feature.id: self.raw(feature.id) for feature in features},
            units={feature.id: 1 for feature in features},
        )


class DownService(FakeService):
    """Never answers."""

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """Fail."""
        del features
        self.seen.append(picture)
        message = "Fake could not be reached. Try again later."
        raise ProviderError(message)
