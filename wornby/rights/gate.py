"""Pure decisions on rights: what may be computed, what may be kept, what may be shown."""

from collections.abc import Callable
from dataclasses import replace

from wornby.datamodel import (
    ACTIVE_STATES,
    Asset,
    GarmentTags,
    PhotoTags,
    Place,
    Purpose,
    Rights,
    RightsState,
    WearerTags,
)
from wornby.datamodel.subjects import covers
from wornby.errors import ConsentExpiredError, ConsentMissingError, RightsMissingError
from wornby.vocabulary import Sensitivity, Vocabulary

_TAGGING = (Purpose.APPEARANCE, Purpose.FACE)
_Allowed = Callable[[str], bool]
_PURPOSE = {Sensitivity.APPEARANCE: Purpose.APPEARANCE, Sensitivity.BIOMETRIC: Purpose.FACE}


def purposes_for_tagging(rights: Rights) -> frozenset[Purpose]:
    """The purposes that widen what a tagger may compute: `appearance` and `face`, where the rights allow them now."""
    return frozenset(purpose for purpose in _TAGGING if rights.allows(purpose))


def strip_appearance(
    tags: PhotoTags, rights: Rights, *, vocabulary: Vocabulary, subject: int | None = None
) -> PhotoTags:
    """Drop what the rights do not allow to keep, whatever the tagger gave.

    Attributes of wearers, garments and the photo by their sensitivity; one that the vocabulary does not know counts as
    appearance. A wearer's garment on the head is headwear, so it goes with it. Where one person gave the rights,
    nothing of the appearance of the other wearers is kept.

    Args:
        tags: As a tagger gave them.
        rights: Of the photo.
        vocabulary: States each attribute's sensitivity.
        subject: Number of the wearer whose photo it is; None for the main one.

    Returns:
        The same tags where everything is allowed, else a copy with less.
    """
    allowed, is_open = _rules(rights, vocabulary)

    def of(number: int, wearer: WearerTags) -> WearerTags:
        is_theirs = covers(rights, tags, wearer=number, subject=subject)
        return _strip(wearer, allowed if is_theirs else is_open)

    return replace(
        tags,
        photo={name: fact for name, fact in tags.photo.items() if allowed(name)},
        wearers=tuple(of(number, wearer) for number, wearer in enumerate(tags.wearers)),
        garments=tuple(_bare(garment, allowed) for garment in tags.garments),
    )


def keeps_fact(
    asset: Asset, *, attribute: str, wearer: int | None, place: Place | None, vocabulary: Vocabulary
) -> bool:
    """Whether the rights of an asset allow to keep a fact, by the same rules as `strip_appearance`.

    Args:
        asset: With its rights, tags and subject.
        attribute: Id of the vocabulary.
        wearer: Number of the wearer of whom it is said; None for the photo or for what nobody wears.
        place: Where the garment is worn of which it is said.
        vocabulary: States each attribute's sensitivity.
    """
    allowed, is_open = _rules(asset.rights, vocabulary)
    theirs = wearer is None or covers(asset.rights, asset.tags, wearer=wearer, subject=asset.subject)
    holds = allowed if theirs else is_open
    return holds(attribute) and (place is None or holds(f"{place}.kind"))


def _rules(rights: Rights, vocabulary: Vocabulary) -> tuple[_Allowed, _Allowed]:
    """What the rights allow to say, and what needs none of them."""

    def allowed(attribute: str) -> bool:
        sensitivity = vocabulary.sensitivity(attribute)
        purpose = _PURPOSE.get(sensitivity)
        return sensitivity is Sensitivity.OPEN or (purpose is not None and rights.allows(purpose))

    def is_open(attribute: str) -> bool:
        return vocabulary.sensitivity(attribute) is Sensitivity.OPEN

    return allowed, is_open


def _strip(wearer: WearerTags, allowed: _Allowed) -> WearerTags:
    worn = (garment for garment in wearer.garments if garment.place is None or allowed(f"{garment.place}.kind"))
    return replace(
        wearer,
        attributes={name: fact for name, fact in wearer.attributes.items() if allowed(name)},
        garments=tuple(_bare(garment, allowed) for garment in worn),
    )


def _bare(garment: GarmentTags, allowed: _Allowed) -> GarmentTags:
    if all(map(allowed, garment.attributes)):
        return garment
    return replace(garment, attributes={name: fact for name, fact in garment.attributes.items() if allowed(name)})


def require_display(asset: Asset) -> None:
    """Refuse to show an asset whose rights do not allow it.

    Raises:
        ConsentExpiredError: They were granted for a time that is over.
        RightsMissingError: There are none.
        ConsentMissingError: They are there, but not for display.
    """
    state = asset.rights.state
    if state is RightsState.EXPIRED:
        message = f"The rights of asset {asset.id} have expired. Ask the wearer again before you show it."
        raise ConsentExpiredError(message)
    if state not in ACTIVE_STATES:
        message = f"Asset {asset.id} has no rights (state {state}). Ask the wearer before you show it."
        raise RightsMissingError(message)
    if not asset.rights.allows(Purpose.DISPLAY):
        message = f"The rights of asset {asset.id} do not include the purpose display."
        raise ConsentMissingError(message)


class VocabularyGate:
    """The gate with a library's vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def purposes(self, rights: Rights) -> frozenset[Purpose]:
        """The purposes that widen what a tagger may compute."""
        return purposes_for_tagging(rights)

    def strip(self, tags: PhotoTags, rights: Rights, *, subject: int | None = None) -> PhotoTags:
        """Drop what the rights do not allow to keep, whatever the tagger gave."""
        return strip_appearance(tags, rights, vocabulary=self._vocabulary, subject=subject)

    def keeps(self, asset: Asset, *, attribute: str, wearer: int | None, place: Place | None) -> bool:
        """Whether the rights of an asset allow to keep a fact."""
        return keeps_fact(asset, attribute=attribute, wearer=wearer, place=place, vocabulary=self._vocabulary)
