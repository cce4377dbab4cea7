"""What is documented of Imagga.

Not every page could be read on that day: the reference (docs.imagga.com) is kept in part. Where a fact was read
elsewhere, or could not be found, the line says so.
"""

from datetime import date

from wornby.datamodel.labels import LabelKind
from wornby.datamodel.profiles import Documented, Feature, PictureLimits, Price, ProviderProfile, RetryRule
from wornby.datamodel.rights import Purpose

_DOCS = "https://docs.imagga.com"
_READ_ON = date(2026, 11, 28)


def _documented(link: str) -> Documented:
    return Documented(link=link, read_on=_READ_ON)


# A plan is paid by the month: the smallest has 70,000 requests for $79, so that one that is used up costs 0.1129 cents
# a request. The page of prices (https://imagga.com/pricing) could not be read on that day; a user of it tells the
# figures here. The first 1,000 requests a month are free.
_REQUEST = Price(micros=1_129, source=_documented("https://github.com/photoprism/photoprism/issues/1090"))

_FEATURES = (
    Feature(
        id="tags",
        title="/tags",
        kinds=frozenset({LabelKind.LABEL}),
        price=_REQUEST,
        # Words of the photo as a whole, without a place; of the patterns only what is a word of its own ("tartan").
        states=frozenset(
            {
                "accessories",
                "bag.kind",
                "eyewear.kind",
                "garment.kind",
                "garment.pattern",
                "hair.color",
                "headwear.kind",
            }
        ),
        source=_documented(f"{_DOCS}/#tags"),
    ),
    Feature(
        id="colors",
        title="/colors",
        kinds=frozenset({LabelKind.COLOR}),
        price=_REQUEST,
        states=frozenset({"garment.color"}),  # of what stands before the background, whatever it is
        source=_documented(f"{_DOCS}/#colors"),
    ),
    Feature(
        id="categories",
        title="/categories",
        kinds=frozenset({LabelKind.CATEGORY}),
        price=_REQUEST,
        states=frozenset(),  # "people portraits", "events parties": nothing that the vocabulary holds
        source=_documented(f"{_DOCS}/#categories"),
        default=False,
    ),
    Feature(
        id="faces",
        title="/faces/detections",
        kinds=frozenset({LabelKind.FACE}),
        price=_REQUEST,
        # Where faces are, and no more: the attributes that it can be asked for are age, gender and ethnicity.
        states=frozenset(),
        source=_documented(f"{_DOCS}/#faces-detections"),
        needs=Purpose.APPEARANCE,
    ),
)

PROFILE = ProviderProfile(
    name="imagga",
    title="Imagga",
    features=_FEATURES,
    limits=PictureLimits(
        formats=frozenset({"jpeg", "png", "gif"}),  # those of Imagga's own example for whole folders
        # No limit on size was found. An answer has to be ready in 5 s (https://docs.imagga.com/changes), so what is
        # sent is kept small; what is larger than this was made smaller here, by our own choice.
        max_bytes=4_000_000,
        max_side_px=None,
        min_side_px=1,
        best_side_px=1_024,
        source=_documented("https://bitbucket.org/snippets/imaggateam/LL6dd/revisions/"),
    ),
    # 429: "wait a second and retry the request"; 500 and 503: "try again later". 403 is a limit of the plan, and stays.
    retry=RetryRule(
        codes=frozenset({"429", "500", "503"}), source=_documented(f"{_DOCS}/#errors"), first_wait_s=1.0, max_tries=4
    ),
    credentials=("IMAGGA_API_KEY", "IMAGGA_API_SECRET"),
    terms=_documented("https://imagga.com/terms"),
)

SPENT = frozenset({"403"})
"""Statuses by which Imagga says that a limit of the plan is reached: what other services say to an unknown key."""
