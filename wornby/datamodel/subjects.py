"""Whose photo it is: of the wearers in a photo, the one who consents."""

from wornby.datamodel.records import Asset
from wornby.datamodel.rights import Rights, RightsState
from wornby.datamodel.tags import PhotoTags, WearerTags

NOBODY = -1
"""In place of a wearer's number: the one whose photo it is, is not in view."""

_ONE_PERSONS = frozenset({RightsState.GRANTED, RightsState.SELF_UPLOADED})
"""Rights that one person gives for herself; who licenses or makes a picture answers for everybody in it."""


def subject_number(tags: PhotoTags | None, subject: int | None) -> int | None:
    """Number of the wearer whose photo it is: as said, else the main one; None where that wearer is not in view."""
    if tags is None or not tags.wearers:
        return None
    if subject is None:
        return next((number for number, wearer in enumerate(tags.wearers) if wearer.main), 0)
    return subject if 0 <= subject < len(tags.wearers) else None


def subject_of(asset: Asset) -> WearerTags | None:
    """The wearer whose photo it is; None where nobody is known to be."""
    number = subject_number(asset.tags, asset.subject)
    return None if number is None or asset.tags is None else asset.tags.wearers[number]


def is_one_persons(rights: Rights) -> bool:
    """Whether the rights of a photo are what one person gave for herself."""
    return rights.state in _ONE_PERSONS


def covers(rights: Rights, tags: PhotoTags | None, *, wearer: int, subject: int | None) -> bool:
    """Whether the rights of a photo were given for one of its wearers.

    Args:
        rights: Of the photo.
        tags: Of the photo.
        wearer: Number of the wearer.
        subject: Number of the one whose photo it is; None for the main one.
    """
    return not is_one_persons(rights) or wearer == subject_number(tags, subject)
