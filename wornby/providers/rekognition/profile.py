"""What is documented of Amazon Rekognition. Data only.

Each fact was read on the day it carries, in copies of the pages as they stood; what rests on more than the page says
has its reason beside it.
"""

from dataclasses import replace
from datetime import date

from wornby.datamodel.labels import LabelKind
from wornby.datamodel.profiles import Documented, Feature, PictureLimits, Price, ProviderProfile, RetryRule
from wornby.datamodel.rights import Purpose

TITLE = "Amazon Rekognition"

_GUIDE = "https://docs.aws.amazon.com/rekognition/latest/dg"
_REFERENCE = "https://docs.aws.amazon.com/rekognition/latest/APIReference"
_CUSTOM_GUIDE = "https://docs.aws.amazon.com/rekognition/latest/customlabels-dg"
_PRICES = "https://aws.amazon.com/rekognition/pricing/"
_READ_ON = date(2026, 11, 28)

MAX_BYTES = 5_242_880
"""Image bytes of a request: "up to 5 MBs", and 5,242,880 as the length of the field. An object in S3 may have 15 MB;
wornby sends bytes, since a bucket would keep the photo."""

MAX_CUSTOM_BYTES = 4_000_000
"""The same for DetectCustomLabels: "the maximum image size you can pass is 4MB"."""


def _read(link: str) -> Documented:
    return Documented(link=link, read_on=_READ_ON)


# us-east-1, first tier (up to 1,000,000 pictures a month). The page draws its table from a price list as it is shown;
# its worked examples say the numbers: DetectLabels $0.0010, Image Properties $0.00075 for each picture. DetectFaces and
# DetectText stand beside DetectLabels in its Group 2, which has one price.
_GROUP_2 = Price(micros=1_000, source=_read(_PRICES))
_IMAGE_PROPERTIES = Price(micros=750, source=_read(_PRICES))
# A running model of Custom Labels is paid by the hour, whether it is asked or not: no call costs anything by itself.
_BY_THE_HOUR = Price(micros=0, source=_read(f"{_CUSTOM_GUIDE}/running-model.html"))

# The words of the service that the vocabulary's values list under `labels`, and the garments, patterns and accessories
# of its taxonomy ("Apparel and Accessories", "Patterns and Shapes"). It has no words for sleeves, nor for a hair's
# length, that could be found in its documentation.
_LABEL_STATES = frozenset(
    {"accessories", "bag.kind", "eyewear.kind", "garment.kind", "garment.pattern", "headwear.kind"}
)

CUSTOM = "custom"
"""Id of the one feature that needs a model of the shop's own."""

PROFILE = ProviderProfile(
    name="rekognition",
    title=TITLE,
    features=(
        Feature(
            id="labels",
            title="DetectLabels (GENERAL_LABELS)",
            call="DetectLabels",
            kinds=frozenset({LabelKind.LABEL, LabelKind.OBJECT}),
            price=_GROUP_2,
            states=_LABEL_STATES,
            source=_read(f"{_REFERENCE}/API_DetectLabels.html"),
        ),
        # Asked for in the same call as the labels, and charged beside them.
        Feature(
            id="colors",
            title="DetectLabels (IMAGE_PROPERTIES)",
            call="DetectLabels",
            kinds=frozenset({LabelKind.COLOR}),
            price=_IMAGE_PROPERTIES,
            states=frozenset({"garment.color"}),
            source=_read(f"{_REFERENCE}/API_DetectLabelsImageProperties.html"),
        ),
        Feature(
            id="faces",
            title="DetectFaces",
            kinds=frozenset({LabelKind.FACE}),
            price=_GROUP_2,
            states=frozenset({"eyewear.kind"}),
            source=_read(f"{_REFERENCE}/API_DetectFaces.html"),
            needs=Purpose.APPEARANCE,
        ),
        # What can be read is no value of the vocabulary.
        Feature(
            id="text",
            title="DetectText",
            kinds=frozenset({LabelKind.TEXT}),
            price=_GROUP_2,
            states=frozenset(),
            source=_read(f"{_REFERENCE}/API_DetectText.html"),
            default=False,
        ),
        # What it speaks about is what the shop trained it for; nobody else knows.
        Feature(
            id=CUSTOM,
            title="DetectCustomLabels",
            kinds=frozenset({LabelKind.LABEL, LabelKind.OBJECT}),
            price=_BY_THE_HOUR,
            states=frozenset(),
            source=_read(f"{_REFERENCE}/API_DetectCustomLabels.html"),
            default=False,
        ),
    ),
    limits=PictureLimits(
        formats=frozenset({"jpeg", "png"}),
        max_bytes=MAX_BYTES,
        max_side_px=10_000,
        min_side_px=80,
        # No best size is documented. A face must have 40 px in a picture of 1920 x 1080, and proportionally more in a
        # larger one: more pixels than that show the service nothing more.
        best_side_px=1920,
        source=_read(f"{_GUIDE}/limits.html"),
    ),
    # "OK to retry? Yes", and any answer of 5xx, which "might be a transient error".
    retry=RetryRule(
        codes=frozenset(
            {
                "InternalFailure",
                "InternalServerError",
                "ProvisionedThroughputExceededException",
                "ServiceUnavailable",
                "ServiceUnavailableException",
                "ThrottlingException",
                "500",
                "502",
                "503",
                "504",
            }
        ),
        source=_read(f"{_GUIDE}/error-handling.html"),
    ),
    credentials=("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    # "Images passed to Amazon Rekognition API operations may be stored and used to improve the service unless you have
    # opted out" by an AI services opt-out policy of the organization.
    terms=_read(f"{_GUIDE}/security-data-encryption.html"),
    # Ended: people pathing (31 October 2025); closed to new customers: streaming video and bulk analysis (30 April
    # 2026). All three are of videos or stored batches; of what is asked here nothing ended.
    not_served=(),
)


def profile_for(*, custom: bool) -> ProviderProfile:
    """The profile of one account.

    Args:
        custom: Whether it has a running model of its own; without, its feature is not offered. With it pictures must be
            smaller, since one picture is made for all features.
    """
    if custom:
        features = tuple(replace(each, default=True) if each.id == CUSTOM else each for each in PROFILE.features)
        return replace(PROFILE, features=features, limits=replace(PROFILE.limits, max_bytes=MAX_CUSTOM_BYTES))
    return replace(PROFILE, features=tuple(feature for feature in PROFILE.features if feature.id != CUSTOM))
