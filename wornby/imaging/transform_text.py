"""Transformations as text, in the syntax of Cloudinary's delivery addresses.

Source:
    https://cloudinary.com/documentation/transformation_reference
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from wornby.colorimetry import css_colors
from wornby.errors import InputError
from wornby.imaging.transform_steps import (
    AUTO_GRAVITIES,
    CUTTING,
    FACE_GRAVITIES,
    MAX_SIDE_PX,
    MAX_STEPS,
    MAX_STRENGTH,
    MAX_TEXT,
    Crop,
    Effect,
    EffectName,
    Format,
    Gravity,
    QualityLevel,
    Side,
    Step,
    Transformation,
)

FLAGS = frozenset(
    {
        "attachment",
        "force_strip",
        "lossy",
        "preserve_transparency",
        "progressive",
        "progressive:none",
        "progressive:semi",
        "progressive:steep",
        "strip_profile",
    }
)
"""Flags that are done, or that ask for what is done anyway."""

_LOOKS_LIKE = re.compile(r"(?:[a-z]{1,3}_[^,/]+)(?:,[a-z]{1,3}_[^,/]+)*")
_NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")
_WHOLE = re.compile(r"[0-9]{1,6}")
_RATIO = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(?::([0-9]{1,6}(?:\.[0-9]{1,6})?))?")
_RGB = re.compile(r"rgb:([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_MAX_DPR = 10.0
_MAX_ZOOM = 100.0
_SHORT = 3
_FORMATS = {"jpeg": Format.JPEG, **{one.value: one for one in Format}}
_SECOND_COLORS = {"cyan": "aqua", "magenta": "fuchsia"}
_T = TypeVar("_T")


def looks_like_step(segment: str) -> bool:
    """Whether a piece of an address is a component of a transformation, right or wrong, and not part of a name."""
    return _LOOKS_LIKE.fullmatch(segment) is not None


def parse_transformation(text: str) -> Transformation:
    """Read a transformation: components between slashes, parameters between commas.

    Args:
        text: "c_fill,g_face,h_200,w_200/e_grayscale/f_auto"; empty for the picture as it is.

    Raises:
        InputError: A part is unknown, has a value that it cannot have, or contradicts another; it is named.
    """
    if len(text) > MAX_TEXT:
        message = f"The transformation is {len(text)} characters long; {MAX_TEXT} are the most."
        raise InputError(message)
    components = [component for component in text.split("/") if component]
    if len(components) > MAX_STEPS:
        message = f"The transformation has {len(components)} components; {MAX_STEPS} are the most."
        raise InputError(message)
    whole = Transformation()
    for component in components:
        whole = _with_component(whole, component)
    return whole


def parse_format(text: str) -> Format | None:
    """The format that a word or a file's ending names; None where it names none."""
    return _FORMATS.get(text.lower())


def _with_component(whole: Transformation, component: str) -> Transformation:
    step, seen = Step(), set[str]()
    for part in component.split(","):
        key, _, value = part.partition("_")
        if key in seen and key != "fl":
            message = f"Invalid transformation component - {component}: {key}_ is there twice."
            raise InputError(message)
        seen.add(key)
        if key in _OF_STEPS and value:
            step = _OF_STEPS[key](step, value)
        elif key in _OF_WHOLE and value:
            whole = _OF_WHOLE[key](whole, value)
        else:
            message = f"Invalid transformation component - {part}"
            raise InputError(message)
    step = _checked(step, component)
    return whole if step == Step() else replace(whole, steps=(*whole.steps, step))


def _checked(step: Step, component: str) -> Step:
    """The step with its mode, where its parts go together."""
    sized = step.width is not None or step.height is not None or step.aspect is not None
    if sized and step.crop is None:
        step = replace(step, crop=Crop.SCALE)
    fault = _fault(step, sized=sized)
    if fault:
        message = f"Invalid transformation - {component}: {fault}"
        raise InputError(message)
    return step


def _fault(step: Step, *, sized: bool) -> str:
    looks = step.gravity in FACE_GRAVITIES or step.gravity in AUTO_GRAVITIES
    if step.crop is None:
        alone = step.gravity is not None or step.x is not None or step.y is not None
        return "g_, x_ and y_ need a crop mode." if alone else ""
    if not sized and not (step.crop in {Crop.CROP, Crop.THUMB} and step.gravity in FACE_GRAVITIES):
        return f"c_{step.crop} needs w_, h_ or ar_."
    if looks and step.crop not in CUTTING:
        return f"g_{step.gravity} does not go with c_{step.crop}, which cuts nothing off."
    if step.aspect is None:
        return ""
    if step.width is not None and step.height is not None:
        return "ar_ does not go with w_ and h_ together."
    either = step.width is not None or step.height is not None
    return "" if either or step.crop in CUTTING or step.crop is Crop.PAD else f"c_{step.crop} needs w_ or h_ with ar_."


def _side(name: str, value: str, *, least: float = 0.0) -> Side:
    if not _NUMBER.fullmatch(value):
        message = f"Invalid {name} in transformation: {value}"
        raise InputError(message)
    number, fraction = float(value), "." in value
    if number < least or (least == 0.0 and number == 0.0) or (not fraction and abs(number) > MAX_SIDE_PX):
        message = f"Invalid {name} in transformation: {value}"
        raise InputError(message)
    return Side(value=number, fraction=fraction)


def _place(name: str, value: str) -> Side:
    return _side(name, value, least=-float(MAX_SIDE_PX))


def _word(words: Mapping[str, _T], name: str, value: str) -> _T:
    if value not in words:
        message = f"Invalid {name} in transformation: {value}"
        raise InputError(message)
    return words[value]


def _number(name: str, value: str, *, most: float) -> float:
    number = float(value) if _NUMBER.fullmatch(value) else 0.0
    if not 0.0 < number <= most:
        message = f"Invalid {name} in transformation: {value}"
        raise InputError(message)
    return number


def _whole(name: str, value: str, *, most: int, least: int = 1) -> int:
    if not _WHOLE.fullmatch(value) or not least <= int(value) <= most:
        message = f"Invalid {name} in transformation: {value}"
        raise InputError(message)
    return int(value)


def _aspect(step: Step, value: str) -> Step:
    match = _RATIO.fullmatch(value)
    width, height = (float(match[1]), float(match[2] or 1)) if match else (0.0, 0.0)
    if not width or not height or not 1 / MAX_SIDE_PX <= width / height <= MAX_SIDE_PX:
        message = f"Invalid aspect ratio in transformation: {value}"
        raise InputError(message)
    return replace(step, aspect=width / height)


def _radius(step: Step, value: str) -> Step:
    radius = math.inf if value == "max" else float(_whole("radius", value, most=MAX_SIDE_PX, least=0))
    return replace(step, radius_px=radius)


def _effect(step: Step, value: str) -> Step:
    name, colon, strength = value.partition(":")
    effect = _word({one.value: one for one in EffectName}, "effect", name)
    if colon and effect is EffectName.GRAYSCALE:
        message = f"Invalid effect in transformation: {value}"
        raise InputError(message)
    level = _whole("effect's strength", strength, most=MAX_STRENGTH) if colon else None
    return replace(step, effect=Effect(name=effect, strength=level))


def _background(step: Step, value: str) -> Step:
    match = _RGB.fullmatch(value)
    plain = _SECOND_COLORS.get(value, value).replace("gray", "grey")
    colors = {name.replace(" ", ""): code for name, code in css_colors().items()}
    digits = match[1] if match else _word(colors, "background", plain)[1:]
    full = digits if len(digits) > _SHORT else "".join(2 * digit for digit in digits)
    red, green, blue = bytes.fromhex(full)
    return replace(step, background=(red, green, blue))


def _quality(whole: Transformation, value: str) -> Transformation:
    if value.startswith("auto"):
        levels = {"auto": QualityLevel.GOOD, **{f"auto:{level}": level for level in QualityLevel}}
        return replace(whole, quality=_word(levels, "quality", value))
    return replace(whole, quality=_whole("quality", value, most=100))


def _flags(whole: Transformation, value: str) -> Transformation:
    for flag in value.split("."):
        if flag not in FLAGS:
            message = f"Invalid flag in transformation: {flag}"
            raise InputError(message)
        if flag.startswith("progressive"):
            whole = replace(whole, progressive=flag != "progressive:none")
        elif flag == "attachment":
            whole = replace(whole, attachment=True)
    return whole


def _dpr(step: Step, value: str) -> Step:
    return replace(step, dpr=_number("dpr", value, most=_MAX_DPR))


_OF_STEPS: Mapping[str, Callable[[Step, str], Step]] = {
    "ar": _aspect,
    "b": _background,
    "c": lambda step, value: replace(step, crop=_word({one.value: one for one in Crop}, "crop mode", value)),
    "dpr": _dpr,
    "e": _effect,
    "g": lambda step, value: replace(step, gravity=_word({one.value: one for one in Gravity}, "gravity", value)),
    "h": lambda step, value: replace(step, height=_side("height", value)),
    "r": _radius,
    "w": lambda step, value: replace(step, width=_side("width", value)),
    "x": lambda step, value: replace(step, x=_place("x", value)),
    "y": lambda step, value: replace(step, y=_place("y", value)),
    "z": lambda step, value: replace(step, zoom=_number("zoom", value, most=_MAX_ZOOM)),
}
_OF_WHOLE: Mapping[str, Callable[[Transformation, str], Transformation]] = {
    "f": lambda whole, value: replace(whole, format=_word(_FORMATS, "format", value)),
    "fl": _flags,
    "q": _quality,
}
PARAMETERS = tuple(sorted({*_OF_STEPS, *_OF_WHOLE}))
"""Keys that are known: "ar", "b", "c" …"""
