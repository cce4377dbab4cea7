"""A rented service as a tagger: what may leave the house, what it may cost, and what is made of its answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import structlog

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
from wornby.datamodel.labels import Label, ProviderAnswer
from wornby.datamodel.profiles import Feature, PictureLimits
from wornby.errors import (
    ConsentMissingError,
    ImageTooLargeError,
    MissingCredentialError,
    ProviderRefusedError,
    QuotaError,
    RightsMissingError,
    WornbyError,
)
from wornby.imaging.renditions import encode_rendition
from wornby.imaging.veil import veil_others
from wornby.interfaces import AnswerShelf, LabelService, PeopleFinder, SentPicture, Tagger
from wornby.tagging.budget import Budget
from wornby.tagging.placing import LabelPlacer
from wornby.transport.retrying import retried
from wornby.vocabulary import LabelReader, Reading, Vocabulary, without_forbidden
from wornby.vocabulary.labels import PERSON

_SMALLER = 0.8
_LEAST_SENT_PX = 32
_NOT_CHARGED = (MissingCredentialError, ProviderRefusedError, QuotaError)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProviderParts:
    """What a rented service needs in the house.

    Attributes:
        eye: A tagger of this machine: it embeds garments, which no service does.
        vocabulary: Turns words into attributes.
        budget: What the calls of this run may cost.
        shelf: Keeps answers; None where nothing is kept.
        hide: Finds bystanders, who are hidden before a photo of one person's leaves; nobody is where None.
        embeds: Whether garments are embedded, for matching and search by picture.
    """

    eye: Tagger
    vocabulary: Vocabulary
    budget: Budget
    shelf: AnswerShelf | None = None
    hide: PeopleFinder | None = None
    embeds: bool = True


class ProviderTagger:
    """Tags with one rented service. A photo leaves only if its rights are active; it is made anew, without metadata.

    Safe to run from several threads. Words that say what wornby never infers are dropped before anything is kept.

    Args:
        service: Whom to ask.
        parts: What it needs here.
        features: What to ask for, by our words; what the service's profile asks by default for none.
        fresh: Ask again for what is kept.
    """

    def __init__(
        self, service: LabelService, parts: ProviderParts, *, features: Iterable[str] = (), fresh: bool = False
    ) -> None:
        self._service = service
        self._parts = parts
        self._profile = service.profile
        self._features = self._profile.choose(features)
        self._fresh = fresh
        self._reader = LabelReader(parts.vocabulary)
        self._placer = LabelPlacer(parts.vocabulary, self._reader)

    @property
    def name(self) -> str:
        """The service, its version, and what it is asked for."""
        asked = ",".join(feature.id for feature in self._features)
        return f"{self._profile.name}/{asked}@{self._service.version}"

    @property
    def space(self) -> EmbeddingSpace:
        """The space of the garment embeddings: this machine's own."""
        return self._parts.eye.space

    def cost_micros(self, *, purposes: frozenset[Purpose]) -> int:
        """List price of one photo with these purposes, in micros of US dollars."""
        return sum(feature.price.micros for feature in self._asked(purposes))

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        """Tag a batch; one answer for each photo, in order."""
        return [self._tag_or_fail(photo, allowed) for photo, allowed in zip(photos, purposes, strict=True)]

    def embed_region(self, pixels: Pixels, *, region: BoundingBox | None) -> Sequence[Embedding]:
        """Embed the garments of a query picture on this machine: a query never leaves the house."""
        return self._parts.eye.embed_region(pixels, region=region)

    def find_garments(self, pixels: Pixels) -> Sequence[GarmentTags]:
        """The garments of a query picture, as this machine's own tagger finds them."""
        return self._parts.eye.find_garments(pixels)

    def _asked(self, allowed: frozenset[Purpose]) -> tuple[Feature, ...]:
        return tuple(each for each in self._features if each.needs is None or each.needs in allowed)

    def _tag_or_fail(self, photo: Photo, allowed: frozenset[Purpose]) -> PhotoTags | Failure:
        try:
            tags = self._placer.place(self._answer(photo, allowed), purposes=allowed)
        except WornbyError as error:
            return Failure.of(error)
        return self._embedded(photo.pixels, tags) if self._parts.embeds else tags

    def _answer(self, photo: Photo, allowed: frozenset[Purpose]) -> ProviderAnswer:
        if not photo.may_leave:
            message = (
                f"The rights of this photo do not allow to send it to {self._profile.title}: they are not active. "
                "A photo without a library needs --purposes, such as display."
            )
            raise RightsMissingError(message)
        shelf, name = self._parts.shelf, f"{self._profile.name}@{self._service.version}"
        kept = shelf.get(photo.sha256, provider=name) if shelf and not self._fresh else None
        asked = self._asked(allowed)
        if kept is not None and any(_is_partly(call, kept) for call in self._profile.calls(asked)):
            # A request is asked as a whole: its labels do not tell which of its features they are of.
            kept = None
        # What was asked for more than is allowed now is read for that alone.
        missing = [each for each in asked if kept is None or each.id not in kept.raw]
        answer = kept
        try:
            for given in self._given(photo, missing):
                answer = given if answer is None else answer.joined(given)
        finally:
            # What the first call gave is paid for, whatever becomes of the next one.
            if shelf is not None and answer is not None and answer is not kept:
                shelf.put(photo.sha256, answer, provider=name)
        if answer is None:
            message = f"Nothing that {self._profile.title} is asked for may be asked about this photo."
            raise ConsentMissingError(message)
        return answer

    def _given(self, photo: Photo, missing: Sequence[Feature]) -> Iterator[ProviderAnswer]:
        """An answer of each call, one after the other."""
        if not missing:
            return
        picture = sent_picture(self._shown(photo), limits=self._profile.limits)
        for features in self._profile.calls(missing):
            yield cleaned(self._ask(picture, features), reader=self._reader)

    def _ask(self, picture: SentPicture, features: Sequence[Feature]) -> ProviderAnswer:
        price, name = sum(feature.price.micros for feature in features), self._profile.name

        def one_try() -> ProviderAnswer:
            self._parts.budget.take(price, provider=name)
            try:
                return self._service.label(picture, features=features)
            except _NOT_CHARGED:
                self._parts.budget.give_back(price, provider=name)
                raise

        return retried(one_try, rule=self._profile.retry, provider=name)

    def _shown(self, photo: Photo) -> Pixels:
        if self._parts.hide is None or not photo.one_person:
            return photo.pixels
        hidden = self._parts.hide.find(photo.pixels, subject=photo.subject)
        return veil_others(photo.pixels, hidden.boxes, figures=hidden.figures)

    def _embedded(self, pixels: Pixels, tags: PhotoTags) -> PhotoTags:
        def of(garments: Iterable[GarmentTags]) -> tuple[GarmentTags, ...]:
            return tuple(
                replace(garment, embedding=next(iter(self._parts.eye.embed_region(pixels, region=garment.box)), None))
                for garment in garments
            )

        wearers = tuple(replace(wearer, garments=of(wearer.garments)) for wearer in tags.wearers)
        return replace(tags, wearers=wearers, garments=of(tags.garments))


def _is_partly(call: Sequence[Feature], kept: ProviderAnswer) -> bool:
    held = [feature.id in kept.raw for feature in call]
    return any(held) and not all(held)


def sent_picture(pixels: Pixels, *, limits: PictureLimits) -> SentPicture:
    """A photo as a service takes it: JPEG, no larger than it makes use of, within its limits.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        limits: The service's.

    Raises:
        ImageTooLargeError: No file within the limits can be made of it.
        ProviderRefusedError: It is smaller than the service takes.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < limits.min_side_px:
        message = f"The picture has {width} x {height} pixels; the service takes none under {limits.min_side_px}."
        raise ProviderRefusedError(message)
    most = min(limits.best_side_px, limits.max_side_px or limits.best_side_px)
    side = min(most, max(height, width))
    while side >= _LEAST_SENT_PX:
        content = encode_rendition(pixels, long_side_px=side)
        if len(content) <= limits.max_bytes:
            scale = min(1.0, side / max(height, width))
            return SentPicture(
                content=content, width_px=max(1, round(width * scale)), height_px=max(1, round(height * scale))
            )
        side = int(side * _SMALLER)
    message = f"No picture of at most {limits.max_bytes:,} bytes can be made of this photo."
    raise ImageTooLargeError(message)


def cleaned(answer: ProviderAnswer, *, reader: LabelReader) -> ProviderAnswer:
    """An answer without what wornby never infers, in its labels and in what is kept beside them.

    A word for a person becomes "Person", whatever else it says.
    """
    kept: list[Label] = []
    place: dict[int, int] = {}
    for at, label in enumerate(answer.labels):
        kind = reader.kind_of(label.name)
        if kind is Reading.FORBIDDEN or (label.part_of is not None and label.part_of not in place):
            continue
        parents = tuple(
            dict.fromkeys(
                PERSON if reader.kind_of(parent) is Reading.PERSON else parent
                for parent in label.parents
                if reader.kind_of(parent) is not Reading.FORBIDDEN
            )
        )
        name = PERSON if kind is Reading.PERSON else label.name
        part_of = None if label.part_of is None else place[label.part_of]
        place[at] = len(kept)
        kept.append(replace(label, name=name, parents=parents, part_of=part_of))
    raw = {feature: without_forbidden(said) for feature, said in answer.raw.items()}
    return replace(answer, labels=tuple(kept), raw=raw)
