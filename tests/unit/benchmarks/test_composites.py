from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.composites import FAMILIES, HELD_OUT_ONLY, CompositeProduct, draw_motif
from benchmarks.composites import sources as photos
from benchmarks.composites.__main__ import contact_sheet, main
from benchmarks.composites.catalogue import make_catalogue
from benchmarks.composites.cloth import Bend, Placing, dye, find_torso, lay, shading, to_light, to_pixels
from benchmarks.composites.ink import Sheet, polygon
from benchmarks.composites.lettering import DESIGNS, Face, arched, letters
from benchmarks.composites.motifs import families
from benchmarks.composites.palette import fitting_colors, stands_out
from benchmarks.composites.sources import GarmentPhoto, StreetPhoto
from benchmarks.composites.words import LINES, TAILS, WORDS
from benchmarks.composites.worn import distractors, make_worn

SIDE = 160
WHITE, BLACK = "#f4f3ef", "#1b1b1d"


def square(ink: tuple[int, int, int]) -> np.ndarray:
    sheet = Sheet()
    sheet.fill(polygon((512, 512), 400, corners=4), ink)
    return sheet.rgba()


def garment() -> tuple[np.ndarray, np.ndarray]:
    """A pale garment with a fold of shadow, on a dark ground."""
    pixels = np.full((SIDE, SIDE, 3), 40, np.uint8)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    outline = np.array(
        [[50, 20], [110, 20], [150, 50], [135, 70], [118, 60], [118, 145], [42, 145], [42, 60], [25, 70], [10, 50]]
    )
    cv2.fillPoly(mask, [outline], 1)
    pixels[mask > 0] = 205
    pixels[:, 76:82][mask[:, 76:82] > 0] = 150
    return pixels, mask > 0


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Photos that were drawn in place of the data folder's."""
    pixels, mask = garment()
    cv2.imwrite(str(tmp_path / "garment.png"), pixels)
    cv2.imwrite(str(tmp_path / "mask.png"), mask.astype(np.uint8))
    lying = [
        GarmentPhoto(name=f"{n}.png", kind="t-shirt", sender=n, lightness=82, path=tmp_path / "garment.png")
        for n in range(3)
    ]
    street = StreetPhoto(
        name="s.png", word="t-shirt", lightness=82, path=tmp_path / "garment.png", mask_path=tmp_path / "mask.png"
    )
    classes = [
        "null",
        "t-shirt",
        "jacket",
        "coat",
        "blazer",
        "cardigan",
        "vest",
        "cape",
        "scarf",
        "hair",
        "bag",
        "purse",
    ]
    monkeypatch.setattr("benchmarks.composites.sources.street_classes", lambda _: [*classes, "necklace", "suit"])
    monkeypatch.setattr("benchmarks.composites.catalogue.garment_photos", lambda _: tuple(lying))
    monkeypatch.setattr("benchmarks.composites.worn.garment_photos", lambda _: tuple(lying))
    monkeypatch.setattr("benchmarks.composites.worn.street_photos", lambda _: (street,))
    monkeypatch.setattr("benchmarks.composites.worn.untouched_street", lambda _: (tmp_path / "garment.png",))
    return tmp_path


def key(product: CompositeProduct) -> tuple[str, str, int | None]:
    return product.cut.name, product.color, None if product.motif is None else product.motif.number


class TestMotifs:
    @pytest.mark.parametrize("number", range(18), ids=list(FAMILIES))
    def test_every_family_prints_something_with_holes_around_it(self, number: int) -> None:
        motif = draw_motif("held_out", number)

        assert motif.family == list(FAMILIES)[number]
        assert max(motif.pixels.shape[:2]) <= 512
        assert (motif.pixels[..., 3] > 127).mean() > 0.02

    def test_a_number_gives_the_same_motif_each_time(self) -> None:
        first = draw_motif("train", 5).pixels
        draw_motif.cache_clear()

        assert np.array_equal(first, draw_motif("train", 5).pixels)

    def test_another_number_of_the_family_gives_another_motif(self) -> None:
        count = len(families("train"))

        assert draw_motif("train", 6).pixels.tobytes() != draw_motif("train", 6 + count).pixels.tobytes()

    def test_the_splits_share_no_words(self) -> None:
        for words in (WORDS, LINES, TAILS):
            assert not set(words["train"]) & set(words["held_out"])

    def test_some_families_are_held_out(self) -> None:
        assert len(HELD_OUT_ONLY) >= 3
        assert set(families("train")) == set(FAMILIES) - HELD_OUT_ONLY

    @pytest.mark.parametrize("design", DESIGNS)
    def test_every_face_tells_letters_apart(self, design: str) -> None:
        face = Face(design=design)
        drawn = {letters(each, face, height=48).tobytes() for each in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}

        assert len(drawn) >= 35

    def test_an_arch_is_higher_than_its_line(self) -> None:
        line = letters("HARBOR", Face(design="block"), height=40)

        assert arched(line, bend=1.5).shape[0] > 1.5 * line.shape[0]

    def test_an_empty_sheet_is_refused(self) -> None:
        with pytest.raises(ValueError, match="nothing is printed"):
            Sheet().rgba()

    def test_white_ink_stands_out_on_black_cloth_alone(self) -> None:
        white = square((255, 255, 255))

        assert stands_out(white, BLACK)
        assert not stands_out(white, WHITE)
        assert BLACK in fitting_colors(white)


class TestCloth:
    def test_light_and_back_is_the_same_where_it_is_not_bright(self) -> None:
        grey = np.arange(20, 220, dtype=np.uint8).reshape(-1, 1)

        assert np.abs(to_pixels(to_light(grey)).astype(int) - grey).max() <= 1

    def test_the_trunk_is_found_between_the_sleeves(self) -> None:
        torso = find_torso(garment()[1])

        assert torso.x == pytest.approx(80, abs=5)
        assert torso.width == pytest.approx(77, abs=12)
        assert torso.neck == pytest.approx(20, abs=2)

    def test_dyed_cloth_keeps_its_fold_and_the_ground_keeps_its_colour(self) -> None:
        pixels, mask = garment()
        dyed = dye(pixels, mask, color=(40, 90, 160), shade=shading(pixels, mask), printed=None, edge=0.7)

        assert np.array_equal(dyed[:10], pixels[:10])
        assert dyed[100, 60, 2] > dyed[100, 60, 0] + 80
        assert dyed[100, 79, 2] < dyed[100, 60, 2] - 20

    def test_a_print_lies_where_it_was_placed_with_its_size(self) -> None:
        pixels, mask = garment()
        printed = lay(
            square((255, 0, 0)),
            shade=shading(pixels, mask),
            torso=find_torso(mask),
            placing=Placing(width=0.5, across=0.0, down=0.2),
            bend=Bend(round=5.0),
            blur=0.3,
            rng=np.random.default_rng(0),
        )
        rows, columns = np.nonzero(printed.cover > 0.5)

        assert columns.mean() == pytest.approx(80, abs=4)
        assert printed.side_px == pytest.approx(np.ptp(columns) + 1, abs=4)
        assert rows.min() > 25


class TestCatalogue:
    @pytest.mark.usefixtures("shop")
    def test_products_differ_and_are_the_same_at_each_call(self) -> None:
        products = make_catalogue(split="train", count=12)

        assert len({key(each) for each in products}) == len({each.sku for each in products}) == 12
        assert [key(each) for each in make_catalogue(split="train", count=12)] == [key(each) for each in products]

    @pytest.mark.usefixtures("shop")
    def test_families_share_what_they_are_named_for(self) -> None:
        products = make_catalogue(split="train", count=12)
        for name in {each.family for each in products if each.motif is not None}:
            family = [each for each in products if each.family == name and each.motif is not None]
            looks = {(each.cut.name, each.color) for each in family}
            prints = {each.motif.number for each in family if each.motif is not None}
            if name.startswith("cut"):
                assert (len(looks), len(prints)) == (1, len(family))
            elif name.startswith("print"):
                assert (len(looks), len(prints)) == (len(family), 1)

    @pytest.mark.usefixtures("shop")
    def test_some_products_are_plain(self) -> None:
        assert sum(each.motif is None for each in make_catalogue(split="train", count=12)) > 0


class TestPhotos:
    @pytest.mark.usefixtures("shop")
    def test_a_photo_of_a_printed_product_says_where_and_how_large(self) -> None:
        product = next(each for each in make_catalogue(split="train", count=12) if each.motif is not None)
        photo = make_worn(product, seed=1)

        assert photo.sku == product.sku
        assert photo.side_px > 10
        assert 0 < photo.visible <= 1
        assert photo.box is not None
        assert np.array_equal(cv2.imdecode(np.frombuffer(photo.jpeg, np.uint8), 1)[..., ::-1], photo.pixels)

    @pytest.mark.usefixtures("shop")
    def test_a_seed_gives_the_same_photo_each_time(self) -> None:
        product = make_catalogue(split="train", count=12)[0]

        assert make_worn(product, seed=3).jpeg == make_worn(product, seed=3).jpeg
        assert make_worn(product, seed=3).jpeg != make_worn(product, seed=4).jpeg

    @pytest.mark.usefixtures("shop")
    def test_a_plain_product_has_no_motif_in_its_photo(self) -> None:
        product = next(each for each in make_catalogue(split="train", count=12) if each.motif is None)

        assert make_worn(product, seed=0).side_px == 0

    @pytest.mark.usefixtures("shop")
    def test_distractors_show_no_product(self) -> None:
        found = distractors(split="train", count=4)

        assert [each.sku for each in found] == [None] * 4
        assert [each.box is None for each in found] == [True, False, True, False]

    @pytest.mark.usefixtures("shop")
    def test_a_product_s_picture_is_as_large_as_a_shop_s(self) -> None:
        picture = make_catalogue(split="train", count=12)[0].picture

        assert max(picture.shape) == 900


class TestSources:
    @pytest.mark.parametrize("name", ["garments.csv", "street.csv"])
    def test_no_photo_is_named_twice(self, name: str) -> None:
        lines = (Path(photos.__file__).parent / name).read_text(encoding="utf-8").splitlines()[1:]

        assert len({line.split(",")[0] for line in lines}) == len(lines) > 100

    @pytest.mark.skipif(not photos.DATA.is_dir(), reason="the photos are not at hand")
    def test_no_photo_and_no_sender_is_in_both_splits(self) -> None:
        train, held_out = photos.garment_photos("train"), photos.garment_photos("held_out")

        assert not {each.sender for each in train} & {each.sender for each in held_out}
        assert not {each.name for each in photos.street_photos("train")} & {
            each.name for each in photos.street_photos("held_out")
        }


class TestSheet:
    def test_no_picture_gives_an_empty_sheet(self) -> None:
        assert contact_sheet([]).size == 0

    def test_a_sheet_inside_the_repository_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.argv", ["composites", "--sheet", str(Path(photos.__file__).parent / "sheet.png")])

        with pytest.raises(SystemExit):
            main()
