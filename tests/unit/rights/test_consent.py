from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wornby.datamodel import Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.consent import TextSet
from wornby.datamodel.ledger import LedgerLine, next_line, rights_entry
from wornby.errors import InputError, NotFoundError
from wornby.rights.consent import (
    BUILT_IN,
    TEXT_CHANGED,
    built_in_texts,
    changed_purposes,
    fallen_purposes,
    find_text,
    parse_texts,
)

SOURCE = BUILT_IN.read_text("utf-8")
DAY = datetime(2026, 12, 1, tzinfo=UTC)


def with_text(texts: TextSet, purpose: Purpose, *, language: str, body: str) -> TextSet:
    changed = tuple(
        replace(text, body=body) if (text.purpose, text.language) == (purpose, language) else text
        for text in texts.texts
    )
    return replace(texts, version="2", texts=changed)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ja"])
@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_is_asked_in_every_language(language: str, purpose: Purpose) -> None:
    text = find_text(built_in_texts(), purpose, language=language)
    assert "{shop}" in text.body
    assert text.title


def test_another_language_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        find_text(built_in_texts(), Purpose.DISPLAY, language="xx")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("[en", id="broken"),
        pytest.param('version = "1"', id="no texts"),
        pytest.param(SOURCE.replace('version = "2026-12"', ""), id="no version"),
        pytest.param(SOURCE.replace("2026-12", "a b"), id="version with a space"),
        pytest.param(SOURCE.replace("[de.face]", "[de.faces]"), id="unknown purpose"),
        pytest.param(SOURCE.replace("[de.face]", "[german.face]"), id="unknown language"),
        pytest.param(SOURCE.replace('title = "Show my photo in the shop"', 'title = ""'), id="empty title"),
        pytest.param(SOURCE.replace("Show my photo in the shop", "x" * 121), id="long title"),
        pytest.param(SOURCE.replace('title = "Show my photo in the shop"', "title = 1"), id="number"),
    ],
)
def test_refuses_texts_that_are_not_whole(content: str) -> None:
    with pytest.raises(InputError):
        parse_texts(content)


def test_the_same_texts_change_nothing() -> None:
    assert changed_purposes(built_in_texts(), replace(built_in_texts(), version="2")) == frozenset()


@pytest.mark.parametrize("purpose", Purpose)
def test_a_word_in_one_language_changes_its_purpose(purpose: Purpose) -> None:
    assert changed_purposes(
        built_in_texts(), with_text(built_in_texts(), purpose, language="ja", body="other")
    ) == frozenset({purpose})


def test_a_language_more_changes_nothing_and_one_less_everything() -> None:
    fewer = replace(built_in_texts(), texts=tuple(text for text in built_in_texts().texts if text.language != "ja"))
    assert changed_purposes(fewer, built_in_texts()) == frozenset()
    assert changed_purposes(built_in_texts(), fewer) == frozenset(Purpose)


def history(*steps: tuple[str, str]) -> list[LedgerLine]:
    """Lines of an asset: action and purposes of each."""
    lines: list[LedgerLine] = []
    held: Rights | None = None
    for number, (action, words) in enumerate(steps):
        purposes = frozenset(Purpose(word) for word in words.split())
        rights = Rights(state=RightsState.GRANTED, purposes=purposes, text=f"{number}/en")
        entry = rights_entry("a", held, rights, note=RightsNote(actor="wearer/1", action=action))
        assert entry is not None
        lines.append(next_line(lines[-1] if lines else None, entry, at=DAY))
        held = rights
    return lines


@pytest.mark.parametrize(
    ("steps", "fallen"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param([("granted", "display face")], "", id="granted"),
        pytest.param([("granted", "display face"), (TEXT_CHANGED, "display")], "face", id="fallen"),
        pytest.param(
            [("granted", "display face"), (TEXT_CHANGED, "display"), (TEXT_CHANGED, "")], "display face", id="twice"
        ),
        pytest.param(
            [("granted", "display face"), (TEXT_CHANGED, "display"), ("granted", "display")], "", id="answered"
        ),
        pytest.param([("granted", "display face"), ("granted", "display")], "", id="taken back by the person"),
    ],
)
def test_purposes_that_fell_are_to_be_asked_for(steps: list[tuple[str, str]], fallen: str) -> None:
    assert fallen_purposes(history(*steps)) == frozenset(Purpose(word) for word in fallen.split())
