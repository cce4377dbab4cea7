"""What is documented of Cloudinary's models, add-ons and Visual Search."""

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

_DOCS = "https://cloudinary.com/documentation"
_READ_ON = date(2026, 11, 28)


def _documented(link: str) -> Documented:
    return Documented(link=link, read_on=_READ_ON)


# Cloudinary sells credits (Plus: $99 a month for 225, one for 1,000 transformations: an upload is $0.00044) and, apart
# from them, units of each add-on in monthly plans whose prices stand in the console of an account alone: the page says
# only that most have a small free plan and that larger ones need a paid account. One analysis is taken as one unit, and
# a unit as one cent: rather too much, so that a budget ends too early and not too late.
_UPLOAD, _UNIT = 440, 10_000
_PRICE = Price(micros=_UPLOAD + _UNIT, source=_documented(f"{_DOCS}/cloudinary_add_ons"))

_WORN = frozenset({"accessories", "bag.kind", "eyewear.kind", "garment.kind", "headwear.kind"})
_MODELS = _documented(f"{_DOCS}/cloudinary_ai_content_analysis_automatic_tagging")


def _model(
    name: str,
    states: frozenset[str],
    *,
    kind: LabelKind = LabelKind.OBJECT,
    needs: Purpose | None = None,
    default: bool = False,
) -> Feature:
    """A model of AI Content Analysis, by the name that the parameter `detection` takes."""
    return Feature(
        id=name,
        title=f"detection: {name}",
        kinds=frozenset({kind, LabelKind.LABEL}),
        price=_PRICE,
        states=states,
        source=_MODELS,
        needs=needs,
        default=default,
    )


def _add_on(name: str, page: str) -> Feature:
    """An add-on that tags, by the name that the parameter `categorization` takes."""
    return Feature(
        id=name,
        title=f"categorization: {name}",
        call="categorization",
        kinds=frozenset({LabelKind.LABEL}),
        price=_PRICE,
        states=_WORN | {"garment.pattern"},
        source=_documented(f"{_DOCS}/{page}"),
        default=False,
    )


DETECTION = (
    _model("cld-fashion", _WORN | {"garment.pattern", "garment.sleeve"}, default=True),
    _model("cld-text", frozenset()),
    _model("coco", frozenset({"accessories", "bag.kind"})),
    _model("lvis", _WORN),
    _model("unidet", _WORN),
    _model("human-anatomy", frozenset(), needs=Purpose.APPEARANCE),
    _model("shop-classifier", frozenset({"photo.kind"}), kind=LabelKind.CATEGORY),
    # Not among the models that the page and the client libraries name now, and nowhere said to have ended: an account
    # that still has it is answered, any other is refused by the service in its own words.
    _model("openimages", _WORN),
)
"""Models of AI Content Analysis."""

CATEGORIZATION = (
    _add_on("google_tagging", "google_auto_tagging_addon"),
    _add_on("aws_rek_tagging", "aws_rekognition_auto_tagging_addon"),
    _add_on("imagga_tagging", "imagga_auto_tagging_addon"),
)
"""Add-ons that tag with other services."""

_FACE = _documented(f"{_DOCS}/advanced_facial_attributes_detection_addon")
_ENDED = date(2023, 6, 30)

PROFILE = ProviderProfile(
    name="cloudinary",
    title="Cloudinary",
    features=(*DETECTION, *CATEGORIZATION),
    limits=PictureLimits(
        formats=frozenset({"jpeg", "png", "webp", "avif", "heic", "gif", "bmp", "tiff"}),
        # Of the free plan: 10 MB and 25 million pixels for an image. It could not be read on that day and is relied on.
        max_bytes=10 * 1024 * 1024,
        max_side_px=5_000,
        min_side_px=1,
        # What the models make use of is not told; those that they are named after look at about 1,300 px.
        best_side_px=1_333,
        source=_documented("https://cloudinary.com/pricing/compare-plans"),
    ),
    retry=RetryRule(
        # 420 is "rate limited", 500 an "internal error"; 503 the client library takes for the same as 500.
        codes=frozenset({"420", "429", "500", "503"}),
        source=_documented(f"{_DOCS}/admin_api#error_handling"),
        first_wait_s=1.0,
    ),
    credentials=("CLOUDINARY_URL",),
    # What is uploaded is kept until it is deleted. The client deletes each photo at once; the add-ons of others have
    # terms of their own, which an account accepts when it registers for them.
    terms=_documented("https://cloudinary.com/privacy"),
    not_served=(
        NotServed(
            what="adv_face: hair", attributes=frozenset({"hair.color", "hair.length"}), since=_ENDED, source=_FACE
        ),
        # The add-on itself is still described, for places of faces and their parts: it hangs on Microsoft's service.
        NotServed(
            what="adv_face: emotion, gender, age, smile, facial_hair, makeup",
            attributes=frozenset(),
            since=_ENDED,
            source=_FACE,
        ),
    ),
)
