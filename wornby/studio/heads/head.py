"""The head: skull, face and ears, hair, and what is worn on them."""

import numpy as np

from wornby.studio.heads.eyewear import eyewear_patches
from wornby.studio.heads.face import face_surface, skin_surface
from wornby.studio.heads.hair import hair_patches, hairline, volume
from wornby.studio.heads.headwear import cover_of, headwear_patches
from wornby.studio.heads.skull import CENTRE, Shell, ear, features, form, neck, pose
from wornby.studio.heads.strands import Ground
from wornby.studio.looks import Look
from wornby.studio.rendering.mesh import Floats, Patch, loft


def head_patches(look: Look, *, rng: np.random.Generator) -> list[Patch]:
    """Everything above the neck, in world centimetres.

    Args:
        look: The figure's face, hair, eyewear and headwear.
        rng: Draws where single locks lie; the same state gives the same head.
    """
    traits = features(look.face)
    seat = pose(look.figure, look.face)
    points, uv = form(traits)
    line = None if look.hair.length == "bald" else _hairline(points, uv)
    surface = face_surface(look.face, skin=look.skin, hair=look.hair.color, traits=traits, line=line)
    patches = [Patch(points=points, uv=uv, surface=surface, part="skin", closed=True)]
    skin = skin_surface(look.skin)
    for side in (-1, 1):
        shape = ear(side, traits=traits)
        patches.append(
            Patch(points=shape, uv=np.ascontiguousarray(shape[..., 1:]), surface=skin, part="skin", closed=True)
        )
    ground = Ground(shell=Shell(traits), seat=seat, figure=look.figure)
    patches += hair_patches(look.hair, ground, cover=cover_of(look.headwear), rng=rng)
    patches += headwear_patches(look.headwear, shell=ground.shell, rng=rng)
    patches += eyewear_patches(look.eyewear, traits=traits, shell=ground.shell, volume=volume(look.hair))
    path, sections = neck(look.figure, seat=seat)
    placed = [patch.moved(seat.world(patch.points)) for patch in patches]
    return [*placed, loft(path, sections, columns=64, surface=skin, part="skin", squareness=2.25)]


def _hairline(points: Floats, uv: Floats) -> tuple[Floats, Floats]:
    """Where the hairline crosses each column of the head: first numbers of uv and heights. (C,) each."""
    away = points - CENTRE
    up = np.arctan2(away[..., 1], np.hypot(away[..., 0], away[..., 2]))
    above = up > hairline(np.arctan2(away[..., 0], away[..., 2]))
    last = np.maximum(np.where(above.all(0), len(points), above.argmin(0)) - 1, 0)
    columns = np.arange(points.shape[1])
    return uv[last, columns, 0], points[last, columns, 1]
