from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wornby.datamodel import Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.claims import ClaimVerdict
from wornby.engine.rights import RightsDesk, RightsParts, RightsStores
from wornby.errors import ConflictError, NotFoundError, RightsMoveError
from wornby.messages.copying import CopyMessenger
from wornby.rights import VocabularyGate
from wornby.rights.consent import built_in_texts
from wornby.stores.claims import SqlClaimStore
from wornby.stores.consent import SqlConsentTexts
from wornby.stores.ledger import LedgerWriter, SqlLedger
from wornby.stores.people import SqlPeopleStore
from wornby.stores.records import SqlRecordStore
from wornby.stores.requests import SqlRequestStore
from wornby.stores.rights_view import SqlRightsView
from wornby.testing.factories import make_asset
from wornby.testing.fakes_rights import FakeLedgerSigner
from wornby.vocabulary import load_vocabulary

NOTE = RightsNote(actor="staff/ana", evidence="mail/1")
NOW = datetime(2026, 12, 1, tzinfo=UTC)
BOTH = frozenset({Purpose.DISPLAY, Purpose.APPEARANCE})


def granted(*purposes: Purpose, until: datetime | None = None) -> Rights:
    return Rights(state=RightsState.GRANTED, purposes=frozenset(purposes), until=until)


class Library:
    """Records, the desk over them, and what it told others to do."""

    def __init__(self, folder: Path) -> None:
        signer = FakeLedgerSigner()
        self.records = SqlRecordStore(f"sqlite:///{folder}/records.db", ledger=LedgerWriter(signer))
        self.records.migrate()
        self.hidden: list[str] = []
        self.again: list[str] = []
        self.settled = 0
        database, writer = self.records.database, self.records.ledger_writer
        self.desk = RightsDesk(
            RightsParts(
                forget_answers=lambda _: None,
                records=self.records,
                stores=RightsStores(
                    ledger=SqlLedger(database, writer),
                    signer=signer,
                    claims=SqlClaimStore(database, writer),
                    view=SqlRightsView(database),
                    gate=VocabularyGate(load_vocabulary()),
                    texts=SqlConsentTexts(database, writer, first=built_in_texts()),
                    requests=SqlRequestStore(database, writer),
                    people=SqlPeopleStore(database, writer),
                    messengers=lambda _: CopyMessenger(),
                ),
                hide=self.hidden.append,
                tag_again=lambda assets: self.again.extend(asset.id for asset in assets),
                settle=self._settle,
            )
        )

    def _settle(self) -> None:
        self.settled += 1

    def put(self, asset_id: str, rights: Rights) -> None:
        self.records.commit_asset(make_asset(asset_id, rights=rights))

    def actions(self, asset_id: str) -> list[str]:
        return [line.entry.action for line in self.desk.history(asset_id)]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path)
    yield opened
    opened.records.close()


def test_nobody_moves_what_is_not_there(library: Library) -> None:
    with pytest.raises(NotFoundError):
        library.desk.move("none", granted(), note=NOTE)


def test_what_is_no_longer_allowed_is_dropped(library: Library) -> None:
    library.put("a", granted(*BOTH))
    moved = library.desk.move("a", Rights(state=RightsState.WITHDRAWN), note=NOTE)
    assert moved.tags is not None
    assert moved.tags.wearers[0].attributes == {}
    assert (library.hidden, library.again, library.settled) == (["a"], [], 1)
    assert library.actions("a") == ["taken-in", "withdrawn"]


def test_what_is_allowed_now_is_computed(library: Library) -> None:
    library.put("a", granted(Purpose.DISPLAY))
    assert library.desk.move("a", granted(*BOTH), note=NOTE).tagger == ""
    assert (library.hidden, library.again) == ([], ["a"])


def test_an_illegal_move_changes_nothing(library: Library) -> None:
    library.put("a", Rights(state=RightsState.WITHDRAWN))
    with pytest.raises(RightsMoveError):
        library.desk.move("a", granted(Purpose.DISPLAY), note=NOTE)
    assert (library.hidden, library.settled, library.actions("a")) == ([], 0, ["taken-in"])


def test_the_same_rights_are_no_move(library: Library) -> None:
    library.put("a", granted(Purpose.DISPLAY))
    library.desk.move("a", granted(Purpose.DISPLAY), note=NOTE)
    assert library.actions("a") == ["taken-in"]


@pytest.mark.parametrize("late_s", [-1, 0, 1])
def test_rights_end_when_their_time_is_over(library: Library, late_s: int) -> None:
    library.put("a", granted(*BOTH, until=NOW))
    library.put("b", granted(*BOTH))
    over = late_s >= 0
    assert library.desk.expire(now=NOW + timedelta(seconds=late_s)) == int(over)
    state = library.desk.get("a").rights.state
    assert (state is RightsState.EXPIRED, library.hidden) == (over, ["a"] if over else [])


def test_purposes_are_taken_from_those_that_have_them(library: Library) -> None:
    library.put("a", granted(*BOTH))
    library.put("b", Rights(state=RightsState.WITHDRAWN))
    fallen = library.desk.withdraw_purposes(["a", "b"], of=frozenset({Purpose.APPEARANCE}), note=NOTE)
    assert (fallen, library.desk.get("a").rights.purposes) == (1, {Purpose.DISPLAY})


def test_the_board_counts_and_pages(library: Library) -> None:
    for name in "abc":
        library.put(name, granted(Purpose.DISPLAY))
    library.put("d", Rights())
    board = library.desk.board(state=RightsState.GRANTED, limit=2)
    assert (board.counts[RightsState.GRANTED], board.counts[RightsState.DISCOVERED]) == (3, 1)
    assert ([name for name, _ in board.photos], board.after) == (["a", "b"], "b")
    rest = library.desk.board(state=RightsState.GRANTED, after="b", limit=2)
    assert ([name for name, _ in rest.photos], rest.after) == (["c"], None)


def test_an_accepted_claim_gives_its_rights(library: Library) -> None:
    library.put("a", Rights())
    claim = library.desk.claims.add("a", rights=granted(*BOTH), by="key/1")
    decided = library.desk.decide(claim.id, accept=True, note=replace(NOTE, evidence=""))
    assert (decided.verdict, library.desk.get("a").rights) == (ClaimVerdict.ACCEPTED, granted(*BOTH))
    assert library.desk.history("a")[-1].entry.details["evidence"] == f"claim/{claim.id}"


def test_a_rejected_claim_changes_nothing(library: Library) -> None:
    library.put("a", Rights())
    claim = library.desk.claims.add("a", rights=granted(*BOTH), by="key/1")
    library.desk.decide(claim.id, accept=False, note=NOTE)
    assert (library.desk.get("a").rights, list(library.desk.claims.list())) == (Rights(), [])
    with pytest.raises(ConflictError):
        library.desk.decide(claim.id, accept=True, note=NOTE)


def test_a_claim_that_may_not_be_stays_open(library: Library) -> None:
    library.put("a", Rights(state=RightsState.WITHDRAWN))
    claim = library.desk.claims.add("a", rights=granted(*BOTH), by="key/1")
    with pytest.raises(RightsMoveError):
        library.desk.decide(claim.id, accept=True, note=NOTE)
    assert list(library.desk.claims.list()) == [claim]


def test_the_same_claim_is_kept_once(library: Library) -> None:
    library.put("a", Rights())
    first = library.desk.claims.add("a", rights=granted(*BOTH), by="key/1")
    assert library.desk.claims.add("a", rights=granted(*BOTH), by="key/1") == first
    assert library.desk.claims.add("a", rights=granted(*BOTH), by="key/2") != first


def test_everything_is_in_the_ledger(library: Library) -> None:
    library.put("a", Rights())
    claim = library.desk.claims.add("a", rights=granted(*BOTH), by="key/1")
    library.desk.decide(claim.id, accept=True, note=NOTE)
    report = library.desk.verify()
    assert (report.lines, report.faults) == (4, ())


def test_nobody_decides_what_is_not_there(library: Library) -> None:
    with pytest.raises(NotFoundError):
        library.desk.decide("none", accept=True, note=NOTE)
