"""The contract of every detector."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from wornby.datamodel import Pixels
from wornby.interfaces import Detector, FaceDetector

SIZES = [(1, 1), (1, 5000), (5000, 1), (37, 91)]


class DetectorSuite:
    """A subclass gives the fixtures `detector` and `picture`, in which it finds at least one object."""

    def test_names_model_and_version(self, detector: Detector) -> None:
        assert "@" in detector.name

    def test_finds_what_is_there(self, detector: Detector, picture: Pixels) -> None:
        assert detector.detect(picture)

    def test_labels_are_its_own_words(self, detector: Detector, picture: Pixels) -> None:
        assert {found.label for found in detector.detect(picture)} <= set(detector.classes)

    def test_the_surest_comes_first(self, detector: Detector, picture: Pixels) -> None:
        scores = [found.score for found in detector.detect(picture)]
        assert scores == sorted(scores, reverse=True)

    def test_scores_are_fractions(self, detector: Detector, picture: Pixels) -> None:
        assert all(0 <= found.score <= 1 for found in detector.detect(picture))

    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_takes_pictures_of_any_size(self, detector: Detector, size: tuple[int, int]) -> None:
        detector.detect(np.full((*size, 3), 120, dtype=np.uint8))

    def test_many_threads_get_the_same_answer(self, detector: Detector, picture: Pixels) -> None:
        with ThreadPoolExecutor(max_workers=4) as pool:
            answers = list(pool.map(lambda _: tuple(detector.detect(picture)), range(6)))
        assert all(answer == answers[0] for answer in answers)


class FaceDetectorSuite:
    """A subclass gives the fixtures `detector` and `picture`, in which it finds at least one face."""

    def test_names_model_and_version(self, detector: FaceDetector) -> None:
        assert "@" in detector.name

    def test_finds_what_is_there(self, detector: FaceDetector, picture: Pixels) -> None:
        assert detector.detect(picture)

    def test_the_surest_comes_first(self, detector: FaceDetector, picture: Pixels) -> None:
        scores = [found.score for found in detector.detect(picture)]
        assert scores == sorted(scores, reverse=True)

    def test_the_left_of_the_image_comes_first(self, detector: FaceDetector, picture: Pixels) -> None:
        left_eye, right_eye, _, left_mouth, right_mouth = detector.detect(picture)[0].landmarks
        assert left_eye[0] < right_eye[0]
        assert left_mouth[0] < right_mouth[0]

    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_takes_pictures_of_any_size(self, detector: FaceDetector, size: tuple[int, int]) -> None:
        detector.detect(np.full((*size, 3), 120, dtype=np.uint8))

    def test_many_threads_get_the_same_answer(self, detector: FaceDetector, picture: Pixels) -> None:
        with ThreadPoolExecutor(max_workers=4) as pool:
            answers = list(pool.map(lambda _: tuple(detector.detect(picture)), range(6)))
        assert all(answer == answers[0] for answer in answers)
