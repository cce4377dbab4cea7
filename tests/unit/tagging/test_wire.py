import json
from dataclasses import replace

import pytest

from wornby.datamodel import ColorFact, Failure, PhotoTags
from wornby.datamodel.library import TagResult
from wornby.errors import InputError
from wornby.tagging.wire import photo_line, read_line
from wornby.testing.factories import make_garment, make_tags

HEAD = '"schema": "wornby.tags/1", "file": "a.jpg"'


def test_what_is_written_can_be_read() -> None:
    result = TagResult(photo=None, tags=make_tags(2), failure=None, took_ms=3.0)
    line = read_line(json.dumps(photo_line(result, file="a.jpg")))
    assert (line.file, line.tags, line.failure, line.took_ms) == ("a.jpg", result.tags, None, 3.0)


def test_a_failure_can_be_read() -> None:
    failure = Failure(code="image-decode", message="Broken.")
    result = TagResult(photo=None, tags=None, failure=failure, took_ms=3.0)
    line = read_line(json.dumps(photo_line(result, file="a.jpg")))
    assert (line.tags, line.failure, line.readable) == (None, failure, False)


def test_another_program_may_leave_out_boxes_and_add_keys() -> None:
    fact = '{"value": "red", "confidence": 0.5, "source": "theirs", "extra": 1}'
    line = read_line(f'{{{HEAD}, "more": 1, "wearers": [{{"attributes": {{"hair.color": {fact}}}}}]}}')
    assert line.tags.wearers[0].attributes["hair.color"].value == "red"
    assert line.took_ms is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No JSON"),
        ("[]", "schema is not"),
        ('{"schema": "other/1"}', "schema is not"),
        ('{"schema": "wornby.tags/1"}', "'file' is missing"),
        (f'{{{HEAD}, "photo": 7}}', "has not the form"),
        (f'{{{HEAD}, "photo": {{"photo.kind": {{"value": "worn", "source": ""}}}}}}', "confidence: Field required"),
        (f'{{{HEAD}, "photo": {{"photo.kind": {{"value": "worn", "confidence": 2, "source": ""}}}}}}', "fraction"),
        (f'{{{HEAD}, "garments": [{{"place": "knee"}}]}}', "knee"),
        (f'{{{HEAD}, "garments": [{{"place": null}}]}}', "'kind' is missing"),
        (f'{{{HEAD}, "wearers": [{{"box": [1, 2]}}]}}', "has not the form"),
    ],
)
def test_refused(text, words) -> None:
    with pytest.raises(InputError, match=words):
        read_line(text)


def test_a_color_with_further_colors_and_a_doubtful_family_is_read_back() -> None:
    color = ColorFact(
        family="navy",
        name="midnight blue",
        hex="#191970",
        share=0.6,
        source="builtin/garments@1+builtin/colors@1",
        confidence=0.4,
        further=(("#ffffff", 0.3),),
    )
    garment = replace(make_garment(None), color=color)
    tags = PhotoTags(photo={}, wearers=(), garments=(garment,))
    result = TagResult(photo=None, tags=tags, failure=None, took_ms=1.0)
    text = json.dumps(photo_line(result, file="a.jpg"))
    assert json.loads(text)["garments"][0]["color"]["unsure"] is True
    read = read_line(text).tags
    assert read is not None
    assert read.garments[0].color == color
