"""What persons have stated about a photo stands when a model tags it again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wornby.datamodel import Asset, BoundingBox, GarmentTags, PhotoTags, WearerTags
from wornby.datamodel.facts import SAME_PART
from wornby.datamodel.geometry import overlap
from wornby.datamodel.subjects import NOBODY, subject_of
from wornby.datamodel.tags import is_stated_by_person


def keep_stated(old: PhotoTags | None, new: PhotoTags) -> PhotoTags:
    """New tags with the facts of persons out of the old ones.

    A fact is a person's where its source says so ("staff/anna", "wearer", "key/4f"), see `EditDesk`. A wearer, or a
    garment that nobody wears, is found again by its box, a worn garment by its place. One with a person's facts that
    the model does not see any more is kept as it was, without a vector.
    """
    if old is None:
        return new
    return PhotoTags(
        photo={**new.photo, **{name: fact for name, fact in old.photo.items() if is_stated_by_person(fact)}},
        wearers=_wearers(old.wearers, new.wearers),
        garments=_loose(old.garments, new.garments),
    )


def moved_subject(asset: Asset, new: PhotoTags) -> int | None:
    """The number, among new tags, of the wearer whose photo it is.

    Found again by the box; nobody takes the place of one who is not in view any more.
    """
    known = subject_of(asset)
    if asset.subject is None or known is None:
        return asset.subject
    place = _nearest(known.box, [wearer.box for wearer in new.wearers])
    return NOBODY if place is None else place


def without_vectors(tags: PhotoTags) -> PhotoTags:
    """The same facts without embeddings."""
    return replace(
        tags,
        wearers=tuple(replace(wearer, garments=_bare(wearer.garments)) for wearer in tags.wearers),
        garments=_bare(tags.garments),
    )


def _wearers(old: Sequence[WearerTags], new: Sequence[WearerTags]) -> tuple[WearerTags, ...]:
    found = list(new)
    free = set(range(len(new)))
    for wearer in filter(_has_stated, old):
        place = _nearest(wearer.box, [found[number].box for number in sorted(free)])
        if place is None:
            found.append(replace(wearer, main=not found, garments=_bare(wearer.garments)))
            continue
        number = sorted(free)[place]
        free.remove(number)
        stated = {name: fact for name, fact in wearer.attributes.items() if is_stated_by_person(fact)}
        garments = _worn(wearer.garments, found[number].garments)
        found[number] = replace(found[number], attributes={**found[number].attributes, **stated}, garments=garments)
    return tuple(found)


def _worn(old: Sequence[GarmentTags], new: Sequence[GarmentTags]) -> tuple[GarmentTags, ...]:
    stated = {garment.place: garment for garment in old if _is_stated(garment)}
    kept = [_merged(stated.pop(garment.place, None), garment) for garment in new]
    return (*kept, *_bare(stated.values()))


def _loose(old: Sequence[GarmentTags], new: Sequence[GarmentTags]) -> tuple[GarmentTags, ...]:
    found = list(new)
    for garment in filter(_is_stated, old):
        number = _nearest(garment.box, [each.box for each in new])
        if number is None:
            found.extend(_bare([garment]))
        else:
            found[number] = _merged(garment, found[number])
    return tuple(found)


def _merged(old: GarmentTags | None, new: GarmentTags) -> GarmentTags:
    if old is None:
        return new
    stated = {name: fact for name, fact in old.attributes.items() if is_stated_by_person(fact)}
    return replace(
        new,
        kind=old.kind if is_stated_by_person(old.kind) else new.kind,
        color=old.color if is_stated_by_person(old.color) else new.color,
        pattern=old.pattern if is_stated_by_person(old.pattern) else new.pattern,
        attributes={**new.attributes, **stated},
    )


def _has_stated(wearer: WearerTags) -> bool:
    return any(map(is_stated_by_person, wearer.attributes.values())) or any(map(_is_stated, wearer.garments))


def _is_stated(garment: GarmentTags) -> bool:
    facts = (garment.kind, garment.color, garment.pattern, *garment.attributes.values())
    return any(map(is_stated_by_person, facts))


def _bare(garments: Iterable[GarmentTags]) -> tuple[GarmentTags, ...]:
    return tuple(replace(garment, embedding=None) for garment in garments)


def _nearest(box: BoundingBox, others: Sequence[BoundingBox]) -> int | None:
    shares = [overlap(box, other) for other in others]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= SAME_PART else None
