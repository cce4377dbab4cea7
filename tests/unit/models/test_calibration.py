import json

import pytest

from wornby.datamodel import BoundingBox, ColorFact, Fact, GarmentTags, PhotoTags, Place, WearerTags
from wornby.errors import ModelError
from wornby.models.builtin import WEIGHTS
from wornby.models.calibration import Calibration, Curve, garment_key, load_calibration, log_odds

BOX = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)
MILDER = Curve(slope=0.5, intercept=0.0)


def fact(value, confidence):
    return Fact(value=value, confidence=confidence, source="builtin/x@1")


def garment(place, *, color_confidence=0.9):
    return GarmentTags(
        place=place,
        kind=fact("shirt", 0.9),
        color=ColorFact(
            family="red", name="red", hex="#ff0000", share=0.9, source="builtin/x@1", confidence=color_confidence
        ),
        pattern=fact("solid", 0.9),
        box=BOX,
        attributes={"garment.sleeve": fact("long", 0.9)},
    )


def wearing(*garments, **attributes):
    wearer = WearerTags(main=True, box=BOX, attributes=attributes, garments=garments)
    return PhotoTags(photo={"photo.kind": fact("worn", 0.9)}, wearers=(wearer,), garments=())


def test_the_straight_curve_leaves_a_confidence():
    assert Curve(slope=1, intercept=0).confidence(0.73) == pytest.approx(0.73)


def test_a_milder_curve_moves_towards_even_odds_and_keeps_the_order():
    stated = [0.0, 0.2, 0.5, 0.8, 1.0]
    found = [MILDER.confidence(one) for one in stated]
    assert found == sorted(found)
    assert found[2] == pytest.approx(0.5)
    assert found[3] < 0.8
    assert 0 < found[0] < found[-1] < 1


def test_log_odds_of_certainty_are_finite():
    assert log_odds(1.0) == pytest.approx(6.9, abs=0.1)
    assert log_odds(0.0) == pytest.approx(-6.9, abs=0.1)


def test_a_kind_follows_its_place_and_all_else_worn_or_lying():
    keys = [garment_key("kind", Place.UPPER), garment_key("color", Place.UPPER), garment_key("kind", None)]
    assert keys == ["garment.kind@upper", "garment.color@worn", "garment.kind@lying"]


def test_only_what_has_a_curve_changes():
    calibration = Calibration({"garment.kind@upper": MILDER, "hair.color": MILDER}, version="1")
    tags = calibration.apply(wearing(garment(Place.UPPER), garment(Place.OUTER), **{"hair.color": fact("red", 0.9)}))
    wearer = tags.wearers[0]
    upper, outer = wearer.garments
    assert upper.kind.confidence == wearer.attributes["hair.color"].confidence == pytest.approx(0.75, abs=1e-4)
    assert outer.kind.confidence == 0.9
    assert upper.color is not None
    assert upper.color.confidence == 0.9
    assert tags.photo["photo.kind"].confidence == 0.9


def test_colors_patterns_and_sleeves_follow_worn():
    curves = {f"garment.{part}@worn": MILDER for part in ("color", "pattern", "sleeve")}
    found = Calibration(curves, version="1").apply(wearing(garment(Place.UPPER))).wearers[0].garments[0]
    assert found.color is not None
    assert found.pattern is not None
    sleeve = found.attributes["garment.sleeve"]
    assert found.color.confidence == found.pattern.confidence == sleeve.confidence == pytest.approx(0.75, abs=1e-4)


def test_a_color_that_nobody_calibrated_stays_so():
    found = Calibration({"garment.color@lying": MILDER}, version="1").apply(
        PhotoTags(photo={}, wearers=(), garments=(garment(None, color_confidence=None),))
    )
    color = found.garments[0].color
    assert color is not None
    assert color.confidence is None


def test_the_shipped_curves_keep_the_order_of_answers():
    content = json.loads((WEIGHTS / "calibration.json").read_text())
    assert all(row["slope"] > 0 for row in content["curves"].values())
    assert load_calibration(WEIGHTS / "calibration.json").source == f"builtin/calibration@{content['version']}"


@pytest.mark.parametrize("text", ["", "{}", '{"version": "1", "curves": {"a": {"slope": 1}}}', "[]"])
def test_a_damaged_file_says_what_to_do(tmp_path, text):
    path = tmp_path / "calibration.json"
    path.write_text(text)
    with pytest.raises(ModelError, match="Install wornby again"):
        load_calibration(path)


def test_a_kind_that_is_alone_in_its_part_follows_a_curve_of_its_own():
    assert garment_key("kind", Place.LOWER, value="skirt") == "garment.kind@skirt"
    assert garment_key("kind", Place.LOWER, value="jeans") == "garment.kind@lower"
    assert garment_key("kind", None, value="skirt") == "garment.kind@lying"


@pytest.mark.parametrize(("slope", "intercept"), [(0, 0), (-1, 0), (float("nan"), 0), (1, float("inf"))])
def test_a_curve_that_does_not_rise_is_refused(slope, intercept):
    with pytest.raises(ValueError, match="rises"):
        Curve(slope=slope, intercept=intercept)
