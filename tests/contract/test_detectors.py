from pathlib import Path

import numpy as np
import pytest

from tests.hub_models import DETR_CLASSES, real_model, real_photos, save_detr, save_detr_with_sizes
from wornby.datamodel import Pixels
from wornby.imaging.decode import decode_photo
from wornby.interfaces import Detector, FaceDetector
from wornby.models.hub.detr import DetrDetector
from wornby.models.hub.yolox import YoloxDetector
from wornby.models.hub.yunet import YunetDetector
from wornby.testing.suites import DetectorSuite, FaceDetectorSuite

MAX_PIXELS = 50_000_000


@pytest.fixture(scope="module")
def grey() -> Pixels:
    return np.full((60, 90, 3), 120, dtype=np.uint8)


class TestYolox(DetectorSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def detector(cls) -> Detector:
        return YoloxDetector(real_model("yolox_nano.onnx"))

    @pytest.fixture(scope="class")
    @classmethod
    def picture(cls) -> Pixels:
        return decode_photo(real_photos("street/photos", number=1)[0].read_bytes(), max_pixels=MAX_PIXELS).pixels


class TestDetrOfTheHub(DetectorSuite):
    @pytest.fixture
    def detector(self, tmp_path: Path) -> Detector:
        return DetrDetector(save_detr(tmp_path / "model.onnx"), classes=DETR_CLASSES)

    @pytest.fixture
    def picture(self, grey: Pixels) -> Pixels:
        return grey


class TestDetrOfThePapers(DetectorSuite):
    @pytest.fixture
    def detector(self, tmp_path: Path) -> Detector:
        return DetrDetector(save_detr_with_sizes(tmp_path / "model.onnx"), classes=DETR_CLASSES)

    @pytest.fixture
    def picture(self, grey: Pixels) -> Pixels:
        return grey


class FaceDetectorOnAPortrait(FaceDetectorSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def picture(cls) -> Pixels:
        photo = real_photos("faces_synthetic/images", number=1)[0]
        return decode_photo(photo.read_bytes(), max_pixels=MAX_PIXELS).pixels


class TestYunetOfAnySize(FaceDetectorOnAPortrait):
    @pytest.fixture(scope="class")
    @classmethod
    def detector(cls) -> FaceDetector:
        return YunetDetector(real_model("yunet_n_dynamic.onnx"))


class TestYunetOfOneSize(FaceDetectorOnAPortrait):
    @pytest.fixture(scope="class")
    @classmethod
    def detector(cls) -> FaceDetector:
        return YunetDetector(real_model("yunet_n_640_640.onnx"))
