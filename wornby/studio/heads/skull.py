"""The head's form: skull and face as one grid, the ears, and a shell around it that hair and headwear lie on.

Everything here is in head measures: a head 22.6 cm high with the chin at y = 0, the crown above, the face towards +z.
`Pose` brings it onto a figure.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wornby.studio.figures.figure import CHIN, Figure
from wornby.studio.looks import Face
from wornby.studio.rendering.mesh import Floats, smooth

HEAD_CM = 22.6
CENTRE = np.array([0.0, 13.6, -0.8], np.float32)
_HEAD_SHARE = 0.132
_NECK_SHARE = 0.885
_NECK_LOW = 0.862
_NECK = np.array([0.0, 2.6, -2.1], np.float32)
_AXIS_Z = -1.0
# Rows from the crown to the jaw and in under it: heights in front, at the side and behind, half widths to the front,
# the side and the back, exponents of the section in front and behind. After anthropometry's usual proportions.
_FORM = np.array(
    [
        (22.60, 22.60, 22.60, 0.01, 0.01, 0.01, 2.00, 2.0),
        (22.47, 22.47, 22.47, 1.99, 1.50, 1.83, 2.06, 2.0),
        (22.04, 22.04, 22.02, 3.94, 2.97, 3.62, 2.12, 2.0),
        (21.24, 21.24, 21.20, 5.82, 4.39, 5.36, 2.17, 2.0),
        (20.04, 20.04, 19.94, 7.54, 5.69, 6.94, 2.22, 2.0),
        (18.40, 18.40, 18.25, 8.93, 6.74, 8.22, 2.27, 2.0),
        (16.37, 16.37, 16.15, 9.82, 7.41, 9.05, 2.29, 2.0),
        (14.20, 14.20, 13.90, 10.10, 7.62, 9.30, 2.30, 2.0),
        (12.50, 12.60, 12.50, 9.85, 7.45, 9.05, 2.25, 2.0),
        (11.00, 11.20, 11.30, 9.45, 7.22, 8.65, 2.18, 2.0),
        (9.00, 9.40, 10.10, 9.25, 6.98, 8.10, 2.10, 2.0),
        (7.00, 7.60, 9.00, 9.10, 6.62, 7.55, 2.02, 2.0),
        (5.00, 5.90, 7.90, 9.00, 6.22, 7.10, 1.95, 2.0),
        (3.00, 4.50, 6.90, 8.85, 5.72, 6.75, 1.90, 2.0),
        (1.50, 3.60, 6.20, 8.85, 5.34, 6.50, 1.84, 2.0),
        (0.50, 3.05, 5.80, 8.60, 5.02, 6.30, 1.80, 2.0),
        (0.00, 2.85, 5.60, 7.70, 4.60, 6.00, 1.80, 2.0),
        (-0.05, 2.95, 5.70, 5.60, 3.90, 5.20, 1.90, 2.0),
        (0.60, 3.40, 6.00, 2.00, 2.00, 3.00, 2.00, 2.0),
    ]
)
_ROWS, _COLUMNS = 168, 176


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Where a face's features lie and how large they are, cm in head measures.

    Attributes:
        eye: Middle of the figure's left eye: x, y.
        eye_half: Half width of the open eye.
        eye_open: Half height of the open eye.
        brow: Half thickness of a brow.
        nose: Factor on the nose's length and breadth.
        mouth_half: Half width of the mouth.
        lip: Factor on the fullness of the lips.
        broad: Factor on the head's width.
        jaw: Factor on the jaw's width.
    """

    eye: tuple[float, float]
    eye_half: float
    eye_open: float
    brow: float
    nose: float
    mouth_half: float
    lip: float
    broad: float
    jaw: float


def features(face: Face) -> Features:
    """Turn draws between -1 and 1 into measures."""
    return Features(
        eye=(3.20 + 0.16 * face.width, 11.15),
        eye_half=1.58 + 0.12 * face.eyes,
        eye_open=0.63 + 0.08 * face.eyes,
        brow=0.30 + 0.09 * face.brows,
        nose=1.0 + 0.15 * face.nose,
        mouth_half=2.35 + 0.16 * face.mouth + 0.08 * face.width,
        lip=1.12 + 0.30 * face.mouth,
        broad=1.0 + 0.045 * face.width,
        jaw=1.0 + 0.08 * face.jaw,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pose:
    """Where the head sits on its figure.

    Attributes:
        scale: World centimetres to one of the head's.
        turn: Head to world axes. (3, 3).
        neck: World place of the neck's top. (3,).
    """

    scale: float
    turn: Floats
    neck: Floats

    def world(self, points: Floats) -> Floats:
        """From head measures to the world. (..., 3)."""
        return (((points - _NECK) * self.scale) @ self.turn.T + self.neck).astype(np.float32)

    def head(self, points: Floats) -> Floats:
        """From the world to head measures. (..., 3)."""
        return ((points - self.neck) @ self.turn / self.scale + _NECK).astype(np.float32)


def pose(figure: Figure, face: Face) -> Pose:
    """Seat the head on the neck."""
    top = figure.tilt(figure.spine(np.array([figure.at(_NECK_SHARE)])))[0]
    scale = figure.at(_HEAD_SHARE) / HEAD_CM
    # The neck's pivot lies above the chin's height by a fixed measure, so chin and crown come where they belong.
    top[1] = figure.at(CHIN) + _NECK[1] * scale
    turn = _about(1, face.turn + figure.lean) @ _about(0, face.nod) @ _about(2, -face.tip)
    return Pose(scale=scale, turn=turn.astype(np.float32), neck=top.astype(np.float32))


def _about(axis: int, angle: float) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)
    one, two = (axis + 1) % 3, (axis + 2) % 3
    turn = np.eye(3)
    turn[one, one] = turn[two, two] = cos
    turn[one, two], turn[two, one] = -sin, sin
    return turn.astype(np.float32)


def form(traits: Features) -> tuple[Floats, Floats]:
    """The head as a grid.

    Returns:
        Points, (R, C, 3), from the crown down, and uv, (R, C, 2): on the face x and y themselves, on the sides and
        behind a number that grows on with the angle, and y.
    """
    place = np.linspace(0, len(_FORM) - 1, 400)
    fine = smooth(np.arange(len(_FORM)), _FORM, at=place)
    # Rows lie evenly in front, with more of them where eyes, nose and mouth are.
    steps = np.hypot(np.diff(fine[:, 0]), np.diff(fine[:, 3]))
    weight = np.where((fine[1:, 0] > 3) & (fine[1:, 0] < 13), 1.6, 1.0)
    walk = np.concatenate([[0], np.cumsum(steps * weight)])
    rows = smooth(np.arange(len(_FORM)), _FORM, at=np.interp(np.linspace(0, walk[-1], _ROWS), walk, place))
    turn = np.linspace(-1, 1, _COLUMNS + 1)
    angle = np.pi * (0.62 * turn + 0.38 * np.sign(turn) * np.abs(turn) ** 2.6)
    sin, cos = np.sin(angle), np.cos(angle)
    power = 2 / np.where(cos > 0, rows[:, 6:7], rows[:, 7:8])
    jaw = 1 + (traits.jaw - 1) * smooth([2.0, 7.5, 11.0], [1.0, 0.7, 0.0], at=rows[:, 0])
    wide = rows[:, 4] * traits.broad * jaw
    x = np.sign(sin) * np.abs(sin) ** power * wide[:, None]
    z = np.sign(cos) * np.abs(cos) ** power * np.where(cos > 0, rows[:, 3:4], rows[:, 5:6]) + _AXIS_Z
    ahead, behind = np.clip(cos, 0, 1) ** 1.3, np.clip(-cos, 0, 1) ** 1.3
    y = rows[:, 1:2] + (rows[:, 0:1] - rows[:, 1:2]) * ahead + (rows[:, 2:3] - rows[:, 1:2]) * behind
    front = np.clip(cos / 0.45, 0, 1)
    front = front * front * (3 - 2 * front)
    lift = relief_of_face(x, y, traits=traits)
    z = z + front * lift
    # On the face the first number is x itself; on the sides, where x hardly grows, the angle is added.
    uv_x = x + np.sign(angle) * 8.0 * np.clip(np.abs(angle) - 0.95, 0, None) + np.zeros_like(y)
    points = np.stack([x, y, z], axis=2).astype(np.float32)
    return points, np.stack([uv_x, y], axis=2).astype(np.float32)


def _bump(x: Floats, y: Floats, *, at: tuple[float, float], size: tuple[float, float]) -> Floats:
    return np.exp(-(((x - at[0]) / size[0]) ** 2) - ((y - at[1]) / size[1]) ** 2)


def relief_of_face(x: Floats, y: Floats, *, traits: Features) -> Floats:
    """How far the face stands out of the plain form. Any shape, cm."""
    side = np.abs(x)
    eye_x, eye_y = traits.eye
    lift = _nose(side, y, size=traits.nose)
    lift = lift + 0.22 * _bump(side, y, at=(2.6, 13.2), size=(2.4, 0.9))
    lift = lift - 0.85 * _bump(side, y, at=(eye_x - 0.1, eye_y + 0.15), size=(1.75, 1.15))
    lift = lift - 0.35 * _bump(side, y, at=(1.75, eye_y + 0.2), size=(0.65, 0.9))
    lift = lift + 0.62 * _bump(side, y, at=(eye_x, eye_y - 0.05), size=(1.25, 0.85))
    lift = lift + 0.45 * _bump(side, y, at=(4.7, 8.9), size=(1.7, 1.4))
    lift = lift - 0.30 * _bump(side, y, at=(4.6, 5.2), size=(1.4, 1.8))
    lift = lift + 0.50 * _bump(side, y, at=(0.0, 4.7), size=(2.6, 1.7))
    lips = np.clip(1 - (side / traits.mouth_half) ** 2, 0, 1) ** 0.7
    lift = lift + lips * 0.30 * traits.lip * np.exp(-(((y - 5.15) / 0.42) ** 2))
    lift = lift + lips * 0.36 * traits.lip * np.exp(-(((y - 4.05) / 0.48) ** 2))
    lift = lift - lips * 0.16 * np.exp(-(((y - 4.65) / 0.16) ** 2))
    lift = lift - 0.16 * _bump(side, y, at=(traits.mouth_half + 0.1, 4.6), size=(0.5, 0.6))
    lift = lift - 0.38 * _bump(side, y, at=(0.0, 2.95), size=(2.2, 0.6))
    lift = lift + 0.50 * _bump(side, y, at=(0.0, 1.3), size=(1.9, 1.1))
    return lift + 0.12 * _bump(side, y, at=(0.42, 5.85), size=(0.22, 0.5))


def _nose(side: Floats, y: Floats, *, size: float) -> Floats:
    """Bridge, tip and wings."""
    drop = 11.3 - (11.3 - y) / (0.5 + 0.5 * size)
    flat = drop.reshape(-1)
    knots = [5.75, 6.2, 6.6, 7.0, 7.45, 7.95, 8.8, 10.0, 11.3, 12.3, 13.4]
    profile = smooth(knots, [0.0, 0.42, 1.25, 2.02, 2.26, 2.08, 1.62, 1.08, 0.55, 0.26, 0.0], at=flat)
    breadth = smooth(knots, [0.8, 0.85, 0.9, 0.98, 1.0, 0.92, 0.82, 0.78, 0.80, 1.0, 1.2], at=flat)
    profile, breadth = profile.reshape(y.shape), breadth.reshape(y.shape) * (0.4 + 0.6 * size)
    ridge = profile * (0.5 + 0.5 * size) * np.exp(-((side / breadth) ** 2.3))
    wing = 0.85 * size * _bump(side, drop, at=(1.28 * size, 7.0), size=(0.50 * size, 0.58))
    return ridge + wing * (1 - 0.55 * np.exp(-((side / (0.8 * size)) ** 2)))


def ear(side: int, *, traits: Features) -> Floats:
    """An ear: rim, hollow and lobe, as a grid that closes in its middle. (R, C, 3); `side` is 1 for the left."""
    angle = np.linspace(-np.pi, np.pi, 61)
    reach = np.linspace(0, 1, 19)[:, None]
    up, behind = np.cos(angle), np.sin(angle)
    tall = np.where(up > 0, 3.0, 2.85)
    wide = np.where(behind > 0, 1.95 - 0.75 * np.clip(-up, 0, 1) ** 1.5, 1.15 - 0.35 * np.clip(-up, 0, 1))
    y, z = reach * tall * up, -reach * wide * behind
    around = np.clip(0.45 + 0.75 * behind + 0.55 * up, 0, 1)
    rim = np.exp(-(((reach - 0.90) / 0.09) ** 2)) * around
    fold = np.exp(-(((reach - 0.56) / 0.13) ** 2)) * np.clip(0.9 * behind + 0.1, 0, 1)
    hollow = np.exp(-(((y + 0.35) / 1.1) ** 2) - ((z + 0.15) / 0.62) ** 2)
    tragus = np.exp(-(((y + 0.3) / 0.5) ** 2) - ((z - 0.85) / 0.3) ** 2)
    lobe = np.exp(-(((y + 2.35) / 0.6) ** 2) - ((z + 0.1) / 0.7) ** 2)
    high = 0.34 * rim + 0.26 * fold - 0.50 * hollow + 0.35 * tragus + 0.22 * lobe
    # The last rows turn in, so that the rim has a back.
    turned = np.clip((reach - 0.93) / 0.07, 0, 1)
    out = 0.30 + 0.42 * np.clip(-z + 0.4, 0, 3) + high - 0.9 * turned**2
    x = side * (6.95 * traits.broad + out)
    points = np.stack([x + 0 * y, 9.75 + y + 0.25 * z, -1.2 + z - 0.22 * y], axis=2)
    return points.astype(np.float32)


@dataclass(frozen=True, eq=False)
class Shell:
    """How far the head reaches from `CENTRE` in every direction, without nose and ears.

    Attributes:
        traits: The head's.
    """

    traits: Features

    @cached_property
    def table(self) -> Floats:
        """Radius by elevation, from below to above, and azimuth, from -pi; a column beyond the end. (33, 65), cm."""
        points, _ = form(self.traits)
        away = points[: int(_ROWS * 0.93) : 4, ::3].reshape(-1, 3) - CENTRE
        radius = np.linalg.norm(away, axis=1)
        up, turn = np.meshgrid(np.linspace(-np.pi / 2, np.pi / 2, 33), np.linspace(-np.pi, np.pi, 65), indexing="ij")
        near = (directions(up, turn).reshape(-1, 3) @ (away / radius[:, None]).T).astype(np.float32)
        weight = np.exp((near - near.max(1, keepdims=True)) * 400)
        return ((weight @ radius) / weight.sum(1)).reshape(up.shape).astype(np.float32)

    def radius(self, away: Floats) -> Floats:
        """How far the head reaches along vectors from `CENTRE`. (..., 3) to (...)."""
        length = np.maximum(np.linalg.norm(away, axis=-1), 1e-6)
        up = (np.arcsin(np.clip(away[..., 1] / length, -1, 1)) / np.pi + 0.5) * 32
        turn = (np.arctan2(away[..., 0], away[..., 2]) / (2 * np.pi) + 0.5) * 64
        row, column = np.clip(up.astype(np.int32), 0, 31), np.clip(turn.astype(np.int32), 0, 63)
        down, right = up - row, turn - column
        table = self.table
        low = table[row, column] * (1 - right) + table[row, column + 1] * right
        high = table[row + 1, column] * (1 - right) + table[row + 1, column + 1] * right
        return (low * (1 - down) + high * down).astype(np.float32)

    def at(self, up: Floats, turn: Floats, *, ease: Floats | float = 0.0) -> Floats:
        """Points above the head by elevation and azimuth, radians; azimuth 0 is the face. (..., 3)."""
        away = directions(up, turn)
        return (CENTRE + away * (self.radius(away) + ease)[..., None]).astype(np.float32)


def directions(up: Floats, turn: Floats) -> Floats:
    """Unit vectors by elevation and azimuth, radians. (..., 3)."""
    return np.stack([np.cos(up) * np.sin(turn), np.sin(up), np.cos(up) * np.cos(turn)], axis=-1).astype(np.float32)


def neck(figure: Figure, *, seat: Pose) -> tuple[Floats, Floats]:
    """What joins the trunk to the head: centres and half widths from inside the skull down, as `loft` takes them."""
    low = figure.at(_NECK_LOW)
    heights = np.array([low, low - figure.at(0.016)], np.float32)
    below = figure.tilt(figure.spine(heights))
    girth = figure.trunk(heights)
    inside = seat.world(np.array([[0.0, 7.6, -2.3], [0.0, 6.2, -2.3], [0.0, 3.2, -2.2]], np.float32))
    thin = np.array([[2.0, 2.0, 2.0], [4.6, 4.4, 4.4], [5.05, 5.0, 5.1]], np.float32) * seat.scale
    steps = np.linspace(0, 4, 40).astype(np.float32)
    path = smooth(np.arange(5), np.concatenate([inside, below]), at=steps)
    return path, smooth(np.arange(5), np.concatenate([np.minimum(thin, girth[0]), girth]), at=steps)
