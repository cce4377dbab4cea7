"""What others see in the studio's pictures: a face detector, the parser, the tagger, the whole gate.

The floors lie below the figures measured; they catch a broken studio, they are no bars.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.requirements import require
from wornby.compose import open_engine
from wornby.datamodel import Asset, PhotoTags, Purpose
from wornby.datamodel.library import PictureOrder
from wornby.demo import demo_shop
from wornby.imaging.decode import decode_photo
from wornby.models.builtin import BuiltinTagger
from wornby.settings import Settings

FACES = Path(__file__).resolve().parents[3] / "shared" / "models" / "yunet_n_dynamic.onnx"
PICTURES = demo_shop().pictures
FRONT = [picture for picture in PICTURES if picture.view != "back"]

pytestmark = pytest.mark.quality


def share(answers: list[bool]) -> float:
    return sum(answers) / len(answers)


@pytest.fixture(scope="module")
def tags() -> dict[str, PhotoTags]:
    tagger = BuiltinTagger()
    photos = [decode_photo(picture.path.read_bytes(), max_pixels=10**7) for picture in PICTURES]
    answers = tagger.tag(photos, purposes=[frozenset({Purpose.APPEARANCE})] * len(photos))
    return {picture.name: answer for picture, answer in zip(PICTURES, answers, strict=True)}


def test_a_face_detector_finds_the_faces() -> None:
    require(FACES.exists(), "no ../shared/models/yunet_n_dynamic.onnx")
    detector = cv2.FaceDetectorYN.create(str(FACES), "", (512, 768), 0.6)
    found = []
    for picture in FRONT:
        with Image.open(picture.path) as image:
            pixels = np.ascontiguousarray(np.asarray(image.convert("RGB"))[..., ::-1])
        found.append(detector.detect(pixels)[1] is not None)
    assert share(found) >= 0.95


def test_the_tagger_sees_one_wearer(tags: dict[str, PhotoTags]) -> None:
    assert share([len(tags[picture.name].wearers) == 1 for picture in PICTURES]) >= 0.9


@pytest.mark.parametrize(
    ("attribute", "floor"),
    [("hair.color", 0.6), ("hair.length", 0.65), ("eyewear.kind", 0.8), ("headwear.kind", 0.65)],
)
def test_the_tagger_reads_heads_as_drawn(tags: dict[str, PhotoTags], attribute: str, floor: float) -> None:
    right = []
    for picture in FRONT:
        wearers = tags[picture.name].wearers
        fact = wearers[0].attributes.get(attribute) if wearers else None
        right.append(fact is not None and fact.value == picture.attributes[attribute])
    assert share(right) >= floor


def made(home: Path, *skus: str) -> list[Asset]:
    shop = demo_shop()
    with open_engine(Settings(home=home)) as engine:
        engine.import_products(shop.products, base=shop.folder)
        orders = [PictureOrder(product=sku, tags="short black hair, eyeglasses", seed=20, count=2) for sku in skus]
        return [each.asset for order in orders for each in engine.generate(order)]


def test_the_gate_lets_pictures_of_printed_products_pass(tmp_path: Path) -> None:
    fidelities = [asset.generation.fidelity for asset in made(tmp_path, "TEE-01", "TEE-02") if asset.generation]
    assert len(fidelities) == 4
    checks = [check for fidelity in fidelities for check in fidelity.checks]
    assert all(check.ok for check in checks if check.name in {"product.color", "product.print"})
    assert sum(fidelity.passed for fidelity in fidelities) >= 1
