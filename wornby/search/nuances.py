"""How near a garment's measured colour comes to an exact one that somebody asked for."""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wornby.datamodel import Asset, Clause, ColorWish
from wornby.datamodel.tags import sure_value
from wornby.imaging.colors import Lab, delta_e_2000, hex_to_lab
from wornby.interfaces import RecordStore, VectorIndex
from wornby.search.entries import LOOSE
from wornby.search.stated import garments_of, split_id
from wornby.vocabulary import Vocabulary
from wornby.vocabulary.shades import SHADE

_MOST_KEPT = 20_000
_PAGE = 1000
_MOST_CELLS = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Measured:
    """The colour of one garment. `lab`: (3,)."""

    kind: str
    hex: str
    lab: Lab


_OfAsset = dict[str, list[_Measured]]
"""By number of the entry."""


def nearest_cells(index: VectorIndex, code: str, *, kinds: Collection[str]) -> Iterator[Clause]:
    """Clauses for the cells of colours that an index holds, nearest to a colour first; the further, the more in one.

    Args:
        index: Says which cells occur.
        code: "#rrggbb".
        kinds: Values of garment.kind that the garment may have; empty for any.
    """
    cells: dict[str, set[str]] = {}
    for value in index.values(SHADE):
        kind, _, cell = value.rpartition("+")
        if (kind in kinds) if kinds else not kind:
            cells.setdefault(cell, set()).add(value)
    if not cells:
        return
    names = sorted(cells)
    distances = delta_e_2000(np.stack([hex_to_lab(name) for name in names]), hex_to_lab(code))
    near = [names[place] for place in np.argsort(distances, kind="stable")]
    start, size = 0, 1
    while start < len(near):
        values = frozenset(value for name in near[start : start + size] for value in cells[name])
        yield Clause(attribute=SHADE, values=values)
        start, size = start + size, min(_MOST_CELLS, max(1, start))


class ColorNuances:
    """Measured colours of the library's garments; what was read once is kept until its asset changes. Thread-safe.

    Args:
        records: Hold what was measured.
        vocabulary: States the sensitivity of places.
    """

    def __init__(self, records: RecordStore, *, vocabulary: Vocabulary) -> None:
        self._records = records
        self._vocabulary = vocabulary
        self._lock = threading.Lock()
        self._kept: dict[str, _OfAsset] = {}
        self._marker = 0

    def distances(self, ids: Sequence[str], *, wish: ColorWish) -> dict[str, tuple[float, str]]:
        """CIEDE2000 and hex of each entry's nearest garment; entries without a measured one are left out.

        Args:
            ids: Of entries.
            wish: The colour, and the kinds that a garment in it may have.
        """
        known = self._read(list(dict.fromkeys(split_id(entry_id)[0] for entry_id in ids)))
        found = [
            (entry_id, garment)
            for entry_id in ids
            for garment in known.get(split_id(entry_id)[0], {}).get(split_id(entry_id)[1], ())
            if not wish.kinds or garment.kind in wish.kinds
        ]
        if not found:
            return {}
        distances = delta_e_2000(np.stack([garment.lab for _, garment in found]), hex_to_lab(wish.hex))
        nearest: dict[str, tuple[float, str]] = {}
        for (entry_id, garment), distance in zip(found, distances.tolist(), strict=True):
            nearest[entry_id] = min(nearest.get(entry_id, (distance, garment.hex)), (distance, garment.hex))
        return nearest

    def _read(self, asset_ids: Sequence[str]) -> dict[str, _OfAsset]:
        with self._lock:
            self._forget_changed()
            missing = [asset_id for asset_id in asset_ids if asset_id not in self._kept]
            if len(self._kept) + len(missing) > _MOST_KEPT:
                self._kept.clear()
                missing = list(asset_ids)
            if missing:
                assets = self._records.get_assets(missing)
                self._kept |= {asset_id: self._measured(asset) for asset_id, asset in assets.items()}
            return {asset_id: self._kept[asset_id] for asset_id in asset_ids if asset_id in self._kept}

    def _forget_changed(self) -> None:
        last = self._records.last_change()
        if not self._kept or self._marker > last:
            self._kept.clear()
            self._marker = last
        while self._marker < last:
            page = self._records.changes(after=self._marker, limit=_PAGE)
            if not page:
                break
            for number, asset_id in page:
                self._kept.pop(asset_id, None)
                self._marker = number

    def _measured(self, asset: Asset) -> _OfAsset:
        wearers = asset.tags.wearers if asset.tags is not None else ()
        numbers = [*(str(number) for number in range(len(wearers))), LOOSE]
        return {
            number: [
                _Measured(kind=sure_value(garment.kind), hex=garment.color.hex, lab=hex_to_lab(garment.color.hex))
                for garment in garments_of(asset, number, vocabulary=self._vocabulary)
                if garment.color is not None
            ]
            for number in numbers
        }
