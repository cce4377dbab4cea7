import pytest

from wornby.datamodel import Purpose, Rights, RightsNote, RightsState
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


def test_more_than_a_wearer_gave_needs_evidence() -> None:
    held = Rights(state=RightsState.SELF_UPLOADED, purposes=frozenset({Purpose.DISPLAY}), text="2026-12/de")
    more = Rights(
        state=RightsState.SELF_UPLOADED, purposes=frozenset({Purpose.DISPLAY, Purpose.TRAINING}), text=held.text
    )
    for rights in (more, Rights(state=RightsState.LICENSED, purposes=more.purposes)):
        with pytest.raises(InputError, match="needs evidence"):
            check_stated(rights, note=NOTE, held=held)
        check_stated(rights, note=PROVEN, held=held)
    check_stated(Rights(state=RightsState.SELF_UPLOADED), note=NOTE, held=held)
