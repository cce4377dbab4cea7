"""From a service's labels to facts about wearers and garments. Pure: no network, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wornby.colorimetry import hex_to_lab
from wornby.datamodel import (
    BoundingBox,
    ColorFact,
    Fact,
    GarmentTags,
    PhotoTags,
    Place,
    Purpose,
    WearerTags,
)
from wornby.datamodel.geometry import share_within
from wornby.datamodel.labels import READ_KINDS, Label, LabelKind, ProviderAnswer
from wornby.imaging.colors import color_name, nearest_color_family_of_hex
from wornby.tagging.wearers import MIN_LARGEST_SHARE, MOST_WEARERS
from wornby.vocabulary import LabelReader, Reading, Said, Sensitivity, Vocabulary

UNTOLD = 0.5
"""Confidence of a fact whose service gives none: nobody knows better than even odds."""

_WHOLE = BoundingBox(x_min=0, y_min=0, x_max=1, y_max=1)
_INSIDE = 0.5
_KIND, _PATTERN = "garment.kind", "garment.pattern"
_HEADWEAR = "headwear.kind"
_NONE, _ANY_OTHER = "none", "other"
_OUTERMOST = (Place.OUTER, Place.DRESS, Place.UPPER)
# A figure is about seven heads high and, with its arms, three wide.
_FIGURE_WIDE, _FIGURE_HIGH = 3.0, 7.0
_PURPOSE = {Sensitivity.APPEARANCE: Purpose.APPEARANCE, Sensitivity.BIOMETRIC: Purpose.FACE}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """A label with one value that its word names."""

    said: Said
    label: Label
    at: int

    @property
    def confidence(self) -> float:
        return UNTOLD if self.label.confidence is None else self.label.confidence


class LabelPlacer:
    """Says of whom and what a service's labels are.

    Boxes of persons are wearers, the largest first; without any, faces are; a label without a box is the main
    wearer's, or the whole photo's where nobody is in it. Of several kinds at one place the most specific counts: one
    that others name as broader gives way, and so does "Footwear"; then the surest stays. A service that sees nothing
    says nothing: the lack of a label is no statement.

    Args:
        vocabulary: With the shop's additions.
        reader: Reads the words.
    """

    def __init__(self, vocabulary: Vocabulary, reader: LabelReader) -> None:
        self._vocabulary = vocabulary
        self._reader = reader

    def place(self, answer: ProviderAnswer, *, purposes: frozenset[Purpose]) -> PhotoTags:
        """The facts that an answer states.

        Args:
            answer: Of one photo.
            purposes: What the photo's rights allow to state beside what is open.
        """
        boxes = self._figures(answer.labels)
        stated = [
            _Statement(said=said, label=label, at=at)
            for at, label in enumerate(answer.labels)
            if label.kind in READ_KINDS
            for said in self._reader.said(label.name)
            if is_allowed(said, vocabulary=self._vocabulary, purposes=purposes)
        ]
        by_owner: dict[int | None, list[_Statement]] = {}
        for statement in stated:
            by_owner.setdefault(_owner(statement.label, answer.labels, boxes), []).append(statement)
        colors = _colors(answer.labels, source=answer.source)
        wearers = tuple(
            self._wearer(box, by_owner.get(number, []), number=number, source=answer.source, colors=colors)
            for number, box in enumerate(boxes)
        )
        loose = by_owner.get(None, [])
        photo = {name: fact for name, fact in self._facts(loose, source=answer.source).items() if self._is_photo(name)}
        kinds = _outdone([one for one in loose if one.said.attribute == _KIND])
        lying = [self._lying(one, loose, source=answer.source, colors=colors) for one in _surest_first(kinds)]
        return PhotoTags(photo=photo, wearers=wearers, garments=_distinct(lying))

    def _figures(self, labels: Sequence[Label]) -> list[BoundingBox]:
        read = [(label, self._reader.kind_of(label.name)) for label in labels if label.kind in READ_KINDS]
        persons = [label.box for label, kind in read if kind is Reading.PERSON and label.box]
        if not persons:
            faces = [label.box for label, kind in read if label.kind is LabelKind.FACE and label.box]
            faces += [label.box for label, kind in read if kind is Reading.FACE and label.box]
            persons = [_figure(box) for box in dict.fromkeys(faces)]
        if not persons and any(kind is Reading.PERSON for _, kind in read):
            persons = [_WHOLE]
        persons = sorted(dict.fromkeys(persons), key=_area, reverse=True)
        return [box for box in persons if _area(box) >= MIN_LARGEST_SHARE * _area(persons[0])][:MOST_WEARERS]

    def _is_photo(self, attribute: str) -> bool:
        return self._vocabulary.attribute(attribute).applies_to == "photo"

    def _wearer(
        self,
        box: BoundingBox,
        stated: Sequence[_Statement],
        *,
        number: int,
        source: str,
        colors: Mapping[int, ColorFact],
    ) -> WearerTags:
        worn: dict[Place, _Statement] = {}
        for one in _surest_first(_outdone([each for each in stated if each.said.attribute == _KIND])):
            worn.setdefault(one.said.places[0] if one.said.places else Place.UPPER, one)
        outermost = next((place for place in _OUTERMOST if place in worn), None)
        garments = []
        for place, one in worn.items():
            more = self._about(one, stated, source=source, takes_loose=place is outermost)
            pattern, kind = more.pop(_PATTERN, None), _fact(one, source)
            color, around = colors.get(one.at), one.label.box or box
            garments.append(
                GarmentTags(place=place, kind=kind, color=color, pattern=pattern, box=around, attributes=more)
            )
        facts = {name: fact for name, fact in self._facts(stated, source=source).items() if not self._is_photo(name)}
        if Place.HEAD in worn and self._vocabulary.attribute(_HEADWEAR).value(worn[Place.HEAD].said.value):
            facts.setdefault(_HEADWEAR, _fact(worn[Place.HEAD], source))
        return WearerTags(main=number == 0, box=box, attributes=facts, garments=tuple(garments))

    def _lying(
        self, one: _Statement, stated: Sequence[_Statement], *, source: str, colors: Mapping[int, ColorFact]
    ) -> GarmentTags:
        more = self._about(one, stated, source=source, takes_loose=True)
        return GarmentTags(
            place=None,
            kind=_fact(one, source),
            # The whole photo's colour, where the service names none for the garment alone.
            color=colors.get(one.at) or colors.get(-1),
            pattern=more.pop(_PATTERN, None),
            box=one.label.box or _WHOLE,
            attributes=more,
        )

    def _is_of_garment(self, attribute: str) -> bool:
        return self._vocabulary.attribute(attribute).applies_to == "garment"

    def _about(
        self, garment: _Statement, stated: Iterable[_Statement], *, source: str, takes_loose: bool
    ) -> dict[str, Fact]:
        """What is said about a garment beside its kind, by attribute; without a place it is the outermost one's."""
        facts: dict[str, Fact] = {}
        for one in _surest_first(each for each in stated if not each.label.absent and each.said.attribute != _KIND):
            here = _same_place(one.label, garment.label) or (takes_loose and one.label.box is None)
            if here and self._is_of_garment(one.said.attribute):
                facts.setdefault(one.said.attribute, _fact(one, source))
        return facts

    def _facts(self, stated: Iterable[_Statement], *, source: str) -> dict[str, Fact]:
        """Facts that are no garment's, by attribute."""
        by_attribute: dict[str, list[_Statement]] = {}
        for one in stated:
            if not self._is_of_garment(one.said.attribute):
                by_attribute.setdefault(one.said.attribute, []).append(one)
        facts = {}
        for attribute, every in by_attribute.items():
            seen = _surest_first(_outdone([one for one in every if not one.label.absent]))
            if seen and self._vocabulary.attribute(attribute).multiple:
                values = sorted({one.said.value for one in seen})
                least = min(one.confidence for one in seen)
                facts[attribute] = Fact(value="+".join(values), confidence=least, source=source)
            elif seen:
                facts[attribute] = _fact(seen[0], source)
            elif self._vocabulary.attribute(attribute).value(_NONE) and _is_ruled_out(
                {one.said.value for one in every}
            ):
                least = min(one.confidence for one in every)
                facts[attribute] = Fact(value=_NONE, confidence=least, source=source)
        return facts


def is_allowed(said: Said, *, vocabulary: Vocabulary, purposes: frozenset[Purpose]) -> bool:
    """Whether the rights of a photo allow to state what a word says; a garment on the head is headwear."""
    attribute = _HEADWEAR if said.places[:1] == (Place.HEAD,) else said.attribute
    sensitivity = vocabulary.sensitivity(attribute)
    return sensitivity is Sensitivity.OPEN or _PURPOSE.get(sensitivity) in purposes


def _is_ruled_out(absent: set[str]) -> bool:
    """Whether everything of its sort is absent: no sunglasses alone may be eyeglasses."""
    return len(absent) > 1 or _ANY_OTHER in absent


def _owner(label: Label, labels: Sequence[Label], boxes: Sequence[BoundingBox]) -> int | None:
    """Number of the wearer whom a label speaks about; None for nobody."""
    box = label.box
    if box is None and label.part_of is not None and 0 <= label.part_of < len(labels):
        box = labels[label.part_of].box
    if not boxes:
        return None
    if box is None:
        return 0
    shares = [share_within(box, figure) for figure in boxes]
    best = max(range(len(boxes)), key=lambda number: shares[number])
    return best if shares[best] >= _INSIDE else None


def _outdone(stated: Sequence[_Statement]) -> list[_Statement]:
    """Statements without those whose word another one names as broader, and without what is said to be absent."""
    seen = [one for one in stated if not one.label.absent]
    broader = {parent.casefold() for one in seen for parent in one.label.parents}
    return [one for one in seen if one.label.name.casefold() not in broader]


def _surest_first(stated: Iterable[_Statement]) -> list[_Statement]:
    """What names a value of its own goes before what may be any of several, however sure that is."""
    return sorted(stated, key=lambda one: (one.said.general, -one.confidence, one.label.box is None, one.at))


def _distinct(garments: Iterable[GarmentTags]) -> tuple[GarmentTags, ...]:
    """One garment for each box: what a service says twice of one thing is one thing."""
    found: dict[BoundingBox, GarmentTags] = {}
    for garment in garments:
        found.setdefault(garment.box, garment)
    return tuple(found.values())


def _same_place(one: Label, other: Label) -> bool:
    return one.box is not None and other.box is not None and share_within(one.box, other.box) >= _INSIDE


def _colors(labels: Sequence[Label], *, source: str) -> dict[int, ColorFact]:
    """The main colour of each object by its place in the labels, the whole photo's at -1."""
    own: dict[int, list[Label]] = {}
    for label in labels:
        if label.kind is LabelKind.COLOR and label.hex:
            own.setdefault(-1 if label.part_of is None else label.part_of, []).append(label)
    return {at: _color(found, source=source) for at, found in own.items()}


def _color(found: Sequence[Label], *, source: str) -> ColorFact:
    first = found[0]
    ordered = sorted(found, key=lambda label: -(label.share or 0.0)) if first.share is not None else list(found)
    main, *rest = ordered
    return ColorFact(
        family=nearest_color_family_of_hex(main.hex),
        name=color_name(hex_to_lab(main.hex)),
        hex=main.hex,
        share=main.share if main.share is not None else 0.0,
        source=source,
        further=tuple((label.hex, label.share or 0.0) for label in rest),
    )


def _fact(one: _Statement, source: str) -> Fact:
    return Fact(value=one.said.value, confidence=one.confidence, source=source)


def _figure(face: BoundingBox) -> BoundingBox:
    """Around the person whose face is there, as far as the photo reaches."""
    wide, high = face.x_max - face.x_min, face.y_max - face.y_min
    middle = (face.x_min + face.x_max) / 2
    return replace(
        face,
        x_min=max(0.0, middle - wide * _FIGURE_WIDE / 2),
        x_max=min(1.0, middle + wide * _FIGURE_WIDE / 2),
        y_min=max(0.0, face.y_min - high / 2),
        y_max=min(1.0, face.y_min + high * _FIGURE_HIGH),
    )


def _area(box: BoundingBox) -> float:
    return (box.x_max - box.x_min) * (box.y_max - box.y_min)
