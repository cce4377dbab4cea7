from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.api.conftest import STRANGER, open_client
from wornby.api.addresses import ImageAddresses
from wornby.api.limits import SECURITY_HEADERS
from wornby.datamodel import Rights, RightsState
from wornby.errors import AddressError

NOW = 1_800_000_000.0


def at(now=NOW, *, secret=b"s" * 32, minutes=60):
    return ImageAddresses(secret, minutes=minutes, clock=lambda: now)


def parts(address):
    split = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(split.query).items()}
    return split.path, int(query["e"]), query["s"], "u" in query


def checked(addresses, address, *, asset_id="a1", name="view"):
    _, expires, signature, unshown = parts(address)
    return addresses.check(asset_id, name, expires=expires, signature=signature, unshown=unshown)


def test_an_address_names_the_picture():
    path, expires, _, unshown = parts(at().sign("a1", "view"))
    assert path == "/gallery/v1/i/a1/view.jpg"
    assert 3600 <= expires - NOW <= 4500
    assert not unshown


def test_a_good_address_is_taken():
    assert 3600 <= checked(at(), at().sign("a1", "view")).left_s <= 4500


def test_the_same_picture_has_the_same_address_for_a_while():
    assert at(NOW + 800).sign("a1", "view") == at(NOW + 1).sign("a1", "view")
    assert at(NOW + 901).sign("a1", "view") != at(NOW + 1).sign("a1", "view")


@pytest.mark.parametrize("unshown", [False, True], ids=["shown", "unshown"])
@pytest.mark.parametrize(
    "change",
    [
        {"asset_id": "a2"},
        {"asset_id": "a1/view"},
        {"name": "thumb"},
        {"name": ""},
        {"expires": 2**39},
        {"signature": ""},
        {"signature": "A" * 22},
        {"signature": "ü"},
        {"unshown": None},
    ],
    ids=lambda change: "-".join(f"{name}={value}" for name, value in change.items()),
)
def test_a_changed_address_is_refused(change, unshown):
    _, expires, signature, _ = parts(at().sign("a1", "view", unshown=unshown))
    good = {"asset_id": "a1", "name": "view", "expires": expires, "signature": signature, "unshown": unshown}
    asked = good | change
    if asked["unshown"] is None:
        asked["unshown"] = not unshown
    with pytest.raises(AddressError):
        at().check(asked.pop("asset_id"), asked.pop("name"), **asked)


def test_an_address_of_another_library_is_refused():
    with pytest.raises(AddressError):
        checked(at(), at(secret=b"t" * 32).sign("a1", "view"))


def test_an_address_expires():
    address = at().sign("a1", "view")
    _, expires, *_ = parts(address)
    assert checked(at(expires - 1), address).left_s == 1
    with pytest.raises(AddressError):
        checked(at(expires), address)


# The route


def sign(engine, *given, **values):
    return ImageAddresses(engine.image_secret, minutes=60).sign(*given, **values)


@pytest.fixture
def stranger(engine):
    with open_client(engine, address=STRANGER) as opened:
        yield opened


def test_a_stranger_with_an_address_sees_the_picture(stranger, engine):
    answer = stranger.get(sign(engine, "a1", "thumb"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "public, max-age=60, must-revalidate"
    again = stranger.get(sign(engine, "a1", "thumb"), headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "spoil",
    [lambda a: a.replace("thumb", "view"), lambda a: a.replace("a1", "a2"), lambda a: a + "x", lambda a: a + "&u=1"],
    ids=["name", "photo", "signature", "unshown"],
)
def test_a_changed_address_opens_nothing(stranger, engine, spoil):
    answer = stranger.get(spoil(sign(engine, "a1", "thumb")))
    assert (answer.status_code, answer.json()["code"]) == (403, "address")


@pytest.mark.parametrize("query", ["", "?e=1", "?s=x", "?e=x&s=x", "?e=-1&s=x", f"?e={2**80}&s=x"])
def test_half_an_address_opens_nothing(stranger, query):
    assert stranger.get(f"/gallery/v1/i/a1/thumb.jpg{query}").status_code == 422


def test_a_photo_that_may_not_be_shown_any_more_is_gone(stranger, engine):
    assert stranger.get(sign(engine, "a2", "thumb")).status_code == 404


def test_its_own_wearer_sees_what_is_not_shown_and_nobody_keeps_it(stranger, engine):
    answer = stranger.get(sign(engine, "a2", "thumb", unshown=True))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")


def test_what_was_taken_back_is_gone_from_such_an_address_too(stranger, engine):
    address = sign(engine, "a2", "thumb", unshown=True)
    engine.assets["a2"] = replace(engine.assets["a2"], rights=Rights(state=RightsState.WITHDRAWN))
    assert stranger.get(address).status_code == 403


def test_headers_of_other_pages_hold_here_too(stranger, engine):
    headers = stranger.get(sign(engine, "a1", "thumb")).headers
    assert headers["x-content-type-options"] == SECURITY_HEADERS["X-Content-Type-Options"]
