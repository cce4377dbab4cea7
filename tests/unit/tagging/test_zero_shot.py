import numpy as np
import pytest

from tests.unit.tagging.build import BLUE, GREEN, RED, box, garment, photo, tags, wearer
from wornby.datamodel import Failure, Place, Purpose
from wornby.errors import ConfigurationError, FilterError, ForbiddenAttributeError, ModelError
from wornby.tagging.calibration import CalibrationFile, ValueThreshold
from wornby.tagging.zero_shot import ZeroShotTagger
from wornby.testing.fakes_models import ColorEncoder, FixedTagger
from wornby.vocabulary import load_vocabulary

APPEARANCE = frozenset({Purpose.APPEARANCE})
NONE: frozenset[Purpose] = frozenset()
SHOP = """
[[attribute]]
id = "mood"
title = "Mood"
applies_to = "wearer"
known_by = "model"
sensitivity = "open"
values = [
    { id = "red", title = "Red", definition = "All in red." },
    { id = "green", title = "Green", definition = "All in green." },
    { id = "not_visible", title = "Not visible", definition = "Not to be told." },
]

[[attribute]]
id = "sale"
title = "Sale"
applies_to = "garment"
known_by = "model"
sensitivity = "open"
values = [{ id = "red-tag", title = "Red label", definition = "A red label." , synonyms = ["red"] }]

[[attribute]]
id = "flags"
title = "Flags"
applies_to = "wearer"
known_by = "model"
sensitivity = "appearance"
multiple = true
values = [
    { id = "red", title = "Red", definition = "Something red." },
    { id = "blue", title = "Blue", definition = "Something blue." },
]

[[attribute]]
id = "said"
title = "Said"
applies_to = "wearer"
known_by = "declared"
sensitivity = "open"
values = [{ id = "yes", title = "Yes", definition = "The wearer says so." }]

[[attribute]]
id = "looks"
title = "Looks"
applies_to = "wearer"
known_by = "model"
sensitivity = "open"
values = [{ id = "a", title = "A", definition = "Of a pregnant wearer." }]
"""


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "vocabulary.toml"
    path.write_text(SHOP, encoding="utf-8")
    return load_vocabulary(path)


def zero_shot(vocabulary, *attributes: str, found=None, encoder=None, calibration=None) -> ZeroShotTagger:
    finder = FixedTagger(tags(wearer(bag_kind="none"), photo_kind="worn") if found is None else found)
    return ZeroShotTagger(
        encoder or ColorEncoder(), finder, vocabulary=vocabulary, attributes=attributes, calibration=calibration
    )


def facts(tagger, color=RED, *, purposes=APPEARANCE, **size):
    return tagger.tag([photo(color, **size)], purposes=[purposes])[0].wearers[0].attributes


@pytest.mark.parametrize(("color", "value"), [(RED, "red"), (GREEN, "green")], ids=["red", "green"])
def test_states_the_value_whose_definition_fits(vocabulary, color, value) -> None:
    assert facts(zero_shot(vocabulary, "mood"), color)["mood"].value == value


def test_keeps_what_the_finder_states(vocabulary) -> None:
    found = zero_shot(vocabulary, "mood").tag([photo()], purposes=[NONE])[0]
    assert found.photo["photo.kind"].source == "base@1"
    assert found.wearers[0].attributes["bag.kind"].source == "base@1"


def test_marks_a_confidence_that_nobody_calibrated(vocabulary) -> None:
    assert facts(zero_shot(vocabulary, "mood"))["mood"].source == "zero-shot/colors@1+uncalibrated"


def test_a_calibrated_value_has_the_precision_that_was_measured(vocabulary) -> None:
    threshold = ValueThreshold(threshold=0.2, calibrated=True, precision=0.75, positives=9, negatives=9)
    calibration = CalibrationFile(encoder="colors@1", attributes={"mood": {"red": threshold}})
    fact = facts(zero_shot(vocabulary, "mood", calibration=calibration))["mood"]
    assert (fact.confidence, fact.source) == (0.75, "zero-shot/colors@1")


def test_what_is_not_sure_enough_is_not_stated(vocabulary) -> None:
    threshold = ValueThreshold(threshold=1.0, calibrated=True)
    calibration = CalibrationFile(encoder="colors@1", attributes={"mood": {"red": threshold}})
    assert "mood" not in facts(zero_shot(vocabulary, "mood", calibration=calibration), (120, 100, 20))


def test_thresholds_of_another_encoder_are_refused(vocabulary) -> None:
    with pytest.raises(ConfigurationError, match="other@1"):
        zero_shot(vocabulary, "mood", calibration=CalibrationFile(encoder="other@1"))


@pytest.mark.parametrize(
    ("color", "value"), [((200, 20, 200), "red+blue"), (BLUE, "blue"), (GREEN, None)], ids=["both", "one", "none"]
)
def test_an_attribute_of_several_values(vocabulary, color, value) -> None:
    fact = facts(zero_shot(vocabulary, "flags"), color).get("flags")
    assert (fact and fact.value) == value


@pytest.mark.parametrize(("color", "stated"), [(RED, True), (GREEN, False)], ids=["there", "not-there"])
def test_a_tag_of_one_value_is_stated_or_not(vocabulary, color, stated) -> None:
    assert ("sale" in facts(zero_shot(vocabulary, "sale"), color)) is stated


def test_appearance_is_stated_only_with_the_purpose(vocabulary) -> None:
    encoder = ColorEncoder()
    assert "flags" not in facts(zero_shot(vocabulary, "flags", encoder=encoder), purposes=NONE)
    assert encoder.pictures == 0


def test_hair_is_looked_for_on_the_head_of_a_whole_figure(vocabulary) -> None:
    pixels = photo(GREEN, height_px=200, width_px=80)
    pixels.pixels[:45] = RED
    tagger = zero_shot(vocabulary, "hair.color")
    found = tagger.tag([pixels], purposes=[APPEARANCE])[0].wearers[0].attributes
    assert found["hair.color"].value == "red"


def test_a_garments_tag_is_the_photos_where_nobody_wears_it(vocabulary) -> None:
    found = zero_shot(vocabulary, "sale", "mood", found=tags(garments=[garment(None)])).tag([photo()], purposes=[NONE])[
        0
    ]
    assert set(found.photo) == {"sale"}


def test_garments_are_embedded_in_its_own_space(vocabulary) -> None:
    tagger = zero_shot(vocabulary, "mood", found=tags(wearer(garment()), garments=[garment(None)]))
    found = tagger.tag([photo()], purposes=[NONE])[0]
    embeddings = [found.wearers[0].garments[0].embedding, found.garments[0].embedding]
    assert [each.space for each in embeddings] == [tagger.space] * 2


PLAIN_SHOP = """
[[attribute]]
id = "garment.pattern"
values = [
    { id = "ruby", title = "Red", definition = "All red.", synonyms = ["red"] },
    { id = "leaf", title = "Green", definition = "All green.", synonyms = ["green"] },
]
"""


@pytest.fixture(scope="module")
def patterns(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "vocabulary.toml"
    path.write_text(PLAIN_SHOP, encoding="utf-8")
    return load_vocabulary(path)


@pytest.mark.parametrize("name", ["garment.pattern", "upper.pattern"])
def test_a_garments_own_part_is_stated_on_the_garment(patterns, name) -> None:
    found = zero_shot(patterns, name, found=tags(wearer(garment()))).tag([photo(GREEN)], purposes=[NONE])[0]
    assert found.wearers[0].garments[0].pattern.value == "leaf"
    assert name not in found.wearers[0].attributes


def test_another_places_part_is_left_as_it_is(patterns) -> None:
    found = zero_shot(patterns, "lower.pattern", found=tags(wearer(garment()))).tag([photo(GREEN)], purposes=[NONE])[0]
    assert found.wearers[0].garments[0].pattern.source == "base@1"


def test_a_lying_garments_part_is_stated_too(patterns) -> None:
    tagger = zero_shot(patterns, "garment.pattern", found=tags(garments=[garment(None)]))
    assert tagger.tag([photo(RED)], purposes=[NONE])[0].garments[0].pattern.value == "ruby"


def test_a_garment_keeps_its_kind_where_none_is_sure_enough(patterns) -> None:
    low = ValueThreshold(threshold=1.0, calibrated=True)
    kinds = {value.id: low for value in patterns.attribute("upper.kind").values}
    calibration = CalibrationFile(encoder="colors@1", attributes={"upper.kind": kinds})
    tagger = zero_shot(patterns, "garment.kind", found=tags(wearer(garment())), calibration=calibration)
    assert tagger.tag([photo()], purposes=[NONE])[0].wearers[0].garments[0].kind.source == "base@1"


def test_a_kind_is_one_that_is_worn_there(patterns) -> None:
    tagger = zero_shot(patterns, "garment.kind", found=tags(wearer(garment(Place.LOWER, kind="jeans"))))
    kind = tagger.tag([photo()], purposes=[NONE])[0].wearers[0].garments[0].kind.value
    assert kind in {value.id for value in patterns.attribute("lower.kind").values}


def test_headwear_is_read_as_a_garment_only_with_the_purpose(patterns) -> None:
    found = tags(wearer(garment(Place.HEAD, kind="cap")))
    low = {value.id: ValueThreshold(threshold=0.0) for value in patterns.attribute("head.kind").values}
    calibration = CalibrationFile(encoder="colors@1", attributes={"head.kind": low})
    tagger = zero_shot(patterns, "head.kind", found=found, calibration=calibration)
    sources = [
        tagger.tag([photo()], purposes=[purposes])[0].wearers[0].garments[0].kind.source
        for purposes in (NONE, APPEARANCE)
    ]
    assert sources == ["base@1", "zero-shot/colors@1+uncalibrated"]


def test_calibrating_a_garments_part_leaves_out_who_does_not_wear_it(patterns) -> None:
    tagger = zero_shot(patterns, "upper.pattern", found=tags(wearer(garment(Place.LOWER))))
    found = tagger.calibrate("upper.pattern", photos=[photo()] * 20, labels=["ruby", "leaf"] * 10, purposes=NONE)
    assert {each.positives for each in found.values()} == {0}


def test_a_query_picture_is_embedded_in_the_region(vocabulary) -> None:
    pixels = photo(GREEN).pixels.copy()
    pixels[:, 40:] = RED
    found = zero_shot(vocabulary, "mood").embed_region(pixels, region=box(0.75, 0.4, 0.95, 0.6))[0]
    assert found.vector.argmax() == 0


def test_garments_of_a_query_are_embedded_by_the_encoder(vocabulary) -> None:
    pixels = photo(GREEN).pixels.copy()
    pixels[:, 40:] = RED
    worn, lying = garment(at=box(0.75, 0.4, 0.95, 0.6)), garment(None, kind="coat", at=box(0.0, 0.0, 0.4, 1.0))
    found = zero_shot(vocabulary, "mood", found=tags(wearer(worn), garments=[lying])).find_garments(pixels)
    assert [each.kind.value for each in found] == ["shirt", "coat"]
    assert [each.embedding.vector.argmax() for each in found] == [0, 1]


def test_a_query_that_the_finder_fails_on_shows_no_garments(vocabulary) -> None:
    failure = Failure(code="model", message="x")
    assert zero_shot(vocabulary, "mood", found=failure).find_garments(photo().pixels) == []


def test_a_failure_of_the_finder_is_one_of_the_photo(vocabulary) -> None:
    failure = Failure(code="model", message="x")
    assert zero_shot(vocabulary, "mood", found=failure).tag([photo()], purposes=[NONE]) == [failure]


def test_a_failure_of_the_encoder_is_one_of_the_photo(vocabulary) -> None:
    class Broken(ColorEncoder):
        def encode_image(self, pictures):
            message = "no"
            raise ModelError(message)

    assert zero_shot(vocabulary, "mood", encoder=Broken()).tag([photo()], purposes=[NONE])[0].code == "model"


def test_texts_are_embedded_once(vocabulary) -> None:
    encoder = ColorEncoder()
    tagger = zero_shot(vocabulary, "mood", encoder=encoder)
    tagger.tag([photo(), photo()], purposes=[NONE, NONE])
    said = len(encoder.texts)
    tagger.tag([photo()], purposes=[NONE])
    assert len(encoder.texts) == said == len(set(encoder.texts))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("body.build", ForbiddenAttributeError),
        ("looks", ForbiddenAttributeError),
        ("said", ConfigurationError),
        ("garment.color", ConfigurationError),
        ("product", ConfigurationError),
        ("never.heard", FilterError),
    ],
)
def test_what_it_never_states(vocabulary, name, error) -> None:
    with pytest.raises(error):
        zero_shot(vocabulary, name)


def test_every_attribute_that_models_state_can_be_asked(vocabulary) -> None:
    names = [
        each.id
        for each in load_vocabulary().attributes.values()
        if each.known_by == "model" and not each.structural and each.sensitivity != "forbidden"
    ]
    assert len(names) > 10
    zero_shot(vocabulary, *names)


def shades(number: int) -> list[tuple[int, int, int]]:
    rng = np.random.default_rng(5)
    return [tuple(int(value) for value in rng.integers(60, 200, size=3)) for _ in range(number)]


def test_calibrating_keeps_thresholds_with_their_figures(vocabulary) -> None:
    colors = shades(60)
    labels = ["red" if red > green + 10 else "green" for red, green, _ in colors]
    tagger = zero_shot(vocabulary, "mood")
    found = tagger.calibrate("mood", photos=[photo(c) for c in colors], labels=labels, purposes=NONE)
    assert set(found) == {"red", "green"}
    assert found["red"].calibrated
    assert found["red"].figure > 0.95
    assert found["red"].positives == labels.count("red")


def test_calibrating_what_is_not_asked_is_refused(vocabulary) -> None:
    with pytest.raises(ConfigurationError, match="'sale'"):
        zero_shot(vocabulary, "mood").calibrate("sale", photos=[], labels=[], purposes=NONE)


def test_calibrating_without_photos_leaves_the_default(vocabulary) -> None:
    found = zero_shot(vocabulary, "mood").calibrate("mood", photos=[], labels=[], purposes=NONE)
    assert not any(each.calibrated for each in found.values())
