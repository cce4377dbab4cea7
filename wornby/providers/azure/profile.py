"""What is documented of Azure AI Vision and Azure Face."""

from datetime import date

from wornby.datamodel.labels import LabelKind
from wornby.datamodel.profiles import (
    Documented,
    Feature,
    NotServed,
    PictureLimits,
    Price,
    ProviderProfile,
    RetryRule,
)
from wornby.datamodel.rights import Purpose

_DOCS = "https://learn.microsoft.com/en-us/azure/ai-services/computer-vision"
_READ_ON = date(2026, 11, 28)

RETIRED_ON = date(2028, 9, 25)
"""From this day on calls to Image Analysis 4.0 fail; Face is another service and stays (overview of the SDK)."""


def _documented(link: str) -> Documented:
    return Documented(link=link, read_on=_READ_ON)


# The two price pages draw their numbers by script and could not be read as text on that day. What is relied on is the
# list price of the first paid tier (S1 and S0, up to a million calls a month) in US regions, known from before: $1.00
# for 1,000 transactions of tags, objects or people, $1.50 for 1,000 of reading, $1.00 for 1,000 of faces. Each visual
# feature of a picture is one transaction.
_VISION_PRICES = _documented("https://azure.microsoft.com/en-us/pricing/details/cognitive-services/computer-vision/")
_FACE_PRICES = _documented("https://azure.microsoft.com/en-us/pricing/details/cognitive-services/face-api/")
_ONE = 1_000

_WORN = frozenset({"accessories", "bag.kind", "eyewear.kind", "garment.kind", "headwear.kind"})

_FEATURES = (
    Feature(
        id="tags",
        title="Tags",
        call="analyze",
        kinds=frozenset({LabelKind.LABEL}),
        price=Price(micros=_ONE, source=_VISION_PRICES),
        states=_WORN | {"garment.pattern", "hair.color", "hair.length"},
        source=_documented(f"{_DOCS}/concept-tag-images-40"),
    ),
    Feature(
        id="objects",
        title="Objects, People",
        call="analyze",
        kinds=frozenset({LabelKind.OBJECT}),
        price=Price(micros=2 * _ONE, source=_VISION_PRICES),  # two visual features
        states=_WORN,
        source=_documented(f"{_DOCS}/concept-object-detection-40"),
    ),
    Feature(
        id="faces",
        title="Detect",
        kinds=frozenset({LabelKind.FACE}),
        price=Price(micros=_ONE, source=_FACE_PRICES),
        states=frozenset({"eyewear.kind", "headwear.kind"}),
        source=_documented(f"{_DOCS}/concept-face-detection"),
        needs=Purpose.APPEARANCE,
    ),
    Feature(
        id="text",
        title="Read",
        call="analyze",
        kinds=frozenset({LabelKind.TEXT}),
        price=Price(micros=1_500, source=_VISION_PRICES),
        states=frozenset(),
        source=_documented(f"{_DOCS}/concept-ocr"),
        default=False,
    ),
)

# Announced on 21 June 2022: not for new customers from that day, for the others until 30 June 2023. Since then the
# pages say "retired" of emotion and gender, and "limited" of age, smile, facial hair, hair and make-up: whoever has a
# responsible use may write to the team. Nobody gets them with an ordinary account.
_ANNOUNCED = _documented(
    "https://azure.microsoft.com/en-us/blog/responsible-ai-investments-and-safeguards-for-facial-recognition/"
)
_ENDED = date(2023, 6, 30)

PROFILE = ProviderProfile(
    name="azure",
    title="Azure AI Vision",
    features=_FEATURES,
    limits=PictureLimits(
        # Image Analysis: also WEBP, ICO, TIFF, MPO, 20 MB, 16,000 px; Face: these four, 6 MB. What both take.
        formats=frozenset({"jpeg", "png", "gif", "bmp"}),
        max_bytes=6 * 1024 * 1024,
        max_side_px=15_999,
        min_side_px=51,  # "greater than 50 x 50"
        # A face has at least 36 x 36 px in a picture of up to 1920 x 1080, and proportionally more in a larger one.
        best_side_px=1_920,
        source=_documented(f"{_DOCS}/overview-image-analysis"),
    ),
    retry=RetryRule(
        # Both are named with the advice to wait exponentially longer; of 500 nothing is said.
        codes=frozenset({"429", "503"}),
        source=_documented(f"{_DOCS}/how-to/mitigate-latency"),
        first_wait_s=1.0,
    ),
    credentials=("AZURE_VISION_ENDPOINT", "AZURE_VISION_KEY", "AZURE_FACE_ENDPOINT", "AZURE_FACE_KEY"),
    # Pictures are processed in memory and not kept, it says of Image Analysis; the page of Face was not read.
    terms=_documented(
        "https://learn.microsoft.com/en-us/azure/foundry/responsible-ai/computer-vision/image-analysis-data-privacy-security"
    ),
    not_served=(
        # It gave `hairColor` (brown, blond, black, red, gray, white, other), `bald` and `invisible`: of our lengths the
        # one that is none.
        NotServed(
            what="Face: hair", attributes=frozenset({"hair.color", "hair.length"}), since=_ENDED, source=_ANNOUNCED
        ),
        NotServed(
            what="Face: makeup, age, gender, smile, emotion, facialHair",
            attributes=frozenset(),
            since=_ENDED,
            source=_ANNOUNCED,
        ),
    ),
)
