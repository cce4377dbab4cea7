"""What is never inferred: race, religion, politics, health, orientation, worth; by a model also age, gender, body."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from wornby.errors import ForbiddenAttributeError
from wornby.vocabulary.entries import Attribute, Sensitivity
from wornby.vocabulary.words import singular

# "AgeRange" and "ageRange" are two words.
_CAMEL = re.compile(r"([a-z])([A-Z])")


class _Topic(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    words: tuple[str, ...]
    asked: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    declared: bool = False
    askable: bool = False


class _Topics(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: tuple[_Topic, ...]


def refuse_forbidden(attribute: Attribute) -> None:
    """Refuse an attribute that speaks of what wornby never states about people.

    Ids, titles and synonyms of the attribute and its values are looked at, word by word. Age, gender and body may be
    declared by a person, never be stated by a model.

    Raises:
        ForbiddenAttributeError: It is marked `forbidden`, or its words belong to a forbidden topic.
    """
    if attribute.sensitivity is Sensitivity.FORBIDDEN:
        message = f"Attribute {attribute.id!r} is marked as forbidden. Take it out of the vocabulary file."
        raise ForbiddenAttributeError(message)
    # No word of a topic reaches over the bar between two titles.
    spoken = f" {' | '.join(map(_plain, _words(attribute)))} "
    for topic in _topics():
        if topic.declared and attribute.known_by == "declared":
            continue
        word = next((word for word in topic.words if _spaced(word) in spoken), None)
        if word is not None:
            message = (
                f"Attribute {attribute.id!r} speaks of {topic.title} ({word!r}), which wornby never infers. "
                "Take it out of the vocabulary file."
            )
            raise ForbiddenAttributeError(message)


def refuse_forbidden_words(text: str) -> None:
    """Refuse a text that asks for a picture of somebody by what wornby never states about people.

    Age and gender are refused too; build and height may be asked for. Whole words are compared, also in the singular,
    whatever their accents and width.

    Raises:
        ForbiddenAttributeError: A word belongs to a forbidden topic; the message names both.
    """
    words = re.findall(r"[^\W_]+", _unadorned(text))
    spoken = f" {' '.join(words)} | {' '.join(map(singular, words))} "
    for topic in _topics():
        if topic.askable:
            continue
        word = next((word for word in (*topic.words, *topic.asked) if _spaced(word) in spoken), None)
        if word is not None:
            message = (
                f"{word!r} speaks of {topic.title}, which wornby never generates by. Ask for hair, eyewear, headwear, "
                "build, height, a bag and garments."
            )
            raise ForbiddenAttributeError(message)


def speaks_of_forbidden(text: str) -> bool:
    """Whether a service's word says of somebody what wornby never infers: race, age, gender, worth and the like.

    Whole words are compared, also in the singular.
    """
    found = re.findall(r"[^\W_]+", _unadorned(_CAMEL.sub(r"\1 \2", text)))
    spoken = f" {' '.join(found)} | {' '.join(map(singular, found))} "
    return any(_spaced(word) in spoken for topic in _topics() for word in (*topic.words, *topic.asked, *topic.said))


def without_forbidden(answer: object) -> object:
    """A service's answer, as JSON, without what wornby never infers."""
    return without_words(answer, is_kept=lambda word: not speaks_of_forbidden(word))


def without_words(answer: object, *, is_kept: Callable[[str], bool]) -> object:
    """A service's answer, as JSON, without some words.

    A field whose name or text is one goes, and so does an entry of a list that names one in a field of its own.

    Args:
        answer: What `json` makes of JSON.
        is_kept: Whether a word may stay.
    """
    if isinstance(answer, Mapping):
        return {
            name: without_words(value, is_kept=is_kept)
            for name, value in answer.items()
            if is_kept(str(name)) and not (isinstance(value, str) and not is_kept(value))
        }
    if isinstance(answer, list | tuple):
        kept = (each for each in answer if all(map(is_kept, _own_words(each))))
        return [without_words(each, is_kept=is_kept) for each in kept]
    return answer


def _own_words(entry: object) -> list[str]:
    named = entry.values() if isinstance(entry, Mapping) else [entry]
    return [value for value in named if isinstance(value, str)]


def _unadorned(text: str) -> str:
    """Small letters without accents, of ordinary width."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))


def _words(attribute: Attribute) -> Iterable[str]:
    yield from (attribute.id, attribute.title)
    for value in attribute.values:
        yield from (value.id, value.title, *value.synonyms, *value.labels)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", words.lower()))


@cache
def _spaced(word: str) -> str:
    return f" {_plain(word)} "


@cache
def _topics() -> tuple[_Topic, ...]:
    text = files("wornby.vocabulary").joinpath("forbidden.toml").read_text(encoding="utf-8")
    return _Topics.model_validate(tomllib.loads(text)).topic
