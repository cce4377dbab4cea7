import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from wornby.datamodel import BoundingBox, Failure, Photo, PhotoTags, Purpose
from wornby.datamodel.labels import Label, LabelKind, ProviderAnswer
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderAnswerError,
    ProviderError,
    ProviderRefusedError,
    QuotaError,
    StoreError,
)
from wornby.interfaces.models import Hidden
from wornby.stores.answers import BlobAnswerShelf
from wornby.stores.blobs import FsspecBlobStore
from wornby.tagging.budget import Budget
from wornby.tagging.provided import ProviderParts, ProviderTagger, cleaned, sent_picture
from wornby.testing.fakes import FakeTagger
from wornby.testing.fakes_providers import FACE_PRICE, LABEL_PRICE, DownService, FakeService, make_profile
from wornby.testing.pictures import noise
from wornby.vocabulary import LabelReader, load_vocabulary

NOTHING = frozenset()
APPEARANCE = frozenset({Purpose.APPEARANCE})


def photo(*, may_leave=True, digit="0", **changes):
    pixels = noise(900, 700)
    return Photo(pixels=pixels, sha256=digit * 64, format="png", size_bytes=1, may_leave=may_leave, **changes)


def make(service=None, *, budget=None, shelf=None, hide=None, **options):
    service = service or FakeService()
    parts = ProviderParts(
        eye=FakeTagger(), vocabulary=load_vocabulary(), budget=budget or Budget(None), shelf=shelf, hide=hide
    )
    return ProviderTagger(service, parts, **options), service


def shelf_in(folder):
    return BlobAnswerShelf(FsspecBlobStore(str(folder)), identify=lambda sha256: sha256)


def tag(tagger, given=None, purposes=NOTHING):
    return tagger.tag([given or photo()], purposes=[purposes])[0]


def test_states_what_the_service_says():
    tags = tag(make()[0])
    assert [garment.kind.value for garment in tags.wearers[0].garments] == ["t-shirt"]


def test_the_source_is_the_service():
    assert tag(make()[0]).wearers[0].garments[0].kind.source == "fake@1"


def test_a_photo_without_active_rights_stays_in_the_house():
    tagger, service = make()
    assert (tag(tagger, photo(may_leave=False)).code, service.seen) == ("rights-missing", [])


def test_faces_are_asked_for_only_with_their_purpose():
    tagger, service = make()
    tag(tagger)
    tag(tagger, purposes=APPEARANCE)
    assert service.asked == [("labels",), ("labels",), ("faces",)]


def test_what_is_sent_is_no_larger_than_the_service_uses():
    tagger, service = make()
    tag(tagger)
    sent = Image.open(io.BytesIO(service.seen[0].content))
    assert (sent.format, max(sent.size), sent.size) == (
        "JPEG",
        640,
        (service.seen[0].width_px, service.seen[0].height_px),
    )


def test_what_is_sent_has_no_metadata():
    tagger, service = make()
    tag(tagger)
    assert not Image.open(io.BytesIO(service.seen[0].content)).getexif()


def test_a_file_within_the_limit_is_made():
    limits = make_profile(max_bytes=20_000).limits
    picture = sent_picture(noise(900, 700), limits=limits)
    assert len(picture.content) <= 20_000


def test_a_picture_that_is_too_small_is_not_sent():
    with pytest.raises(ProviderRefusedError, match="under 50"):
        sent_picture(np.zeros((20, 90, 3), dtype=np.uint8), limits=make_profile(min_side_px=50).limits)


def test_the_price_is_taken_before_a_photo_is_sent():
    tagger, service = make(budget=Budget(LABEL_PRICE - 1))
    assert (tag(tagger).code, service.seen) == ("budget", [])


def test_every_try_is_paid():
    budget = Budget(None)
    tagger, _ = make(FakeService(failures=[ProviderError("down")]), budget=budget)
    tag(tagger)
    assert budget.spent_micros == 2 * LABEL_PRICE


@pytest.mark.parametrize(
    "error", [ProviderRefusedError("no"), QuotaError("no", retry_after_s=9999), MissingCredentialError("no")]
)
def test_what_was_not_taken_is_not_paid(error):
    budget = Budget(None)
    tagger, _ = make(FakeService(failures=[error]), budget=budget)
    assert (tag(tagger).code, budget.spent_micros) == (error.code, 0)


def test_a_service_that_stays_down_is_a_failure_of_the_photo():
    tagger, service = make(DownService())
    failure = tag(tagger)
    assert (isinstance(failure, Failure), failure.retryable, len(service.seen)) == (True, True, 3)


def test_a_kept_answer_is_not_paid_again(tmp_path):
    tagger, service = make(shelf=shelf_in(tmp_path))
    assert tag(tagger) == tag(tagger)
    assert len(service.seen) == 1


def test_each_call_is_kept_by_itself(tmp_path):
    tagger, service = make(shelf=shelf_in(tmp_path))
    tag(tagger, purposes=APPEARANCE)
    tag(tagger)
    tag(tagger, purposes=APPEARANCE)
    assert service.asked == [("labels",), ("faces",)]


def test_what_a_first_call_gave_is_kept_though_the_second_fails(tmp_path):
    class FacesFail(FakeService):
        def label(self, picture, *, features):
            if features[0].id == "faces":
                message = "no"
                raise QuotaError(message, retry_after_s=9999)
            return super().label(picture, features=features)

    budget = Budget(None)
    service = FacesFail()
    tagger, _ = make(service, shelf=shelf_in(tmp_path), budget=budget)
    tag(tagger, purposes=APPEARANCE)
    tag(tagger)
    assert (service.asked, budget.spent_micros) == ([("labels",)], LABEL_PRICE)


@pytest.mark.parametrize(
    ("purposes", "kept"),
    [(NOTHING, ["Skirt"]), (APPEARANCE, ["Red Hair", "Glasses", "Beard", "Hat", "Skirt"])],
    ids=["open", "appearance"],
)
def test_looks_are_kept_only_with_their_purpose(purposes, kept):
    labels = [Label(name=name) for name in ("Red Hair", "Glasses", "Beard", "Hat", "Skirt")]
    raw = {"Labels": [{"Name": label.name} for label in labels]}
    found = clean(answer(*labels, labels=raw), purposes)
    assert [label.name for label in found.labels] == kept
    assert found.raw == {"labels": {"Labels": [{"Name": name} for name in kept]}}


def test_a_garment_for_somebody_is_a_garment():
    assert [label.name for label in clean(answer(Label(name="Men's Shirt"))).labels] == ["Shirt"]


def test_a_print_is_no_person():
    text = Label(name="Model", kind=LabelKind.TEXT)
    assert clean(answer(text)).labels == (text,)


def test_what_a_service_did_and_cannot_be_used_is_paid():
    budget = Budget(None)
    tagger, _ = make(FakeService(failures=[ProviderAnswerError("cut off")]), budget=budget)
    assert (tag(tagger).code, budget.spent_micros) == ("provider-answer", LABEL_PRICE)


def test_an_answer_that_cannot_be_kept_still_counts():
    class Full:
        def get(self, photo, *, provider):
            return None

        def put(self, photo, answer, *, provider):
            message = "full"
            raise StoreError(message)

    assert isinstance(tag(make(shelf=Full())[0]), PhotoTags)


def test_a_purpose_that_came_later_asks_again(tmp_path):
    labels_only = {"features": ["labels"], "shelf": shelf_in(tmp_path)}
    tag(make(**labels_only)[0])
    tagger, service = make(**labels_only)
    tag(tagger, purposes=APPEARANCE)
    assert service.asked == [("labels",)]


def test_fresh_replaces_only_what_was_asked(tmp_path):
    shelf = shelf_in(tmp_path)
    tag(make(shelf=shelf)[0], purposes=APPEARANCE)
    tag(make(shelf=shelf, fresh=True, features=["faces"])[0], purposes=APPEARANCE)
    tagger, service = make(shelf=shelf)
    tag(tagger, purposes=APPEARANCE)
    assert service.asked == []


def test_a_call_that_is_kept_in_part_is_asked_as_a_whole(tmp_path):
    profile = make_profile()
    together = replace(profile, features=tuple(replace(each, call="one") for each in profile.features))
    tagger, service = make(FakeService(profile=together), shelf=shelf_in(tmp_path))
    tag(tagger)
    tag(tagger, purposes=APPEARANCE)
    assert service.asked == [("labels",), ("labels", "faces")]


def test_features_of_one_call_are_asked_in_one_request():
    profile = make_profile()
    together = replace(profile, features=tuple(replace(each, call="one") for each in profile.features))
    tagger, service = make(FakeService(profile=together))
    tag(tagger, purposes=APPEARANCE)
    assert service.asked == [("labels", "faces")]


def test_another_models_answer_is_another_answer(tmp_path):
    shelf = shelf_in(tmp_path)
    tag(make(shelf=shelf)[0])
    tagger, service = make(FakeService(version="2"), shelf=shelf)
    tag(tagger)
    assert len(service.seen) == 1


def test_fresh_asks_again(tmp_path):
    shelf = shelf_in(tmp_path)
    tag(make(shelf=shelf)[0])
    tagger, service = make(shelf=shelf, fresh=True)
    tag(tagger)
    assert len(service.seen) == 1


def test_a_kept_answer_to_more_says_no_more_than_is_allowed_now(tmp_path):
    glasses = Label(name="Sunglasses", kind=LabelKind.FACE, confidence=0.9)
    service = FakeService(answers={"labels": (Label(name="Person", confidence=0.9),), "faces": (glasses,)})
    tagger, _ = make(service, shelf=shelf_in(tmp_path))
    tag(tagger, purposes=APPEARANCE)
    assert tag(tagger).wearers[0].attributes == {}


def test_cost_of_a_photo_hangs_on_what_it_may_be_used_for():
    tagger, _ = make()
    assert (tagger.cost_micros(purposes=NOTHING), tagger.cost_micros(purposes=APPEARANCE)) == (
        LABEL_PRICE,
        LABEL_PRICE + FACE_PRICE,
    )


def test_bystanders_are_hidden_before_one_persons_photo_leaves():
    class Everything:
        def find(self, pixels, *, subject):
            return Hidden(boxes=(BoundingBox(x_min=0, y_min=0, x_max=1, y_max=1),), figures=None)

    def detail(tagger_and_service, given):
        tagger, service = tagger_and_service
        tag(tagger, given)
        return np.asarray(Image.open(io.BytesIO(service.seen[0].content))).std()

    shown = detail(make(hide=Everything()), photo())
    hidden = detail(make(hide=Everything()), photo(one_person=True))
    assert hidden < shown / 2


def test_an_unknown_feature_is_named():
    with pytest.raises(ConfigurationError, match="labels, faces"):
        make(features=["hair"])


def test_its_name_says_what_is_asked():
    assert make(features=["labels"])[0].name == "fake/labels@1"


def test_garments_are_embedded_here():
    tagger, _ = make()
    assert tag(tagger).wearers[0].garments[0].embedding.space == tagger.space


VOCABULARY = load_vocabulary()
READER = LabelReader(VOCABULARY)


def clean(given, purposes=NOTHING):
    return cleaned(given, reader=READER, vocabulary=VOCABULARY, purposes=purposes)


def answer(*labels, **raw):
    return ProviderAnswer(source="fake@1", labels=labels, raw=raw)


def test_a_word_for_a_person_says_nothing_else():
    (label,) = clean(answer(Label(name="Girl", parents=("Female", "Human")))).labels
    assert (label.name, label.parents) == ("Person", ("Person",))


def test_a_forbidden_label_goes_with_its_parts():
    red = Label(name="Red", kind=LabelKind.COLOR, part_of=0)
    kept = clean(answer(Label(name="Young"), red, Label(name="Skirt")))
    assert [label.name for label in kept.labels] == ["Skirt"]


def test_parts_still_belong_to_their_things():
    skirt, red = Label(name="Skirt"), Label(name="Red", kind=LabelKind.COLOR, part_of=1)
    assert clean(answer(Label(name="Elderly"), skirt, red)).labels == (skirt, replace(red, part_of=0))


def test_the_kept_answer_has_no_age():
    kept = clean(answer(faces={"FaceDetails": [{"AgeRange": {"Low": 1}, "Confidence": 1}]}))
    assert kept.raw == {"faces": {"FaceDetails": [{"Confidence": 1}]}}


def test_a_damaged_answer_is_a_failure_that_says_what_to_do(tmp_path):
    shelf = shelf_in(tmp_path)
    tag(make(shelf=shelf)[0])
    (file,) = (tmp_path / "answers").iterdir()
    file.write_bytes(b"{")
    failure = tag(make(shelf=shelf)[0])
    assert (failure.code, "Delete it" in failure.message) == ("store", True)


def test_answers_come_in_the_order_of_the_photos():
    tagger, _ = make()
    found = tagger.tag([photo(may_leave=False), photo()], purposes=[NOTHING, NOTHING])
    assert [type(each) for each in found] == [Failure, PhotoTags]
