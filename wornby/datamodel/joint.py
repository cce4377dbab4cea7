"""What of a photo a joint text-image encoder may embed."""

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.records import Asset
from wornby.datamodel.rights import Purpose
from wornby.datamodel.subjects import covers

WHOLE_PHOTO = -1
"""In place of a wearer's number: the vector is of the whole photo."""


def joint_boxes(asset: Asset) -> dict[int, BoundingBox | None]:
    """What is embedded of an asset: each wearer, or the whole photo where it shows none.

    Such a vector holds how a wearer looks, hair and face with the clothes. So wearers are embedded only where the
    rights include `appearance`, and only the one who gave them where they are one person's. Vectors last only as long
    as what is given here stays the same.

    Returns:
        Boxes by the wearer's number; None, under `WHOLE_PHOTO`, for the whole. Empty where nothing may be embedded, or
        nobody has looked for wearers yet.
    """
    if asset.tags is None:
        return {}
    if not asset.tags.wearers:
        return {WHOLE_PHOTO: None}
    if not asset.rights.allows(Purpose.APPEARANCE):
        return {}
    return {
        number: wearer.box
        for number, wearer in enumerate(asset.tags.wearers)
        if covers(asset.rights, asset.tags, wearer=number, subject=asset.subject)
    }
