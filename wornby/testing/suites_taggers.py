"""The contract of every tagger, and of every rented service behind one."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from wornby.datamodel import BoundingBox, Failure, Photo, PhotoTags, Pixels, Purpose
from wornby.datamodel.facts import all_facts
from wornby.datamodel.labels import Label, LabelKind
from wornby.interfaces import LabelService, Tagger
from wornby.tagging.provided import sent_picture
from wornby.vocabulary import Sensitivity, load_vocabulary
from wornby.vocabulary.forbidden import speaks_of_forbidden

NOTHING: frozenset[Purpose] = frozenset()
APPEARANCE = frozenset({Purpose.APPEARANCE})
SIZES = [(40, 40), (33, 900), (900, 33), (61, 97)]


def photo_of(pixels: Pixels) -> Photo:
    """A photo whose rights let it leave the house."""
    sha256 = f"{pixels.shape[0]:032x}{pixels.shape[1]:032x}"
    return Photo(pixels=pixels, sha256=sha256, format="jpeg", size_bytes=pixels.nbytes, may_leave=True)


class TaggerSuite:
    """A subclass gives the fixtures `tagger` and `picture`: pixels of which it states at least one fact."""

    def test_names_what_states_the_facts(self, tagger: Tagger) -> None:
        assert "@" in tagger.name

    def test_no_photo_gives_no_answer(self, tagger: Tagger) -> None:
        assert list(tagger.tag([], purposes=[])) == []

    def test_states_something(self, tagger: Tagger, picture: Pixels) -> None:
        assert list(all_facts(_tags(tagger, picture)))

    def test_one_answer_for_each_photo_in_order(self, tagger: Tagger, picture: Pixels) -> None:
        plain = np.full((48, 64, 3), 128, dtype=np.uint8)
        both = tagger.tag([photo_of(picture), photo_of(plain)], purposes=[NOTHING, NOTHING])
        alone = tagger.tag([photo_of(picture)], purposes=[NOTHING])
        assert len(both) == 2
        assert both[0] == alone[0]

    def test_values_are_the_vocabularys(self, tagger: Tagger, picture: Pixels) -> None:
        vocabulary = load_vocabulary()
        for placed in all_facts(_tags(tagger, picture, APPEARANCE)):
            value = getattr(placed.fact, "value", getattr(placed.fact, "family", ""))
            for part in value.split("+"):
                vocabulary.check(placed.attribute, part)

    def test_every_fact_names_its_source(self, tagger: Tagger, picture: Pixels) -> None:
        assert all(placed.fact.source for placed in all_facts(_tags(tagger, picture, APPEARANCE)))

    def test_confidences_are_fractions(self, tagger: Tagger, picture: Pixels) -> None:
        told = [placed.fact.confidence for placed in all_facts(_tags(tagger, picture, APPEARANCE))]
        assert all(confidence is None or 0 <= confidence <= 1 for confidence in told)

    def test_appearance_needs_its_purpose(self, tagger: Tagger, picture: Pixels) -> None:
        vocabulary = load_vocabulary()
        stated = {placed.attribute for placed in all_facts(_tags(tagger, picture))}
        assert {name for name in stated if vocabulary.sensitivity(name) is not Sensitivity.OPEN} == set()

    def test_one_wearer_is_the_main_one(self, tagger: Tagger, picture: Pixels) -> None:
        wearers = _tags(tagger, picture).wearers
        assert [wearer.main for wearer in wearers] == [True, *[False] * (len(wearers) - 1)][: len(wearers)]

    def test_no_wearer_has_two_garments_at_one_place(self, tagger: Tagger, picture: Pixels) -> None:
        for wearer in _tags(tagger, picture, APPEARANCE).wearers:
            places = [garment.place for garment in wearer.garments]
            assert len(places) == len(set(places))

    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_any_size_is_answered(self, tagger: Tagger, size: tuple[int, int]) -> None:
        answer = tagger.tag([photo_of(np.full((*size, 3), 200, dtype=np.uint8))], purposes=[APPEARANCE])[0]
        assert isinstance(answer, PhotoTags | Failure)

    def test_embeds_a_region_in_its_space(self, tagger: Tagger, picture: Pixels) -> None:
        region = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)
        found = tagger.embed_region(picture, region=region)
        assert [each.space for each in found] == [tagger.space]

    def test_many_threads_get_the_same_answer(self, tagger: Tagger, picture: Pixels) -> None:
        with ThreadPoolExecutor(max_workers=3) as pool:
            answers = list(pool.map(lambda _: tagger.tag([photo_of(picture)], purposes=[NOTHING])[0], range(4)))
        assert all(answer == answers[0] for answer in answers)


class LabelServiceSuite:
    """A subclass gives the fixture `service`, which answers any picture, and `picture` if it wants one of its own."""

    @pytest.fixture
    def picture(self) -> Pixels:
        return np.full((120, 80, 3), 200, dtype=np.uint8)

    def test_its_name_is_the_profiles(self, service: LabelService) -> None:
        assert service.profile.name
        assert service.version

    def test_gives_labels(self, service: LabelService, picture: Pixels) -> None:
        assert _labels(service, picture)

    def test_keeps_an_answer_for_each_feature_asked(self, service: LabelService, picture: Pixels) -> None:
        features = service.profile.choose()
        answer = service.label(sent_picture(picture, limits=service.profile.limits), features=features)
        assert set(answer.raw) == {feature.id for feature in features}

    def test_gives_no_kind_that_its_profile_does_not_know(self, service: LabelService, picture: Pixels) -> None:
        known = {kind for feature in service.profile.features for kind in feature.kinds}
        assert {label.kind for label in _labels(service, picture)} <= known

    def test_parts_belong_to_a_label_before_them(self, service: LabelService, picture: Pixels) -> None:
        labels = _labels(service, picture)
        owners = [(at, label.part_of) for at, label in enumerate(labels) if label.part_of is not None]
        assert all(0 <= owner < at for at, owner in owners)

    def test_what_is_forbidden_is_not_kept(self, service: LabelService, picture: Pixels) -> None:
        """Nothing that wornby never infers stands among the names of fields of what is kept."""
        answer = service.label(sent_picture(picture, limits=service.profile.limits), features=service.profile.choose())
        assert [name for name in _names(dict(answer.raw)) if speaks_of_forbidden(name)] == []

    def test_every_fact_of_the_profile_says_where_it_is_written(self, service: LabelService) -> None:
        profile = service.profile
        sources = [profile.limits.source, profile.retry.source, profile.terms]
        sources += [feature.source for feature in profile.features]
        sources += [feature.price.source for feature in profile.features]
        sources += [each.source for each in profile.not_served]
        assert all(source.link.startswith("https://") for source in sources)

    def test_states_only_what_the_vocabulary_knows(self, service: LabelService) -> None:
        profile = service.profile
        stated = profile.states(profile.features).union(*(each.attributes for each in profile.not_served))
        assert stated <= set(load_vocabulary().attributes)

    def test_faces_need_the_purpose_appearance(self, service: LabelService) -> None:
        faces = [feature for feature in service.profile.features if LabelKind.FACE in feature.kinds]
        assert all(feature.needs is Purpose.APPEARANCE for feature in faces)


def _tags(tagger: Tagger, picture: Pixels, purposes: frozenset[Purpose] = NOTHING) -> PhotoTags:
    answer = tagger.tag([photo_of(picture)], purposes=[purposes])[0]
    assert isinstance(answer, PhotoTags), answer
    return answer


def _labels(service: LabelService, picture: Pixels) -> Sequence[Label]:
    return service.label(sent_picture(picture, limits=service.profile.limits), features=service.profile.choose()).labels


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        return [name for key, inner in value.items() for name in (str(key), *_names(inner))]
    if isinstance(value, list | tuple):
        return [name for inner in value for name in _names(inner)]
    return []
