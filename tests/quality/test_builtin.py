"""The committed weights on real photos that they were not trained on.

The floors lie a little below the figures of the model cards: they catch a broken model, they are no bars.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.requirements import require
from training.data import Photo, read_garments, read_portraits, read_street
from wornby.datamodel import PhotoTags, Purpose, WearerTags
from wornby.demo import demo_shop
from wornby.imaging.decode import decode_photo
from wornby.models.builtin import BuiltinTagger

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
EVERYTHING = frozenset(Purpose)
MAX_PIXELS = 50_000_000

pytestmark = pytest.mark.quality


@pytest.fixture(scope="module")
def tagger() -> BuiltinTagger:
    return BuiltinTagger()


def tagged(tagger: BuiltinTagger, photos: list[Photo]) -> Iterator[tuple[Photo, PhotoTags]]:
    require(DATA.is_dir(), "no photos beside the repository: ../shared/data")
    for photo in photos:
        picture = decode_photo(photo.path.read_bytes(), max_pixels=MAX_PIXELS)
        tags = tagger.tag([picture], purposes=[EVERYTHING])[0]
        assert isinstance(tags, PhotoTags)
        yield photo, tags


def share(answers: list[bool]) -> float:
    assert len(answers) >= 10, f"only {len(answers)} cells to score"
    return sum(answers) / len(answers)


def held_out(read: Callable[[Path], list[Photo]], *, most: int, eye: bool) -> list[Photo]:
    require(DATA.is_dir(), "no photos beside the repository: ../shared/data")
    return [photo for photo in read(DATA) if photo.test and (photo.eye or not eye)][:most]


@pytest.fixture(scope="module")
def street(tagger: BuiltinTagger) -> list[tuple[Photo, PhotoTags]]:
    return list(tagged(tagger, held_out(read_street, most=60, eye=True)))


@pytest.fixture(scope="module")
def portraits(tagger: BuiltinTagger) -> list[tuple[Photo, PhotoTags]]:
    return list(tagged(tagger, held_out(read_portraits, most=80, eye=True)))


@pytest.fixture(scope="module")
def lying(tagger: BuiltinTagger) -> list[tuple[Photo, PhotoTags]]:
    return list(tagged(tagger, held_out(read_garments, most=80, eye=True)))


def main_wearer(tags: PhotoTags) -> WearerTags | None:
    return next((wearer for wearer in tags.wearers if wearer.main), None)


def agreement(rows: list[tuple[Photo, PhotoTags]], *, column: str, attribute: str) -> float:
    answers = []
    for photo, tags in rows:
        wearer = main_wearer(tags)
        if column in photo.eye:
            value = wearer.attributes[attribute].value if wearer else "not_visible"
            answers.append(value == photo.eye[column])
    return share(answers)


def test_street_photos_show_somebody(street: list[tuple[Photo, PhotoTags]]) -> None:
    assert share([main_wearer(tags) is not None for _, tags in street]) >= 0.95


def test_lying_garments_are_worn_by_nobody(lying: list[tuple[Photo, PhotoTags]]) -> None:
    assert share([not tags.wearers and len(tags.garments) == 1 for _, tags in lying]) >= 0.9


@pytest.mark.parametrize(
    ("column", "attribute", "floor"),
    [
        ("hair_color", "hair.color", 0.7),
        ("hair_length", "hair.length", 0.6),
        ("eyewear", "eyewear.kind", 0.8),
        ("headwear", "headwear.kind", 0.8),
        ("bag_type", "bag.kind", 0.4),
    ],
)
def test_wearers_on_the_street(
    street: list[tuple[Photo, PhotoTags]], column: str, attribute: str, floor: float
) -> None:
    assert agreement(street, column=column, attribute=attribute) >= floor


@pytest.mark.parametrize(
    ("column", "attribute", "floor"),
    [
        ("hair_color", "hair.color", 0.65),
        ("hair_length", "hair.length", 0.7),
        ("eyewear", "eyewear.kind", 0.85),
        ("headwear", "headwear.kind", 0.85),
    ],
)
def test_wearers_in_portraits(
    portraits: list[tuple[Photo, PhotoTags]], column: str, attribute: str, floor: float
) -> None:
    assert agreement(portraits, column=column, attribute=attribute) >= floor


def outermost(tags: PhotoTags, read: Callable[[object], str | None]) -> str | None:
    wearer = main_wearer(tags)
    if wearer is None:
        return None
    worn = {garment.place: garment for garment in wearer.garments}
    for place in ("outer", "dress", "upper"):
        if place in worn:
            return read(worn[place])
    return None


@pytest.mark.parametrize(
    ("column", "read", "floor"),
    [
        ("upper_type", lambda garment: garment.kind.value, 0.5),
        ("upper_color", lambda garment: garment.color and garment.color.family, 0.55),
        ("upper_pattern", lambda garment: garment.pattern and garment.pattern.value, 0.7),
    ],
    ids=["kind", "color", "pattern"],
)
def test_outermost_upper_garment_worn(
    street: list[tuple[Photo, PhotoTags]], column: str, read: Callable[[object], str | None], floor: float
) -> None:
    assert share([outermost(tags, read) == photo.eye[column] for photo, tags in street if column in photo.eye]) >= floor


@pytest.mark.parametrize(
    ("column", "read", "floor"),
    [
        ("color", lambda garment: garment.color and garment.color.family, 0.6),
        ("pattern", lambda garment: garment.pattern and garment.pattern.value, 0.65),
    ],
    ids=["color", "pattern"],
)
def test_lying_garments(
    lying: list[tuple[Photo, PhotoTags]], column: str, read: Callable[[object], str | None], floor: float
) -> None:
    answers = [bool(tags.garments) and read(tags.garments[0]) == photo.eye[column] for photo, tags in lying]
    assert share(answers) >= floor


COARSE = {"T-Shirt": {"t-shirt"}, "Longsleeve": {"longsleeve"}, "Pants": {"trousers", "jeans", "leggings"},
          "Shoes": {"boots", "sneakers", "sandals", "heels", "flats", "shoes"}, "Shirt": {"shirt"}, "Dress": {"dress"},
          "Outwear": {"jacket", "coat"}, "Shorts": {"shorts"}, "Hat": {"cap", "beanie", "hat", "other"}}  # fmt: skip


def test_kind_of_lying_garments(tagger: BuiltinTagger) -> None:
    photos = [photo for photo in held_out(read_garments, most=4000, eye=False) if photo.words[0] in COARSE][:120]
    rows = list(tagged(tagger, photos))
    answers = [bool(t.garments) and t.garments[0].kind.value in COARSE[p.words[0]] for p, t in rows]
    assert share(answers) >= 0.7


def test_two_hundred_street_photos_without_a_failure(tagger: BuiltinTagger) -> None:
    require(DATA.is_dir(), "no photos beside the repository: ../shared/data")
    rows = list(tagged(tagger, read_street(DATA)[:200]))
    assert len(rows) == 200


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("photos/lng-01-5.jpg", {"t-shirt", "jeans", "sneakers"}), ("products/COAT-01.jpg", {"coat"})],
    ids=["worn", "lying"],
)
def test_garments_of_a_query_picture(tagger: BuiltinTagger, name: str, kinds: set[str]) -> None:
    # Of the demo shop: a drawn wearer, and the shop's own picture.
    photo = decode_photo((demo_shop().folder / name).read_bytes(), max_pixels=MAX_PIXELS)
    found = tagger.find_garments(photo.pixels)
    assert kinds <= {garment.kind.value for garment in found}
    assert all(garment.embedding is not None and garment.embedding.space == tagger.space for garment in found)
