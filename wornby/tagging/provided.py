"""A rented service as a tagger: what may leave the house, what it may cost, and what is made of its answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

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
from wornby.datamodel.labels import READ_KINDS, Label, ProviderAnswer
from wornby.datamodel.profiles import Feature, PictureLimits
from wornby.errors import (
    ConsentMissingError,
    ImageTooLargeError,
    MissingCredentialError,
    ProviderAnswerError,
    ProviderRefusedError,
    QuotaError,
    RightsMissingError,
    StoreError,
    WornbyError,
)
from wornby.imaging.renditions import encode_rendition
from wornby.imaging.veil import veil_others
from wornby.interfaces import AnswerShelf, LabelService, PeopleFinder, SentPicture, Tagger
from wornby.tagging.budget import Budget
from wornby.tagging.placing import LabelPlacer, is_allowed
from wornby.transport.retrying import retried
from wornby.vocabulary import LabelReader, Reading, Vocabulary
from wornby.vocabulary.forbidden import without_words

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
        calls = self._profile.calls(self._asked(allowed))
        if not calls:
            message = f"Nothing that {self._profile.title} is asked for may be asked about this photo."
            raise ConsentMissingError(message)
        return reduce(ProviderAnswer.joined, [self._said(photo, features, allowed) for features in calls])

    def _said(self, photo: Photo, features: Sequence[Feature], allowed: frozenset[Purpose]) -> ProviderAnswer:
        """What one call says: as it was kept, if it was asked for as much then."""
        shelf, key = self._parts.shelf, self._key(features[0])
        kept = shelf.get(photo.sha256, provider=key) if shelf is not None and not self._fresh else None
        wanted = {feature.id for feature in features}
        if kept is not None and wanted <= kept.raw.keys() and allowed <= kept.purposes:
            return kept
        given = self._ask(sent_picture(self._shown(photo), limits=self._profile.limits), features)
        answer = cleaned(given, reader=self._reader, vocabulary=self._parts.vocabulary, purposes=allowed)
        if shelf is not None:
            try:
                shelf.put(photo.sha256, answer, provider=key)
            except StoreError as error:
                # It is paid for, and says what it says: only the next run has to pay again.
                log.warning("answer.not_kept", provider=self._profile.name, code=error.code)
        return answer

    def _key(self, feature: Feature) -> str:
        """The name that answers of one call are kept by: another model's answer is another answer."""
        return f"{self._profile.name}@{self._service.version}/{feature.call or feature.id}"

    def _ask(self, picture: SentPicture, features: Sequence[Feature]) -> ProviderAnswer:
        price, name = sum(feature.price.micros for feature in features), self._profile.name

        def one_try() -> ProviderAnswer:
            self._parts.budget.take(price, provider=name)
            try:
                return self._service.label(picture, features=features)
            except ProviderAnswerError:
                raise
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


def cleaned(
    answer: ProviderAnswer, *, reader: LabelReader, vocabulary: Vocabulary, purposes: frozenset[Purpose]
) -> ProviderAnswer:
    """An answer without what wornby never infers and what the photo's rights do not allow to keep.

    Labels and what is kept beside them are looked at alike. A word for a person becomes "Person", and "Men's shirt" a
    shirt, whatever else they say.

    Args:
        answer: As the service gave it.
        reader: Knows the words.
        vocabulary: Says what rights each attribute needs.
        purposes: What the photo may be used for.
    """

    def is_kept(word: str) -> bool:
        kind = reader.kind_of(word)
        if kind is Reading.APPEARANCE:
            return Purpose.APPEARANCE in purposes
        said = reader.said(word)
        open_here = any(is_allowed(each, vocabulary=vocabulary, purposes=purposes) for each in said)
        return kind is not Reading.FORBIDDEN and (not said or open_here)

    kept: list[Label] = []
    place: dict[int, int] = {}
    for at, label in enumerate(answer.labels):
        if not is_kept(label.name) or (label.part_of is not None and label.part_of not in place):
            continue
        place[at] = len(kept)
        kept.append(
            replace(
                label,
                name=reader.neutral(label.name) if label.kind in READ_KINDS else label.name,
                parents=tuple(dict.fromkeys(reader.neutral(each) for each in label.parents if is_kept(each))),
                part_of=None if label.part_of is None else place[label.part_of],
            )
        )
    raw = {feature: without_words(said, is_kept=is_kept) for feature, said in answer.raw.items()}
    return replace(answer, labels=tuple(kept), raw=raw, purposes=purposes)
