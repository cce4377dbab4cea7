from pathlib import Path

import pytest
from typer.testing import CliRunner

from wornby.cli.app import app
from wornby.compose import open_engine
from wornby.errors import KeyMissingError
from wornby.settings import Settings

URL = "https://photos.shop.example"


def run(home: Path, *words: str, **env: str):
    runner = CliRunner(env={"WORNBY_HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1", **env})
    return runner.invoke(app, list(words))


def test_a_link_is_made_listed_and_taken_back(tmp_path: Path) -> None:
    made = run(tmp_path, "links", "make", "--language", "de", "--days", "3", WORNBY_PUBLIC_URL=URL)
    address, _, token = made.stdout.strip().partition("#")
    link_id, _, signature = token.partition(".")
    assert (made.exit_code, address) == (0, f"{URL}/wear")
    listed = run(tmp_path, "links", "list").stdout
    assert link_id in listed
    assert signature not in listed
    assert run(tmp_path, "links", "revoke", link_id).exit_code == 0
    assert "revoked" in run(tmp_path, "links", "list").stdout
    with open_engine(Settings(home=tmp_path)) as engine, pytest.raises(KeyMissingError):
        engine.links.read(token)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--days", "0"], "1 to 365 days"),
        (["--language", "xx"], "No texts in 'xx'"),
        (["--product", "NONE"], "Unknown SKU"),
        (["--photo", "a", "--product", "TEE"], "for no products"),
        (["--photo", "a"], "Nobody gave the photo"),
    ],
    ids=["days", "language", "product", "both", "photo"],
)
def test_what_cannot_be_makes_no_link(tmp_path: Path, words: list[str], said: str) -> None:
    answer = run(tmp_path, "links", "make", *words, WORNBY_PUBLIC_URL=URL)
    assert answer.exit_code != 0
    assert said in " ".join(answer.output.split())
    with open_engine(Settings(home=tmp_path)) as engine:
        assert engine.links.list() == []


def test_without_an_address_of_the_server_no_link_is_made(tmp_path: Path) -> None:
    answer = run(tmp_path, "links", "make")
    assert answer.exit_code != 0
    assert "WORNBY_PUBLIC_URL" in answer.output


def test_nobody_is_asked_again_where_no_text_has_changed(tmp_path: Path) -> None:
    answer = run(tmp_path, "consent", "ask", WORNBY_PUBLIC_URL=URL)
    assert answer.stdout.strip() == "0 written to, 0 gave no address, 0 failed."
