"""From a mesh to a picture: seen twice as fine as asked, painted, lit, and made smaller."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask
from wornby.studio.rendering.camera import Camera, Seen, View, look, resolve
from wornby.studio.rendering.lighting import Light, ShadowMap, expose, openness, paint
from wornby.studio.rendering.mesh import Floats, Mesh
from wornby.studio.rendering.surfaces import Spots, linear

FINER = 2
_REACHES_PX = (5, 14, 34)
_EXPOSURES = (0.6, 1.6)
# Shine and rim come on top of what falls: measured on eight colours, four parts in a hundred.
_OVER = 1.04


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Film:
    """What was rendered, `FINER` times as fine as the picture.

    Attributes:
        light: Linear RGB, black where nothing is. (H, W, 3), float32.
        owners: Index of the patch, -1 where nothing is. (H, W), int32.
        glass: Where glass lies before it. (H, W), bool.
    """

    light: Floats
    owners: NDArray[np.int32]
    glass: Mask


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """What a picture is taken with."""

    camera: Camera
    light: Light
    shadows: ShadowMap
    size: tuple[int, int]


def render(solid: Mesh, stage: Stage, *, clear: Mesh | None, rng: np.random.Generator) -> Film:
    """Render what is solid, and lay what is clear over it."""
    fine = (stage.size[0] * FINER, stage.size[1] * FINER)
    view = look(solid, stage.camera, size=fine)
    seen = resolve(solid, view, camera=stage.camera)
    sky = openness(view, reach_px=tuple(max(1, round(reach * fine[0] / 1536)) for reach in _REACHES_PX))
    colors = _develop(solid, seen, stage=stage, sky=sky[seen.rows, seen.columns], rng=rng)
    picture = np.zeros((*fine, 3), np.float32)
    picture[seen.rows, seen.columns] = colors
    owners = np.full(fine, -1, np.int32)
    owners[seen.rows, seen.columns] = seen.owners
    glass = np.zeros(fine, np.bool_)
    if clear is not None:
        _glaze(picture, glass, clear, stage=stage, depth=view.depth, rng=rng)
    return Film(light=picture, owners=owners, glass=glass)


def _glaze(picture: Floats, glass: Mask, clear: Mesh, *, stage: Stage, depth: Floats, rng: np.random.Generator) -> None:
    """Lay glass over a picture in place, and mark where it is."""
    view = look(clear, stage.camera, size=depth.shape)
    front = View(faces=np.where(view.depth < depth, view.faces, -1).astype(np.int32), depth=view.depth)
    seen = resolve(clear, front, camera=stage.camera)
    if not len(seen.rows):
        return
    colors = _develop(clear, seen, stage=stage, sky=np.ones(len(seen.rows), np.float32), rng=rng)
    clearness = np.array([patch.surface.clear for patch in clear.patches], np.float32)[seen.owners][:, None]
    behind = picture[seen.rows, seen.columns]
    tint = np.stack([linear(patch.surface.color) for patch in clear.patches])[seen.owners]
    # What lies behind is tinted by the glass; what the glass itself reflects is added.
    seen_through = behind * (clearness + (1 - clearness) * tint)
    picture[seen.rows, seen.columns] = seen_through * clearness + colors * (1 - clearness)
    glass[seen.rows, seen.columns] = True


def _develop(mesh: Mesh, seen: Seen, *, stage: Stage, sky: Floats, rng: np.random.Generator) -> Floats:
    light = stage.light
    lit = stage.shadows.shade(seen.spots.points + seen.spots.normals * 0.3, blur=light.blur, rng=rng)
    fall, shine, albedo = (np.zeros_like(seen.spots.points) for _ in range(3))
    gauge = []
    for index, patch in enumerate(mesh.patches):
        here = np.flatnonzero(seen.owners == index)
        if not len(here):
            continue
        spots = _pick(seen.spots, here)
        exposure = expose(
            spots, patch.surface, light=light, toward=seen.toward[here], lit=lit[here], open_sky=sky[here]
        )
        fall[here], shine[here] = exposure.fall, exposure.shine
        albedo[here] = paint(spots, patch.surface)
        if patch.surface.ground:
            gauge.append(exposure.fall)
    fall = fall / _gauge(gauge)
    return shoulder(albedo * fall + shine)


def shoulder(light: Floats, *, knee: float = 0.72) -> Floats:
    """Bend bright light instead of cutting it off, as film does. Linear RGB."""
    room = 1 - knee
    over = np.maximum(light - knee, 0)
    return np.where(light > knee, knee + room * (1 - np.exp(-over / room)), light).astype(np.float32)


def _gauge(falls: list[Floats]) -> Floats:
    """Light that counts as full: what falls on the middle of the garment that the picture is for.

    So its colour comes out as its swatch, as a photographer exposes for the product.
    """
    if not falls:
        return np.ones(3, np.float32)
    every = np.concatenate(falls)
    return np.clip(_OVER * np.median(every, axis=0), *_EXPOSURES).astype(np.float32)


def _pick(spots: Spots, here: NDArray[np.int64]) -> Spots:
    return Spots(
        uv=spots.uv[here],
        points=spots.points[here],
        normals=spots.normals[here],
        around=spots.around[here],
        along=spots.along[here],
    )


def shrink(picture: Floats) -> Floats:
    """Average the fine pixels of each pixel."""
    height, width = picture.shape[0] // FINER, picture.shape[1] // FINER
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.float32)
