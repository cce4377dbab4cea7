"""Links, and what wearers do by them, over a library's own stores and a tagger that does not look."""

import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zlib import crc32

import pytest

from tests.security.library import small_library
from wornby.datamodel import BoundingBox, IngestOptions, Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.edits import TagChange
from wornby.datamodel.ledger import LedgerKind
from wornby.datamodel.links import LinkPurpose
from wornby.datamodel.requests import Channel, RequestState, Sent
from wornby.engine.asking import AgainAsker, AskedAgain
from wornby.engine.giving import Giving
from wornby.engine.links import LinkDesk
from wornby.engine.people import PeopleDesk
from wornby.errors import (
    ConfigurationError,
    ConflictError,
    FilterError,
    ImageDecodeError,
    InputError,
    KeyMissingError,
    LinkFullError,
    MessageError,
    NotFoundError,
    PhotoRefusedError,
    RightsMoveError,
    TextChangedError,
    WornbyError,
)
from wornby.rights.consent import BUILT_IN
from wornby.testing.pictures import encoded, noise

ANA = "staff/ana"
URL = "https://photos.shop.example"
BOTH = frozenset({Purpose.DISPLAY, Purpose.APPEARANCE})
SHOW = frozenset({Purpose.DISPLAY})
NOBODY = frozenset()


def picture(number):
    return encoded("jpeg", pixels=noise(seed=1000 + number))


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    home = tmp_path_factory.mktemp("people")
    with small_library(home / "home", photos=0, public_url=URL + "/") as opened:
        opened.import_products([{"sku": "SHIRT", "title": "White shirt"}])
        yield opened


@pytest.fixture
def numbers(request):
    """Pictures of this test's own."""
    first = crc32(request.node.nodeid.encode()) % 10**9
    return range(first, first + 100)


def upload(engine, **asked):
    return engine.links.make_upload(**{"products": ("TEE-01",), "language": "en", "by": ANA} | asked).link


def text(engine, language="en"):
    return f"{engine.consent.current().version}/{language}"


def given(engine, link, number, purposes=NOBODY):
    own, _ = engine.people.add_photo(link, picture(number))
    if purposes:
        own = engine.people.set_purposes(link, own.asset.id, frozenset(purposes), text=text(engine))
    return own.asset


def found(engine, number):
    """A photo that the shop found elsewhere, whose wearer it asks."""
    asset, _ = engine.ingest_bytes(picture(number), title="found.jpg", options=IngestOptions())
    return asset


def asked(engine, number):
    asset = found(engine, number)
    draft = engine.requests.add(asset.id, address="@eve", language="de", channel=Channel.COPY, by=ANA)
    _, made = engine.links.send_request(draft.id, by=ANA)
    return asset, draft, engine.links.read(token_in(made.url))


def token_in(url):
    return url.partition("#")[2]


def lines_of(engine):
    return len(list(engine.rights.ledger.lines(limit=10_000)))


class TestLinks:
    def test_the_token_is_in_the_fragment_and_nowhere_else(self, engine):
        made = engine.links.make_upload((), language="de", by=ANA)
        base, _, token = made.url.partition("#")
        assert (base, engine.links.read(token).id) == (f"{URL}/wear", made.link.id)
        kept = repr(engine.links.get(made.link.id)) + repr(list(engine.rights.ledger.lines(subject=made.link.id)))
        assert token.partition(".")[2] not in kept

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda token: "", id="empty"),
            pytest.param(lambda token: token[:-1], id="cut"),
            pytest.param(lambda token: token + "A", id="longer"),
            pytest.param(lambda token: "0" * 24 + token[24:], id="unknown"),
            pytest.param(lambda token: token[:25] + ("B" if token[25] == "A" else "A") + token[26:], id="forged"),
            pytest.param(lambda token: token.upper(), id="upper"),
            pytest.param(lambda token: token + "\n", id="newline"),
        ],
    )
    def test_what_is_no_token_opens_nothing(self, engine, change):
        token = token_in(engine.links.make_upload((), language="de", by=ANA).url)
        with pytest.raises(KeyMissingError):
            engine.links.read(change(token))

    def test_the_signature_of_one_link_opens_no_other(self, engine):
        one, other = (token_in(engine.links.make_upload((), language="de", by=ANA).url) for _ in range(2))
        with pytest.raises(KeyMissingError):
            engine.links.read(one[:24] + other[24:])

    def test_a_link_whose_row_was_changed_opens_nothing(self, engine):
        made = engine.links.make_upload((), language="de", by=ANA, days=1)
        database = engine.records.database
        with database.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE links SET expires_at = '2099-01-01T00:00:00+00:00' WHERE id = ?", (made.link.id,)
            )
        with pytest.raises(KeyMissingError):
            engine.links.read(token_in(made.url))

    def test_a_revoked_link_opens_nothing(self, engine):
        made = engine.links.make_upload((), language="de", by=ANA)
        engine.links.revoke(made.link.id, by=ANA)
        with pytest.raises(KeyMissingError):
            engine.links.read(token_in(made.url))

    def test_an_expired_link_opens_nothing(self, engine):
        made = engine.links.make_upload((), language="de", by=ANA, days=1)
        later = LinkDesk(
            engine._parts.rights.people,
            records=engine.records,
            requests=engine.requests,
            secret=engine._parts.link_secret,
            public_url=URL,
            clock=lambda: datetime.now(UTC) + timedelta(days=1),
        )
        with pytest.raises(KeyMissingError):
            later.read(token_in(made.url))

    @pytest.mark.parametrize(
        ("asked", "error"),
        [
            ({"days": 0}, InputError),
            ({"days": 366}, InputError),
            ({"language": "xx"}, InputError),
            ({"contact": "eve@example.org, bob@example.org"}, InputError),
            ({"products": ("NONE",)}, NotFoundError),
            ({"products": tuple(f"{number}" for number in range(51))}, InputError),
        ],
        ids=["no-day", "days", "language", "contact", "product", "products"],
    )
    def test_what_cannot_be_leaves_nothing(self, engine, asked, error):
        before = lines_of(engine)
        with pytest.raises(error):
            engine.links.make_upload(**{"language": "en", "by": ANA} | asked)
        assert lines_of(engine) == before

    def test_nobody_comes_back_who_was_never_here(self, engine, numbers):
        with pytest.raises(NotFoundError):
            engine.links.make_manage_for(found(engine, numbers[0]).id, by=ANA)

    def test_links_need_an_address(self, engine):
        nowhere = LinkDesk(
            engine._parts.rights.people, records=engine.records, requests=engine.requests, secret=b"s", public_url=""
        )
        with pytest.raises(ConfigurationError):
            nowhere.make_upload((), language="en", by=ANA)


class TestPhotos:
    def test_a_photo_is_given_for_nothing_yet(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0])
        assert (asset.rights, asset.products) == (Rights(state=RightsState.SELF_UPLOADED), ("TEE-01",))
        assert asset.title == "photo"
        assert asset.tags.wearers[0].attributes == {}

    def test_the_same_photo_is_given_once(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0])
        own, new = engine.people.add_photo(link, picture(numbers[0]))
        assert (own.asset.id, new, len(engine.people.photos(link))) == (asset.id, False, 1)

    def test_what_is_no_picture_leaves_nothing(self, engine):
        before = lines_of(engine)
        with pytest.raises(ImageDecodeError):
            engine.people.add_photo(upload(engine), b"\xff\xd8\xff no picture")
        assert lines_of(engine) == before + 1  # of the link

    def test_a_link_is_for_its_products(self, engine, numbers):
        with pytest.raises(InputError):
            engine.people.add_photo(upload(engine), picture(numbers[0]), product="CAP-02")

    @pytest.mark.parametrize("case", ["of-the-shop", "of-another", "withdrawn", "erased-by-another"])
    def test_a_photo_that_cannot_be_given_looks_the_same_why_ever(self, engine, numbers, case):
        mine, other = upload(engine), upload(engine)
        if case in {"of-the-shop", "withdrawn"}:
            asset = found(engine, numbers[0])
            if case == "withdrawn":
                gone = Rights(state=RightsState.WITHDRAWN)
                engine.rights.move(asset.id, gone, note=RightsNote(actor=ANA))
        else:
            asset = given(engine, other, numbers[0])
            if case == "erased-by-another":
                engine.people.erase_photo(other, asset.id)
        with pytest.raises(PhotoRefusedError) as refused:
            engine.people.add_photo(mine, picture(numbers[0]))
        assert refused.value.message == "This photo cannot be added here. Choose another, or ask the shop."
        held = engine.records.get_asset(asset.id)
        assert held is None or held.products == asset.products
        assert engine.people.photos(mine) == []

    def test_what_is_somebody_elses_becomes_a_claim_that_staff_decides(self, engine, numbers):
        asset, link = found(engine, numbers[0]), upload(engine)
        with pytest.raises(PhotoRefusedError):
            engine.people.add_photo(link, picture(numbers[0]))
        (claim,) = [each for each in engine.rights.claims.list(limit=1000) if each.asset_id == asset.id]
        assert (claim.made_by, claim.contributor_id) == (link.actor, link.contributor_id)
        engine.rights.decide(claim.id, accept=True, note=RightsNote(actor=ANA))
        assert [own.asset.id for own in engine.people.photos(link)] == [asset.id]

    def test_a_stop_before_it_was_written_down_loses_nothing(self, engine, numbers):
        link = upload(engine)
        options = IngestOptions(rights=Rights(state=RightsState.SELF_UPLOADED), by=link.actor)
        asset, _ = engine.ingest_bytes(picture(numbers[0]), title="photo", options=options)
        assert engine.people.add_photo(link, picture(numbers[0]))[0].asset.id == asset.id

    def test_many_at_once_do_not_pass_the_limit(self, engine, numbers):
        link = upload(engine)
        giving = Giving(engine.people._parts.giving._parts, most=2)
        together = threading.Barrier(5)

        def give(number):
            together.wait()
            with suppress(LinkFullError):
                return giving.add(link, picture(number))[0]

        before = engine.count_assets()
        with ThreadPoolExecutor(5) as pool:
            kept = [each for each in pool.map(give, numbers[:5]) if each]
        assert len(kept) == len(engine.people.photos(link)) == engine.count_assets() - before == 2

    def test_the_photo_after_the_last_is_refused(self, engine, numbers):
        link = upload(engine)
        giving = Giving(engine.people._parts.giving._parts, most=1)
        giving.add(link, picture(numbers[0]))
        with pytest.raises(LinkFullError, match="1 photos already"):
            giving.add(link, picture(numbers[1]))

    def test_no_photo_comes_by_another_link(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0])
        back = engine.links.make_manage_for(asset.id, by=ANA).link
        with pytest.raises(ConflictError):
            engine.people.add_photo(back, picture(numbers[1]))
        assert [own.asset.id for own in engine.people.photos(back)] == [asset.id]


class TestOnesOwn:
    @pytest.mark.parametrize("act", ["see", "correct", "purposes", "subject", "decline", "erase"])
    def test_anothers_photo_is_not_there(self, engine, numbers, act):
        asset, link = given(engine, upload(engine), numbers[0]), upload(engine)
        people = engine.people
        acts = {
            "see": lambda name: people.photo(link, name),
            "correct": lambda name: people.correct(
                link, name, [TagChange(wearer=0, attribute="bag.kind", value="none")]
            ),
            "purposes": lambda name: people.set_purposes(link, name, SHOW, text=text(engine)),
            "subject": lambda name: people.set_subject(link, name, 0),
            "decline": lambda name: people.decline(link, name),
            "erase": lambda name: people.erase_photo(link, name),
        }
        messages = []
        for name in (asset.id, "none"):
            with pytest.raises(NotFoundError) as refused:
                acts[act](name)
            messages.append(refused.value.message.replace(name, "ID"))
        assert messages[0] == messages[1]
        assert engine.records.get_asset(asset.id) == asset

    def test_purposes_are_the_persons_own_words(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0], BOTH)
        assert asset.rights == Rights(state=RightsState.SELF_UPLOADED, purposes=BOTH, text=text(engine))
        last = engine.rights.history(asset.id)[-1].entry
        assert (last.actor, last.details["by"], last.details["text"]) == (link.actor, "person", text(engine))
        assert "hair.color" in asset.tags.wearers[0].attributes

    @pytest.mark.parametrize("said", ["", "1999-01/en", "{version}/xx", "{version}"])
    def test_only_the_text_that_counts_is_answered(self, engine, numbers, said):
        link = upload(engine)
        asset = given(engine, link, numbers[0])
        with pytest.raises(TextChangedError):
            engine.people.set_purposes(link, asset.id, SHOW, text=said.format(version=engine.consent.current().version))

    def test_a_text_that_changes_in_this_very_moment_gives_nothing(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0])
        current = engine.consent.current()
        answers = [current, current, replace(current, version="next")]
        texts = SimpleNamespace(current=lambda: answers.pop(0) if len(answers) > 1 else answers[0])
        people = PeopleDesk(replace(engine.people._parts, texts=texts))
        with pytest.raises(TextChangedError):
            people.set_purposes(link, asset.id, SHOW, text=text(engine))
        assert engine.rights.get(asset.id).rights.purposes == NOBODY

    def test_to_take_back_needs_no_text(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0], BOTH)
        left = engine.people.set_purposes(link, asset.id, SHOW, text="old/en").asset
        assert (left.rights.purposes, left.rights.text) == (SHOW, text(engine))
        assert left.tags.wearers[0].attributes == {}

    def test_what_staff_hid_stays_hidden(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0], SHOW)
        engine.rights.set_hidden(asset.id, hidden=True, note=RightsNote(actor=ANA))
        for purposes in (NOBODY, BOTH):
            own = engine.people.set_purposes(link, asset.id, purposes, text=text(engine)).asset
            assert (own.rights.hidden, own.rights.allows(Purpose.DISPLAY)) == (True, False)

    def test_after_a_no_of_their_own_they_may_say_yes(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0], SHOW)
        engine.rights.move(asset.id, Rights(state=RightsState.WITHDRAWN), note=RightsNote(actor=ANA, by_person=True))
        assert engine.people.set_purposes(link, asset.id, NOBODY, text="").asset.rights.state is RightsState.WITHDRAWN
        again = engine.people.set_purposes(link, asset.id, SHOW, text=text(engine)).asset
        assert (again.rights.state, again.rights.purposes) == (RightsState.GRANTED, SHOW)

    def test_a_correction_is_theirs_and_goes_with_the_purpose(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0], BOTH)
        changes = [TagChange(wearer=0, attribute="hair.color", value="vivid")]
        own = engine.people.correct(link, asset.id, changes).asset
        assert own.tags.wearers[0].attributes["hair.color"].source == "wearer"
        engine.people.set_purposes(link, asset.id, SHOW, text="")
        assert "vivid" not in repr(engine.records.get_asset(asset.id)) + repr(engine.edits.history(asset.id))

    @pytest.mark.parametrize("attribute", ["body.build", "photo.kind", "product", "rights.display", "upper.color"])
    def test_not_everything_is_corrected(self, engine, numbers, attribute):
        link = upload(engine)
        asset = given(engine, link, numbers[0], BOTH)
        with pytest.raises(InputError):
            engine.people.correct(link, asset.id, [TagChange(wearer=0, attribute=attribute, value="none")])

    def test_whoever_forgets_a_photo_forgets_it_whole(self, engine, numbers):
        link = upload(engine)
        first, second = given(engine, link, numbers[0]), given(engine, link, numbers[1])
        engine.people.erase_photo(link, first.id)
        assert [own.asset.id for own in engine.people.photos(link)] == [second.id]
        assert engine.records.get_asset(first.id) is None

    def test_after_the_end_nothing_is_known(self, engine, numbers):
        made = engine.links.make_upload((), language="de", by=ANA, contact="eve@example.org")
        asset = given(engine, made.link, numbers[0], BOTH)
        engine.people.set_about(made.link, {"body.build": "slim"})
        engine.people.erase_all(made.link)
        assert (engine.records.get_asset(asset.id), engine._parts.rights.people.get(made.link.contributor_id)) == (
            None,
            None,
        )
        with pytest.raises(KeyMissingError):
            engine.links.read(token_in(made.url))
        assert engine.rights.verify().faults == ()

    @pytest.mark.parametrize("end", ["by-themself", "by-staff"])
    def test_the_end_takes_what_a_stop_kept_from_being_written_down_as_theirs(self, engine, numbers, end):
        link = upload(engine)
        options = IngestOptions(rights=Rights(state=RightsState.SELF_UPLOADED), by=link.actor)
        left, _ = engine.ingest_bytes(picture(numbers[0]), title="photo", options=options)
        held = given(engine, link, numbers[1])
        others = given(engine, upload(engine), numbers[2])
        if end == "by-themself":
            engine.people.erase_all(link)
        else:
            engine.erasing.erase_person(link.contributor_id, note=RightsNote(actor=ANA))
        assert list(engine.records.get_assets([left.id, held.id, others.id])) == [others.id]


class TestWhoIsWho:
    def couple(self, engine, link, number, purposes=BOTH):
        """A photo of two people, of whom the first is the main one."""
        asset = given(engine, link, number, purposes)

        def decide(known):
            (one,) = known.tags.wearers
            wearers = (replace(one, main=True), replace(one, main=False, attributes={}))
            return replace(known, tags=replace(known.tags, wearers=wearers)), None

        return engine.records.merge_asset(asset.id, decide=decide)[0]

    @pytest.mark.parametrize("decided", ["veils", "subject"])
    def test_what_staff_decided_a_wearer_does_not_undo(self, engine, numbers, decided):
        link = upload(engine)
        photo = self.couple(engine, link, numbers[0]).id
        if decided == "veils":
            engine.set_veils(photo, (BoundingBox(x_min=0.1, y_min=0.1, x_max=0.2, y_max=0.2),))
        else:
            engine.set_subject(photo, 0, note=RightsNote(actor=ANA))
        before = engine.records.get_asset(photo)
        copy = engine.rendition(photo, name="thumb", everything=True)
        for same in (0, None):
            engine.people.set_subject(link, photo, same)
        with pytest.raises(ConflictError, match="Ask the shop"):
            engine.people.set_subject(link, photo, 1)
        assert engine.records.get_asset(photo) == before
        assert engine.rendition(photo, name="thumb", everything=True) == copy
        engine.set_veils(photo, None)
        engine.set_subject(photo, None)
        assert engine.people.set_subject(link, photo, 1).asset.subject == 1

    def test_what_was_given_for_one_body_falls_for_another(self, engine, numbers):
        link = upload(engine)
        photo = self.couple(engine, link, numbers[0], frozenset(Purpose)).id
        engine.people.set_subject(link, photo, 0)
        assert engine.records.get_asset(photo).rights.purposes == frozenset(Purpose)
        own = engine.people.set_subject(link, photo, 1)
        assert own.asset.rights.purposes == frozenset(Purpose) - {Purpose.APPEARANCE, Purpose.FACE, Purpose.TRAINING}
        rights, chosen = (line.entry for line in engine.rights.history(photo)[-2:])
        assert (rights.kind, rights.action, rights.actor) == (LedgerKind.RIGHTS, "subject-changed", link.actor)
        assert (chosen.kind, chosen.actor, chosen.details["wearer"]) == (LedgerKind.SUBJECT, link.actor, "1")


class TestAbout:
    def said(self, asset):
        return {name: fact.value for name, fact in asset.tags.wearers[0].attributes.items() if fact.source == "wearer"}

    def test_it_stands_in_all_photos_later_ones_too(self, engine, numbers):
        link = upload(engine)
        first = given(engine, link, numbers[0], BOTH)
        engine.people.set_about(link, {"body.build": "slim", "body.height": "170-179"})
        second = given(engine, link, numbers[1], BOTH)
        for asset in (first, second):
            assert self.said(engine.people.photo(link, asset.id).asset) == {
                "body.build": "slim",
                "body.height": "170-179",
            }

    def test_it_needs_the_purpose_of_each_photo(self, engine, numbers):
        link = upload(engine)
        engine.people.set_about(link, {"body.build": "slim"})
        shown, whole = given(engine, link, numbers[0], SHOW), given(engine, link, numbers[1], BOTH)
        assert (self.said(shown), self.said(whole)) == ({}, {"body.build": "slim"})

    def fits(self, engine, link, asset):
        garments = engine.people.photo(link, asset.id).asset.tags.wearers[0].garments
        return {each.place: each.attributes["fit"].value for each in garments if "fit" in each.attributes}

    def test_how_it_fits_is_said_of_the_garment(self, engine, numbers):
        link = upload(engine, products=("SHIRT",))
        asset = given(engine, link, numbers[0], SHOW)
        engine.people.set_about(link, {"fit": "large"})
        assert self.fits(engine, link, asset) == {"upper": "large"}
        engine.people.set_purposes(link, asset.id, NOBODY, text="")
        assert self.fits(engine, link, asset) == {}

    def test_it_is_taken_back_one_by_one(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0], BOTH)
        engine.people.set_about(link, {"body.build": "slim", "body.height": "170-179"})
        left = engine.people.set_about(link, {"body.build": None})
        assert dict(left) == self.said(engine.people.photo(link, asset.id).asset) == {"body.height": "170-179"}

    def test_tagging_again_keeps_it(self, engine, numbers):
        link = upload(engine)
        asset = given(engine, link, numbers[0], BOTH)
        engine.people.set_about(link, {"body.build": "slim"})
        engine.records.merge_asset(asset.id, decide=lambda known: (replace(known, tagger=""), None))
        engine._say_more([engine.records.get_asset(asset.id)])
        assert self.said(engine.people.photo(link, asset.id).asset) == {"body.build": "slim"}

    def test_it_is_forgotten_with_the_last_photo_that_may_say_it(self, engine, numbers):
        link = upload(engine)
        first, second = (given(engine, link, number, BOTH) for number in numbers[:2])
        engine.people.set_about(link, {"body.build": "slim"})
        engine.people.set_purposes(link, first.id, SHOW, text="")
        assert engine.people.person(link).about == {"body.build": "slim"}
        engine.people.erase_photo(link, second.id)
        assert engine.people.person(link).about == {}

    @pytest.mark.parametrize(
        ("values", "error"),
        [
            ({"body.build": "tiny"}, FilterError),
            ({"hair.color": "red"}, InputError),
            ({"product": "TEE-01"}, InputError),
            ({"made.up": "red"}, InputError),
        ],
        ids=["value", "not-declared", "structural", "unknown"],
    )
    def test_only_what_may_be_declared_is(self, engine, values, error):
        with pytest.raises(error):
            engine.people.set_about(upload(engine), values)

    def test_an_address_is_kept_and_forgotten(self, engine):
        link = upload(engine)
        assert engine.people.set_contact(link, "eve@example.org")
        assert not engine.people.set_contact(link, " ")
        assert engine.people.person(link).contact == ""


class TestReplies:
    def test_the_person_says_yes(self, engine, numbers):
        asset, draft, link = asked(engine, numbers[0])
        own = engine.people.set_purposes(link, asset.id, SHOW, text=text(engine, "de")).asset
        assert own.rights == Rights(state=RightsState.GRANTED, purposes=SHOW, text=text(engine, "de"))
        assert engine.requests.get(draft.id).state is RequestState.ANSWERED
        changed = engine.people.set_purposes(link, asset.id, BOTH, text=text(engine)).asset
        assert changed.rights.purposes == BOTH

    def test_the_person_says_no(self, engine, numbers):
        asset, draft, link = asked(engine, numbers[0])
        engine.people.decline(link, asset.id)
        assert engine.rights.get(asset.id).rights.state is RightsState.DECLINED
        assert (engine.requests.get(draft.id).state, engine.people.photos(link)) == (RequestState.DECLINED, [])

    def test_two_answers_at_once_move_the_rights_once(self, engine, numbers):
        asset, _, link = asked(engine, numbers[0])
        together = threading.Barrier(2)

        def answer(say):
            together.wait()
            with suppress(WornbyError):
                return say() or "said"

        acts = [
            lambda: engine.people.set_purposes(link, asset.id, SHOW, text=text(engine)),
            lambda: engine.people.decline(link, asset.id),
        ]
        with ThreadPoolExecutor(2) as pool:
            said = [each for each in pool.map(answer, acts) if each]
        moves = [line.entry.action for line in engine.rights.history(asset.id)]
        # A no that comes after the yes takes it back.
        assert (len(said), moves[2:]) in [(1, ["granted"]), (1, ["declined"]), (2, ["granted", "withdrawn"])]

    @pytest.mark.parametrize("how", ["nothing", "decline"])
    def test_after_a_yes_a_no_takes_it_back(self, engine, numbers, how):
        asset, _, link = asked(engine, numbers[0])
        engine.people.set_purposes(link, asset.id, SHOW, text=text(engine))
        if how == "nothing":
            engine.people.set_purposes(link, asset.id, NOBODY, text="")
        else:
            engine.people.decline(link, asset.id)
        left = engine.rights.get(asset.id).rights
        assert (left.purposes, left.allows(Purpose.DISPLAY)) == (NOBODY, False)
        last = engine.rights.history(asset.id)[-1].entry
        assert (last.actor, last.details["by"]) == (link.actor, "person")
        again = engine.people.set_purposes(link, asset.id, SHOW, text=text(engine)).asset
        assert again.rights.allows(Purpose.DISPLAY)

    @pytest.mark.parametrize("end", ["by-themself", "by-staff"])
    def test_the_end_ends_what_is_asked_and_forgets_the_address(self, engine, numbers, end):
        asset, draft, link = asked(engine, numbers[0])
        if end == "by-themself":
            engine.people.erase_all(link)
            wanted = (RequestState.DECLINED, RightsState.DECLINED)
        else:
            engine.erasing.erase_person(link.contributor_id, note=RightsNote(actor=ANA))
            wanted = (RequestState.CANCELLED, RightsState.REQUESTED)
        request = engine.requests.get(draft.id)
        assert (request.state, engine.rights.get(asset.id).rights.state) == wanted
        assert (request.address, request.ended_at is None) == ("", False)

    def test_a_link_does_not_reach_what_is_somebody_elses(self, engine, numbers):
        asset, draft, link = asked(engine, numbers[0])
        owner = upload(engine)
        assert engine._parts.rights.people.contribute(owner.contributor_id, asset.id, most=20)
        assert engine.people.photos(link) == []
        with pytest.raises(NotFoundError):
            engine.people.set_purposes(link, asset.id, SHOW, text=text(engine))
        engine.people.erase_all(link)
        assert engine.rights.get(asset.id).rights.state is RightsState.REQUESTED
        with pytest.raises(ConflictError):
            engine.links.make_reply(draft.id, by=ANA)

    def test_a_reminder_has_the_link_that_was_sent(self, engine, numbers, monkeypatch):
        asset = found(engine, numbers[0])
        draft = engine.requests.add(asset.id, address="@eve", language="de", channel=Channel.COPY, by=ANA)
        _, made = engine.links.send_request(draft.id, by=ANA)
        post = Post()
        monkeypatch.setattr(engine.requests, "_messengers", lambda _: post)
        engine.requests.remind(draft.id, by=ANA)
        assert made.url in post.sent[0].body
        engine.links.revoke(made.link.id, by=ANA)
        assert engine.links.answer_url(draft.id) == ""

    def test_nobody_is_asked_for_what_somebody_gave(self, engine, numbers):
        asset = given(engine, upload(engine), numbers[0], SHOW)
        engine.rights.move(asset.id, Rights(state=RightsState.EXPIRED), note=RightsNote(actor=ANA))
        draft = engine.requests.add(asset.id, address="@eve", language="de", channel=Channel.COPY, by=ANA)
        with pytest.raises(ConflictError, match="Whoever gave this photo"):
            engine.links.send_request(draft.id, by=ANA)

    def test_what_staff_answered_for_them_is_not_reached_by_the_link(self, engine, numbers):
        asset, draft, link = asked(engine, numbers[0])
        engine.requests.answer(draft.id, state=RightsState.REPLIED, by=ANA)
        assert [own.asset.id for own in engine.people.photos(link)] == [asset.id]
        engine.requests.answer(draft.id, state=RightsState.GRANTED, purposes=SHOW, by=ANA, evidence="mail/1")
        assert engine.people.photos(link) == []

    def test_what_was_not_asked_is_not_declined(self, engine, numbers):
        link = upload(engine)
        with pytest.raises(ConflictError):
            engine.people.decline(link, given(engine, link, numbers[0]).id)

    def test_a_refused_draft_makes_no_link(self, engine, numbers):
        asset = found(engine, numbers[0])
        draft = engine.requests.add(asset.id, address="@eve", language="de", channel=Channel.COPY, by=ANA)
        engine.rights.move(asset.id, Rights(state=RightsState.DECLINED), note=RightsNote(actor=ANA))
        before = lines_of(engine)
        with pytest.raises(RightsMoveError):
            engine.links.send_request(draft.id, by=ANA)
        assert lines_of(engine) == before

    def test_a_message_that_is_not_accepted_leaves_no_open_link(self, engine, numbers):
        draft = engine.requests.add(
            found(engine, numbers[0]).id, address="eve@example.org", language="de", channel=Channel.MAIL, by=ANA
        )
        with pytest.raises(ConfigurationError):  # no mail server is set
            engine.links.send_request(draft.id, by=ANA)
        made = [link for link in engine.links.list(limit=1000) if link.request_id == draft.id]
        assert [link.revoked_at is None for link in made] == [False]
        assert engine.requests.get(draft.id).state is RequestState.DRAFT


class Post:
    """Keeps what it is to send."""

    name = "post"

    def __init__(self):
        self.sent = []
        self.fails = False

    def send(self, message):
        if self.fails:
            text = "No."
            raise MessageError(text)
        self.sent.append(message)
        return Sent(how="post")


def test_those_are_asked_again_whose_texts_changed(tmp_path):
    with small_library(tmp_path / "home", photos=0, public_url=URL) as engine:
        post = Post()
        asker = AgainAsker(
            engine.consent, people=engine._parts.rights.people, links=engine.links, messengers=lambda _: post
        )
        reached, silent = upload(engine, contact="eve@example.org", language="de"), upload(engine)
        photo = given(engine, reached, 1, BOTH)
        given(engine, silent, 2, BOTH)
        assert asker.run(by=ANA, shop="Heron") == AskedAgain()
        engine.consent.publish(_published(), by=ANA)
        post.fails = True
        assert asker.run(by=ANA, shop="Heron") == AskedAgain(unreachable=1, failed=1)
        post.fails = False
        assert asker.run(by=ANA, shop="Heron") == AskedAgain(sent=1, unreachable=1)
        assert asker.run(by=ANA, shop="Heron") == AskedAgain(unreachable=1)
        (mail,) = post.sent
        token = token_in(next(word for word in mail.body.split() if word.startswith(URL)))
        back = engine.links.read(token)
        assert (mail.to, back.purpose) == ("eve@example.org", LinkPurpose.MANAGE)
        assert engine.people.photo(back, photo.id).asked_again == SHOW
        assert [line.entry.kind for line in engine.rights.ledger.lines(subject=back.id)] == [LedgerKind.LINK] * 2


def _published():
    """The built-in texts under another version, with another one for display."""
    read = tomllib.loads(BUILT_IN.read_text("utf-8"))
    read.pop("version")
    lines = ['version = "next"']
    for language, texts in read.items():
        for purpose, said in texts.items():
            body = said["body"] + (" Anew." if purpose == "display" else "")
            lines += [f"[{language}.{purpose}]", f"title = '''{said['title']}'''", f"body = '''{body}'''"]
    return "\n".join(lines)
