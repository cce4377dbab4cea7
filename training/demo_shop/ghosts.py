"""Product pictures as shops take them: the garment alone, as if an invisible mannequin wore it."""

from dataclasses import replace

import numpy as np

from training.demo_shop.catalogue import Good
from wornby.datamodel import Pixels, Place
from wornby.studio.figures.figure import Figure
from wornby.studio.looks import Look, Shot
from wornby.studio.picture import take_alone

_HEIGHT, _WIDTH = 750, 600
# Height of the picture's middle and the height that it shows, as fractions of the figure's, by place.
_FRAMES = {
    Place.UPPER: (0.655, 0.52),
    Place.OUTER: (0.66, 0.54),
    Place.DRESS: (0.545, 0.76),
    Place.LOWER: (0.33, 0.76),
}
_KINDS = {"coat": (0.575, 0.68), "skirt": (0.45, 0.50)}


def picture_garment(good: Good, *, seed: int) -> Pixels:
    """Picture one product alone before a plain ground. (750, 600, 3), uint8, RGB."""
    cloth = good.printed()
    look = Look(
        figure=Figure(height=174, build=0.3, frame=0.5, weight=0.0, arms=("loose", "loose")),
        garments=(cloth,),
        product=cloth.place,
        fits=((cloth.place, 0.35),),
        shot=replace(Shot(), scene="studio", turn=float(np.random.default_rng(seed).uniform(-0.08, 0.08))),
    )
    middle, shown = _KINDS.get(cloth.kind, _FRAMES[cloth.place])
    return take_alone(look, seed=seed, size=(_HEIGHT, _WIDTH), middle=middle, shown=shown)
