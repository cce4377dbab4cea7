import pytest

from tests.unit.tagging.build import box
from wornby.datamodel import Place, Purpose
from wornby.datamodel.labels import Label, LabelKind, ProviderAnswer
from wornby.tagging.placing import UNTOLD, LabelPlacer
from wornby.vocabulary import LabelReader, load_vocabulary

VOCABULARY = load_vocabulary()
PLACER = LabelPlacer(VOCABULARY, LabelReader(VOCABULARY))
APPEARANCE = frozenset({Purpose.APPEARANCE})
LEFT, RIGHT = box(0.0, 0.0, 0.5, 1.0), box(0.6, 0.2, 1.0, 1.0)


def place(*labels, purposes=frozenset()):
    return PLACER.place(ProviderAnswer(source="fake@1", labels=labels, raw={}), purposes=purposes)


def person(at=LEFT):
    return Label(name="Person", kind=LabelKind.OBJECT, confidence=0.9, box=at)


def thing(name, at=None, *, confidence=0.8, **more):
    return Label(name=name, kind=LabelKind.OBJECT, confidence=confidence, box=at, **more)


def kinds(wearer):
    return {garment.place: garment.kind.value for garment in wearer.garments}


def test_no_labels_state_nothing():
    tags = place()
    assert (tags.photo, tags.wearers, tags.garments) == ({}, (), ())


def test_the_largest_person_is_the_main_wearer():
    small, large = box(0.6, 0.3, 0.9, 1.0), box(0.0, 0.0, 0.5, 1.0)
    assert [(one.main, one.box) for one in place(person(small), person(large)).wearers] == [
        (True, large),
        (False, small),
    ]


def test_a_passer_by_is_no_wearer():
    assert len(place(person(LEFT), person(box(0.9, 0.9, 0.95, 0.99))).wearers) == 1


def test_a_garment_belongs_to_whom_its_box_lies_in():
    tags = place(person(LEFT), person(RIGHT), thing("Jeans", box(0.65, 0.6, 0.95, 0.95)))
    assert [kinds(wearer) for wearer in tags.wearers] == [{}, {Place.LOWER: "jeans"}]


def test_a_label_without_a_box_is_the_main_wearers():
    assert kinds(place(person(), Label(name="Skirt", confidence=0.7)).wearers[0]) == {Place.LOWER: "skirt"}


def test_a_garment_beside_every_person_is_nobodys():
    tags = place(person(LEFT), thing("Shoe", box(0.6, 0.8, 0.9, 1.0)))
    assert (kinds(tags.wearers[0]), [garment.kind.value for garment in tags.garments]) == ({}, ["shoes"])


def test_without_a_person_a_garment_lies():
    assert [garment.kind.value for garment in place(thing("Dress", box(0.1, 0.1, 0.9, 0.9))).garments] == ["dress"]


def test_a_face_stands_for_its_person():
    face = Label(name="Face", kind=LabelKind.FACE, box=box(0.4, 0.1, 0.5, 0.2))
    (wearer,) = place(face, Label(name="Shirt", confidence=0.9)).wearers
    assert wearer.box.as_tuple() == pytest.approx((0.3, 0.05, 0.6, 0.8))


def test_a_person_without_a_place_is_somewhere_in_the_photo():
    assert place(Label(name="Person", confidence=0.9)).wearers[0].box == box()


def test_the_broader_word_gives_way():
    wearer = place(
        person(),
        Label(name="Footwear", confidence=0.99, parents=("Clothing",)),
        Label(name="Sandal", confidence=0.7, parents=("Footwear", "Clothing")),
    ).wearers[0]
    assert kinds(wearer) == {Place.FEET: "sandals"}


def test_what_may_be_anything_gives_way_without_being_named():
    wearer = place(person(), Label(name="Footwear", confidence=0.99), Label(name="Sandal", confidence=0.5)).wearers[0]
    assert kinds(wearer) == {Place.FEET: "sandals"}


def test_of_two_kinds_at_one_place_the_surer_stays():
    wearer = place(person(), Label(name="Skirt", confidence=0.6), Label(name="Jeans", confidence=0.7)).wearers[0]
    assert kinds(wearer) == {Place.LOWER: "jeans"}


def test_what_is_absent_is_not_worn():
    assert kinds(place(person(), Label(name="Skirt", confidence=0.9, absent=True)).wearers[0]) == {}


def test_a_services_color_of_a_thing_is_its_own():
    color = Label(name="Navy", kind=LabelKind.COLOR, hex="#101c3c", share=0.6, part_of=1)
    lighter = Label(name="White", kind=LabelKind.COLOR, hex="#ffffff", share=0.3, part_of=1)
    garment = place(person(), thing("Jeans", box(0.1, 0.5, 0.4, 0.9)), lighter, color).wearers[0].garments[0]
    assert (garment.color.family, garment.color.share, garment.color.further) == ("navy", 0.6, (("#ffffff", 0.3),))


def test_the_photos_color_is_that_of_what_lies_in_it():
    color = Label(name="Red", kind=LabelKind.COLOR, hex="#c01818", share=0.6)
    assert place(thing("Dress", box(0.1, 0.1, 0.9, 0.9)), color).garments[0].color.family == "red"


def test_the_photos_color_is_no_worn_garments():
    color = Label(name="Red", kind=LabelKind.COLOR, hex="#c01818", share=0.6)
    assert place(person(), Label(name="Dress", confidence=0.9), color).wearers[0].garments[0].color is None


def test_a_pattern_without_a_place_is_the_outermost_garments():
    wearer = place(person(), *(Label(name=name, confidence=0.9) for name in ("Shirt", "Jeans", "Plaid"))).wearers[0]
    assert {garment.place: garment.pattern and garment.pattern.value for garment in wearer.garments} == {
        Place.UPPER: "checked",
        Place.LOWER: None,
    }


def test_sleeves_are_the_garments_at_their_place():
    shirt, sleeve = box(0.1, 0.2, 0.4, 0.6), box(0.1, 0.2, 0.2, 0.4)
    garment = place(person(), thing("Shirt", shirt), thing("Short Sleeve", sleeve)).wearers[0].garments[0]
    assert garment.attributes["garment.sleeve"].value == "short"


def test_several_accessories_are_one_fact():
    wearer = place(person(), Label(name="Scarf", confidence=0.9), Label(name="Belt", confidence=0.6)).wearers[0]
    assert (wearer.attributes["accessories"].value, wearer.attributes["accessories"].confidence) == ("belt+scarf", 0.6)


@pytest.mark.parametrize("kind", [LabelKind.TEXT, LabelKind.LOGO, LabelKind.PRODUCT, LabelKind.WEB], ids=str)
def test_what_a_print_or_a_page_says_is_not_seen(kind):
    tags = place(person(), Label(name="Jeans", kind=kind, confidence=0.9), Label(name="Model", kind=kind, box=RIGHT))
    assert [kinds(wearer) for wearer in tags.wearers] == [{}]


GLASSES = (
    person(),
    Label(name="Face", kind=LabelKind.FACE, box=box(0.2, 0.05, 0.3, 0.15)),
    Label(name="Eyeglasses", kind=LabelKind.FACE, confidence=0.95, part_of=1),
)


def test_glasses_belong_to_the_person_with_the_face():
    assert place(*GLASSES, purposes=APPEARANCE).wearers[0].attributes["eyewear.kind"].value == "eyeglasses"


def test_without_the_purpose_nothing_is_said_of_the_eyes():
    assert place(*GLASSES).wearers[0].attributes == {}


@pytest.mark.parametrize(
    ("absent", "value"),
    [(("Sunglasses",), None), (("Eyeglasses", "Sunglasses"), "none")],
    ids=["one of two", "both"],
)
def test_no_glasses_are_a_statement_only_where_all_are_ruled_out(absent, value):
    labels = [Label(name=name, kind=LabelKind.FACE, confidence=0.9, absent=True) for name in absent]
    fact = place(person(), *labels, purposes=APPEARANCE).wearers[0].attributes.get("eyewear.kind")
    assert (fact.value if fact else None) == value


@pytest.mark.parametrize(
    ("purposes", "worn"), [(frozenset(), {}), (APPEARANCE, {Place.HEAD: "hat"})], ids=["open", "appearance"]
)
def test_a_hat_is_headwear(purposes, worn):
    wearer = place(person(), thing("Hat", box(0.1, 0.0, 0.3, 0.1)), purposes=purposes).wearers[0]
    assert (kinds(wearer), "headwear.kind" in wearer.attributes) == (worn, bool(worn))


def test_a_service_without_confidence_is_held_for_even_odds():
    assert place(Label(name="Dress", box=box(0.1, 0.1, 0.9, 0.9))).garments[0].kind.confidence == UNTOLD
