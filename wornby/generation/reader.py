"""Reads wishes: from a text in the vocabulary's words, or from the filters of a page."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NoReturn

from wornby.datamodel import NOT_VISIBLE, Clause, Filters, Place
from wornby.errors import FilterError, InputError, UnknownTagError
from wornby.generation.palette import FAMILIES
from wornby.generation.refusals import refuse_request
from wornby.generation.wishes import COLORED, WEARER, ColorWish, GarmentWish, Look, Wish
from wornby.vocabulary import Attribute, TextReader, Value, Vocabulary, refuse_forbidden_words
from wornby.vocabulary.lexicon import Lexicon, Role, Unit

LONGEST_TEXT = 500
_NEGATIONS = frozenset({"without", "no", "not", "except", "minus", "non"})
_CENTIMETRES = re.compile(
    # Not within the vocabulary's own titles: "under 160 cm", "160 to 169 cm", "190 cm and more".
    r"(?<!under )(?<!over )(?<!to )\b(?P<cm>1[0-9]{2}|2[0-4][0-9])\s*(?:cm|centimet(?:re|er)s?)\b(?! and more)"
    r"|\b(?P<m>[12])[.,](?P<rest>[0-9]{2})\s*(?:m|met(?:re|er)s?)\b",
    re.IGNORECASE,
)
_HEIGHTS = ((160, "under-160"), (170, "160-169"), (180, "170-179"), (190, "180-189"))
_TALLEST = "190-up"
_LENGTHS = frozenset({"short", "medium", "long"})
# Of difflib: "curly" and "curvy" have 0.8; below, a hint is mostly absurd.
_CLOSE = 0.75
_PARTS = ("kind", "color", "pattern")
# Cuts of jeans that are named after people.
_CUTS = re.compile(r"\b(?:mom|boyfriend)s?(?:['\N{RIGHT SINGLE QUOTATION MARK}]s)?[\s-]+(?=jeans\b)", re.IGNORECASE)
_BODY = frozenset({"body.build", "body.height"})
_THINGS = frozenset({"bag.kind", "headwear.kind", "eyewear.kind"})
_QUALITIES = frozenset({Role.COLOR, Role.PATTERN, Role.SHADE, Role.LENGTH})
_SCOPE = frozenset({"product", "asset.kind", "rights.display", "crowd.real"})
_PERSON_PHOTOS = frozenset({"worn", "studio"})


def drawn_filters(filters: Filters) -> Filters:
    """The filters that say what is drawn, in one order: equal ones are equal, whatever else was filtered by."""
    drawn = {
        clause for clause in filters if clause.attribute not in _SCOPE and not _any_wearer(clause) and clause.values
    }
    return tuple(sorted(drawn, key=lambda one: (one.attribute, one.negate, sorted(one.values))))


def scope_filters(filters: Filters) -> Filters:
    """The filters on which pictures are looked at: of which product, of which kind, whether they may be shown."""
    return tuple(clause for clause in filters if clause.attribute in _SCOPE)


def _any_wearer(clause: Clause) -> bool:
    """Whether a filter asks for a photo of somebody, which every generated picture is."""
    return clause.attribute == "photo.kind" and not clause.negate and bool(clause.values & _PERSON_PHOTOS)


class WishReader:
    """Reads what somebody wishes to see.

    Args:
        vocabulary: Its words are what can be wished for.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._reader = TextReader(vocabulary, asked=True)
        self._lexicon = Lexicon(vocabulary, asked=True)
        self._exact = Lexicon(vocabulary, asked=True, spelling=False)

    def read_text(self, text: str) -> Wish:
        """Read a text such as "short red hair, eyeglasses, tall, blue jeans, black tote bag".

        A colour before a bag or a hat is theirs. "dark hair" leaves black and brown open, and the seed chooses.

        Raises:
            ResemblanceError: It asks for the looks of a given person.
            ForbiddenAttributeError: It speaks of a forbidden topic.
            UnknownTagError: A word means nothing that can be drawn; the known ones are named.
            InputError: Two tags contradict each other, a colour has no garment, or a word for the body stands before
                a thing.
        """
        if len(text) > LONGEST_TEXT:
            message = f"The tags have {len(text)} characters; at most {LONGEST_TEXT} are read."
            raise InputError(message)
        plain = _CUTS.sub("", text)
        refuse_request(plain, self._exact)
        plain = self._with_heights(plain)
        self._refuse_body_of_things(plain)
        making = _Making(self._vocabulary)
        waiting = ""
        unknown: list[str] = []
        for part in self._reader.read(plain):
            if part.clause is None:
                if waiting:
                    unknown.append(waiting)
                waiting = part.words if self._families(part.words) else ""
                unknown += [] if waiting else [part.words]
                continue
            if waiting and part.clause.attribute == "bag.kind":
                making.color(part.clause.attribute, self._families(waiting), words=waiting)
            elif waiting:
                unknown.append(waiting)
            waiting = ""
            self._check_free(part.clause, part.words)
            making.take(part.clause, words=part.words)
        unknown += [waiting] if waiting else []
        if unknown:
            self._refuse(unknown)
        return making.end(text.strip())

    def read_filters(self, filters: Filters) -> Wish:
        """Read the filters of a page, such as hair.color=red and lower.kind=jeans.

        Raises:
            FilterError: A filter names what the vocabulary does not know.
            UnknownTagError: A filter is on what cannot be drawn.
            InputError: Two filters contradict each other.
        """
        making = _Making(self._vocabulary)
        said = []
        for clause in drawn_filters(filters):
            for value in sorted(clause.values):
                self._vocabulary.check(clause.attribute, value)
                # A shop's own values may be named by what is never generated by.
                refuse_forbidden_words(f"{value} {self._vocabulary.title(clause.attribute, value)}")
            words = f"{clause.attribute}{'!=' if clause.negate else '='}{','.join(sorted(clause.values))}"
            said.append(words)
            making.take(clause, words=words)
        return making.end(", ".join(said))

    def known(self) -> str:
        """What can be asked for, by attribute, in one line."""
        parts = []
        for name in (*WEARER, "garment.kind", "garment.color", "garment.pattern"):
            attribute = self._vocabulary.attributes.get(name)
            if attribute is not None:
                parts.append(f"{attribute.title}: {', '.join(value.title.lower() for value in _drawable(attribute))}")
        return "; ".join(parts)

    def _families(self, words: str) -> tuple[str, ...]:
        read = [part.clause for part in self._reader.read(words)]
        if len(read) == 1 and read[0] is not None and read[0].attribute == "garment.color" and not read[0].negate:
            return tuple(sorted(read[0].values))
        return ()

    def _refuse_body_of_things(self, text: str) -> None:
        """Refuse "large tote bag" and "skinny jeans": a word for build or height that is said of a thing.

        Raises:
            InputError: There is one.
        """
        body: Unit | None = None
        between: list[str] = []
        for unit in self._lexicon.units(text):
            if unit.attribute in _BODY:
                body, between = unit, []
            elif body is not None and unit.role in _QUALITIES:
                between.append(unit.words)
            elif body is not None and (unit.role is Role.KIND or unit.attribute in _THINGS):
                thing = " ".join([*between, unit.words])
                message = (
                    f"“{body.words}” before “{thing}” is not read: put a comma between if the person is meant, "
                    "and leave it out if the thing is."
                )
                raise InputError(message)
            else:
                body = None

    @staticmethod
    def _check_free(clause: Clause, words: str) -> None:
        if clause.attribute in {"garment.color", "garment.pattern"}:
            what = clause.attribute.partition(".")[2]
            message = f"“{words}” is a {what} without a garment. Write what has it, such as “{words} jeans”."
            raise InputError(message)

    def _with_heights(self, text: str) -> str:
        """A text whose heights in centimetres or metres are in the vocabulary's words."""

        def named(found: re.Match[str]) -> str:
            centimetres = int(found["cm"] or f"{found['m']}{found['rest']}")
            value = next((name for limit, name in _HEIGHTS if centimetres < limit), _TALLEST)
            return self._vocabulary.title("body.height", value)

        return _CENTIMETRES.sub(named, text)

    def _refuse(self, words: Sequence[str]) -> NoReturn:
        for word in words:
            if self._families(word):
                message = f"“{word}” is a colour of nothing that can be given one. Bags, hats and garments can."
                raise InputError(message)
            if word in _LENGTHS:
                message = f"“{word}” says nothing alone. Write “{word} hair”, or of the body “tall” or “short person”."
                raise UnknownTagError(message)
        raise UnknownTagError(self._unknown(words))

    def _unknown(self, words: Sequence[str]) -> str:
        names: dict[str, str] = {}
        for name in (*WEARER, "garment.kind", "garment.color", "garment.pattern"):
            attribute = self._vocabulary.attributes.get(name)
            for value in _drawable(attribute) if attribute else ():
                names |= {word.lower(): word.lower() for word in (value.title, *value.synonyms)}
        close = {word: difflib.get_close_matches(word, names, n=1, cutoff=_CLOSE) for word in words}
        said = [f"“{word}”" + (f" (did you mean “{close[word][0]}”?)" if close[word] else "") for word in words]
        return f"Nothing that can be drawn is called {', '.join(said)}. Known: {self.known()}."


class _Making:
    """A wish that is being read."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._wearer: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, str] = {}
        self._garments: list[GarmentWish] = []
        self._colors: dict[str, ColorWish] = {}

    def take(self, clause: Clause, *, words: str) -> None:
        """Read one clause."""
        place, part = _place_of(clause.attribute)
        if clause.attribute in WEARER:
            self._take_wearer(clause.attribute, self._values(clause, words=words), words=words)
        elif part in _PARTS or clause.attribute == "garment.look":
            self._take_garment(clause, place=place, words=words)
        elif _any_wearer(clause):
            return
        else:
            title = self._vocabulary.attribute(clause.attribute).title
            drawn = ", ".join((*WEARER, "garment.kind", "garment.color", "garment.pattern"))
            message = f"{title} ({words}) cannot be drawn. What can: {drawn}."
            raise UnknownTagError(message)

    def color(self, attribute: str, families: Iterable[str], *, words: str) -> None:
        """Give a bag or a hat its colour.

        Raises:
            InputError: It has another one already, or the colour cannot be drawn.
        """
        drawn = tuple(family for family in sorted(families) if family in FAMILIES)
        if not drawn:
            message = f"“{words}” is no single colour. Name one: {', '.join(FAMILIES)}."
            raise InputError(message)
        known = self._colors.get(attribute)
        if known is not None and known.families != drawn:
            message = f"Two colours are asked for one {COLORED[attribute]}: “{known.words}” and “{words}”."
            raise InputError(message)
        self._colors[attribute] = ColorWish(words=words, families=drawn)

    def end(self, text: str) -> Wish:
        """What was read. What has a colour is there."""
        for attribute in self._colors:
            every = self._vocabulary.attribute(attribute).values
            there = tuple(value.id for value in every if value.id not in {"none", "other", NOT_VISIBLE})
            self._wearer.setdefault(attribute, there)
        ordered = {name: self._wearer[name] for name in WEARER if name in self._wearer}
        return Wish(text=text, wearer=ordered, garments=tuple(self._garments), colors=dict(self._colors))

    def _values(self, clause: Clause, *, words: str) -> tuple[str, ...]:
        entry = self._vocabulary.attribute(clause.attribute)
        every = [value.id for value in entry.values if value.id != NOT_VISIBLE]
        chosen = [value for value in every if (value in clause.values) != clause.negate]
        negated = clause.negate or words.partition(" ")[0] in _NEGATIONS
        if negated and "none" in chosen:
            return ("none",)
        drawn = [value for value in chosen if value != "not_worn"]
        return tuple(drawn or chosen)

    def _take_wearer(self, attribute: str, values: Sequence[str], *, words: str) -> None:
        known = self._wearer.get(attribute)
        both = tuple(values) if known is None else tuple(value for value in known if value in values)
        if not both:
            first = self._words.get(attribute, "")
            message = f"“{first}” and “{words}” contradict each other. Take one of them out."
            raise InputError(message)
        self._wearer[attribute] = both
        self._words[attribute] = words

    def _take_garment(self, clause: Clause, *, place: Place | None, words: str) -> None:
        if clause.negate:
            message = f"“{words}” says what is not to be worn. Say what is to be worn instead."
            raise InputError(message)
        looks = [look for value in sorted(clause.values) for look in self._looks(clause.attribute, value, place=place)]
        if not looks:
            message = f"“{words}” cannot be drawn. Name a garment, and one colour: {', '.join(FAMILIES)}."
            raise InputError(message)
        if all(look.place is Place.HEAD for look in looks):
            self._take_hat(looks, words=words)
            return
        self._garments.append(GarmentWish(words=words, looks=tuple(looks)))

    def _take_hat(self, looks: Sequence[Look], *, words: str) -> None:
        kinds = tuple(dict.fromkeys(look.kind for look in looks if look.kind))
        families = {look.color for look in looks if look.color}
        if kinds:
            self._take_wearer("headwear.kind", kinds, words=words)
        if families:
            self.color("headwear.kind", families, words=words)

    def _looks(self, attribute: str, value: str, *, place: Place | None) -> Iterator[Look]:
        """The looks that a value means; none where it cannot be drawn."""
        parts = (
            _split_look(value, self._vocabulary) if attribute == "garment.look" else {_place_of(attribute)[1]: value}
        )
        if "multicolor" in parts.values() or NOT_VISIBLE in parts.values():
            return
        where = place
        kind = self._vocabulary.attribute("garment.kind").value(parts.get("kind", ""))
        if where is None and kind is not None and kind.places:
            where = kind.places[0]
        yield Look(
            place=where,
            kind=parts.get("kind", ""),
            color=parts.get("color", ""),
            pattern=parts.get("pattern", ""),
        )


def _place_of(attribute: str) -> tuple[Place | None, str]:
    """Place and part of an attribute such as "lower.color"; no place for "garment.color"."""
    first, _, part = attribute.partition(".")
    if first == "garment":
        return None, part
    return (Place(first), part) if first in set(Place) else (None, "")


def _split_look(value: str, vocabulary: Vocabulary) -> Mapping[str, str]:
    parts: dict[str, str] = {}
    for word in value.split("+"):
        part = next(
            (name for name in _PARTS if name not in parts and vocabulary.attribute(f"garment.{name}").value(word)), None
        )
        if part is None:
            message = f"Not a look: {value[:80]!r}. Write it as kind+color, such as shirt+white."
            raise FilterError(message)
        parts[part] = word
    return parts


def _drawable(attribute: Attribute) -> list[Value]:
    hidden = {NOT_VISIBLE, "not_worn", "multicolor"}
    return [value for value in attribute.values if value.id not in hidden]
