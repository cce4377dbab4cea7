"""The wearer's page as it is served: its shell, its texts, its scripts."""

import re

import pytest

from tests.unit.api.conftest import STRANGER, open_client
from tests.unit.api.fakes import FakeEngine
from wornby.api.routes_static import STATIC
from wornby.api.routes_wear_page import NAMES, best_language, wear_table, wear_texts
from wornby.api.templating import HERE
from wornby.api.wording import LANGUAGES
from wornby.datamodel import Purpose

SCRIPTS = sorted((STATIC / "wear").glob("*.js"))
MADE = re.compile(
    r"(upload|manage|reply|bare|invalid|expired|offline|server|busy)_(title|said)"
    r"|step_(photos|found|about|permission|keep)|error_(too_large|refused|text|link|offline|server|other)"
)
"""Keys that the script puts together."""
SAID = {"en": "Show how you wear it", "de": "Zeig, wie du es trägst", "ja": "着こなしを見せてください"}


@pytest.fixture(scope="module")
def client():
    with open_client(FakeEngine(), address=STRANGER) as opened:
        yield opened


def shell(client, path="/wear", **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer


def test_every_text_is_there_in_every_language():
    wrong = {key: sorted(texts) for key, texts in wear_table().items() if sorted(texts) != list(LANGUAGES)}
    assert wrong == {}
    assert [key for key, texts in wear_table().items() if not all(text.strip() for text in texts.values())] == []


def test_every_language_fills_in_the_same():
    def blanks(text):
        return set(re.findall(r"\{\w+\}", text))

    wrong = {
        key for key, texts in wear_table().items() if len({frozenset(blanks(each)) for each in texts.values()}) > 1
    }
    assert wrong == set()


def test_the_script_says_what_there_is_and_all_of_it():
    script = "".join(path.read_text("utf-8") for path in SCRIPTS)
    shell = (HERE / "templates" / "wear.html").read_text("utf-8")
    called = set(re.findall(r'\bt\("(\w+)"', script)) | set(re.findall(r"texts\.(\w+)", shell))
    assert called - set(wear_table()) == set()
    unsaid = {key for key in wear_table() if f'"{key}"' not in script and key not in called}
    assert {key for key in unsaid if not MADE.fullmatch(key)} == set()


def test_no_script_parses_text_as_html_or_keeps_more_than_the_tab():
    script = "".join(path.read_text("utf-8") for path in SCRIPTS)
    assert (
        re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|document\.cookie|eval\(", script
        )
        == []
    )
    assert [path.name for path in SCRIPTS if len(path.read_text("utf-8").splitlines()) > 500] == []


def test_no_purpose_has_a_text_in_the_script():
    script = "".join(path.read_text("utf-8") for path in SCRIPTS)
    assert [
        purpose
        for purpose in Purpose
        if purpose not in {Purpose.DISPLAY, Purpose.APPEARANCE} and f'"{purpose}"' in script
    ] == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("it-IT,ja;q=0.5,en;q=0.3", "ja"),
        ("*", "en"),
        ("x" * 500, "en"),
    ],
)
def test_best_language(accepted, language):
    assert best_language(accepted) == language


@pytest.mark.parametrize(("language", "said"), SAID.items())
def test_texts(client, language, said):
    answer = client.get(f"/wear/texts/{language}").json()
    assert (answer["language"], answer["texts"]["upload_title"]) == (language, said)


def test_texts_of_what_is_not_spoken_are_english(client):
    assert client.get("/wear/texts/xx").json() == {"language": "en", "texts": wear_texts("en")}


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        ("/wear", {}, "en"),
        ("/wear", {"Accept-Language": "fr-CA"}, "fr"),
        ("/wear?lang=es", {"Accept-Language": "fr-CA"}, "es"),
    ],
)
def test_the_shell_speaks(client, path, headers, language):
    text = shell(client, path, **headers).text
    assert f'<html lang="{language}">' in text
    assert wear_texts(language)["loading"] in text


def test_the_shell_is_the_same_for_everybody(client):
    assert shell(client).text == shell(client, Authorization="Wearer good-link").text
    assert all(name in shell(client).text for name in NAMES.values())


def test_nothing_in_the_shell_is_inline(client):
    answer = shell(client)
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", answer.text) == []
    policy = answer.headers["content-security-policy"]
    assert "img-src 'self' blob:" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers


def test_all_that_the_shell_loads_is_there(client):
    loaded = re.findall(r'(?:href|src)="(/[^"]+)"', shell(client).text)
    assert [path for path in loaded if client.get(path).status_code != 200] == []
    imported = {name for path in SCRIPTS for name in re.findall(r'from "(\.{1,2}/[\w./]+)"', path.read_text("utf-8"))}
    assert {(STATIC / "wear" / name).resolve() for name in imported} <= {
        (STATIC / path.removeprefix("/static/")).resolve() for path in loaded
    }
