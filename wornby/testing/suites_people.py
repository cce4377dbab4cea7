"""The contract of the store of people and links."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from wornby.datamodel import Rights, RightsNote, RightsState
from wornby.datamodel.ledger import LedgerKind
from wornby.datamodel.links import Contributor, Link, LinkPurpose
from wornby.interfaces import Ledger, PeopleStore, RecordStore
from wornby.testing.factories import make_asset

MADE = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
EVA = Contributor(id="eva", language="de", contact="eva@example.org", created_at=MADE)
UMA = Contributor(id="uma", language="en", contact="", created_at=MADE)


def make_link(link_id: str, *, person: str = "eva") -> Link:
    """An upload link of somebody."""
    return Link(
        id=link_id,
        purpose=LinkPurpose.UPLOAD,
        contributor_id=person,
        products=("A", "B"),
        made_by="staff/ana",
        made_at=MADE,
        expires_at=MADE + timedelta(days=90),
    )


class PeopleSuite:
    """A subclass gives the fixtures `records`, migrated and empty, and `people` and `ledger` over them."""

    def test_a_link_comes_back_as_it_was(self, people: PeopleStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        assert (people.get_link("l"), people.get("eva")) == (make_link("l"), EVA)

    def test_nothing_is_made_up(self, people: PeopleStore) -> None:
        assert (people.get_link("l"), people.get("eva")) == (None, None)
        assert people.revoke_link("l", at=MADE, by="staff/ana") is None
        assert (list(people.photos("eva")), list(people.owners("a")), list(people.list_links())) == ([], [], [])

    def test_links_come_in_pages(self, people: PeopleStore) -> None:
        people.add_link(make_link("l1"), contributor=EVA)
        people.add_link(replace(make_link("l0"), made_at=MADE + timedelta(microseconds=1)))
        people.add_link(make_link("l3"))
        page = people.list_links(limit=2)
        assert [link.id for link in page] == ["l0", "l3"]
        people.add_link(replace(make_link("l9"), made_at=MADE + timedelta(days=1)))
        assert [link.id for link in people.list_links(after=page[-1].place)] == ["l1"]

    def test_each_act_is_a_line_and_says_nothing_of_the_person(self, people: PeopleStore, ledger: Ledger) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        people.mark_used(make_link("l"), at=MADE)
        people.mark_used(make_link("l"), at=MADE + timedelta(days=1))
        people.revoke_link("l", at=MADE, by="staff/ana")
        people.revoke_link("l", at=MADE + timedelta(days=1), by="staff/bob")
        lines = ledger.lines(subject="l", kind=LedgerKind.LINK)
        assert [(line.entry.action, line.entry.actor) for line in lines] == [
            ("made", "staff/ana"),
            ("used", "wearer/l"),
            ("revoked", "staff/ana"),
        ]
        assert not any("eva" in str(line.entry.details) for line in lines)
        assert people.get_link("l") == replace(make_link("l"), used_at=MADE, revoked_at=MADE)

    def test_what_somebody_says_is_kept(self, people: PeopleStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        people.set_about("eva", {"body.build": "slim"})
        people.set_asked("eva", "2")
        people.set_contact("eva", "")
        assert people.get("eva") == replace(EVA, about={"body.build": "slim"}, asked_text="2", contact="")

    def test_nothing_is_kept_of_who_is_gone(self, people: PeopleStore) -> None:
        people.set_about("eva", {"body.build": "slim"})
        assert people.get("eva") is None

    def test_a_photo_is_one_persons(self, people: PeopleStore, records: RecordStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        people.add_link(make_link("m", person="uma"), contributor=UMA)
        records.commit_asset(make_asset("a"))
        assert people.contribute("eva", "a", most=2)
        assert people.contribute("eva", "a", most=2)
        assert not people.contribute("uma", "a", most=2)
        assert (list(people.photos("eva")), list(people.photos("uma")), list(people.owners("a"))) == (
            ["a"],
            [],
            ["eva"],
        )

    def test_only_what_is_there_is_contributed(self, people: PeopleStore, records: RecordStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        records.commit_asset(make_asset("a"))
        assert not people.contribute("eva", "none", most=2)
        assert not people.contribute("none", "a", most=2)

    def test_many_at_once_do_not_pass_the_limit(self, people: PeopleStore, records: RecordStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        names = [f"a{number}" for number in range(12)]
        for name in names:
            records.commit_asset(make_asset(name))
        with ThreadPoolExecutor(6) as pool:
            kept = list(pool.map(lambda name: people.contribute("eva", name, most=5), names))
        assert (sum(kept), len(people.photos("eva"))) == (5, 5)

    def test_what_a_stop_left_behind_is_found(self, people: PeopleStore, records: RecordStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        people.add_link(make_link("m", person="uma"), contributor=UMA)
        for name, actor in {"a": "wearer/l", "b": "wearer/l", "c": "wearer/m", "d": "staff/ana"}.items():
            given = make_asset(name, rights=Rights(state=RightsState.SELF_UPLOADED))
            records.commit_asset(given, note=RightsNote(actor=actor))
        people.contribute("eva", "b", most=5)
        assert [list(people.left_behind(name)) for name in ("eva", "uma", "none")] == [["a"], ["c"], []]
        assert not people.close("uma", at=MADE, by="wearer/m")

    def test_the_newest_link_of_a_request_is_found(self, people: PeopleStore) -> None:
        reply = replace(make_link("m"), purpose=LinkPurpose.REPLY, products=(), request_id="r")
        people.add_link(reply, contributor=EVA)
        people.add_link(replace(reply, id="n", made_at=MADE + timedelta(days=1)))
        assert (people.find_reply("other"), getattr(people.find_reply("r"), "id", None)) == (None, "n")

    def test_requests_are_known_by_their_links(self, people: PeopleStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        people.add_link(replace(make_link("m"), purpose=LinkPurpose.REPLY, products=(), request_id="r"))
        assert [list(people.requests(name)) for name in ("eva", "uma")] == [["r"], []]

    def test_a_deleted_photo_is_nobodys(self, people: PeopleStore, records: RecordStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        records.commit_asset(make_asset("a"))
        people.contribute("eva", "a", most=1)
        records.delete_asset("a")
        assert (list(people.photos("eva")), list(people.owners("a"))) == ([], [])

    def test_after_the_end_nothing_comes_in(self, people: PeopleStore, records: RecordStore, ledger: Ledger) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        records.commit_asset(make_asset("a"))
        assert people.close("eva", at=MADE, by="wearer/l")
        assert not people.contribute("eva", "a", most=1)
        link = people.get_link("l")
        assert link is not None
        assert link.revoked_at == MADE
        assert [line.entry.action for line in ledger.lines(subject="l")] == ["made", "closed"]

    def test_nobody_ends_before_their_photos(self, people: PeopleStore, records: RecordStore) -> None:
        people.add_link(make_link("l"), contributor=EVA)
        records.commit_asset(make_asset("a"))
        people.contribute("eva", "a", most=1)
        assert not people.close("eva", at=MADE, by="wearer/l")
        assert people.get_link("l") == make_link("l")
