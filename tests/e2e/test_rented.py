"""A library whose tagger is a rented service: what leaves, what is kept of its answers, and when that goes."""

import pytest

from wornby import registry
from wornby.compose import models, open_engine, providers
from wornby.datamodel import BoundingBox, IngestOptions, Purpose, Query, Rights, RightsNote, RightsState
from wornby.datamodel.labels import Label, LabelKind, answers_name
from wornby.errors import ConfigurationError, WornbyError
from wornby.registry import Entry
from wornby.settings import Settings
from wornby.testing.fakes_providers import LABEL_PRICE, PERSON_LABELS, FakeService
from wornby.testing.pictures import encoded, noise

MARK = "kwijibo-answer-of-the-service"
NOTE = RightsNote(actor="staff/ana", reason="wish", by_person=True)
SHOWN = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
SERVICE = FakeService()


class TheService:
    @staticmethod
    def from_environment():
        return SERVICE


@pytest.fixture
def service(monkeypatch):
    fresh = FakeService(raw=lambda feature: {"said": f"{MARK} {feature}"})
    monkeypatch.setitem(globals(), "SERVICE", fresh)
    taggers = {**registry.TAGGERS, "fake": Entry(target=f"{__name__}:TheService", remote=True)}
    for module in (models, providers):
        monkeypatch.setattr(module, "TAGGERS", taggers)
    return fresh


def settings_of(folder, **changes):
    return Settings(home=folder, tagger="fake", blur_bystanders=False, **{"allow_remote": True, **changes})


def take_in(engine, *, rights=SHOWN, seed=1):
    content = encoded("jpeg", pixels=noise(300, 400, seed=seed))
    return engine.ingest_bytes(content, title="a.jpg", options=IngestOptions(rights=rights))[0]


def files_with_mark(folder):
    return [path.name for path in folder.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]


def test_a_photo_is_tagged_by_the_service_and_found(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
        assert asset.tags.wearers[0].garments[0].kind.source == "fake@1"
        assert [hit.asset.id for hit in engine.search(Query(text="t-shirt")).hits] == [asset.id]


def test_without_leave_nothing_is_opened(service, tmp_path):
    with (
        pytest.raises(ConfigurationError, match="WORNBY_ALLOW_REMOTE"),
        open_engine(settings_of(tmp_path, allow_remote=False)),
    ):
        pass


def test_a_photo_whose_rights_are_not_active_is_not_sent(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine, pytest.raises(WornbyError, match="not active"):
        take_in(engine, rights=Rights(state=RightsState.DISCOVERED))
    assert service.seen == []


def test_the_answer_lies_beside_the_photo_under_its_keyed_id(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
    assert files_with_mark(tmp_path) == [f"{asset.id}.json"]


def test_nothing_is_kept_where_the_settings_say_so(service, tmp_path):
    with open_engine(settings_of(tmp_path, keep_answers=False)) as engine:
        take_in(engine)
    assert files_with_mark(tmp_path) == []


def test_a_photo_that_is_tagged_again_is_not_paid_again(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        take_in(engine)
        asked = list(service.asked)
        engine.retag()
    assert service.asked == asked


def test_a_budget_ends_what_is_sent(service, tmp_path):
    rights = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
    with open_engine(settings_of(tmp_path, max_cost=LABEL_PRICE / 1_000_000)) as engine:
        take_in(engine, rights=rights)
        with pytest.raises(WornbyError, match="--max-cost"):
            take_in(engine, rights=rights, seed=2)
    assert len(service.seen) == 1


def test_a_purpose_that_is_taken_back_takes_the_answer_along(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
        engine.rights.move(
            asset.id, Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY})), note=NOTE
        )
        assert not engine.blobs.exists(answers_name(asset.id))


def test_an_erased_photo_leaves_no_answer(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
        receipt = engine.erasing.erase([asset.id], note=NOTE)
    assert ("files/answers", 0) in [(store.name, store.found) for store in receipt.stores]
    assert files_with_mark(tmp_path) == []


def test_a_deleted_photo_leaves_no_answer(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
        engine.delete_asset(asset.id, note=NOTE)
    assert files_with_mark(tmp_path) == []


@pytest.fixture
def meddling(service):
    """Something that happens while the service is asked."""
    acts = []
    plain = service.label

    def label(picture, *, features):
        for act in acts:
            act()
        return plain(picture, features=features)

    service.label = label
    return acts


def test_a_photo_that_is_erased_while_the_service_is_asked_leaves_no_answer(service, meddling, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
        service.version = "2"
        meddling.append(lambda: engine.erasing.erase([asset.id], note=NOTE))
        engine.retag()
    assert files_with_mark(tmp_path) == []


def test_a_purpose_that_is_taken_back_while_the_service_is_asked_leaves_no_answer(service, meddling, tmp_path):
    less = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
        service.version = "2"
        meddling.append(lambda: engine.rights.move(asset.id, less, note=NOTE))
        engine.retag()
    assert files_with_mark(tmp_path) == []


def test_answers_about_a_photo_without_rights_are_swept(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
        engine.rights.move(asset.id, Rights(state=RightsState.WITHDRAWN), note=NOTE)
        engine.blobs.put(answers_name(asset.id), MARK.encode())
        engine.sweep_files()
    assert files_with_mark(tmp_path) == []


def test_another_subject_takes_the_answer_along(service, tmp_path):
    other = Label(name="Person", kind=LabelKind.OBJECT, box=BoundingBox(x_min=0, y_min=0.2, x_max=0.18, y_max=0.9))
    service.answers = {"labels": (*PERSON_LABELS, other)}
    with open_engine(settings_of(tmp_path)) as engine:
        asset = take_in(engine)
        engine.set_subject(asset.id, 1, note=NOTE)
        assert not engine.blobs.exists(answers_name(asset.id))


def test_an_answer_without_a_record_is_swept(service, tmp_path):
    with open_engine(settings_of(tmp_path)) as engine:
        engine.blobs.put(answers_name("0" * 32), MARK.encode())
        engine.sweep_files()
    assert files_with_mark(tmp_path) == []
