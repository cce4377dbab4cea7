"""What a model is asked, and the form of its answer. Nothing that needs a purpose is asked for without it."""

from collections.abc import Iterable, Mapping

from wornby.providers.openai_compatible.profile import APPEARANCE, GARMENTS

PARTS: Mapping[str, tuple[str, ...]] = {
    GARMENTS: ("persons", "garments", "bags", "accessories"),
    APPEARANCE: ("hair", "eyewear", "headwear"),
}
"""Lists of the answer, by feature."""

_RULES = """\
You label photos for a clothes shop. Answer with JSON in the given form and with nothing else.
Name things by plain, specific English nouns, as a shop would: "denim jacket", not "top". Name only what you see; \
leave a list empty where there is nothing. Do not guess what is hidden.
Boxes are fractions of the picture's width and height, from 0 to 1, with the origin at the top left. `confidence` is \
how likely you are right, from 0 to 1. `broader` is the next wider word, such as "outerwear", or an empty text.
Say nothing about anybody's age, gender, sex, ethnicity, race, skin, nationality, religion, health, body, weight, \
beauty, mood or identity, not even as part of a word: "shirt", never "men's shirt"."""

_ASKED: Mapping[str, str] = {
    GARMENTS: """\
`persons`: a box for each person, and nothing about them.
`garments`: every garment and every pair of shoes, also those that nobody wears; `pattern` is a word such as "solid", \
"striped", "checked", "dotted", "floral", "animal print" or "graphic print", or an empty text where you cannot tell; \
`colors` are the colours of the garment alone, the largest first, with hex code and share of the garment.
`bags` and `accessories` (belts, scarves, ties, watches, necklaces): the same.""",
    APPEARANCE: """\
`hair`: for each person whose hair can be seen two entries: its colour, such as "red hair", "blond hair" or \
"gray hair", and its length, such as "short haired", "shoulder length hair", "long haired" or "hair tied up".
`eyewear`: "eyeglasses" or "sunglasses" with `worn` true. Where a person's eyes can be seen and nothing is before \
them: both words, with `worn` false.
`headwear`: what is worn on the head, such as "cap" or "hat", with `worn` true. Where a person's head can be seen and \
nothing is on it: "headwear", with `worn` false.""",
}

_NOT_ASKED: Mapping[str, str] = {
    APPEARANCE: "Say nothing about hair, nothing about glasses and nothing about what is on anybody's head.",
}


def prompt_of(features: Iterable[str]) -> str:
    """What the model is told, for some features."""
    asked = set(features)
    lines = [text for feature, text in _ASKED.items() if feature in asked]
    left_out = [text for feature, text in _NOT_ASKED.items() if feature not in asked]
    return "\n".join([_RULES, *left_out, *lines])


def schema_of(features: Iterable[str]) -> dict[str, object]:
    """The JSON schema of the answer, in the part of the language that strict servers know.

    Every field is required and no other is allowed; numbers are without bounds, which not every server takes.

    Source:
        https://developers.openai.com/api/docs/guides/structured-outputs, read on 2026-11-28 as others quote it.
    """
    asked = set(features)
    parts = [part for feature, names in PARTS.items() if feature in asked for part in names]
    return _object({part: {"type": "array", "items": _ENTRIES.get(part, _THING)} for part in parts})


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_NUMBER, _TEXT = {"type": "number"}, {"type": "string"}
_BOX = _object(dict.fromkeys(("x_min", "y_min", "x_max", "y_max"), _NUMBER))
_COLOR = _object({"name": _TEXT, "hex": _TEXT, "share": _NUMBER})
_SEEN = {"word": _TEXT, "broader": _TEXT, "confidence": _NUMBER, "box": _BOX}
_THING = _object(
    {**_SEEN, "pattern": _TEXT, "pattern_confidence": _NUMBER, "colors": {"type": "array", "items": _COLOR}}
)
_WORN = _object({**_SEEN, "worn": {"type": "boolean"}})
_ENTRIES: Mapping[str, object] = {
    "persons": _object({"confidence": _NUMBER, "box": _BOX}),
    "hair": _object(_SEEN),
    "eyewear": _WORN,
    "headwear": _WORN,
}
"""Forms of the entries of a list, where they are not those of a thing."""
