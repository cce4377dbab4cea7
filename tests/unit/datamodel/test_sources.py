from pathlib import Path

import pytest

from wornby.datamodel.sources import absolute, scheme_of, title_of, upload_name, upload_source


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
