"""One figure in one picture, complete and frozen: the same look and seed give the same pixels."""

from dataclasses import dataclass, field

from wornby.datamodel import NOT_VISIBLE, Cloth, Place
from wornby.studio.figures.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A face's proportions; none of them is a person's, each is a draw between -1 and 1.

    Attributes:
        width: Of the head.
        jaw: Of the jaw, narrow to wide.
        nose: Length and breadth of the nose.
        eyes: Size of the eyes.
        brows: Thickness of the brows.
        mouth: Fullness of the lips.
        iris: "#rrggbb".
        turn: Of the head against the shoulders, radians; positive to the figure's left.
        nod: Downwards, radians.
        tip: To the side, radians.
    """

    width: float = 0.0
    jaw: float = 0.0
    nose: float = 0.0
    eyes: float = 0.0
    brows: float = 0.0
    mouth: float = 0.0
    iris: str = "#5a3d28"
    turn: float = 0.0
    nod: float = 0.0
    tip: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hair:
    """Hair.

    Attributes:
        name: Value of hair.color.
        color: "#rrggbb" of this shade of it.
        length: Value of hair.length: bald, short, medium, long or up.
        curl: From straight, 0, to curly, 1.
        parting: Where it parts: -1 the figure's right, 1 its left, 0 the middle.
        fringe: Whether it falls over the forehead.
    """

    name: str = "brown"
    color: str = "#3a281d"
    length: str = "short"
    curl: float = 0.2
    parting: float = 0.3
    fringe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What is worn or carried beside garments.

    Attributes:
        kind: Value of its attribute; "none" for nothing.
        color: "#rrggbb".
        style: A finer form, such as "round" of eyeglasses.
    """

    kind: str = "none"
    color: str = "#2a2a2e"
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """How the picture is taken.

    Attributes:
        scene: What stands behind.
        turn: Of the whole figure, radians; positive to the picture's right, pi from behind.
        fill: Share of the picture's height that the whole figure takes.
        low: Where the picture ends below, as a fraction of the figure's height; 0 shows the whole figure.
        shift: Of the figure from the middle, as a fraction of the picture's width.
        lens: Height of the camera above the floor, cm.
        light: Turn of the key light about the upright axis, radians; negative from the picture's left.
        grain: Standard deviation of the noise, levels of 255.
        blur: Standard deviation of the lens's blur, pixels.
        veil: A thing before the figure that hides a part of it: "none", "post" or "plant".
    """

    scene: str = "studio"
    turn: float = 0.0
    fill: float = 0.88
    low: float = 0.0
    shift: float = 0.0
    lens: float = 110.0
    light: float = -0.6
    grain: float = 1.2
    blur: float = 0.35
    veil: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One figure with what it wears and how it is pictured.

    Attributes:
        build: Value of body.build.
        skin: "#rrggbb"; a draw, never asked for and never stated.
        garments: At most one for each place; `product` is the place of the one that the picture is exposed for.
        fits: Ease of each garment by place, from tight, 0, to wide, 1.
    """

    figure: Figure = field(default_factory=Figure)
    face: Face = field(default_factory=Face)
    hair: Hair = field(default_factory=Hair)
    build: str = "average"
    skin: str = "#d3a082"
    garments: tuple[Cloth, ...] = ()
    product: Place = Place.UPPER
    fits: tuple[tuple[Place, float], ...] = ()
    eyewear: Extra = field(default_factory=Extra)
    headwear: Extra = field(default_factory=Extra)
    bag: Extra = field(default_factory=Extra)
    shot: Shot = field(default_factory=Shot)

    def garment(self, place: Place) -> Cloth | None:
        """What is worn at a place."""
        return next((cloth for cloth in self.garments if cloth.place is place), None)

    def fit(self, place: Place) -> float:
        """Ease of the garment at a place."""
        return dict(self.fits).get(place, 0.4)

    def wearer(self) -> dict[str, str]:
        """Values of the wearer's attributes, as a viewer of the picture can see them."""
        behind = abs(self.shot.turn) > _BEHIND
        bald = self.hair.length == "bald"
        return {
            "hair.color": NOT_VISIBLE if bald else self.hair.name,
            "hair.length": self.hair.length,
            "eyewear.kind": NOT_VISIBLE if behind else self.eyewear.kind,
            "headwear.kind": self.headwear.kind,
            "bag.kind": self.bag.kind,
            "body.build": self.build,
            "body.height": height_value(self.figure.height),
        }


def height_value(height_cm: float) -> str:
    """Value of body.height."""
    return next(name for name, low in HEIGHTS.items() if height_cm >= low)


HEIGHTS = {"190-up": 190.0, "180-189": 180.0, "170-179": 170.0, "160-169": 160.0, "under-160": 0.0}
"""Lowest height of each value of body.height, cm, tallest first."""
_BEHIND = 1.9
