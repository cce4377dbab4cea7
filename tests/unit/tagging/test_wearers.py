from tests.unit.tagging.build import box, photo
from wornby.datamodel import Detection, Failure
from wornby.tagging.wearers import DetectedWearers
from wornby.testing.fakes_models import FixedDetector


def detection(label: str, *corners: float) -> Detection:
    return Detection(box=box(*corners), label=label, score=0.9)


def find(*found: Detection, fails: bool = False):
    return DetectedWearers(FixedDetector(*found, fails=fails)).tag([photo()], purposes=[frozenset()])[0]


def test_nobody() -> None:
    assert find(detection("dog", 0, 0, 1, 1)).wearers == ()


def test_the_largest_comes_first_and_is_the_main_one() -> None:
    found = find(detection("person", 0, 0, 0.2, 0.5), detection("person", 0.4, 0, 0.9, 1)).wearers
    assert [(each.main, each.box.x_min) for each in found] == [(True, 0.4), (False, 0)]


def test_passers_by_are_left_out() -> None:
    assert len(find(detection("person", 0, 0, 0.05, 0.1), detection("person", 0.4, 0, 0.9, 1)).wearers) == 1


def test_a_detector_that_fails_is_a_failure() -> None:
    assert isinstance(find(fails=True), Failure)
