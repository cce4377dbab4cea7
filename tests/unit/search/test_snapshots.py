import pytest

from wornby.errors import StoreFullError
from wornby.search import snapshots as snapshots_module
from wornby.search.snapshots import Snapshots
from wornby.testing.fakes import FakeVectorIndex


class CountingIndex(FakeVectorIndex):
    """Counts its snapshots; a full disk takes none."""

    def __init__(self) -> None:
        super().__init__()
        self.saved = 0
        self.full = False

    def save(self) -> None:
        if self.full:
            message = "No space is left."
            raise StoreFullError(message)
        self.saved += 1

    def change(self) -> None:
        self.update([], remove_assets=[], marker=self.marker + 1)


@pytest.fixture
def index() -> CountingIndex:
    return CountingIndex()


def test_an_unchanged_index_is_not_written(index: CountingIndex) -> None:
    Snapshots(index).save()
    assert index.saved == 0


def test_many_changes_in_a_short_time_are_written_once(index: CountingIndex) -> None:
    snapshots = Snapshots(index)
    for _ in range(50):
        index.change()
        snapshots.save_if_due()
    assert index.saved == 1


def test_what_was_left_out_is_written_at_the_end(index: CountingIndex) -> None:
    snapshots = Snapshots(index)
    for _ in range(2):
        index.change()
        snapshots.save_if_due()
    snapshots.save()
    snapshots.save()
    assert index.saved == 2


def test_is_due_again_after_the_interval(index: CountingIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(snapshots_module.time, "monotonic", lambda: now[0])
    snapshots = Snapshots(index, interval_s=60)
    for now[0] in (1000.0, 1059.0, 1061.0):
        index.change()
        snapshots.save_if_due()
    assert index.saved == 2


def test_a_full_disk_is_no_error_and_is_tried_again(index: CountingIndex) -> None:
    snapshots = Snapshots(index)
    index.change()
    index.full = True
    snapshots.save()
    index.full = False
    snapshots.save()
    assert index.saved == 1


def test_other_indexes_are_written_too(index: CountingIndex) -> None:
    other = CountingIndex()
    snapshots = Snapshots(index, also=[Snapshots(other)])
    other.change()
    snapshots.save()
    assert (index.saved, other.saved) == (0, 1)
    index.change()
    snapshots.save_if_due()
    assert (index.saved, other.saved) == (1, 1)
