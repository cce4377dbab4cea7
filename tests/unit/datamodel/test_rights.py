from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from wornby.datamodel.rights import (
    ACTIVE_STATES,
    ONLY_BY_PERSON,
    TRANSITIONS,
    Purpose,
    Rights,
    RightsNote,
    RightsState,
    check_move,
)
from wornby.errors import InputError, RightsMoveError

S = RightsState
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SHOWN = frozenset({Purpose.DISPLAY})
LEGAL = {
    S.DISCOVERED: "requested granted declined self_uploaded licensed synthetic withdrawn erased",
    S.REQUESTED: "replied granted declined expired withdrawn erased",
    S.REPLIED: "granted declined expired requested withdrawn erased",
    S.GRANTED: "withdrawn expired erased granted self_uploaded licensed",
    S.SELF_UPLOADED: "withdrawn expired erased granted self_uploaded licensed",
    S.LICENSED: "withdrawn expired erased granted self_uploaded licensed",
    S.SYNTHETIC: "withdrawn erased synthetic",
    S.DECLINED: "granted erased",
    S.EXPIRED: "requested granted erased",
    S.WITHDRAWN: "granted erased",
    S.ERASED: "",
}


def some(state: RightsState, *, text: str = "") -> Rights:
    return Rights(state=state, purposes=SHOWN if state in ACTIVE_STATES else frozenset(), text=text)


@pytest.mark.parametrize(("old", "new"), list(product(S, S)), ids=lambda state: state.value)
def test_every_pair_of_states(old: RightsState, new: RightsState) -> None:
    # Another text, so that a state which follows itself is a change.
    if new.value in LEGAL[old].split():
        check_move(some(old), some(new, text="2"), by_person=True)
    else:
        with pytest.raises(RightsMoveError):
            check_move(some(old), some(new, text="2"), by_person=True)


@pytest.mark.parametrize("state", S)
def test_no_change_is_no_move(state: RightsState) -> None:
    check_move(some(state), some(state), by_person=False)


@pytest.mark.parametrize("state", S)
def test_only_the_person_takes_a_no_back(state: RightsState) -> None:
    if S.GRANTED not in TRANSITIONS[state]:
        return
    if state in ONLY_BY_PERSON:
        with pytest.raises(RightsMoveError):
            check_move(some(state), some(S.GRANTED, text="2"), by_person=False)
    else:
        check_move(some(state), some(S.GRANTED, text="2"), by_person=False)


@pytest.mark.parametrize("state", S)
def test_a_new_asset_is_not_erased_already(state: RightsState) -> None:
    if state is S.ERASED:
        with pytest.raises(RightsMoveError):
            check_move(None, some(state), by_person=False)
    else:
        check_move(None, some(state), by_person=False)


@pytest.mark.parametrize("state", [state for state in S if state not in ACTIVE_STATES])
def test_purposes_count_only_in_active_states(state: RightsState) -> None:
    with pytest.raises(RightsMoveError):
        check_move(None, Rights(state=state, purposes=SHOWN), by_person=True)


@pytest.mark.parametrize(
    ("late_s", "allowed"),
    [pytest.param(-1, True, id="before"), pytest.param(0, False, id="at"), pytest.param(1, False, id="after")],
)
def test_purposes_end_with_the_rights(late_s: int, *, allowed: bool) -> None:
    rights = Rights(state=S.GRANTED, purposes=SHOWN, until=NOON)
    assert rights.allows(Purpose.DISPLAY, now=NOON + timedelta(seconds=late_s)) is allowed


def test_the_present_moment_counts_where_none_is_given() -> None:
    assert not Rights(state=S.GRANTED, purposes=SHOWN, until=datetime(2001, 1, 1, tzinfo=UTC)).allows(Purpose.DISPLAY)
    assert Rights(state=S.GRANTED, purposes=SHOWN, until=datetime(9001, 1, 1, tzinfo=UTC)).allows(Purpose.DISPLAY)


def test_an_end_needs_a_time_zone() -> None:
    with pytest.raises(InputError):
        Rights(until=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the case


@pytest.mark.parametrize(
    "note",
    [
        pytest.param({"actor": ""}, id="nobody"),
        pytest.param({"actor": "erika"}, id="no kind"),
        pytest.param({"actor": "staff/erika@example.org"}, id="address"),
        pytest.param({"actor": "staff/a\nb"}, id="line break"),
        pytest.param({"actor": "staff/Erika Mustermann"}, id="name of two words"),
        pytest.param({"actor": "staff/erika/mustermann"}, id="two ids"),
        pytest.param({"actor": "staff/"}, id="no id"),
        pytest.param({"actor": "staff/a", "reason": "she wrote to us"}, id="free text"),
        pytest.param({"actor": "staff/a", "evidence": "erika@example.org"}, id="address as evidence"),
        pytest.param({"actor": "staff/a", "evidence": "x" * 201}, id="long"),
    ],
)
def test_a_note_names_no_person_and_tells_no_story(note: dict[str, str]) -> None:
    with pytest.raises(InputError):
        RightsNote(**note)
