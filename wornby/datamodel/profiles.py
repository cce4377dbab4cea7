"""What is documented of a rented service: limits, prices, formats. Data, each with its link and the day it was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wornby.datamodel.labels import LabelKind
from wornby.datamodel.rights import Purpose
from wornby.errors import ConfigurationError

MICROS = 1_000_000
"""Micros in one unit of money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """Where a fact is written.

    Attributes:
        link: Page of the service's documentation.
        read_on: The day on which it was read there.
    """

    link: str
    read_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """Pictures that a service takes.

    Attributes:
        formats: As `Photo.format` names them.
        max_bytes: Of one file as it is sent.
        max_side_px: Longest side; None where nothing is said.
        min_side_px: Shortest side.
        best_side_px: Longest side that the service makes use of: what is larger is made smaller before it is sent.
    """

    formats: frozenset[str]
    max_bytes: int
    max_side_px: int | None
    min_side_px: int
    best_side_px: int
    source: Documented


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """List price of one call, in micros of US dollars, of the first paid tier; what is free in a month is left out."""

    micros: int
    source: Documented


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One thing that a service can be asked for.

    Attributes:
        id: Our word: "labels", "faces".
        title: The service's word: "DetectLabels".
        kinds: Labels that it gives.
        price: Of one call.
        states: Attributes of the vocabulary that its labels can speak about.
        needs: The purpose without which it is not asked; None where the photo's rights need say nothing special.
        default: Whether it is asked for where nobody says what to ask for.
        call: Features with the same word here are asked for in one request; one without a word has its own.
    """

    id: str
    title: str
    kinds: frozenset[LabelKind]
    price: Price
    states: frozenset[str]
    source: Documented
    needs: Purpose | None = None
    default: bool = True
    call: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotServed:
    """What a service declares, or declared once, and does not give any more.

    Attributes:
        what: The service's word: "hair", "adv_face".
        attributes: Attributes of the vocabulary that it spoke about.
        since: The day on which it ended.
    """

    what: str
    attributes: frozenset[str]
    since: date
    source: Documented

    @property
    def words(self) -> str:
        """For people."""
        return f"not served since {self.since.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRule:
    """What the documentation says may be tried again.

    Attributes:
        codes: The service's error codes, or status codes as text.
        max_tries: The first one counted.
        first_wait_s: Before the second try; doubled each time, with jitter.
        max_wait_s: Longest wait.
    """

    codes: frozenset[str]
    source: Documented
    max_tries: int = 4
    first_wait_s: float = 0.5
    max_wait_s: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderProfile:
    """One service.

    Attributes:
        name: As the registry names it.
        title: As people call it.
        features: In the order in which they are asked.
        limits: Pictures that it takes.
        retry: What may be tried again.
        not_served: What it does not give any more.
        credentials: Variables of the environment that hold keys.
        terms: Where the terms on data stand: what the service keeps of a photo.
    """

    name: str
    title: str
    features: tuple[Feature, ...]
    limits: PictureLimits
    retry: RetryRule
    credentials: tuple[str, ...]
    terms: Documented
    not_served: tuple[NotServed, ...] = ()

    def choose(self, names: Iterable[str] = ()) -> tuple[Feature, ...]:
        """Features by name, those that are asked by default for none.

        Raises:
            ConfigurationError: One is not known.
        """
        wanted = list(names)
        known = {feature.id: feature for feature in self.features}
        unknown = next((name for name in wanted if name not in known), None)
        if unknown is not None:
            message = f"{self.title} has no feature {unknown!r}. Known: {', '.join(known)}."
            raise ConfigurationError(message)
        return tuple(each for each in self.features if (each.id in wanted if wanted else each.default))

    def calls(self, features: Iterable[Feature]) -> tuple[tuple[Feature, ...], ...]:
        """Features by the request that asks for them, in the order of the first of each."""
        found: dict[str, list[Feature]] = {}
        for feature in features:
            found.setdefault(feature.call or feature.id, []).append(feature)
        return tuple(tuple(each) for each in found.values())

    def states(self, features: Iterable[Feature]) -> frozenset[str]:
        """Attributes that some features can speak about."""
        return frozenset(attribute for feature in features for attribute in feature.states)
