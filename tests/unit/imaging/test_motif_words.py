"""Visual words of motifs."""

from pathlib import Path

import numpy as np
import pytest

from wornby.datamodel import BoundingBox, LocalFeatures
from wornby.imaging.motif_words import Codebook, MotifWords

RNG = np.random.default_rng(4)
CENTRES = RNG.uniform(0, 180, (64, 128)).astype(np.float32)
BOOK = Codebook(CENTRES)
WHOLE = BoundingBox(x_min=0.0, y_min=0.0, x_max=1.0, y_max=1.0)


def features(words: list[int], *, noise: float = 3.0, seed: int = 1) -> LocalFeatures:
    """Points that lie near these words."""
    rng = np.random.default_rng(seed)
    rows = CENTRES[words] + rng.normal(0, noise, (len(words), 128))
    return LocalFeatures(
        points=rng.uniform(0, 1, (len(words), 2)).astype(np.float32),
        frames=np.ones((len(words), 2), dtype=np.float32),
        descriptors=np.clip(np.rint(rows), 0, 255).astype(np.uint8),
        box=WHOLE,
        aspect=1.0,
    )


def index(count: int) -> MotifWords:
    """Motifs of eight words each."""
    found = MotifWords(BOOK)
    for number in range(count):
        found.add(f"m{number}", BOOK.words(features([(5 * number + step) % 64 for step in range(8)])))
    return found


def test_no_features_have_no_words() -> None:
    assert len(BOOK.words(None)) == 0


def test_a_point_is_named_by_its_nearest_word() -> None:
    assert BOOK.words(features([3, 60, 3])).tolist() == [3, 60, 3]


def test_nothing_is_found_among_nothing() -> None:
    assert MotifWords(BOOK).vote(features([1, 2]), k=3) == []


def test_nothing_is_found_without_points() -> None:
    assert index(4).vote(features([]), k=3) == []


@pytest.mark.parametrize("count", [4, 300], ids=["newer ones", "joined lists"])
def test_the_motif_that_shares_the_words_is_first(count: int) -> None:
    seen = features([(5 * 3 + step) % 64 for step in range(8)], seed=9)
    names = [name for name, _ in index(count).vote(seen, k=count)]
    # Motifs 64 apart have the same words.
    assert names[0] in {"m3", *(f"m{3 + 64 * turn}" for turn in range(1, 5))}


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    found = MotifWords(BOOK)
    for number in range(10):
        found.add(f"common{number}", np.array([1, 2, 3], dtype=np.uint16))
    found.add("rare", np.array([1, 2, 40], dtype=np.uint16))
    assert found.vote(features([1, 2, 40]), k=1)[0][0] == "rare"


@pytest.mark.parametrize("count", [4, 300], ids=["newer ones", "joined lists"])
def test_a_removed_motif_is_not_found(count: int) -> None:
    motifs = index(count)
    seen = features(list(range(15, 23)))
    assert motifs.vote(seen, k=count)
    for name, _ in motifs.vote(seen, k=count):
        motifs.remove(name)
    assert motifs.vote(seen, k=count) == []


def test_a_motif_that_is_added_again_counts_once() -> None:
    motifs = index(2)
    motifs.add("m1", BOOK.words(features([50, 51])))
    assert len(motifs) == 2
    assert motifs.vote(features([50, 51]), k=1)[0][0] == "m1"


def test_votes_are_the_same_before_and_after_the_lists_are_joined() -> None:
    few, many = index(60), index(60)
    seen = features([1, 2, 3, 4])
    before = few.vote(seen, k=60)
    many._renumber()
    assert many.vote(seen, k=60) == [(name, pytest.approx(votes, rel=1e-6)) for name, votes in before]


def test_a_codebook_is_read_from_its_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "book.npz", centres=CENTRES.astype(np.float16))
    assert len(Codebook.read(tmp_path / "book.npz")) == 64


def test_a_file_without_words_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "book.npz", other=CENTRES)
    with pytest.raises(KeyError):
        Codebook.read(tmp_path / "book.npz")
