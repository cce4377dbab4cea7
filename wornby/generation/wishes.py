"""What somebody wishes to see: values of the wearer, garments and colours, checked against each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wornby.datamodel import Cloth, Place
from wornby.errors import InputError
from wornby.generation.palette import USUAL
from wornby.imaging.colors import nearest_color_family_of_hex

WEARER = (
    "hair.color",
    "hair.length",
    "eyewear.kind",
    "headwear.kind",
    "bag.kind",
    "body.build",
    "body.height",
)
"""Attributes of a wearer that can be drawn."""

COLORED = {"bag.kind": "bag", "headwear.kind": "hat"}
"""What is carried or worn beside garments and can be given a colour."""

_FREE = (Place.LOWER, Place.UPPER, Place.OUTER, Place.FEET)
_UNDER_A_DRESS = frozenset({Place.UPPER, Place.LOWER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way in which a garment may look; what is empty is free."""

    place: Place | None = None
    kind: str = ""
    color: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GarmentWish:
    """A further garment: any of some looks. `words` as somebody wrote them."""

    words: str
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorWish:
    """The colour of a bag or a hat: any of some families."""

    words: str
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """All that is wished for, beside the product.

    Attributes:
        text: As somebody wrote it.
        wearer: Any of some values, by attribute.
        garments: At most one for each place, once it is settled.
        colors: Of bag and hat, by attribute.
    """

    text: str = ""
    wearer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    garments: tuple[GarmentWish, ...] = ()
    colors: Mapping[str, ColorWish] = field(default_factory=dict)


def settle(wish: Wish, product: Cloth) -> Wish:
    """Check a wish against itself and the product, and give each garment a place.

    What the product is already is no further garment.

    Raises:
        InputError: Two things contradict each other.
    """
    _check_hair(wish)
    free: list[GarmentWish] = []
    placed: dict[Place, GarmentWish] = {}
    for garment in wish.garments:
        rest = _beside(garment, product)
        if rest is None:
            continue
        if rest.looks[0].place is None:
            free.append(rest)
        else:
            _put(placed, rest)
    for garment in free:
        _put_anywhere(placed, garment, product=product)
    _check_dress(placed, product)
    _check_head(wish, product)
    ordered = sorted(placed, key=list(Place).index)
    return replace(wish, garments=tuple(placed[place] for place in ordered))


def _check_hair(wish: Wish) -> None:
    if wish.wearer.get("hair.length") == ("bald",) and wish.wearer.get("hair.color"):
        message = "Bald and a hair colour contradict each other. Take one of them out."
        raise InputError(message)
    for attribute, what in COLORED.items():
        if attribute in wish.colors and wish.wearer.get(attribute) == ("none",):
            message = f"A colour is asked for a {what} that is not to be there. Take one of them out."
            raise InputError(message)


def _check_head(wish: Wish, product: Cloth) -> None:
    asked = wish.wearer.get("headwear.kind")
    if product.place is Place.HEAD and asked is not None and product.kind not in asked:
        message = f"The product is worn on the head ({product.kind}); {' or '.join(asked)} cannot be there too."
        raise InputError(message)


def _beside(garment: GarmentWish, product: Cloth) -> GarmentWish | None:
    """What is left of a wish beside the product; None where the product is what was wished for.

    Raises:
        InputError: Another garment is asked for at the product's place.
    """
    family = nearest_color_family_of_hex(product.color)
    own = Look(place=product.place, kind=product.kind, color=family, pattern=product.pattern)
    if any(_agree(look, own) for look in garment.looks):
        return None
    rest = tuple(look for look in garment.looks if look.place != product.place)
    if not rest:
        message = (
            f"“{garment.words}” is asked for where the product is worn: it is {_named(own)}, and is drawn as it is. "
            "Take it out."
        )
        raise InputError(message)
    return replace(garment, looks=rest)


def _agree(look: Look, own: Look) -> bool:
    return (
        look.place in {None, own.place}
        and look.kind in {"", own.kind}
        and look.color in {"", own.color}
        and look.pattern in {"", own.pattern}
    )


def _put(placed: dict[Place, GarmentWish], garment: GarmentWish) -> None:
    """Put a garment at its place; one that is there already must leave looks in common.

    Raises:
        InputError: It does not.
    """
    place = garment.looks[0].place
    if place is None:
        message = f"It cannot be told where “{garment.words}” is worn."
        raise InputError(message)
    here = tuple(look for look in garment.looks if look.place is place)
    known = placed.get(place)
    both = (
        here
        if known is None
        else tuple(merged for mine in known.looks for other in here if (merged := _both(mine, other)))
    )
    if not both:
        first = known.words if known is not None else ""
        message = f"“{first}” and “{garment.words}” cannot be worn at the same place ({place}). Take one of them out."
        raise InputError(message)
    words = garment.words if known is None else f"{known.words}, {garment.words}"
    placed[place] = GarmentWish(words=words, looks=tuple(dict.fromkeys(both)))


def _both(mine: Look, other: Look) -> Look | None:
    parts: dict[str, str] = {}
    for name in ("kind", "color", "pattern"):
        values = {getattr(mine, name), getattr(other, name)} - {""}
        if len(values) > 1:
            return None
        parts[name] = values.pop() if values else ""
    return Look(place=mine.place, **parts)


def _put_anywhere(placed: dict[Place, GarmentWish], garment: GarmentWish, *, product: Cloth) -> None:
    """Give a colour or pattern without a garment to one that agrees with it, else to a usual one at a free place.

    Raises:
        InputError: No place is free.
    """
    for place, known in placed.items():
        both = [merged for mine in known.looks for other in garment.looks if (merged := _both(mine, other))]
        if both:
            placed[place] = replace(known, looks=tuple(both))
            return
    taken = {*placed, product.place}
    for place in _FREE:
        covered = place in _UNDER_A_DRESS and Place.DRESS in taken
        if place not in taken and not covered:
            looks = tuple(replace(look, place=place) for look in garment.looks)
            placed[place] = replace(garment, looks=looks)
            return
    message = f"No garment is free for “{garment.words}”. Take it out."
    raise InputError(message)


def _check_dress(placed: Mapping[Place, GarmentWish], product: Cloth) -> None:
    places = {*placed, product.place}
    under = places & _UNDER_A_DRESS
    if Place.DRESS in places and under:
        words = [placed[place].words for place in (Place.DRESS, *sorted(under)) if place in placed]
        message = (
            f"A dress is one piece for the whole body: nothing is worn at {' or '.join(sorted(under))} beside it. "
            f"Take out “{words[0]}”."
        )
        raise InputError(message)


def kinds_of(looks: Iterable[Look]) -> tuple[str, ...]:
    """Kinds that are named, in order."""
    return tuple(dict.fromkeys(look.kind for look in looks if look.kind))


def spelled_out(looks: Sequence[Look]) -> tuple[Look, ...]:
    """The same looks, each with a kind: the usual ones of its place where it has none."""
    return tuple(
        replace(look, kind=kind)
        for look in looks
        for kind in ([look.kind] if look.kind or look.place is None else USUAL.get(look.place, ("",)))
    )


def _named(look: Look) -> str:
    parts = (look.color, "" if look.pattern == "solid" else look.pattern, look.kind)
    return " ".join(part for part in parts if part)
