"""Names of photos: what others call them, and how a list of names is asked for."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wornby.errors import InputError

MOST_NAMES = 500
"""Names on one page, at most."""


class NameKind(StrEnum):
    """How a picture is delivered. A name is unique within its kind."""

    UPLOAD = "upload"
    PRIVATE = "private"
    AUTHENTICATED = "authenticated"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAsset:
    """A photo by the name that its owner gave it. Several names may stand for one photo: the same bytes.

    Attributes:
        asset_id: The photo's id in the library.
        public_id: The name; "/" parts folders. It can hold a person's name, so that it goes into no log and no ledger.
        kind: How it is delivered.
        version: Seconds since 1970 of its last upload.
        created_at: When the name was first given.
        uploaded_at: Of the last upload.
        format: Of the upload as it came, in the spelling of file names: "jpg", "png".
        size_bytes: Of the upload as it came.
        width_px: Of the upright picture.
        height_px: Of the upright picture.
        original_filename: Without its ending.
        asset_folder: Where a list shows it; need not begin the name.
        display_name: Shown to people.
        etag: MD5 of the upload, hex: what it is known by elsewhere. An uploader of the same bytes learns by it
            that they are in; nothing else rests on it.
        tags: Sorted, each once.
        context: Keys and values, sorted by key.
        brought: Whether the photo came in by this name, and goes with it.
    """

    asset_id: str
    public_id: str
    kind: NameKind = NameKind.UPLOAD
    version: int
    created_at: datetime
    uploaded_at: datetime
    format: str
    size_bytes: int
    width_px: int
    height_px: int
    original_filename: str = ""
    asset_folder: str = ""
    display_name: str = ""
    etag: str = ""
    tags: tuple[str, ...] = ()
    context: tuple[tuple[str, str], ...] = ()
    brought: bool = False


class NameField(StrEnum):
    """What a list of names is filtered and sorted by."""

    PUBLIC_ID = "public_id"
    KIND = "kind"
    ASSET_ID = "asset_id"
    FOLDER = "asset_folder"
    FILENAME = "filename"
    DISPLAY_NAME = "display_name"
    FORMAT = "format"
    CREATED_AT = "created_at"
    UPLOADED_AT = "uploaded_at"
    WIDTH = "width_px"
    HEIGHT = "height_px"
    BYTES = "size_bytes"
    ASPECT_RATIO = "aspect_ratio"
    TAG = "tag"
    CONTEXT = "context"


LISTS = frozenset({NameField.TAG, NameField.CONTEXT})
"""Fields of which a name has several values: nothing is sorted by them."""

NUMBERS = frozenset({NameField.WIDTH, NameField.HEIGHT, NameField.BYTES, NameField.ASPECT_RATIO})
MOMENTS = frozenset({NameField.CREATED_AT, NameField.UPLOADED_AT})

RATIO_STEP = 0.005
"""Ratios of width to height that differ by less are the same: 853 x 480 is 16:9."""


class Operator(StrEnum):
    """How a field is compared. `PREFIX` is for texts."""

    EQUAL = "="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    PREFIX = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One field against one value. A field with several values fits where one of them does.

    Attributes:
        field: Which.
        operator: How.
        value: A text, a number (widths and heights in pixels), or a moment, as the field is.
        key: Of a context value. With the operator `PREFIX` and an empty value: that the key is there.
    """

    field: NameField
    operator: Operator
    value: str | float | datetime
    key: str = ""

    def __post_init__(self) -> None:
        """Check that the three fit.

        Raises:
            InputError: They do not.
        """
        if self.field in MOMENTS:
            fits = isinstance(self.value, datetime) and self.operator is not Operator.PREFIX
        elif self.field in NUMBERS:
            fits = isinstance(self.value, float) and math.isfinite(self.value) and self.operator is not Operator.PREFIX
        else:
            fits = isinstance(self.value, str) and self.operator in {Operator.EQUAL, Operator.PREFIX}
        if not fits:
            message = f"The field {self.field.value!r} cannot be compared like that."
            raise InputError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """All parts hold; true without parts."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """One part holds; false without parts."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """The part does not hold."""

    part: "Condition"


Condition = Comparison | AllOf | AnyOf | Without

EVERYTHING = AllOf()
NOTHING = AnyOf()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """By which field a list is sorted; names with the same value by their ids."""

    field: NameField
    descending: bool = False

    def __post_init__(self) -> None:
        """Check that a name has one value of the field.

        Raises:
            InputError: It may have several.
        """
        if self.field in LISTS:
            message = f"Nothing is sorted by {self.field.value!r}: a name may have several."
            raise InputError(message)


NEWEST_FIRST = (Sorting(field=NameField.CREATED_AT, descending=True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameQuery:
    """A list of names. `after` is the cursor of the page before, of the same query."""

    where: Condition = EVERYTHING
    order: Sequence[Sorting] = NEWEST_FIRST
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePage:
    """A part of a list. `total` counts the whole; `cursor` is None at its end."""

    names: tuple[NamedAsset, ...]
    total: int
    cursor: str | None = None


def name_id(public_id: str, kind: NameKind) -> str:
    """The key of a name: the same for the same text and kind, 32 hex digits.

    It stands in every row of a name, so that the remains of one are recognised.
    """
    return hashlib.sha256(f"{kind.value}\n{public_id}".encode()).hexdigest()[:32]


def filename_of(public_id: str) -> str:
    """A name without its folders."""
    return public_id.rpartition("/")[2]
