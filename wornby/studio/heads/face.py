"""The face's paint: skin with its warmer places, eyes, brows, lips; and fine relief that the grid is too coarse for.

Places are x and y of the head's form, cm.
"""

import numpy as np

from wornby.studio.heads.skull import Features
from wornby.studio.looks import Face
from wornby.studio.rendering.mesh import Floats
from wornby.studio.rendering.surfaces import Relief, Spots, Surface, linear

_CATCH = np.array([0.95, 0.97, 1.0], np.float32)
_WARM = np.array([1.0, 0.70, 0.66], np.float32)


def skin_surface(color: str) -> Surface:
    """Skin of the body; the face's differs from it by its paint alone."""
    return Surface(color=color, gloss=0.08, sharpness=16, soft=0.25, glow=0.24)


def face_surface(face: Face, *, skin: str, hair: str, traits: Features, line: tuple[Floats, Floats] | None) -> Surface:
    """Skin of the head.

    Args:
        face: Iris and the like.
        skin: "#rrggbb".
        hair: "#rrggbb".
        traits: Where the features lie.
        line: Where hair begins: the first numbers of uv, ascending, and heights; none on a bald head.
    """
    base = linear(skin)
    hair_light = linear(hair)
    brow = _brow_color(hair_light, base=base)
    iris = linear(face.iris)

    def paint(spots: Spots) -> Floats:
        x, y = spots.uv[:, 0], spots.uv[:, 1]
        color = _complexion(x, y, base=base, traits=traits)
        if line is not None:
            color = _scalp(x, y, color=color, hair=hair_light, line=line)
        color = _lips(x, y, color=color, base=base, traits=traits)
        color = _brows(x, y, color=color, brow=brow, traits=traits)
        return _eyes(x, y, color=color, base=base, iris=iris, traits=traits)

    return Surface(color=skin, paint=paint, relief=_fine(traits), gloss=0.08, sharpness=16, soft=0.25, glow=0.24)


def _step(value: Floats, low: float, high: float) -> Floats:
    t = np.clip((value - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def _mix(color: Floats, other: Floats, *, share: Floats) -> Floats:
    return (color + (other - color) * share[:, None]).astype(np.float32)


def _spot(x: Floats, y: Floats, *, at: tuple[float, float], size: tuple[float, float]) -> Floats:
    return np.exp(-(((x - at[0]) / size[0]) ** 2) - ((y - at[1]) / size[1]) ** 2)


def _brow_color(hair: Floats, *, base: Floats) -> Floats:
    """Darker than the hair, and dark enough to be seen on the skin."""
    light = float(hair.max())
    brow = hair * 0.62 if light > 0.05 else hair * 0.9
    limit = 0.50 * float(base.mean())
    mean = float(brow.mean())
    return (brow * min(1.0, limit / max(mean, 1e-4)) + 0.004).astype(np.float32)


def _complexion(x: Floats, y: Floats, *, base: Floats, traits: Features) -> Floats:
    side = np.abs(x)
    warm = 0.40 * _spot(side, y, at=(4.3, 8.2), size=(1.9, 1.5))
    warm = (
        warm + 0.35 * _spot(side, y, at=(0.0, 7.2), size=(1.3, 0.9)) + 0.15 * _spot(side, y, at=(0, 1.2), size=(2, 1))
    )
    color = base * (1 + warm[:, None] * (_WARM - 1) * 0.5)
    eye_x, eye_y = traits.eye
    below = _spot(side, y, at=(eye_x - 0.3, eye_y - 1.15), size=(1.3, 0.45))
    lid = _spot(side, y, at=(eye_x, eye_y + 0.75), size=(1.5, 0.42))
    dark = 1 - 0.10 * below - 0.16 * lid
    nostril = _spot(side, y, at=(0.62 * traits.nose, 6.55), size=(0.36 * traits.nose, 0.17))
    dark = dark * (1 - 0.72 * np.clip(nostril * 1.3, 0, 1))
    wing = _spot(side, y, at=(1.72 * traits.nose, 6.75), size=(0.22, 0.55))
    return (color * (dark * (1 - 0.14 * wing))[:, None]).astype(np.float32)


def _scalp(x: Floats, y: Floats, *, color: Floats, hair: Floats, line: tuple[Floats, Floats]) -> Floats:
    """Short hairs before the hairline, so that it has no hard edge."""
    inside = y - np.interp(x, *line)
    share = 0.62 * _step(inside, -0.85, 0.25) + 0.12 * _step(inside, -1.5, -0.3)
    return _mix(color, (0.55 * hair + 0.20 * color).astype(np.float32), share=share)


def _lips(x: Floats, y: Floats, *, color: Floats, base: Floats, traits: Features) -> Floats:
    side = np.abs(x) / traits.mouth_half
    inside = np.clip(1 - side * side, 0, 1)
    line = 4.60 + 0.30 * side**2
    bow = 0.10 * np.exp(-((np.abs(x) / 0.30) ** 2)) - 0.02
    top = line + (0.74 * traits.lip) * inside**0.8 - bow
    low = line - (0.86 * traits.lip) * inside**0.65
    red = np.stack([base[0] * 0.86 + 0.015, base[1] * 0.56, base[2] * 0.58]).astype(np.float32)
    there = _step(top - y, -0.06, 0.10) * _step(y - low, -0.08, 0.16) * _step(1.03 - side, 0, 0.12)
    color = _mix(color, red, share=0.80 * there)
    upper = _step(y - line, 0.0, 0.2) * there
    color = (color * (1 - 0.20 * upper)[:, None]).astype(np.float32)
    gap = np.exp(-(((y - line) / (0.09 - 0.04 * np.clip(side, 0, 1))) ** 2)) * _step(1.04 - side, 0, 0.16)
    return _mix(color, (red * 0.22).astype(np.float32), share=0.75 * gap)


def _brows(x: Floats, y: Floats, *, color: Floats, brow: Floats, traits: Features) -> Floats:
    eye_x, eye_y = traits.eye
    along = (np.abs(x) - (eye_x - 1.75)) / 3.75
    middle = eye_y + 1.86 + 0.48 * np.sin(np.clip(along, 0, 1) * np.pi * 0.80) - 0.42 * np.clip(along - 0.62, 0, 1)
    thick = traits.brow * np.interp(along, [0, 0.12, 0.55, 1.0], [0.70, 1.0, 0.88, 0.22])
    strands = 0.86 + 0.14 * np.sin(np.abs(x) * 23 - y * 11) * np.sin(np.abs(x) * 3.1 + 1)
    there = (
        (1 - _step(np.abs(y - middle) / thick, 0.55, 1.25)) * _step(along, -0.05, 0.10) * (1 - _step(along, 0.93, 1.04))
    )
    return _mix(color, brow, share=0.88 * there * strands)


def lids(x: Floats, *, traits: Features) -> tuple[Floats, Floats, Floats]:
    """Upper lid, lower lid and place across an eye.

    Args:
        x: Signed, cm. (N,).
        traits: The face's.

    Returns:
        Heights of the lids' edges, cm, and the place from -1, the inner corner, to 1. (N,) each.
    """
    eye_x, eye_y = traits.eye
    across = (np.abs(x) - eye_x) / traits.eye_half
    inside = np.clip(1 - across * across, 0, 1)
    corner = eye_y + 0.07 * across
    top = corner + traits.eye_open * 1.08 * inside ** (0.62 + 0.10 * np.sign(across)) + 0.0 * across
    low = corner - traits.eye_open * 0.74 * inside**0.80
    return top.astype(np.float32), low.astype(np.float32), across.astype(np.float32)


def _eyes(x: Floats, y: Floats, *, color: Floats, base: Floats, iris: Floats, traits: Features) -> Floats:
    top, low, across = lids(x, traits=traits)
    eye_x, eye_y = traits.eye
    near = np.abs(across) < 1.5
    if not near.any():
        return color
    gap = np.minimum(top - y, y - low)
    open_eye = _step(gap, -0.03, 0.05) * _step(1 - np.abs(across), -0.01, 0.05)
    radius = 0.64
    from_iris = np.hypot(np.abs(x) - eye_x + 0.06, y - eye_y - 0.06)
    white = (np.array([0.50, 0.475, 0.455], np.float32) * (0.68 + 0.32 * min(1.0, float(base.mean()) / 0.35))) * (
        0.80 + 0.20 * _step(1 - np.abs(across), 0.0, 0.6)
    )[:, None]
    ring = _step(from_iris, radius * 0.72, radius)
    lit = (0.75 + 0.6 * np.clip((eye_y - y) / radius, -0.5, 0.8))[:, None]
    disc = (iris * lit * (1 - 0.62 * ring)[:, None]).astype(np.float32)
    disc = _mix(disc, np.full(3, 0.006, np.float32), share=1 - _step(from_iris, 0.24, 0.32))
    ball = _mix(white.astype(np.float32), disc, share=1 - _step(from_iris, radius - 0.04, radius + 0.05))
    # The upper lid and its lashes shade the ball.
    ball = (ball * (0.42 + 0.58 * _step(top - y, 0.0, 0.42))[:, None]).astype(np.float32)
    catch = 1 - _step(np.hypot(x - np.sign(x) * (eye_x - 0.06) + 0.22, y - eye_y - 0.27), 0.09, 0.17)
    ball = _mix(ball, _CATCH, share=0.9 * catch)
    corner = _spot(np.abs(x), y, at=(eye_x - traits.eye_half + 0.12, eye_y - 0.05), size=(0.16, 0.14))
    ball = _mix(ball, (base * _WARM * 0.7).astype(np.float32), share=np.clip(corner, 0, 1))
    color = _mix(color, ball, share=open_eye)
    return _lashes(y, color=color, base=base, lid=(top, low, across))


def _lashes(y: Floats, *, color: Floats, base: Floats, lid: tuple[Floats, Floats, Floats]) -> Floats:
    top, low, across = lid
    dark = (base * 0.035 + 0.004).astype(np.float32)
    ends = _step(1.07 - np.abs(across + 0.02), 0.0, 0.08)
    thick = 0.075 + 0.045 * np.clip(across + 0.4, 0, 1)
    upper = np.exp(-(((y - top - 0.02) / thick) ** 2)) * ends
    color = _mix(color, dark, share=0.92 * upper)
    lower = np.exp(-(((y - low + 0.01) / 0.055) ** 2)) * ends * (0.25 + 0.35 * np.clip(across + 0.3, 0, 1))
    color = _mix(color, (base * 0.22).astype(np.float32), share=0.7 * lower)
    crease = np.exp(-(((y - top - 0.30 - 0.06 * across) / 0.07) ** 2)) * _step(0.98 - np.abs(across), 0, 0.4)
    return (color * (1 - 0.30 * crease)[:, None]).astype(np.float32)


def _fine(traits: Features) -> Relief:
    """Lids, the line of the mouth and the lips' edge."""

    def relief(uv: Floats) -> Floats:
        x, y = uv[:, 0], uv[:, 1]
        top, low, across = lids(x, traits=traits)
        inside = _step(1.12 - np.abs(across), 0, 0.3)
        lid = 0.10 * np.exp(-(((y - top - 0.14) / 0.16) ** 2)) + 0.07 * np.exp(-(((y - low + 0.13) / 0.14) ** 2))
        lid = lid - 0.05 * np.exp(-(((y - top - 0.36) / 0.09) ** 2))
        side = np.abs(x) / traits.mouth_half
        gap = -0.07 * np.exp(-(((y - 4.60 - 0.3 * side**2) / 0.11) ** 2)) * _step(1.05 - side, 0, 0.2)
        return (lid * inside + gap).astype(np.float32)

    return relief
