from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.engine.test_rights import BOTH, NOTE, Library
from wornby.datamodel import Purpose, Rights, RightsState
from wornby.engine.consent import ConsentDesk
from wornby.errors import DuplicateError
from wornby.rights.consent import BUILT_IN, built_in_texts
from wornby.stores.consent import SqlConsentTexts
from wornby.stores.rights_view import SqlRightsView

SOURCE = BUILT_IN.read_text("utf-8")
ANA = "staff/ana"


def other(version: str, *, of: str = "appearance") -> str:
    marks = {"appearance": "Let others find it by how I look", "display": "Show my photo in the shop"}
    return SOURCE.replace("2026-12", version).replace(marks[of], f"Another title {version}")


def agreed(*purposes: Purpose, text: str = "2026-12/en", state: RightsState = RightsState.GRANTED) -> Rights:
    return Rights(state=state, purposes=frozenset(purposes), text=text)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path)
    yield opened
    opened.records.close()


@pytest.fixture
def desk(library: Library) -> ConsentDesk:
    records = library.records
    texts = SqlConsentTexts(records.database, records.ledger_writer, first=built_in_texts())
    return ConsentDesk(texts, rights=library.desk, view=SqlRightsView(records.database))


def test_the_built_in_texts_come_first(library: Library, desk: ConsentDesk) -> None:
    assert [each.version for each in desk.list()] == ["2026-12"]
    (line,) = library.desk.ledger.lines()
    assert (line.entry.subject, line.entry.details["digest"]) == ("2026-12", built_in_texts().digest)


def test_a_change_of_text_asks_again(library: Library, desk: ConsentDesk) -> None:
    library.put("a", agreed(*BOTH))
    done = desk.publish(other("2"), by=ANA)
    assert (done.changed, done.fallen) == ({Purpose.APPEARANCE}, 1)
    assert library.desk.get("a").rights.purposes == {Purpose.DISPLAY}
    assert [(each.asset_id, each.purposes) for each in desk.due()] == [("a", {Purpose.APPEARANCE})]
    assert library.actions("a") == ["taken-in", "text-changed"]


def test_whoever_answers_is_not_asked_again(library: Library, desk: ConsentDesk) -> None:
    library.put("a", agreed(*BOTH))
    desk.publish(other("2"), by=ANA)
    library.desk.move("a", agreed(*BOTH, text="2/en"), note=NOTE)
    assert list(desk.due()) == []


@pytest.mark.parametrize(
    "rights",
    [
        pytest.param(agreed(Purpose.DISPLAY), id="other purpose"),
        pytest.param(agreed(*BOTH, text=""), id="on paper"),
        pytest.param(agreed(*BOTH, text="", state=RightsState.LICENSED), id="licensed"),
        pytest.param(Rights(state=RightsState.WITHDRAWN, text="2026-12/en"), id="withdrawn"),
    ],
)
def test_others_keep_what_they_have(library: Library, desk: ConsentDesk, rights: Rights) -> None:
    library.put("a", rights)
    assert desk.publish(other("2"), by=ANA).fallen == 0
    assert (library.desk.get("a").rights, list(desk.due())) == (rights, [])


def test_the_same_meaning_asks_nobody(library: Library, desk: ConsentDesk) -> None:
    library.put("a", agreed(*BOTH))
    assert desk.publish(other("2"), by=ANA, same_meaning=True).fallen == 0
    assert (library.desk.get("a").rights.purposes, list(desk.due())) == (BOTH, [])
    assert list(library.desk.ledger.lines())[-1].entry.details["same-meaning"] == "yes"


def test_a_later_change_still_asks(library: Library, desk: ConsentDesk) -> None:
    library.put("a", agreed(*BOTH))
    desk.publish(other("2"), by=ANA, same_meaning=True)
    desk.publish(other("3", of="display"), by=ANA)
    assert [(each.asset_id, each.purposes) for each in desk.due()] == [("a", BOTH)]


def test_a_text_that_nobody_knows_counts_for_nothing(library: Library, desk: ConsentDesk) -> None:
    library.put("a", agreed(*BOTH, text="1999/en"))
    assert desk.publish(other("2"), by=ANA).fallen == 1
    assert library.desk.get("a").rights.purposes == frozenset()


def test_a_version_is_published_once(desk: ConsentDesk) -> None:
    desk.publish(other("2"), by=ANA)
    with pytest.raises(DuplicateError):
        desk.publish(other("2", of="display"), by=ANA)


def test_a_publication_that_was_cut_off_goes_on(library: Library, desk: ConsentDesk) -> None:
    desk.publish(other("2"), by=ANA)
    library.put("late", agreed(*BOTH))
    assert desk.publish(other("2"), by=ANA).fallen == 1
    assert [each.version for each in desk.list()] == ["2026-12", "2"]
