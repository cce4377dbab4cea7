"""What the index holds of an asset. Rights are applied here: what may not be searched does not get in."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    NOT_VISIBLE,
    Asset,
    AssetKind,
    Carried,
    EmbeddingSpace,
    Fact,
    GarmentTags,
    IndexEntry,
    Purpose,
    WearerTags,
    carried_products,
)
from wornby.datamodel.provenance import is_synthetic
from wornby.datamodel.subjects import covers
from wornby.datamodel.tags import sure_value
from wornby.vocabulary import Sensitivity, Vocabulary, load_vocabulary
from wornby.vocabulary.shades import SHADE, shade_of

LOOSE = "x"
"""Number of the entry that holds the garments nobody wears."""

REAL = "crowd.real"
"""Whether an entry stands for a real person whose photo was given, so that counts of it are rounded."""

_PURPOSE = {Sensitivity.APPEARANCE: Purpose.APPEARANCE, Sensitivity.BIOMETRIC: Purpose.FACE}

_Values = dict[str, set[str]]


def index_entries(
    asset: Asset, *, vocabulary: Vocabulary | None = None, space: EmbeddingSpace | None = None
) -> list[IndexEntry]:
    """Entries of one asset: one for each wearer, and one for loose garments or for a photo with nothing in it.

    Values that the photo does not show are left out, and so is what the asset's rights do not allow.

    Args:
        asset: With its tags and embeddings.
        vocabulary: States the sensitivity of attributes; the built-in one if it is left out.
        space: The index's. Without it, an entry that has no vectors has vectors of shape (0, 0).

    Raises:
        SpaceMismatchError: An embedding is of another space.
    """
    words = vocabulary or load_vocabulary()

    others = {id(garment) for number in _others(asset) for garment in _wearers(asset)[number].garments}

    def is_known(garment: GarmentTags) -> bool:
        return _is_known(garment, asset=asset, vocabulary=words, theirs=id(garment) not in others)

    carried = carried_products(asset, is_known=is_known)
    wearers = _wearers(asset)
    loose: Sequence[GarmentTags] = asset.tags.garments if asset.tags else ()
    entries = [
        _entry(
            asset,
            str(number),
            facts=wearer.attributes,
            garments=tuple(filter(is_known, wearer.garments)),
            carried=carried[number],
            vocabulary=words,
            space=space,
        )
        for number, wearer in enumerate(wearers)
    ]
    if loose or not wearers:
        entries.append(
            _entry(asset, LOOSE, facts={}, garments=loose, carried=carried[None], vocabulary=words, space=space)
        )
    return entries


def _entry(
    asset: Asset,
    number: str,
    *,
    facts: Mapping[str, Fact],
    garments: Sequence[GarmentTags],
    carried: Mapping[str, Carried],
    vocabulary: Vocabulary,
    space: EmbeddingSpace | None,
) -> IndexEntry:
    def allowed(attribute: str) -> bool:
        return _is_allowed(attribute, asset=asset, vocabulary=vocabulary)

    theirs = number == LOOSE or int(number) not in _others(asset)
    facts = facts if theirs else {name: fact for name, fact in facts.items() if _is_open(name, vocabulary=vocabulary)}
    values: _Values = {
        "asset.kind": {asset.kind.value},
        "product": set(carried),
        "product.confirmed": {sku for sku, why in carried.items() if why is not Carried.LIKELY},
        "rights.display": {"yes" if asset.rights.allows(Purpose.DISPLAY) else "no"},
        REAL: {"no" if is_synthetic(asset) or asset.kind is AssetKind.PRODUCT else "yes"},
    }
    photo: Mapping[str, Fact] = asset.tags.photo if asset.tags else {}
    for name, fact in (*photo.items(), *facts.items()):
        if allowed(name):
            values.setdefault(name, set()).update(_split(fact, name, vocabulary=vocabulary))
    for garment in garments:
        _add_garment(values, garment)
        for name, fact in garment.attributes.items():
            if allowed(name):
                values.setdefault(name, set()).update(_split(fact, name, vocabulary=vocabulary))
    return IndexEntry(
        id=f"{asset.id}.{number}",
        asset_id=asset.id,
        attributes={name: tuple(sorted(found)) for name, found in values.items() if found},
        vectors=_vectors(garments, space),
    )


def _is_allowed(attribute: str, *, asset: Asset, vocabulary: Vocabulary) -> bool:
    sensitivity = vocabulary.sensitivity(attribute)
    purpose = _PURPOSE.get(sensitivity)
    return sensitivity is Sensitivity.OPEN or (purpose is not None and asset.rights.allows(purpose))


def _is_open(attribute: str, *, vocabulary: Vocabulary) -> bool:
    return vocabulary.sensitivity(attribute) is Sensitivity.OPEN


def _wearers(asset: Asset) -> Sequence[WearerTags]:
    return asset.tags.wearers if asset.tags else ()


def _others(asset: Asset) -> frozenset[int]:
    """Numbers of the wearers for whom the rights of a photo were not given."""
    numbers = range(len(_wearers(asset)))
    covered = (covers(asset.rights, asset.tags, wearer=number, subject=asset.subject) for number in numbers)
    return frozenset(number for number, theirs in zip(numbers, covered, strict=True) if not theirs)


def _is_known(garment: GarmentTags, *, asset: Asset, vocabulary: Vocabulary, theirs: bool) -> bool:
    if garment.place is None:
        return True
    kind = f"{garment.place}.kind"
    if not theirs:
        return _is_open(kind, vocabulary=vocabulary)
    return _is_allowed(kind, asset=asset, vocabulary=vocabulary)


def _split(fact: Fact, name: str, *, vocabulary: Vocabulary) -> set[str]:
    known = vocabulary.attributes.get(name)
    words = fact.value.split("+") if known and known.multiple else [fact.value]
    if fact.unsure:
        return set()
    return {word for word in words if word != NOT_VISIBLE}


def _add_garment(values: _Values, garment: GarmentTags) -> None:
    stated = {"kind": garment.kind, "color": garment.color, "pattern": garment.pattern}
    sure = {part: sure_value(fact) for part, fact in stated.items()}
    seen = {part: value for part, value in sure.items() if value not in {"", NOT_VISIBLE}}
    for part, value in seen.items():
        values.setdefault(f"garment.{part}", set()).add(value)
        if garment.place is not None:
            values.setdefault(f"{garment.place}.{part}", set()).add(value)
    if garment.color is not None and garment.color.family != NOT_VISIBLE:
        values.setdefault(SHADE, set()).update(shade_of(garment.color.hex, seen.get("kind", "")))
    looks = values.setdefault("garment.look", set())
    for size in range(2, len(seen) + 1):
        looks.update("+".join(mix) for mix in combinations(seen.values(), size))


def _vectors(garments: Sequence[GarmentTags], space: EmbeddingSpace | None) -> NDArray[np.float32]:
    embeddings = [garment.embedding for garment in garments if garment.embedding is not None]
    if space is not None:
        for embedding in embeddings:
            space.check(embedding.space)
    if not embeddings:
        return np.zeros((0, space.dimensions if space else 0), dtype=np.float32)
    return np.stack([embedding.vector for embedding in embeddings]).astype(np.float32)
