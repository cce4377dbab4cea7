"""Pure decisions on rights: what may be computed, what may be kept, what may be shown."""

from dataclasses import replace

from wornby.datamodel import (
    ACTIVE_STATES,
    Asset,
    GarmentTags,
    PhotoTags,
    Purpose,
    Rights,
    RightsState,
    WearerTags,
)
from wornby.errors import ConsentExpiredError, ConsentMissingError, RightsMissingError
from wornby.vocabulary import Sensitivity, Vocabulary

_TAGGING = (Purpose.APPEARANCE, Purpose.FACE)
_PURPOSE = {Sensitivity.APPEARANCE: Purpose.APPEARANCE, Sensitivity.BIOMETRIC: Purpose.FACE}


def purposes_for_tagging(rights: Rights) -> frozenset[Purpose]:
    """The purposes that widen what a tagger may compute: `appearance` and `face`, where the rights allow them now."""
    return frozenset(purpose for purpose in _TAGGING if rights.allows(purpose))


def strip_appearance(tags: PhotoTags, rights: Rights, *, vocabulary: Vocabulary) -> PhotoTags:
    """Drop what the rights do not allow to keep, whatever the tagger gave.

    Attributes of wearers, garments and the photo by their sensitivity; one that the vocabulary does not know counts as
    appearance. A wearer's garment on the head is headwear, so it goes with it.

    Args:
        tags: As a tagger gave them.
        rights: Of the photo.
        vocabulary: States each attribute's sensitivity.

    Returns:
        The same tags where everything is allowed, else a copy with less.
    """

    def allowed(attribute: str) -> bool:
        sensitivity = vocabulary.sensitivity(attribute)
        purpose = _PURPOSE.get(sensitivity)
        return sensitivity is Sensitivity.OPEN or (purpose is not None and rights.allows(purpose))

    def kept(garment: GarmentTags) -> bool:
        return garment.place is None or allowed(f"{garment.place}.kind")

    def bare(garment: GarmentTags) -> GarmentTags:
        if all(map(allowed, garment.attributes)):
            return garment
        return replace(garment, attributes={name: fact for name, fact in garment.attributes.items() if allowed(name)})

    def strip(wearer: WearerTags) -> WearerTags:
        return replace(
            wearer,
            attributes={name: fact for name, fact in wearer.attributes.items() if allowed(name)},
            garments=tuple(bare(garment) for garment in wearer.garments if kept(garment)),
        )

    return replace(
        tags,
        photo={name: fact for name, fact in tags.photo.items() if allowed(name)},
        wearers=tuple(strip(wearer) for wearer in tags.wearers),
        garments=tuple(bare(garment) for garment in tags.garments),
    )


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

    def strip(self, tags: PhotoTags, rights: Rights) -> PhotoTags:
        """Drop what the rights do not allow to keep, whatever the tagger gave."""
        return strip_appearance(tags, rights, vocabulary=self._vocabulary)
