"""What can be done to a picture on its way out, in the words of Cloudinary's delivery addresses."""

from dataclasses import dataclass
from enum import StrEnum

from wornby.datamodel import BoundingBox

MAX_SIDE_PX = 4096
MAX_AREA_PX = 25_000_000
MAX_WORK_PX = 50_000_000
"""Pixels that all steps together may go through: each step alone can be allowed, and ten of them too much."""
MAX_STEPS = 10
MAX_TEXT = 1000
MAX_STRENGTH = 2000
"""Of blurs."""


class Crop(StrEnum):
    """How a picture is brought to a size."""

    SCALE = "scale"
    """To exactly the size, distorted where both sides are given."""
    FIT = "fit"
    """As large as a box allows, larger too."""
    LIMIT = "limit"
    """As `fit`, never larger than it was."""
    MFIT = "mfit"
    """As `fit`, never smaller than it was."""
    FILL = "fill"
    """To exactly the size; what stands over is cut off."""
    LFILL = "lfill"
    """As `fill`, never larger than it was."""
    PAD = "pad"
    """As `fit`, on a ground of exactly the size."""
    LPAD = "lpad"
    """As `limit`, on a ground of exactly the size."""
    CROP = "crop"
    """A piece of that size, as it is."""
    THUMB = "thumb"
    """A close crop around faces; as `fill` where there are none."""


class Gravity(StrEnum):
    """What stays in view where something is cut off."""

    CENTER = "center"
    NORTH = "north"
    NORTH_EAST = "north_east"
    EAST = "east"
    SOUTH_EAST = "south_east"
    SOUTH = "south"
    SOUTH_WEST = "south_west"
    WEST = "west"
    NORTH_WEST = "north_west"
    FACE = "face"
    """The largest face; the centre where there is none."""
    FACES = "faces"
    FACE_AUTO = "face:auto"
    """The largest face; what `auto` finds where there is none."""
    FACES_AUTO = "faces:auto"
    FACE_CENTER = "face:center"
    FACES_CENTER = "faces:center"
    AUTO = "auto"
    """What the tags say is worn, and by whom; the centre where they say nothing."""
    AUTO_FACE = "auto:face"
    AUTO_FACES = "auto:faces"


FACE_GRAVITIES = frozenset(gravity for gravity in Gravity if "face" in gravity)
ONE_FACE = frozenset({Gravity.FACE, Gravity.FACE_AUTO, Gravity.FACE_CENTER, Gravity.AUTO_FACE})
AUTO_GRAVITIES = frozenset(gravity for gravity in Gravity if "auto" in gravity)
CUTTING = frozenset({Crop.FILL, Crop.LFILL, Crop.CROP, Crop.THUMB})
"""Modes in which something may be cut off."""


class EffectName(StrEnum):
    """Effects."""

    BLUR = "blur"
    BLUR_FACES = "blur_faces"
    GRAYSCALE = "grayscale"


class Format(StrEnum):
    """What a picture is encoded as."""

    AUTO = "auto"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    AVIF = "avif"


class QualityLevel(StrEnum):
    """Steps of `q_auto`."""

    BEST = "best"
    GOOD = "good"
    ECO = "eco"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A length.

    Attributes:
        value: Pixels, or a fraction of the picture's own side.
        fraction: Which of the two.
    """

    value: float
    fraction: bool = False

    def of(self, whole_px: int, *, dpr: float) -> float:
        """In pixels; `dpr` counts for both."""
        return (self.value * whole_px if self.fraction else self.value) * dpr


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An effect.

    Attributes:
        strength: 1 to `MAX_STRENGTH`; None for its own.
    """

    name: EffectName
    strength: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One component of an address: first the size, then the effect, then the corners, then the ground.

    Attributes:
        crop: None where no size is given.
        aspect: Width over height.
        gravity: None for the mode's own.
        x: To the right, or inwards from an edge that gravity names.
        y: Down, or inwards.
        zoom: Above 1: closer than `thumb` is by itself.
        dpr: All sizes count this many times.
        radius_px: Of the corners; infinite for an oval.
        background: sRGB, each 0 to 255; None for white where something is padded.
    """

    crop: Crop | None = None
    width: Side | None = None
    height: Side | None = None
    aspect: float | None = None
    gravity: Gravity | None = None
    x: Side | None = None
    y: Side | None = None
    zoom: float = 1.0
    dpr: float = 1.0
    effect: Effect | None = None
    radius_px: float | None = None
    background: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformation:
    """All that an address asks for.

    Attributes:
        steps: One after the other.
        format: None for what the address ends with.
        quality: 1 to 100, or a step of `q_auto`; None for the house's own.
        progressive: A JPEG that appears coarse first.
        attachment: The browser saves it instead of showing it.
    """

    steps: tuple[Step, ...] = ()
    format: Format | None = None
    quality: int | QualityLevel | None = None
    progressive: bool = False
    attachment: bool = False

    @property
    def needs_faces(self) -> bool:
        """Whether it matters where faces are."""
        return any(
            step.gravity in FACE_GRAVITIES or (step.effect is not None and step.effect.name is EffectName.BLUR_FACES)
            for step in self.steps
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things are in the picture that a transformation begins with.

    Attributes:
        faces: Heads, the largest first.
        faint: What may be further faces; hidden with the others, but nothing is cropped to them.
        salient: What `g_auto` keeps in view.
    """

    faces: tuple[BoundingBox, ...] = ()
    faint: tuple[BoundingBox, ...] = ()
    salient: tuple[BoundingBox, ...] = ()
