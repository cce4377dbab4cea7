import json

import pytest

from wornby.cli.providing import profile_json, profiles_table, unmapped_words
from wornby.compose import open_answers
from wornby.datamodel.labels import READ_KINDS, Label, LabelKind, ProviderAnswer
from wornby.registry import PROFILES, TAGGERS
from wornby.testing.fakes_providers import make_profile
from wornby.vocabulary import LabelReader, load_vocabulary

READER = LabelReader(load_vocabulary())


def answer(*labels):
    return ProviderAnswer(source="fake@1", labels=labels, raw={})


def test_every_rented_tagger_has_a_profile():
    assert sorted(PROFILES) == sorted(name for name, entry in TAGGERS.items() if entry.remote)


def test_the_table_names_every_service(run):
    table = run("providers").stdout
    assert [name for name in PROFILES if name not in table] == []


@pytest.mark.parametrize("name", PROFILES)
def test_one_service_is_shown_with_where_it_is_written(run, name):
    assert "https://" in run("providers", name).stdout


def test_what_needs_a_purpose_is_told_beside_the_attribute():
    assert list(profiles_table([make_profile()]).columns[3].cells) == ["garment.kind, eyewear.kind (needs appearance)"]


def test_json_is_a_line_for_each_service(run):
    lines = [json.loads(line) for line in run("providers", "--json").stdout.splitlines()]
    assert [line["name"] for line in lines] == list(PROFILES)


def test_an_unknown_service_is_answered_with_the_known_ones(run):
    result = run("providers", "nobody")
    assert (result.exit_code, "rekognition" in result.stderr) == (1, True)


def test_whether_a_key_is_set_is_told_and_not_the_key(monkeypatch):
    monkeypatch.setenv("FAKE_KEY", "s3cret")
    told = profile_json(make_profile())
    assert (told["key_set"], "s3cret" in json.dumps(told)) == (True, False)


def test_no_answers_have_no_unmapped_words():
    assert unmapped_words([], reader=READER) == []


def test_words_that_nobody_can_place_are_counted_by_photo():
    found = unmapped_words(
        [
            (
                "fake",
                answer(Label(name="Zeppelin", parents=("Aircraft",)), Label(name="Zeppelin"), Label(name="Skirt")),
            ),
            ("fake", answer(Label(name="Zeppelin"), Label(name="Clothing"), Label(name="Kite"))),
        ],
        reader=READER,
    )
    assert [(each.word, each.photos) for each in found] == [("Zeppelin", 2), ("Kite", 1)]


@pytest.mark.parametrize("kind", sorted(set(LabelKind) - READ_KINDS))
def test_what_is_no_word_for_what_is_seen_is_left_out(kind):
    assert unmapped_words([("fake", answer(Label(name="Zeppelin", kind=kind)))], reader=READER) == []


def test_unmapped_words_of_a_folder(run, tmp_path):
    folder = tmp_path / "answers-of-mine"
    open_answers(folder).put("0" * 64, answer(Label(name="Zeppelin", kind=LabelKind.OBJECT)), provider="fake")
    result = run("vocabulary", "unmapped", "--answers", str(folder))
    assert "Zeppelin" in result.stdout


def test_where_nothing_is_kept_it_says_so(run):
    assert "No answers are kept" in run("vocabulary", "unmapped").stdout


def test_a_service_that_was_not_allowed_is_refused_before_costs_are_told(run, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"")
    result = run("tag", str(tmp_path / "a.jpg"), "--tagger", "rekognition", "--purposes", "display")
    assert (result.exit_code, "WORNBY_ALLOW_REMOTE" in result.stderr, "$" in result.stderr) == (1, True, False)


def test_more_than_the_limit_is_refused_before_anything_is_sent(run, tmp_path, monkeypatch):
    for name in ("WORNBY_ALLOW_REMOTE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    (tmp_path / "a.jpg").write_bytes(b"")
    words = ("--tagger", "rekognition", "--purposes", "display", "--max-cost", "0.0001")
    result = run("tag", str(tmp_path / "a.jpg"), *words)
    assert (result.exit_code, "Nothing was sent" in result.stderr) == (1, True)


def test_keys_that_are_missing_are_named(run, tmp_path, monkeypatch):
    monkeypatch.setenv("WORNBY_ALLOW_REMOTE", "true")
    for name in ("IMAGGA_API_KEY", "IMAGGA_API_SECRET"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "a.jpg").write_bytes(b"")
    result = run("tag", str(tmp_path / "a.jpg"), "--tagger", "imagga", "--purposes", "display")
    assert (result.exit_code, "IMAGGA_API_KEY" in result.stderr) == (1, True)
