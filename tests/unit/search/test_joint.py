"""Ranking by text, with an encoder that knows three colours and one that is drawn at random."""

import zlib
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from tests.unit.search.build import ALL, DISPLAY, asset, garment, tags, wearer
from wornby.datamodel import Clause, EmbeddingSpace
from wornby.datamodel.joint import WHOLE_PHOTO
from wornby.errors import SpaceMismatchError
from wornby.search import IndexSync
from wornby.search.joint import FitLevel, JointSearch, joint_entries, searched_words
from wornby.search.neutral import NeutralTexts, load_neutral
from wornby.stores.exact_index import ExactVectorIndex
from wornby.testing.factories import make_entry
from wornby.testing.fakes import FakeRecordStore, FakeVectorIndex
from wornby.testing.fakes_models import COLOR_SPACE, ColorEncoder
from wornby.vocabulary import load_vocabulary

COLORS = {"red": (200, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 200)}
SHOWN = (Clause(attribute="rights.display", values=frozenset({"yes"})),)


class CountingIndex(FakeVectorIndex):
    """Counts its queries."""

    def __init__(self, space=COLOR_SPACE) -> None:
        super().__init__(space)
        self.queries = 0

    def query(self, vectors, *, filters, k, floor=None):
        self.queries += 1
        return super().query(vectors, filters=filters, k=k, floor=floor)


@pytest.fixture
def encoder():
    return ColorEncoder()


@pytest.fixture
def index():
    return CountingIndex()


@pytest.fixture
def search(encoder, index):
    return JointSearch(encoder, index)


def fill(index, encoder, *colors, start: int = 0) -> None:
    pictures = [np.full((4, 4, 3), COLORS[color], dtype=np.uint8) for color in colors]
    shown = {"rights.display": ["yes"]}
    entries = [
        make_entry(f"{color}{start + number}.0", shown, vectors=vector[np.newaxis])
        for number, (color, vector) in enumerate(zip(colors, encoder.encode_image(pictures), strict=True))
    ]
    index.update(entries, remove_assets=[], marker=index.marker + 1)


def ids(hits) -> list[str]:
    return [hit.id for hit in hits]


def test_an_empty_library_has_no_hits(search, encoder) -> None:
    assert search.rank("red", filters=(), k=5) == []
    assert encoder.texts == []


@pytest.mark.parametrize("text", ["", "  ", ",;"], ids=["empty", "blank", "signs"])
def test_no_words_have_no_hits(search, index, encoder, text) -> None:
    fill(index, encoder, "red")
    assert search.rank(text, filters=(), k=5) == []


def test_finds_what_fits_and_nothing_else(search, index, encoder) -> None:
    fill(index, encoder, "red", "green", "blue", "red")
    assert ids(search.rank("red", filters=(), k=5)) == ["red0.0", "red3.0"]


def test_a_text_that_nothing_shows_finds_nothing(search, index, encoder) -> None:
    fill(index, encoder, "red", "green")
    assert search.rank("blue", filters=(), k=5) == []
    assert search.rank("a paper lantern", filters=(), k=5) == []


def test_keeps_to_filters_and_number(search, index, encoder) -> None:
    fill(index, encoder, "red", "red", "red")
    index.update([make_entry("hidden.0", vectors=index.entries["red0.0"].vectors)], remove_assets=[], marker=9)
    assert len(search.rank("red", filters=(), k=9)) == 4
    assert ids(search.rank("red", filters=SHOWN, k=2)) == ["red0.0", "red1.0"]
    assert search.rank("red", filters=SHOWN, k=0) == []


def test_scores_are_cosines(search, index, encoder) -> None:
    fill(index, encoder, "red", "red")
    assert all(-1.0 <= hit.score <= 1.0 for hit in search.rank("red", filters=(), k=5))


def test_a_text_is_embedded_once(search, index, encoder) -> None:
    fill(index, encoder, "red")
    for text in ("Red!", "red", " RED "):
        search.rank(text, filters=(), k=5)
    assert encoder.texts.count("red") == 1


def test_only_the_latest_texts_are_remembered(search, index, encoder, monkeypatch) -> None:
    monkeypatch.setattr("wornby.search.joint._KEPT_TEXTS", 2)
    fill(index, encoder, "red")
    for text in ("red", "green", "red", "blue", "red", "green"):
        search.rank(text, filters=(), k=5)
    assert (encoder.texts.count("red"), encoder.texts.count("green")) == (1, 2)


def test_calibrates_once_until_the_library_has_grown(search, index, encoder) -> None:
    fill(index, encoder, *["red"] * 8)
    search.rank("red", filters=(), k=1)
    queries, texts = index.queries, len(encoder.texts)
    search.rank("red", filters=(), k=1)
    assert (index.queries, len(encoder.texts)) == (queries + 1, texts)
    fill(index, encoder, "red", "red", start=8)
    search.rank("red", filters=(), k=1)
    assert search._level.entries == 8
    fill(index, encoder, "red", start=10)
    search.rank("red", filters=(), k=1)
    assert search._level.entries == 11


def test_an_index_of_another_space_is_refused(encoder) -> None:
    with pytest.raises(SpaceMismatchError):
        JointSearch(encoder, FakeVectorIndex(replace(COLOR_SPACE, name="colors@2")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Red  Coat, with buttons!", "red coat with buttons"),
        ("women's red coat", "red coat"),
        ("a man in a suit", "a in a suit"),
        ("asian", ""),
        ("a young person in red", ""),
        ("beautiful dress", ""),
        ("black coat", "black coat"),
    ],
    ids=["empty", "plain", "gender", "gender-noun", "ethnicity", "age", "worth", "color"],
)
def test_what_a_text_is_ranked_by(text, words) -> None:
    assert searched_words(text) == words


@pytest.mark.parametrize(
    ("fits", "center", "spread"),
    [([0.2], 0.2, 1e-3), ([0.1, 0.2, 0.3], 0.2, 0.14826), ([0.1, 0.2, 0.3, 0.2, 9.0], 0.2, 0.14826)],
    ids=["one", "three", "outlier"],
)
def test_a_level_is_robust(fits, center, spread) -> None:
    level = FitLevel.of(fits, entries=1)
    assert (level.center, level.spread) == pytest.approx((center, spread))
    assert level.at(2.0) == pytest.approx(center + 2 * spread)


@pytest.mark.parametrize(("entries", "serves"), [(79, False), (80, True), (125, True), (126, False)])
def test_a_level_serves_a_library_of_about_its_size(entries, serves) -> None:
    assert FitLevel.of([0.1], entries=100).serves(entries) is serves


def test_the_neutral_texts_are_a_hundred_and_speak_of_no_clothes() -> None:
    neutral = load_neutral()
    assert len(set(neutral.texts)) == len(neutral.texts) >= 100
    kinds = {value.title.lower() for value in load_vocabulary().attribute("garment.kind").values}
    assert not kinds & {word for text in neutral.texts for word in text.split()}
    assert all(searched_words(text) for text in neutral.texts)


# Entries


@pytest.fixture
def records():
    store = FakeRecordStore()
    person = wearer(garment("shirt", vector=(1, 0, 0)), hair_color="red")
    store.commit_asset(asset("both", tags(person, person, loose=[garment("bag", vector=(0, 1, 0))]), rights=ALL))
    store.commit_asset(asset("none", tags(loose=[garment("coat")]), rights=ALL))
    store.commit_asset(asset("plain", tags(person), rights=ALL))
    row = np.eye(4, dtype=np.float32)
    store.put_joint(store.assets["both"], space=COLOR_SPACE, vectors={0: row[0], 1: row[1]})
    store.put_joint(store.assets["none"], space=COLOR_SPACE, vectors={WHOLE_PHOTO: row[2]})
    return store


def entries_of(records, *asset_ids):
    found = [records.assets[asset_id] for asset_id in asset_ids]
    return joint_entries(found, records=records, space=COLOR_SPACE, vocabulary=load_vocabulary())


def test_no_assets_have_no_entries(records) -> None:
    assert entries_of(records) == []


def test_entries_are_those_of_the_library_with_the_encoders_vectors(records) -> None:
    found = entries_of(records, "both", "none", "plain")
    assert [entry.id for entry in found] == ["both.0", "both.1", "none.x"]
    assert [int(entry.vectors.argmax()) for entry in found] == [0, 1, 2]
    assert {entry.vectors.shape for entry in found} == {(1, 4)}
    assert found[0].attributes["hair.color"] == ("red",)
    assert found[0].attributes["rights.display"] == ("yes",)


def test_vectors_of_another_encoder_are_left_out(records) -> None:
    other = replace(COLOR_SPACE, name="colors@2")
    assert joint_entries([records.assets["both"]], records=records, space=other, vocabulary=load_vocabulary()) == []


def test_wearers_get_in_by_appearance_only(records) -> None:
    records.assets["both"] = replace(records.assets["both"], rights=DISPLAY)
    assert entries_of(records, "both") == []


def test_the_index_follows_the_records(records, encoder) -> None:
    index = FakeVectorIndex(COLOR_SPACE)
    make = partial(joint_entries, records=records, space=COLOR_SPACE, vocabulary=load_vocabulary())
    main = IndexSync(records, FakeVectorIndex(), interval_s=0, also=[IndexSync(records, index, entries=make)])
    main.catch_up(force=True)
    assert sorted(index.entries) == ["both.0", "both.1", "none.x"]
    records.delete_asset("both")
    main.catch_up(force=True)
    assert sorted(index.entries) == ["none.x"]
    main.rebuild()
    assert (sorted(index.entries), index.marker) == (["none.x"], records.last_change())


# An encoder with the gap between pictures and texts that real ones have, drawn at random.

WIDTH = 256
SPACE = EmbeddingSpace(name="drawn@1", dimensions=WIDTH)
STOP_WORDS = frozenset({"a", "an", "at", "from", "full", "in", "of", "on", "the", "to", "under", "with"})
GOODS = [
    *("red", "blue", "green", "white", "black", "yellow", "striped", "checked", "denim", "wool"),
    *("coat", "shirt", "dress", "trousers", "skirt", "hat", "boots", "scarf"),
]
ABSENT = (
    "umbrella stand",
    *("tax form", "rubber duck", "medieval castle", "dentist chair", "xylophone", "squirrel", "loaf bread", "parrot"),
    *("garden gnome", "pencil sharpener", "tunnel", "stone bridge", "compass", "jigsaw", "spoon", "hammock", "fossil"),
    *("ladder", "cactus"),
)


def direction(word: str):
    drawn = np.random.default_rng(zlib.crc32(word.encode())).normal(size=WIDTH)
    return drawn / np.linalg.norm(drawn)


def mixed(cone: str, words, *, noise=0.0):
    vector = 1.2 * direction(cone) + sum(direction(word) for word in words) / np.sqrt(len(words)) + noise
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class DrawnEncoder(ColorEncoder):
    """A text is the mean of its words' directions, beside one direction that all texts share."""

    space = SPACE

    def encode_text(self, texts):
        return np.stack(
            [mixed("texts", [word for word in text.split() if word not in STOP_WORDS] or ["none"]) for text in texts]
        )


@pytest.fixture(scope="module", params=[20, 500], ids=["few", "many"])
def drawn(request):
    rng = np.random.default_rng(3)
    shown = [tuple(rng.choice(GOODS, 3, replace=False)) for _ in range(request.param)]
    index = ExactVectorIndex(SPACE)
    entries = [
        make_entry(f"{number}.0", vectors=mixed("pictures", words, noise=rng.normal(size=WIDTH) / 16)[np.newaxis])
        for number, words in enumerate(shown)
    ]
    index.update(entries, remove_assets=[], marker=1)
    return JointSearch(DrawnEncoder(), index), shown


def test_the_floor_lets_little_through_that_is_not_shown(drawn) -> None:
    search, _ = drawn
    assert sum(bool(search.rank(text, filters=(), k=5)) for text in ABSENT) <= 2


def test_what_is_shown_is_found(drawn) -> None:
    search, shown = drawn
    for words in shown[:10]:
        hits = search.rank(" ".join(words), filters=(), k=3)
        assert hits
        assert set(shown[int(hits[0].id.partition(".")[0])]) == set(words)


def test_a_higher_floor_finds_less(drawn) -> None:
    search, shown = drawn
    high = NeutralTexts(floor_z=50.0, texts=load_neutral().texts)
    assert JointSearch(DrawnEncoder(), search._index, neutral=high).rank(" ".join(shown[0]), filters=(), k=3) == []
