import csv
import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image

from wornby.datamodel import Purpose, Rights
from wornby.generation import DemoShop, demo_looks, demo_products, shop, truth_line, write_demo_shop
from wornby.vocabulary import load_vocabulary

MAX_BYTES = 4_000_000


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> DemoShop:
    return write_demo_shop(tmp_path_factory.mktemp("shop"))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_there_are_twelve_products_with_five_wearers_each() -> None:
    skus = [item.product.sku for item in demo_products()]
    assert len(set(skus)) == 12
    assert {sku: sum(look.sku == sku for look in demo_looks()) for sku in skus} == dict.fromkeys(skus, 5)


def test_names_are_unique() -> None:
    assert len({look.name for look in demo_looks()}) == 60


def test_every_wearer_wears_the_product() -> None:
    garments = {item.product.sku: item.garment for item in demo_products()}
    assert all(garments[look.sku] in look.look.garments for look in demo_looks())


@pytest.mark.parametrize("each", demo_looks(), ids=lambda each: each.name)
def test_the_truth_is_said_in_words_of_the_vocabulary(each) -> None:
    vocabulary = load_vocabulary()
    for name, value in each.look.truth().items():
        if value != "not_visible":
            vocabulary.check(name, value)
    for garment in each.look.garments:
        vocabulary.check("garment.kind", garment.kind)
        vocabulary.check("garment.color", garment.family)
        vocabulary.check("garment.pattern", garment.pattern)


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("hair.color", {"black", "brown", "blonde", "red", "grey", "vivid"}),
        ("hair.length", {"bald", "short", "medium", "long", "up"}),
        ("eyewear.kind", {"none", "eyeglasses", "sunglasses"}),
        ("headwear.kind", {"none", "cap", "beanie", "hat", "other"}),
        ("bag.kind", {"none", "handbag", "shoulder", "crossbody", "tote", "backpack", "clutch"}),
    ],
)
def test_the_shop_shows_every_value(attribute: str, values: set[str]) -> None:
    assert {look.look.truth()[attribute] for look in demo_looks()} >= values


def test_pictures_have_one_size(written: DemoShop) -> None:
    sizes = set()
    for path in written.folder.rglob("*.jpg"):
        with Image.open(path) as image:
            sizes.add((image.format, image.size))
    assert sizes == {("JPEG", (512, 768))}


def test_there_are_72_pictures_in_four_megabytes(written: DemoShop) -> None:
    assert len(list(written.folder.rglob("*.jpg"))) == 72
    assert sum(path.stat().st_size for path in written.folder.rglob("*") if path.is_file()) <= MAX_BYTES


def test_photos_csv_names_files_products_and_rights(written: DemoShop) -> None:
    with written.photos.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert all((written.folder / row["photo"]).is_file() for row in rows)
    rights = Rights.parse(rows[0]["rights"], rows[0]["purposes"].split("|"))
    assert rights.allows(Purpose.DISPLAY)
    assert rights.allows(Purpose.APPEARANCE)


def test_products_csv_names_pictures_that_are_there(written: DemoShop) -> None:
    with written.products.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["sku"] for row in rows] == [item.product.sku for item in demo_products()]
    assert all((written.folder / row["image"]).is_file() for row in rows)


def test_truth_is_one_line_for_each_photo(written: DemoShop) -> None:
    lines = [json.loads(line) for line in written.truth.read_text(encoding="utf-8").splitlines()]
    assert lines == [truth_line(each) for each in demo_looks()]


def test_writing_again_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, products = demo_looks()[::20], demo_products()[::6]
    monkeypatch.setattr(shop, "demo_looks", lambda: looks)
    monkeypatch.setattr(shop, "demo_products", lambda: products)
    first, second = write_demo_shop(tmp_path / "a"), write_demo_shop(tmp_path / "b")
    assert digests(first.folder) == digests(second.folder)


def test_a_written_shop_is_complete_until_a_picture_is_gone(written: DemoShop, tmp_path: Path) -> None:
    assert DemoShop.at(written.folder).is_complete()
    assert not DemoShop.at(tmp_path).is_complete()
    picture = next((written.folder / "photos").iterdir())
    kept = picture.read_bytes()
    picture.unlink()
    assert not written.is_complete()
    picture.write_bytes(kept)
