from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.engine.test_rights import BOTH, Library
from wornby.datamodel import Rights, RightsState
from wornby.datamodel.requests import Channel, Message, RequestState, RightsRequest, Sent
from wornby.engine.requests import RequestDesk, Ticked
from wornby.errors import ConflictError, InputError, MessageError, NotFoundError, RightsMoveError
from wornby.rights.requests import Terms
from wornby.stores.requests import SqlRequestStore

ANA = "staff/ana"


class Post:
    """A messenger that keeps what it sends, and the clock beside it."""

    name = "post"

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.fails = False
        self.now = datetime(2026, 12, 1, tzinfo=UTC)

    def send(self, message: Message) -> Sent:
        if self.fails:
            text = "No."
            raise MessageError(text)
        self.sent.append(message)
        return Sent(how="post")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path)
    opened.put("a", Rights())
    yield opened
    opened.records.close()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def desk(library: Library, post: Post) -> RequestDesk:
    store = SqlRequestStore(library.records.database, library.records.ledger_writer)
    return RequestDesk(
        store,
        rights=library.desk,
        messengers=lambda _: post,
        shop="Shop",
        terms=Terms(),
        clock=lambda: post.now,
    )


def draft(desk: RequestDesk, *, channel: Channel = Channel.MAIL) -> RightsRequest:
    return desk.add("a", address="eve@example.org", language="de", channel=channel, by=ANA)


def state(library: Library) -> RightsState:
    return library.desk.get("a").rights.state


def test_a_draft_sends_nothing(library: Library, desk: RequestDesk, post: Post) -> None:
    request = draft(desk)
    assert (request.state, post.sent, state(library)) == (RequestState.DRAFT, [], RightsState.DISCOVERED)
    assert "Shop" in request.text


def test_there_is_one_open_request_a_photo(desk: RequestDesk) -> None:
    draft(desk)
    with pytest.raises(ConflictError):
        draft(desk)


def test_the_newest_request_comes_first_and_a_place_holds(library: Library, desk: RequestDesk, post: Post) -> None:
    made = []
    for name in "abc":
        library.put(name, Rights())
        made.append(desk.add(name, address="x@y.z", language="de", channel=Channel.MAIL, by=ANA))
        post.now += timedelta(microseconds=500_000)
    page = desk.list(limit=2)
    assert [request.asset_id for request in page] == ["c", "b"]
    library.put("d", Rights())
    desk.add("d", address="x@y.z", language="de", channel=Channel.MAIL, by=ANA)
    assert desk.list(after=page[-1].place) == [made[0]]
    with pytest.raises(InputError):
        desk.list(after="nowhere")


def test_nobody_is_asked_again_who_said_no(library: Library, desk: RequestDesk) -> None:
    library.put("b", Rights(state=RightsState.DECLINED))
    with pytest.raises(RightsMoveError):
        desk.add("b", address="x@y.z", language="de", channel=Channel.MAIL, by=ANA)


def test_what_is_sent_is_requested(library: Library, desk: RequestDesk, post: Post) -> None:
    sent = desk.send(draft(desk).id, by=ANA, link="https://shop.example/wear#secret")
    assert (sent.state, state(library)) == (RequestState.SENT, RightsState.REQUESTED)
    assert sent.due_at == post.now + timedelta(days=14)
    assert ("#secret" in post.sent[0].body, "#secret" in desk.get(sent.id).text) == (True, False)


def test_what_could_not_be_sent_stays_a_draft(library: Library, desk: RequestDesk, post: Post) -> None:
    request, post.fails = draft(desk), True
    with pytest.raises(MessageError):
        desk.send(request.id, by=ANA)
    assert (desk.get(request.id).state, state(library)) == (RequestState.DRAFT, RightsState.DISCOVERED)


def test_nothing_is_sent_twice(desk: RequestDesk, post: Post) -> None:
    request = draft(desk)
    desk.send(request.id, by=ANA)
    with pytest.raises(ConflictError):
        desk.send(request.id, by=ANA)
    assert len(post.sent) == 1


def test_time_reminds_once_and_then_ends_it(library: Library, desk: RequestDesk, post: Post) -> None:
    request = desk.send(draft(desk).id, by=ANA)
    begin, told = post.now, []
    for days in (6, 7, 8, 13, 14, 15):
        post.now = begin + timedelta(days=days)
        told.append(desk.tick())
    assert told == [Ticked(), Ticked(reminded=1), Ticked(), Ticked(), Ticked(expired=1), Ticked()]
    assert (desk.get(request.id).state, state(library)) == (RequestState.EXPIRED, RightsState.EXPIRED)
    assert len(post.sent) == 2


def test_a_reminder_that_fails_is_tried_again(desk: RequestDesk, post: Post) -> None:
    desk.send(draft(desk).id, by=ANA)
    post.now, post.fails = post.now + timedelta(days=7), True
    assert desk.tick() == Ticked(failed=1)
    post.fails = False
    assert desk.tick() == Ticked(reminded=1)


def test_a_text_to_copy_is_not_reminded_of_by_itself(desk: RequestDesk, post: Post) -> None:
    desk.send(draft(desk, channel=Channel.COPY).id, by=ANA)
    post.now += timedelta(days=8)
    assert desk.tick() == Ticked()


@pytest.mark.parametrize(
    ("answer", "ended"),
    [
        (RightsState.REPLIED, RequestState.ANSWERED),
        (RightsState.GRANTED, RequestState.ANSWERED),
        (RightsState.DECLINED, RequestState.DECLINED),
    ],
)
def test_an_answer_moves_the_rights(
    library: Library, desk: RequestDesk, answer: RightsState, ended: RequestState
) -> None:
    request = desk.send(draft(desk).id, by=ANA)
    purposes = BOTH if answer is RightsState.GRANTED else frozenset()
    assert desk.answer(request.id, state=answer, purposes=purposes, by=ANA).state is ended
    assert library.desk.get("a").rights == Rights(state=answer, purposes=purposes)
    assert library.desk.history("a")[-1].entry.details["evidence"] == f"request/{request.id}"


def test_an_answer_is_one(desk: RequestDesk) -> None:
    request = draft(desk)
    with pytest.raises(ConflictError):
        desk.answer(request.id, state=RightsState.GRANTED, by=ANA)
    with pytest.raises(InputError):
        desk.answer(request.id, state=RightsState.LICENSED, by=ANA)
    with pytest.raises(NotFoundError):
        desk.answer("none", state=RightsState.GRANTED, by=ANA)


def test_the_ledger_names_no_address(library: Library, desk: RequestDesk) -> None:
    desk.send(draft(desk).id, by=ANA)
    assert "eve" not in "".join(str(line) for line in library.desk.ledger.lines())
    assert library.desk.verify().faults == ()
