"""What an answer says of the picture itself, where it was asked for: words, objects, colours, its hash."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wornby.api.compat.cloudinary import words
from wornby.api.compat.cloudinary.params import Params
from wornby.api.compat.cloudinary.refusals import RefusedError
from wornby.datamodel import Asset, Rights
from wornby.engine import Engine
from wornby.imaging.colors import measure_color, nearest_color_family_of_hex
from wornby.imaging.decode import decode_photo, perceptual_hash
from wornby.rights import VocabularyGate

ASKED = frozenset({"auto_tagging", "categorization", "colors", "detection", "faces", "phash"})
"""Parameters that ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of it was asked for, checked before anything is kept.

    Attributes:
        add_ons: Names of add-ons that give words.
        models: Names of models that find objects.
        threshold: Confidence from which a word becomes a tag; None for no tags.
        colors: Whether colours are measured.
        faces: Whether the places of faces are given.
        phash: Whether the perceptual hash is given.
    """

    add_ons: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    threshold: float | None = None
    colors: bool = False
    faces: bool = False
    phash: bool = False

    @property
    def needs_pixels(self) -> bool:
        """Whether the picture has to be decoded for it."""
        return self.colors or self.faces or self.phash


def wanted_of(params: Params) -> Wanted:
    """What a request asks for.

    Raises:
        RefusedError: A name is not known here, or tags are asked for without words to take them from.
    """
    wanted = Wanted(
        add_ons=params.listed("categorization"),
        models=params.listed("detection"),
        threshold=params.fraction("auto_tagging"),
        colors=params.flag("colors"),
        faces=params.flag("faces"),
        phash=params.flag("phash"),
    )
    words.categorized((), add_ons=wanted.add_ons)
    words.detected((), models=wanted.models, width_px=1, height_px=1, source="")
    if wanted.threshold is not None and not wanted.add_ons and not wanted.models:
        message = "auto_tagging needs categorization or detection"
        raise RefusedError(message)
    return wanted


def info_of(asset: Asset, wanted: Wanted, *, engine: Engine) -> dict[str, object]:
    """`info` of an answer; empty where nothing was asked for."""
    info: dict[str, object] = {}
    if wanted.add_ons:
        said = words.words_of(asset.tags, engine.vocabulary)
        info["categorization"] = words.categorized(said, add_ons=wanted.add_ons)
    if wanted.models:
        found = words.objects_in(asset.tags, engine.vocabulary)
        info["detection"] = words.detected(
            found, models=wanted.models, width_px=asset.width_px, height_px=asset.height_px, source=asset.tagger
        )
    return {"info": info} if info else {}


def auto_tags(asset: Asset, wanted: Wanted, *, engine: Engine) -> tuple[str, ...]:
    """Words that are sure enough to become tags: of what is open, since a tag stays when a purpose is taken back."""
    least = wanted.threshold
    if least is None or asset.tags is None:
        return ()
    said = words.words_of(VocabularyGate(engine.vocabulary).strip(asset.tags, Rights()), engine.vocabulary)
    return tuple(sorted(word.text for word in said if word.confidence >= least))


def measured(content: bytes, wanted: Wanted, *, engine: Engine) -> Mapping[str, object]:
    """Colours, places of faces, and hash of a picture, where they were asked for."""
    if not wanted.needs_pixels:
        return {}
    photo = decode_photo(content, max_pixels=engine.settings.max_pixels)
    found: dict[str, object] = {}
    if wanted.phash:
        found["phash"] = f"{perceptual_hash(photo.pixels):016x}"
    if wanted.faces:
        boxes = [face.box for face in engine.looking.faces(photo.pixels)]
        size = {"width_px": photo.width_px, "height_px": photo.height_px}
        found["faces"] = [words.in_pixels(box, **size) for box in boxes]
    if wanted.colors:
        whole = np.ones(photo.pixels.shape[:2], dtype=np.bool_)
        color = measure_color(photo.pixels, whole)
        shares = [(color.hex, color.share), *color.further] if color else []
        percent = [(code, round(100 * share, 1)) for code, share in shares]
        families: dict[str, float] = {}
        for code, share in percent:
            family = nearest_color_family_of_hex(code)
            families[family] = round(families.get(family, 0.0) + share, 1)
        found["colors"] = [[code.upper(), share] for code, share in percent]
        found["predominant"] = {"wornby": [[name, share] for name, share in families.items()]}
    return found
