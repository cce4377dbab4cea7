from pathlib import Path

import numpy as np
import pytest

from wornby.stores.entries import EntryTable
from wornby.stores.frozen import FrozenIndex, read_frozen
from wornby.testing.factories import make_entry

OWNERS = np.array([0, 0, 1, 2, 2], dtype=np.int32)
VECTORS = np.arange(10, dtype=np.float16).reshape(5, 2)


def frozen(*removed: str) -> FrozenIndex:
    table = EntryTable()
    table.append([make_entry(name, {"k": [name]}) for name in ("a.0", "b.0", "c.0")])
    table.remove_assets(removed)
    blocks = [VECTORS[:3], VECTORS[3:]]
    others = {"scale": np.ones(1)}
    return FrozenIndex(
        table=table.dump(), owners=OWNERS, vectors=blocks, of_rows={"codes": np.arange(5)}, others=others
    )  # fmt: skip


@pytest.mark.parametrize(
    ("removed", "ids", "owners", "rows"),
    [
        ([], ["a.0", "b.0", "c.0"], [0, 0, 1, 2, 2], [0, 1, 2, 3, 4]),
        (["b"], ["a.0", "c.0"], [0, 0, 1, 1], [0, 1, 3, 4]),
        (["c"], ["a.0", "b.0"], [0, 0, 1], [0, 1, 2]),
        (["a", "b", "c"], [], [], []),
    ],
    ids=["none", "one", "a-block", "all"],
)
def test_keeps_the_living_alone(
    tmp_path: Path, removed: list[str], ids: list[str], owners: list[int], rows: list[int]
) -> None:
    frozen(*removed).living().write(tmp_path)
    found = read_frozen(tmp_path)
    assert (found.table.ids, found.owners.tolist(), found.of_rows["codes"].tolist()) == (ids, owners, rows)
    assert np.array_equal(np.concatenate(found.vectors), VECTORS[rows])
    assert found.others["scale"].tolist() == [1.0]


def test_an_empty_index_is_written(tmp_path: Path) -> None:
    empty = FrozenIndex(
        table=EntryTable().dump(), owners=OWNERS[:0], vectors=[VECTORS[:0]], of_rows={}, others={}
    )  # fmt: skip
    empty.living().write(tmp_path)
    assert read_frozen(tmp_path).vectors[0].shape == (0, 2)
