import pytest

from wornby.datamodel import Rights, RightsNote, RightsState
from wornby.errors import InputError, RightsMoveError
from wornby.rights.moving import check_stated

NOTE = RightsNote(actor="staff/ana")
PROVEN = RightsNote(actor="staff/ana", evidence="mail/1")


def test_erasing_is_more_than_a_word() -> None:
    with pytest.raises(RightsMoveError, match="wornby erase"):
        check_stated(Rights(state=RightsState.ERASED), note=PROVEN)


def test_that_the_person_said_so_needs_evidence() -> None:
    with pytest.raises(InputError):
        check_stated(Rights(state=RightsState.WITHDRAWN), note=RightsNote(actor="staff/ana", by_person=True))


@pytest.mark.parametrize(
    ("text", "note", "allowed"),
    [
        pytest.param("", NOTE, False, id="nothing"),
        pytest.param("2026-12/de", NOTE, True, id="text"),
        pytest.param("", PROVEN, True, id="evidence"),
    ],
)
def test_granted_rights_need_a_ground(text: str, note: RightsNote, *, allowed: bool) -> None:
    rights = Rights(state=RightsState.GRANTED, text=text)
    if allowed:
        check_stated(rights, note=note)
    else:
        with pytest.raises(InputError):
            check_stated(rights, note=note)
