import cv2
import numpy as np
import pytest

from tests.hub_models import BOXES, DETR_CLASSES, LOGITS, real_model, real_photos, save_detr, save_detr_with_sizes
from wornby.errors import ModelError
from wornby.imaging.decode import decode_photo
from wornby.models.hub.boxes import keep_best, letterbox_into
from wornby.models.hub.coco import COCO
from wornby.models.hub.detr import DetrDetector
from wornby.models.hub.yolox import YoloxDetector
from wornby.models.hub.yunet import YunetDetector

GREY = np.full((60, 90, 3), 120, dtype=np.uint8)


def pixels_of(path):
    return decode_photo(path.read_bytes(), max_pixels=50_000_000).pixels


def test_coco_has_eighty_words() -> None:
    assert (len(COCO), len(set(COCO)), COCO[0], COCO[-1]) == (80, 80, "person", "toothbrush")


def test_suppression_is_within_a_class() -> None:
    corners = np.array([[0, 0, 10, 10], [1, 1, 11, 11], [0, 0, 10, 10]], dtype=np.float32)
    kept = keep_best(corners, np.array([0.5, 0.9, 0.7], dtype=np.float32), np.array([0, 0, 1]), overlap=0.5)
    assert kept.tolist() == [1, 2]


def test_a_letterbox_keeps_proportions() -> None:
    boxed = letterbox_into(GREY, width_px=45, height_px=45)
    assert boxed.scale == 0.5
    assert (boxed.pixels[:30] == 120).all()
    assert (boxed.pixels[30:] == 114).all()


@pytest.mark.quality
def test_yolox_finds_a_person_in_street_photos() -> None:
    detector = YoloxDetector(real_model("yolox_nano.onnx"))
    photos = real_photos("street/photos", number=40)
    found = sum(any(each.label == "person" for each in detector.detect(pixels_of(path))) for path in photos)
    assert found >= 0.95 * len(photos)


@pytest.mark.quality
def test_yolox_puts_the_person_where_the_mask_is() -> None:
    """The photos are of one whole figure each: the largest person spans most of the picture's height."""
    detector = YoloxDetector(real_model("yolox_nano.onnx"))
    heights = []
    for path in real_photos("street/photos", number=20):
        persons = [each.box for each in detector.detect(pixels_of(path)) if each.label == "person"]
        heights += [max((box.y_max - box.y_min for box in persons), default=0.0)]
    assert np.median(heights) > 0.6


def test_yolox_refuses_another_number_of_classes() -> None:
    detector = YoloxDetector(real_model("yolox_nano.onnx"), classes=("person",))
    with pytest.raises(ModelError, match="YOLOX with these classes"):
        detector.detect(GREY)


@pytest.mark.quality
@pytest.mark.parametrize("name", ["yunet_n_dynamic.onnx", "yunet_n_640_640.onnx"])
def test_yunet_finds_faces_in_portraits(name) -> None:
    detector = YunetDetector(real_model(name))
    photos = real_photos("faces_synthetic/images", number=60)
    faces = [found[0] for path in photos if (found := detector.detect(pixels_of(path)))]
    assert len(faces) >= 0.95 * len(photos)
    for face in faces:
        left_eye, right_eye, nose, left_mouth, right_mouth = face.landmarks
        assert left_eye[0] < right_eye[0]
        assert left_mouth[0] < right_mouth[0]
        assert max(left_eye[1], right_eye[1]) < nose[1] < min(left_mouth[1], right_mouth[1])


@pytest.mark.quality
def test_yunet_answers_as_the_one_of_opencv() -> None:
    path = real_model("yunet_n_640_640.onnx")
    judge = cv2.FaceDetectorYN.create(str(path), "", (640, 640), 0.6, 0.3, 5000)
    detector = YunetDetector(path)
    for photo in real_photos("faces_synthetic/images", number=10):
        pixels = letterbox_into(pixels_of(photo), width_px=640, height_px=640, fill=0).pixels
        _, rows = judge.detect(np.ascontiguousarray(pixels[:, :, ::-1]))
        rows = np.zeros((0, 15)) if rows is None else rows
        expected = rows[rows[:, 14].argsort()[::-1]]
        found = detector.detect(pixels)
        assert len(found) == len(expected)
        points = np.array([face.landmarks for face in found]).reshape(len(found), 10) * 640
        np.testing.assert_allclose(points, expected[:, 4:14], atol=0.01)


def test_yunet_refuses_another_model(tmp_path) -> None:
    with pytest.raises(ModelError, match="is no YuNet"):
        YunetDetector(save_detr(tmp_path / "m.onnx")).detect(GREY)


@pytest.mark.parametrize("save", [save_detr, save_detr_with_sizes], ids=["hub", "papers"])
def test_detr_gives_boxes_of_the_picture(tmp_path, save) -> None:
    surest, second = DetrDetector(save(tmp_path / "m.onnx"), classes=DETR_CLASSES).detect(GREY)
    assert (surest.label, second.label) == ("person", "bag")
    np.testing.assert_allclose(surest.score, 1 / (1 + np.exp(-LOGITS.max())), rtol=1e-5)
    centre_x, centre_y, width, height = BOXES[0, 0]
    np.testing.assert_allclose(
        second.box.as_tuple(),
        (centre_x - width / 2, centre_y - height / 2, centre_x + width / 2, centre_y + height / 2),
        rtol=1e-5,
    )


def test_detr_cuts_boxes_at_the_edge(tmp_path) -> None:
    surest, _ = DetrDetector(save_detr(tmp_path / "m.onnx"), classes=DETR_CLASSES).detect(GREY)
    assert surest.box.x_max == 1.0


def test_detr_reads_its_words_from_the_folder(tmp_path) -> None:
    save_detr(tmp_path / "onnx" / "model.onnx")
    (tmp_path / "config.json").write_text('{"id2label": {"10": "z", "0": "wearer", "1": "bag"}}', encoding="utf-8")
    detector = DetrDetector(tmp_path)
    assert detector.classes == ("wearer", "bag", "z")
    assert detector.detect(GREY)[0].label == "wearer"


def test_detr_refuses_another_model() -> None:
    with pytest.raises(ModelError, match="is no RT-DETR"):
        DetrDetector(real_model("yolox_nano.onnx")).detect(GREY)
