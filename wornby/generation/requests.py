"""From a settled wish to one request of a generator: what is open is chosen with the seed."""

from collections.abc import Iterator, Mapping

from wornby.datamodel import Cloth, PictureRequest
from wornby.generation.palette import FAMILIES, choose, color_of, usual_color
from wornby.generation.wishes import GarmentWish, Wish, spelled_out


def build_request(
    wish: Wish, product: Cloth, *, seed: int, scene: str, view: str, size_px: tuple[int, int]
) -> PictureRequest:
    """One request.

    Args:
        wish: As `settle` gave it.
        product: The garment that the picture is for.
        seed: Chooses among what the wish leaves open, each thing for itself.
        scene: Behind the wearer.
        view: From where the wearer is seen.
        size_px: Width and height.
    """
    return PictureRequest(
        product=product,
        garments=tuple(_cloth(garment, seed=seed) for garment in wish.garments),
        wearer={name: choose(values, seed=seed, what=name) for name, values in wish.wearer.items()},
        colors={
            name: color_of(choose(color.families, seed=seed, what=f"color of {name}"), words=color.words)
            for name, color in wish.colors.items()
        },
        scene=scene,
        view=view,
        width_px=size_px[0],
        height_px=size_px[1],
    )


def describe(request: PictureRequest, titles: Mapping[str, str]) -> str:
    """A request in words.

    Args:
        request: What was drawn.
        titles: Of the values of the wearer, by "attribute=value".
    """
    wearer = [titles.get(f"{name}={value}", value) for name, value in request.wearer.items()]
    colors = [f"{name.partition('.')[0]} {code}" for name, code in request.colors.items()]
    parts = [" ".join(_cloth_words(request.product)), *(" ".join(_cloth_words(each)) for each in request.garments)]
    return "; ".join([*parts, *wearer, *colors, f"scene {request.scene}", f"view {request.view}"])


def _cloth(garment: GarmentWish, *, seed: int) -> Cloth:
    look = choose(spelled_out(garment.looks), seed=seed, what=f"look of {garment.looks[0].place}")
    if look.place is None:
        message = "A garment of a settled wish has a place."
        raise ValueError(message)
    color = color_of(look.color, words=garment.words) if look.color else usual_color(look.kind, seed=seed)
    pattern = look.pattern or "solid"
    accents = () if pattern == "solid" else (_accent(color, seed=seed, what=f"accent of {look.place}"),)
    return Cloth(place=look.place, kind=look.kind, color=color, pattern=pattern, accents=accents)


def _accent(color: str, *, seed: int, what: str) -> str:
    light = sum(bytes.fromhex(color[1:])) > 3 * 128
    return FAMILIES[choose(("black", "navy", "red") if light else ("white", "beige", "grey"), seed=seed, what=what)]


def _cloth_words(cloth: Cloth) -> Iterator[str]:
    yield cloth.cut or cloth.kind
    yield cloth.color
    if cloth.pattern != "solid":
        yield cloth.pattern
    if cloth.motif is not None:
        yield "with its print"
