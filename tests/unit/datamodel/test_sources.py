from pathlib import Path

import pytest

from wornby.datamodel.sources import absolute, parse_caption, scheme_of, title_of, upload_name, upload_source
from wornby.errors import InputError


@pytest.mark.parametrize(
    ("source", "scheme"),
    [("", ""), ("a/b.jpg", ""), ("./a:b.jpg", ""), ("HTTPS://x/a", "https"), ("inbox:a", "inbox"), ("x:y", "x")],
    ids=["empty", "path", "colon-in-a-name", "address", "upload", "one-letter"],
)
def test_scheme(source: str, scheme: str) -> None:
    assert scheme_of(source) == scheme


def test_a_path_becomes_absolute_and_an_address_stays() -> None:
    assert absolute("a.jpg") == str(Path("a.jpg").absolute())
    assert absolute("a.jpg", base=Path("/shop")) == "/shop/a.jpg"
    assert absolute("/x/a.jpg", base=Path("/shop")) == "/x/a.jpg"
    assert absolute("https://x/a.jpg", base=Path("/shop")) == "https://x/a.jpg"


def test_an_upload_is_known_by_its_source() -> None:
    source = upload_source("0" * 32 + "-a.jpg")
    assert upload_name(source) == "0" * 32 + "-a.jpg"
    assert upload_name("https://x/a.jpg") is None
    assert title_of(source) == "a.jpg"


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("", ""),
        (" On the\tpier\r\n ", "On the pier"),
        ("a\x00b\x1b[0m\u202e", "a b [0m"),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"),
        ("x" * 500, "x" * 500),
    ],
    ids=["empty", "one-line", "control", "joined", "longest"],
)
def test_a_caption_is_kept_as(text: str, caption: str) -> None:
    assert parse_caption(text) == caption


def test_a_caption_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="501 characters"):
        parse_caption("x" * 501)
