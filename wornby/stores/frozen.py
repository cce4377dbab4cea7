"""The state of an index at one moment, and the files that it is kept in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.stores.entries import TableDump

_TEXTS = "entries.jsonl"
_COLUMNS = "columns.npz"
_OWNERS = "owners.npy"
_VECTORS = "vectors.npy"
_OF_ROWS = "rows.npz"
_OTHERS = "others.npz"
_LINE = 10_000
"""Entries of one line of JSON: reading and writing hold up other threads, so they do it in small parts."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrozenIndex:
    """What an index held. Nothing here changes when the index does.

    Attributes:
        table: Its entries.
        owners: Row of the entry that each vector belongs to. (N,), int32.
        vectors: Blocks of (N, D) together.
        of_rows: Further arrays with a row for each vector, by name.
        others: Further arrays, by name.
    """

    table: TableDump
    owners: NDArray[np.int32]
    vectors: Sequence[NDArray[Any]]
    of_rows: Mapping[str, NDArray[Any]]
    others: Mapping[str, NDArray[Any]]

    def living(self) -> "FrozenIndex":
        """The same without removed entries: what was erased is not kept in a file."""
        if self.table.alive.all():
            return self
        kept = self.table.alive[self.owners]
        numbers = np.cumsum(self.table.alive, dtype=np.int32) - 1
        borders = np.cumsum([len(block) for block in self.vectors])[:-1]
        vectors = [block[part] for block, part in zip(self.vectors, np.split(kept, borders), strict=True)]
        return FrozenIndex(
            table=self.table.living(),
            owners=numbers[self.owners[kept]],
            vectors=vectors,
            of_rows={name: array[kept] for name, array in self.of_rows.items()},
            others=self.others,
        )

    def write(self, folder: Path) -> None:
        """Write the files of an index without removed entries into a folder."""
        _write_texts(folder / _TEXTS, self.table)
        np.savez(folder / _COLUMNS, allow_pickle=False, **self.table.arrays)
        np.savez(folder / _OF_ROWS, allow_pickle=False, **self.of_rows)
        np.savez(folder / _OTHERS, allow_pickle=False, **self.others)
        np.save(folder / _OWNERS, self.owners, allow_pickle=False)
        _write_blocks(folder / _VECTORS, self.vectors)


def read_frozen(folder: Path) -> FrozenIndex:
    """Read what `FrozenIndex.write` wrote.

    Raises:
        ValueError: A file is damaged.
        OSError: A file cannot be read.
    """
    return FrozenIndex(
        table=_read_texts(folder / _TEXTS, arrays=_read_arrays(folder / _COLUMNS)),
        owners=np.load(folder / _OWNERS, allow_pickle=False),
        vectors=[np.load(folder / _VECTORS, allow_pickle=False)],
        of_rows=_read_arrays(folder / _OF_ROWS),
        others=_read_arrays(folder / _OTHERS),
    )


def _write_texts(path: Path, table: TableDump) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(table.values) + "\n")
        for start in range(0, len(table.ids), _LINE):
            part = slice(start, start + _LINE)
            file.write(json.dumps([table.ids[part], table.assets[part]]) + "\n")


def _read_texts(path: Path, *, arrays: Mapping[str, NDArray[Any]]) -> TableDump:
    ids: list[str] = []
    assets: list[str] = []
    with path.open(encoding="utf-8") as file:
        values = json.loads(next(file))
        for line in file:
            names, owners = json.loads(line)
            ids += names
            assets += owners
    return TableDump(ids=ids, assets=assets, values=values, arrays=arrays, alive=np.ones(len(ids), dtype=np.bool_))


def _write_blocks(path: Path, blocks: Sequence[NDArray[Any]]) -> None:
    # np.save would need them in one piece: half a gigabyte for a million.
    head = {
        "descr": np.lib.format.dtype_to_descr(blocks[0].dtype),
        "fortran_order": False,
        "shape": (sum(len(block) for block in blocks), *blocks[0].shape[1:]),
    }
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, head)
        for block in blocks:
            file.write(np.ascontiguousarray(block).data)


def _read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)
