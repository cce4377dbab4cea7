"""What is documented of Google Cloud Vision."""

from dataclasses import replace
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

_DOCS = "https://docs.cloud.google.com/vision"
_READ_ON = date(2026, 11, 28)
_ANSWERS = f"{_DOCS}/docs/reference/rest/v1/AnnotateImageResponse"


def _documented(link: str) -> Documented:
    return Documented(link=link, read_on=_READ_ON)


# Each feature of a picture is one unit. The first 1,000 units of a month are free; these are the next 4,999,000.
_PRICES = _documented("https://cloud.google.com/vision/pricing")
_PLAIN = Price(micros=1_500, source=_PRICES)  # $1.50 for 1,000
_OBJECTS = Price(micros=2_250, source=_PRICES)  # $2.25 for 1,000
_WEB = Price(micros=3_500, source=_PRICES)  # $3.50 for 1,000

# The page of this price could not be read on that day: $4.50 for 1,000 queries is what it said before. Keeping the
# catalogue's pictures there is charged apart, by the month.
_PRODUCTS = Price(micros=4_500, source=_documented("https://cloud.google.com/vision/product-search/pricing"))

# Garments and what is worn with them are among the entities of labels and of the web; they are said of the photo, and
# of nobody in it.
_WORN = frozenset({"accessories", "bag.kind", "eyewear.kind", "garment.kind", "headwear.kind"})

_FEATURES = (
    Feature(
        id="labels",
        title="LABEL_DETECTION",
        kinds=frozenset({LabelKind.LABEL}),
        price=_PLAIN,
        states=_WORN | {"garment.pattern", "hair.color", "hair.length"},
        source=_documented(f"{_DOCS}/docs/labels"),
    ),
    Feature(
        id="objects",
        title="OBJECT_LOCALIZATION",
        kinds=frozenset({LabelKind.OBJECT}),
        price=_OBJECTS,
        states=_WORN,
        source=_documented(f"{_DOCS}/docs/object-localizer"),
    ),
    Feature(
        id="logos",
        title="LOGO_DETECTION",
        kinds=frozenset({LabelKind.LOGO}),
        price=_PLAIN,
        states=frozenset(),
        source=_documented(f"{_DOCS}/docs/detecting-logos"),
    ),
    Feature(
        id="colors",
        title="IMAGE_PROPERTIES",
        kinds=frozenset({LabelKind.COLOR}),
        price=_PLAIN,
        states=frozenset({"garment.color"}),  # of the photo as a whole, its background too
        source=_documented(_ANSWERS),
    ),
    Feature(
        id="faces",
        title="FACE_DETECTION",
        kinds=frozenset({LabelKind.FACE}),
        price=_PLAIN,
        states=frozenset({"headwear.kind"}),  # only whether there is any
        source=_documented(f"{_DOCS}/docs/detecting-faces"),
        needs=Purpose.APPEARANCE,
    ),
    Feature(
        id="web",
        title="WEB_DETECTION",
        kinds=frozenset({LabelKind.WEB}),
        price=_WEB,
        states=frozenset(),  # what pages speak of is not what is seen
        source=_documented(_ANSWERS),
        needs=Purpose.FACE,  # pages with the same picture may name who is on it
        default=False,
    ),
    Feature(
        id="products",
        title="PRODUCT_SEARCH",
        kinds=frozenset({LabelKind.PRODUCT}),
        price=_PRODUCTS,
        states=frozenset(),
        source=_documented(f"{_DOCS}/product-search/docs/searching-response"),
        default=False,
    ),
    Feature(
        id="text",
        title="TEXT_DETECTION",
        kinds=frozenset({LabelKind.TEXT}),
        price=_PLAIN,
        states=frozenset(),
        source=_documented(_ANSWERS),
        default=False,
    ),
)

PROFILE = ProviderProfile(
    name="google-vision",
    title="Google Cloud Vision",
    features=tuple(replace(feature, call="images:annotate") for feature in _FEATURES),
    limits=PictureLimits(
        formats=frozenset({"jpeg", "png", "gif", "bmp", "webp", "tiff"}),  # RAW, ICO and PDF too, which we never send
        # A file may have 20 MB, a JSON request 10 MB (quotas page); base64 makes a file about 37 % longer.
        max_bytes=7_200_000,
        max_side_px=None,  # 75 million pixels in all
        min_side_px=1,  # below 640 x 480 px it is less sure, and still answers
        # 1600 x 1200 px for faces, 1024 x 768 for text, 640 x 480 for the rest; more gains nothing.
        best_side_px=1_600,
        source=_documented(f"{_DOCS}/docs/supported-files"),
    ),
    retry=RetryRule(
        # After an error a caller waits at least 1 s, twice as long after each further one, up to 32 s (the service
        # level agreement). What may be asked again: 503 and 504, as Google's own client does; 500, which the agreement
        # counts as a failure of the service. Jitter takes up to half of a wait off, so it begins at 2 s.
        codes=frozenset({"500", "503", "504", "DEADLINE_EXCEEDED", "INTERNAL", "UNAVAILABLE"}),
        source=_documented("https://cloud.google.com/vision/sla"),
        first_wait_s=2.0,
        max_wait_s=32.0,
    ),
    not_served=(
        NotServed(
            # "Man" and "Woman" became "Person". Told to customers by mail; no page of the documentation says it.
            what="labels of gender",
            attributes=frozenset(),
            since=date(2020, 2, 20),
            source=_documented(
                "https://www.programmableweb.com/news/googles-cloud-vision-api-removes-gender-labels/brief/2020/02/20"
            ),
        ),
        NotServed(
            # From this day for new projects and those that had not asked lately; from 14 January 2027 for all.
            what="joyLikelihood, sorrowLikelihood, angerLikelihood, surpriseLikelihood",
            attributes=frozenset(),
            since=date(2026, 10, 15),
            source=_documented(f"{_DOCS}/docs/release-notes"),
        ),
    ),
    credentials=("GOOGLE_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS"),
    # Requests of the kind that we make are worked on in memory and not kept on disk; pictures train no models; when a
    # request came and how long it was is logged for a time.
    terms=_documented(f"{_DOCS}/docs/data-usage"),
)
"""Everything that Google Cloud Vision is asked for, product search too: a client offers that only with a catalogue."""
