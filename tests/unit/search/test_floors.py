"""Floors as data."""

import pytest

from wornby.errors import ConfigurationError
from wornby.search.floors import Floors, PictureFloor, load_floors

FLOOR = PictureFloor(sure=0.5, doubtful=0.9, sure_from=0.6)


def test_a_space_that_nobody_measured_has_no_floor():
    assert Floors(most_unmatched=0.3, pictures={"a@1": FLOOR}).picture("b@1", confidence=1.0) is None


@pytest.mark.parametrize(("confidence", "least"), [(0.0, 0.9), (0.59, 0.9), (0.6, 0.5), (1.0, 0.5)])
def test_a_picture_in_doubt_has_a_higher_floor(confidence, least):
    assert Floors(most_unmatched=0.3, pictures={"a@1": FLOOR}).picture("a@1", confidence=confidence) == least


def test_the_floors_that_are_kept_are_shares_and_cosines():
    floors = load_floors()
    assert 0 <= floors.most_unmatched < 1
    assert all(-1 <= each.sure <= each.doubtful <= 1 for each in floors.pictures.values())


@pytest.mark.parametrize("text", ["", "[]", '{"pictures": {}}', '{"most_unmatched": 0.3, "pictures": {"a": 1}}'])
def test_a_damaged_file_is_told(tmp_path, text):
    path = tmp_path / "floors.json"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"floors\.json"):
        load_floors(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="missing"):
        load_floors(tmp_path / "none.json")
