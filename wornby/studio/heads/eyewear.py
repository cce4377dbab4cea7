"""Eyeglasses and sunglasses: rims, lenses, bridge and temples. Head measures, cm; see `wornby.studio.heads.skull`."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wornby.studio.heads.skull import CENTRE, Features, Shell
from wornby.studio.looks import Extra
from wornby.studio.rendering.mesh import Floats, Patch, loft, resample
from wornby.studio.rendering.surfaces import Paint, Spots, Surface, linear

EYEWEAR_STYLES: Mapping[str, tuple[str, ...]] = {
    "eyeglasses": ("round", "square", "aviator", "cat-eye", "thin"),
    "not_worn": ("round", "square", "aviator", "cat-eye"),
    "sunglasses": ("square", "aviator", "round", "cat-eye"),
}
"""Styles by value of eyewear.kind."""
_HINGE_Y = 11.75
_LENS_Z, _WRAP = 9.45, 0.024
_PIVOT = np.array([0.0, 11.9, -0.8], np.float32)
_UP = 0.80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A style's measures.

    Attributes:
        half: Half width and half height of a lens.
        square: Exponent of its outline; 2 is round.
        drop: How far the outline hangs outwards below.
        lift: How far its upper outer corner rises.
        rim: Half thickness of the rim.
        metal: Whether the frame is wire.
    """

    half: tuple[float, float]
    square: float
    drop: float = 0.0
    lift: float = 0.0
    rim: float = 0.21
    metal: bool = False


_FORMS = {
    "aviator": _Form(half=(2.72, 2.20), square=2.3, drop=0.30, rim=0.19, metal=True),
    "cat-eye": _Form(half=(2.62, 1.90), square=2.5, lift=1.35, rim=0.33),
    "round": _Form(half=(2.35, 2.20), square=2.0, rim=0.27),
    "square": _Form(half=(2.65, 1.95), square=4.0, rim=0.34),
    "thin": _Form(half=(2.55, 1.65), square=2.8, rim=0.16, metal=True),
}


def eyewear_patches(extra: Extra, *, traits: Features, shell: Shell, volume: float) -> list[Patch]:
    """Eyewear in head measures; `volume` is how high hair lies on the head, cm."""
    if extra.kind not in EYEWEAR_STYLES:
        return []
    dark = extra.kind != "eyeglasses"
    shape = _FORMS.get(extra.style, _FORMS["square"])
    grown = 1.13 if dark else 1.05
    frame = Surface(
        color=_deepened(extra.color), gloss=0.22 if shape.metal else 0.10, sharpness=50 if shape.metal else 36, soft=0.1
    )
    patches: list[Patch] = []
    for side in (-1, 1):
        outline = _outline(shape, side=side, grown=grown, traits=traits)
        thick = shape.rim * (1.15 if dark else 1.0)
        patches.append(_tube(outline, radius=thick, surface=frame))
        patches.append(_lens(outline, dark=dark))
        patches.append(_temple(outline, side=side, radius=min(thick, 0.20), traits=traits, surface=frame))
    patches.append(_bridge(shape, surface=frame, grown=grown, traits=traits))
    if extra.kind == "not_worn":
        return _pushed_up(patches, shell=shell, volume=volume)
    return patches


def _deepened(color: str) -> str:
    """A frame is narrower than a pixel or two and would look paler than it is."""
    values = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(value * 0.72):02x}" for value in values)


def _front(x: Floats) -> Floats:
    return _LENS_Z - _WRAP * x * x


def _outline(shape: _Form, *, side: int, grown: float, traits: Features) -> Floats:
    """Edge of a lens, closed. (65, 3)."""
    angle = np.linspace(0, 2 * np.pi, 65)
    cos, sin = np.cos(angle), np.sin(angle)
    power = 2 / shape.square
    out = np.sign(cos) * np.abs(cos) ** power
    up = np.sign(sin) * np.abs(sin) ** power
    half_x, half_y = shape.half[0] * grown, shape.half[1] * grown
    out = out + shape.drop * np.clip(-up, 0, 1) * 0.5
    up = up + shape.lift / half_y * np.clip(out, 0, 1) ** 2 * np.clip(up + 0.3, 0, 1)
    x = traits.eye[0] + 0.12 + half_x * out
    # Lenses leave room for the nose.
    x = np.maximum(x, 0.85 + 0.25 * np.clip(-up, 0, 1))
    y = traits.eye[1] - 0.22 + half_y * up
    return np.stack([side * x, y, _front(x)], axis=1).astype(np.float32)


def _tube(path: Floats, *, radius: float, surface: Surface) -> Patch:
    sections = np.full((len(path), 3), radius, np.float32)
    return loft(path, sections, columns=10, surface=surface, part="eyewear")


def _lens(outline: Floats, *, dark: bool) -> Patch:
    """A lens, slightly domed."""
    middle = outline[:-1].mean(0)
    reach = np.linspace(0, 1, 8)[:, None, None]
    points = middle + (outline - middle) * reach
    points[..., 2] += 0.22 * (1 - reach[..., 0] ** 2)
    uv = np.ascontiguousarray((points - middle)[..., :2]).astype(np.float32)
    if dark:
        surface = Surface(color="#15161a", paint=_tinted(), gloss=0.30, sharpness=26)
    else:
        surface = Surface(color="#59636a", gloss=0.6, sharpness=60, clear=0.90)
    return Patch(points=points.astype(np.float32), uv=uv, surface=surface, part="eyewear", closed=True)


def _tinted() -> Paint:
    """A dark lens mirrors the sky faintly, with a slanting edge as of a window."""
    base, sky = linear("#131419"), linear("#5d6670")

    def paint(spots: Spots) -> Floats:
        x, y = spots.uv[:, 0], spots.uv[:, 1]
        high = np.clip((y + 0.6) / 3.2, 0, 1) ** 1.6
        slant = 1 / (1 + np.exp(-(y - 0.9 * x - 0.2) * 5))
        return (base + (sky - base) * (0.55 * high + 0.12 * slant * high)[:, None]).astype(np.float32)

    return paint


def _temple(outline: Floats, *, side: int, radius: float, traits: Features, surface: Surface) -> Patch:
    """From the lens to the ear and down behind it."""
    corner = outline[np.argmin(np.abs(outline[:, 1] - _HINGE_Y) - 2.0 * side * outline[:, 0])]
    ear_x = 7.30 * traits.broad
    path = [
        corner,
        (corner[0] + side * 0.42, corner[1], corner[2] - 0.35),
        (side * (ear_x - 0.35), _HINGE_Y + 0.05, 4.2),
        (side * (ear_x + 0.12), _HINGE_Y + 0.55, -0.6),
        (side * (ear_x + 0.25), _HINGE_Y - 0.4, -2.6),
    ]
    points, _ = resample([tuple(float(value) for value in point) for point in path], rows=40)
    sections = np.full((len(points), 3), radius, np.float32)
    return loft(points, sections, columns=8, surface=surface, part="eyewear")


def _bridge(shape: _Form, *, surface: Surface, grown: float, traits: Features) -> Patch:
    inner = max(traits.eye[0] + 0.12 - shape.half[0] * grown, 0.85)
    height = traits.eye[1] + (0.75 if shape.metal else 0.30)
    x = np.linspace(-inner - 0.2, inner + 0.2, 17)
    y = height + 0.30 * (1 - (x / (inner + 0.2)) ** 2)
    z = _front(x) + 0.12
    return _tube(np.stack([x, y, z], axis=1).astype(np.float32), radius=max(shape.rim * 0.85, 0.1), surface=surface)


def _pushed_up(patches: list[Patch], *, shell: Shell, volume: float) -> list[Patch]:
    """Turn eyewear up about the ears, and raise it onto the hair."""
    cos, sin = np.cos(_UP), np.sin(_UP)
    turn = np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]], np.float32)
    turned = [patch.points @ turn.T for patch in patches]
    shift = _PIVOT - turn @ _PIVOT
    every = np.concatenate([points.reshape(-1, 3) for points in turned]) + shift
    front = every[np.argsort(every[:, 2])[-len(every) // 2 :]] - CENTRE
    short = shell.radius(front) + volume + 0.3 - np.linalg.norm(front, axis=1)
    push = max(0.0, float(np.quantile(short, 0.9)))
    moved = []
    for patch, points in zip(patches, turned, strict=True):
        away = points + shift - _PIVOT
        ahead = np.clip(np.linalg.norm(away[..., 1:], axis=-1, keepdims=True) / 9, 0, 1.2)
        unit = away / np.maximum(np.linalg.norm(away, axis=-1, keepdims=True), 1e-6)
        lifted = away + unit * np.array([0, 1, 1], np.float32) * ahead * push
        moved.append(patch.moved(lifted + _PIVOT))
    return moved
