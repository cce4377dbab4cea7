"""The wearer's page in a browser, over a real server that looks at pictures of people who were drawn."""

import io
import re
from itertools import count

import pytest
from PIL import Image

from tests.e2e.axe import assert_accessible
from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, Purpose, RightsState
from wornby.datamodel.requests import Channel
from wornby.demo import demo_shop
from wornby.settings import Settings

pytestmark = pytest.mark.browser

SKU, OTHER = "TEE-01", "DNM-01"
SHOP = "Quay & Fern"
BY = "staff/test"
MOST_BYTES = 400_000
EACH = count()
RED_HAIR = "trs-01-5"
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
VALUES = "options => options.map(option => option.value)"
NOT_SCRIPTS = re.compile("Failed to load resource")


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    settings = Settings(
        home=tmp_path_factory.mktemp("wear"),
        threads=1,
        public_url="http://127.0.0.1",
        shop_name=SHOP,
        max_upload_bytes=MOST_BYTES,
        rate_per_minute_address=10_000,
    )
    with open_engine(settings) as opened:
        shop = demo_shop()
        opened.import_products([row for row in shop.products if row["sku"] in {SKU, OTHER}], base=shop.folder)
        yield opened


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture
def new_link(engine):
    """Gives the token of a new link, for somebody new."""
    return lambda *products: token_of(engine.links.make_upload(products or (SKU,), language="en", by=BY))


def token_of(given):
    return given.url.partition("#")[2]


@pytest.fixture
def open_page(browser, address):
    """Opens the page of a link. In the end nothing was kept, no script failed, and no address held the token."""
    contexts, complaints, asked, tokens = [], [], [], []

    def opened(token, *, width=1280, scheme="light", locale="en-GB", path="/wear"):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            base_url=address,
            color_scheme=scheme,
            locale=locale,
            reduced_motion="reduce",
        )
        contexts.append(context)
        tokens.append(token)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{path}#{token}" if token else path)
        return settled(page)

    yield opened
    for context in contexts:
        assert context.cookies() == []
        assert context.pages[0].evaluate("localStorage.length") == 0
        context.close()
    assert [text for text in complaints if not NOT_SCRIPTS.match(text)] == []
    assert [url for url in asked for token in tokens if token and token in url] == []


def settled(page):
    page.wait_for_selector("main:not([aria-busy])")
    return page


def drawn(name):
    """One of the demo shop's pictures: what is found on it is the same, in whichever order the tests run."""
    return next(picture.path for picture in demo_shop().pictures if picture.path.stem == name)


def photo_file(name="me.jpg", *, of=RED_HAIR):
    """A drawn picture that nobody gave yet: the same pixels as others, but no other file's bytes."""
    out = io.BytesIO()
    with Image.open(drawn(of)) as picture:
        picture.save(out, "JPEG", quality=90, comment=str(next(EACH)).encode())
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def couple_file():
    """Two drawn people in one picture."""
    pair = [Image.open(drawn(name)) for name in (RED_HAIR, "drs-01-3")]
    joined = Image.new("RGB", (sum(one.width for one in pair), max(one.height for one in pair)), "#9a9a9a")
    joined.paste(pair[0], (0, 0))
    joined.paste(pair[1], (pair[0].width, 0))
    out = io.BytesIO()
    joined.save(out, "JPEG", quality=80)
    return {"name": "us.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def choose_files(page, *files):
    page.get_by_label("Choose photos").set_input_files(list(files))


def with_photos(page, number):
    choose_files(page, *(photo_file() for _ in range(number)))
    page.locator(".tiles-list .tile").nth(number - 1).wait_for()
    page.wait_for_function("!document.querySelector('.file progress')")
    return page


def only_asset(engine, token):
    person = engine.links.get(token.partition(".")[0])
    (own,) = engine.people.photos(person)
    return own.asset


def permission(page):
    return page.get_by_role("region", name="Your permission")


def boxes(page):
    return permission(page).get_by_role("checkbox")


def save_purposes(page, *titles):
    for title in titles:
        permission(page).get_by_label(title).check()
    page.get_by_role("button", name="Save for this photo").click()
    permission(page).get_by_role("status").get_by_text("Saved for this photo.").wait_for()


def is_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def focused(page):
    return page.evaluate("document.activeElement.textContent")


def test_the_token_leaves_the_address_and_lasts_as_long_as_the_tab(open_page, new_link):
    page = open_page(new_link())
    assert page.url.endswith("/wear")
    page.reload()
    assert settled(page).get_by_role("heading", level=1).inner_text() == "Show how you wear it"
    bare = page.context.browser.new_context(base_url=page.url)
    other = bare.new_page()
    other.goto("/wear")
    assert settled(other).get_by_role("heading", level=1).inner_text() == "Open the link from your message"
    bare.close()


def test_a_photo_is_given_for_nothing_and_nothing_is_ticked(open_page, new_link, engine):
    token = new_link()
    page = with_photos(open_page(token), 1)
    assert boxes(page).count() == len(Purpose)
    assert [box.is_checked() for box in boxes(page).all()] == [False] * len(Purpose)
    assert permission(page).get_by_text(f"Nothing is allowed. Only you and the staff of {SHOP}").first.is_visible()
    asset = only_asset(engine, token)
    assert (asset.rights.purposes, asset.products) == (frozenset(), (SKU,))
    page.locator(".framed img[src^='blob:']").wait_for()
    assert page.locator(".framed img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    assert page.locator(".framed .mark-person").count() == 1
    assert page.locator(".framed .mark-garment").count() == len(asset.tags.wearers[0].garments) > 0


def test_purposes_are_chosen_one_by_one_and_hold_after_a_reload(open_page, new_link, engine):
    token = new_link()
    page = with_photos(open_page(token), 1)
    save_purposes(page, "Show my photo in the shop", "Let others find it by how I look")
    said = permission(page).get_by_role("status").inner_text()
    assert said.startswith(
        f"Saved for this photo. {SHOP} may now, and no more than this: Show my photo in the shop, Let"
    )
    assert only_asset(engine, token).rights.purposes == {Purpose.DISPLAY, Purpose.APPEARANCE}
    page.reload()
    checked = [box.get_attribute("value") for box in boxes(settled(page)).all() if box.is_checked()]
    assert sorted(checked) == ["appearance", "display"]
    page.get_by_role("button", name="Take it all back").click()
    permission(page).get_by_role("status").get_by_text("Nothing is allowed").wait_for()
    assert only_asset(engine, token).rights.purposes == frozenset()
    assert not any(box.is_checked() for box in boxes(page).all())


def test_ticks_alone_change_nothing(open_page, new_link, engine):
    token = new_link()
    page = with_photos(open_page(token), 1)
    boxes(page).first.check()
    assert permission(page).get_by_role("status").inner_text() == "Not saved yet"
    page.reload()
    assert not boxes(settled(page)).first.is_checked()
    assert only_asset(engine, token).rights.purposes == frozenset()


def test_one_choice_can_be_used_for_all_photos(open_page, new_link, engine):
    token = new_link()
    page = with_photos(open_page(token), 2)
    permission(page).get_by_label("Show my photo in the shop").check()
    page.get_by_role("button", name="Use for all my 2 photos").click()
    permission(page).get_by_role("status").get_by_text("Saved for all 2 photos.").wait_for()
    link = engine.links.get(token.partition(".")[0])
    assert [own.asset.rights.purposes for own in engine.people.photos(link)] == [{Purpose.DISPLAY}] * 2


def test_what_was_found_is_corrected_and_taken_away(open_page, new_link, engine):
    token = new_link()
    page = with_photos(open_page(token), 1)
    page.get_by_text("Your hair, glasses and headwear are noted only if you allow").wait_for()
    garment = page.get_by_role("region", name="Garment 1:")
    row = garment.get_by_role("combobox").first  # which one it is, depends on what was sure
    current = row.input_value()
    other = next(value for value in row.locator("option").evaluate_all(VALUES) if value not in {"", current})
    row.focus()
    row.select_option(other)
    page.get_by_role("status").get_by_text("Saved. ").wait_for()
    garment.get_by_text("You said").wait_for()
    assert page.evaluate("document.activeElement.value") == other
    said = [fact for fact in stated(engine, token) if fact.source.partition("/")[0] == "wearer"]
    assert len(said) == 1
    row.select_option("")
    page.get_by_role("status").get_by_text("Taken away: ").wait_for()
    assert row.input_value() != other


def stated(engine, token):
    """All facts of the first garment of a link's only photo."""
    garment = only_asset(engine, token).tags.wearers[0].garments[0]
    facts = (garment.kind, garment.color, garment.pattern, *garment.attributes.values())
    return [fact for fact in facts if fact is not None]


def test_hair_is_noted_with_permission_and_can_be_corrected(open_page, new_link):
    page = with_photos(open_page(new_link()), 1)
    save_purposes(page, "Let others find it by how I look")
    you = page.get_by_role("region", name="You", exact=True)
    you.get_by_label("Hair colour").select_option("vivid")
    page.get_by_role("status").get_by_text("Saved. Hair colour: Vivid.").wait_for()
    page.reload()
    assert (
        settled(page).get_by_role("region", name="You", exact=True).get_by_label("Hair colour").input_value() == "vivid"
    )


def test_of_two_people_one_says_who_she_is(open_page, new_link, engine):
    token = new_link()
    page = open_page(token)
    choose_files(page, couple_file())
    people = page.get_by_role("group", name="Which one is you?")
    people.wait_for()
    before = only_asset(engine, token).subject
    other = people.get_by_role("radio", checked=False).first
    name = other.locator("xpath=..").inner_text()
    other.check()
    page.get_by_role("status").get_by_text(f"Saved: {name} is you.").wait_for()
    assert only_asset(engine, token).subject not in {None, before}


def test_what_one_tells_of_oneself_is_optional_and_kept(open_page, new_link, engine):
    token = new_link()
    page = with_photos(open_page(token), 1)
    save_purposes(page, "Let others find it by how I look")
    about = page.get_by_role("region", name="About you")
    groups = about.get_by_role("group")
    assert [group.get_by_role("radio").first.is_checked() for group in groups.all()] == [True] * groups.count()
    assert groups.first.get_by_role("radio").first.locator("xpath=..").inner_text() == "Rather not say"
    about.get_by_role("group", name="Build").get_by_label("Curvy").check()
    about.get_by_role("button", name="Save answers").click()
    about.get_by_role("status").get_by_text("Saved: Build: Curvy.").wait_for()
    page.reload()
    build = settled(page).get_by_role("group", name="Build")
    assert build.get_by_label("Curvy").is_checked()
    build.get_by_label("Rather not say").check()
    about.get_by_role("button", name="Save answers").click()
    about.get_by_role("status").get_by_text("You say nothing about yourself").wait_for()
    assert engine.people.person(engine.links.get(token.partition(".")[0])).about == {}


def test_a_file_that_cannot_be_taken_is_told_in_plain_words(open_page, new_link):
    page = open_page(new_link())
    mine = photo_file()
    choose_files(
        page,
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"},
        {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"},
        {"name": "huge.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8" * MOST_BYTES},
        mine,
    )
    page.locator(".tiles-list .tile").wait_for()
    choose_files(page, mine)
    page.get_by_text("You have added this photo already.").wait_for()
    rows = {
        row.locator(".file-name").inner_text(): row.locator(".file-said").inner_text()
        for row in page.locator(".file").all()
    }
    assert rows == {
        "letter.pdf": "This is not a photo that can be read. Try JPEG or PNG.",
        "broken.jpg": "This is not a photo that can be read. Try JPEG or PNG.",
        "huge.jpg": "This file is too large. Choose a smaller photo.",
        "me.jpg": "You have added this photo already.",
    }
    assert_accessible(page)
    hide = page.get_by_role("button", name="Hide this note about letter.pdf")
    hide.click()
    hide.wait_for(state="detached")
    assert "letter.pdf" not in page.locator(".file-name").all_inner_texts()


def test_a_link_takes_no_more_than_its_photos(open_page, new_link):
    page = open_page("", path="/wear")
    page.route("**/wear/v1/me?*", lambda route: changed(route, most_photos=1))
    page.goto(f"/wear#{new_link()}")
    settled(page)
    choose_files(page, photo_file(), photo_file())
    page.get_by_text("You have reached the most photos that this link takes.").wait_for()
    assert page.locator(".tiles-list .tile").count() <= 1


def changed(route, **values):
    answer = route.fetch()
    route.fulfill(response=answer, json=answer.json() | values)


def test_one_photo_is_erased_after_a_question(open_page, new_link, engine):
    token = new_link()
    page = open_page(token)
    mine = photo_file()
    choose_files(page, mine)
    page.get_by_role("button", name="Erase this photo").click()
    dialog = page.get_by_role("dialog", name="Erase this photo?")
    assert dialog.get_by_text("This cannot be undone.").is_visible()
    assert focused(page) == "Cancel"
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert focused(page) == "Erase this photo"
    assert only_asset(engine, token)
    page.get_by_role("button", name="Erase this photo").click()
    dialog.get_by_role("button", name="Erase for good").click()
    page.get_by_text("The photo is erased.").wait_for()
    receipt = page.get_by_role("textbox", name="Receipt").input_value()
    assert receipt
    assert engine.people.photos(engine.links.get(token.partition(".")[0])) == []
    choose_files(page, mine)
    page.get_by_text("The shop cannot take this photo.").wait_for()


def test_everything_is_erased_and_the_link_is_over(open_page, new_link, engine):
    page = with_photos(open_page(new_link()), 1)
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("dialog").get_by_role("button", name="Erase for good").click()
    page.get_by_role("heading", level=1, name="Everything is erased").wait_for()
    receipts = {field.input_value() for field in page.get_by_role("textbox", name="Receipt").all()}
    assert receipts == {receipt.id for receipt in engine.erasing.receipts() if receipt.id in receipts} != set()
    assert focused(page) == "Everything is erased"
    assert_accessible(page)
    page.reload()
    assert settled(page).get_by_role("heading", level=1).inner_text() == "Open the link from your message"


def test_the_link_is_kept_and_an_address_left(open_page, new_link, engine):
    token = new_link()
    page = open_page(token)
    assert page.get_by_role("textbox", name="Your link").input_value() == f"{page.url}#{token}"
    field = page.get_by_label("E-mail address (optional)")
    field.fill("nobody")
    page.get_by_role("button", name="Save address").click()
    page.get_by_text("Write an address such as name@example.com.").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("me@example.com")
    page.get_by_role("button", name="Save address").click()
    page.get_by_text("The address is saved.").wait_for()
    person = engine.links.get(token.partition(".")[0])
    assert engine.people.person(person).contact == "me@example.com"
    page.get_by_role("button", name="Remove address").click()
    page.get_by_text("The address is removed.").wait_for()
    assert engine.people.person(person).contact == ""


@pytest.fixture
def asked_for(engine):
    """A photo that the shop found, and the token of the link by which its owner answers."""

    def ask():
        picture = demo_shop().pictures[next(EACH)]
        options = IngestOptions(products=(SKU,))
        asset, _ = engine.ingest_bytes(picture.path.read_bytes(), title=picture.name, options=options)
        request = engine.requests.add(asset.id, address="", language="en", channel=Channel.COPY, by=BY)
        _, given = engine.links.send_request(request.id, by=BY)
        return asset.id, token_of(given)

    return ask


@SCHEMES
def test_a_found_photo_is_allowed_by_its_owner(open_page, asked_for, engine, scheme):
    asset_id, token = asked_for()
    page = open_page(token, width=360, scheme=scheme)
    assert page.get_by_role("heading", level=1).inner_text() == f"May {SHOP} use your photo?"
    assert not any(box.is_checked() for box in boxes(page).all())
    assert not is_wide(page)
    assert_accessible(page)
    page.get_by_role("button", name="Yes, what I ticked").click()
    page.get_by_text("Tick what you allow, or say no.").wait_for()
    permission(page).get_by_label("Show my photo in the shop").check()
    page.get_by_role("button", name="Yes, what I ticked").click()
    page.get_by_text("Thank you. ").wait_for()
    rights = engine.get_asset(asset_id, everything=True).rights
    assert (rights.state, rights.purposes) == (RightsState.GRANTED, {Purpose.DISPLAY})


def test_a_yes_to_the_shop_is_taken_back_on_the_page(open_page, asked_for, engine):
    asset_id, token = asked_for()
    page = open_page(token)
    show = permission(page).get_by_label("Show my photo in the shop")
    show.check()
    page.get_by_role("button", name="Yes, what I ticked").click()
    page.get_by_text("Thank you. ").wait_for()
    show.uncheck()
    page.get_by_role("button", name="Save for this photo").click()
    permission(page).get_by_role("status").get_by_text("Nothing is allowed").wait_for()
    assert engine.get_asset(asset_id, everything=True).rights.purposes == frozenset()
    page.get_by_role("button", name="No, do not use it").click()
    page.get_by_role("heading", level=1, name=f"{SHOP} will not use this photo").wait_for()
    assert engine.get_asset(asset_id, everything=True).rights.state is RightsState.WITHDRAWN
    page.reload()
    assert settled(page).get_by_role("heading", level=1).inner_text() == f"{SHOP} will not use this photo"


def test_a_found_photo_is_refused_by_its_owner(open_page, asked_for, engine):
    asset_id, token = asked_for()
    page = open_page(token)
    page.get_by_role("button", name="No, do not use it").click()
    page.get_by_role("heading", level=1, name=f"{SHOP} will not use this photo").wait_for()
    assert engine.get_asset(asset_id, everything=True).rights.state is RightsState.DECLINED
    page.reload()
    assert settled(page).get_by_role("heading", level=1).inner_text() == f"{SHOP} will not use this photo"


def test_a_link_that_was_taken_back_ends_the_page(open_page, new_link, engine):
    token = new_link()
    page = with_photos(open_page(token), 1)
    engine.links.revoke(token.partition(".")[0], by=BY)
    save = page.get_by_role("button", name="Save answers")
    save.click()
    page.get_by_role("heading", level=1, name="This link does not work, or no longer").wait_for()
    assert page.locator("img").count() == 0


@pytest.mark.parametrize(
    ("status", "code", "title"),
    [
        (401, "key-missing", "This link does not work, or no longer"),
        (429, "busy", "A short break, please"),
        (500, "error", "Something went wrong"),
    ],
)
@SCHEMES
def test_what_goes_wrong_is_said_and_can_be_tried_again(open_page, new_link, *, status, code, title, scheme):
    page = open_page("", width=360, scheme=scheme)
    assert_accessible(page)
    page.route("**/wear/v1/me?*", lambda route: route.fulfill(status=status, json={"code": code, "retry_after": 3}))
    page.goto(f"/wear#{new_link()}")
    page.get_by_role("heading", level=1, name=title).wait_for()
    assert_accessible(page)
    page.unroute_all()
    if status != 401:
        page.get_by_role("button", name="Try again").click()
        page.get_by_role("heading", level=1, name="Show how you wear it").wait_for()


def test_without_a_connection_nothing_is_lost(open_page, new_link):
    page = with_photos(open_page(new_link()), 1)
    page.context.set_offline(True)
    boxes(page).first.check()
    page.get_by_role("button", name="Save for this photo").click()
    permission(page).get_by_role("status").get_by_text("There is no connection.").wait_for()
    choose_files(page, photo_file("late.jpg"))
    page.locator(".file").get_by_text("There is no connection.").wait_for()
    page.context.set_offline(False)
    assert boxes(page).first.is_checked()
    page.locator(".file").get_by_role("button", name="Try again").click()
    page.locator(".tiles-list .tile").nth(1).wait_for()


def test_a_text_that_changed_asks_again_and_is_not_ticked(open_page, new_link):
    page = with_photos(open_page(new_link()), 1)

    def asked_again(route):
        answer = route.fetch()
        me = answer.json()
        me["photos"][0] |= {"asked_again": ["display"], "hidden": True}
        route.fulfill(response=answer, json=me)

    page.route("**/wear/v1/me?*", asked_again)
    page.reload()
    assert settled(page).get_by_text("The text has changed since you agreed.").is_visible()
    box = permission(page).get_by_label("Show my photo in the shop")
    assert not box.is_checked()
    described = "box => document.getElementById(box.getAttribute('aria-describedby').split(' ').at(-1)).textContent"
    assert box.evaluate(described).startswith("The text has changed")
    assert permission(page).get_by_text(f"{SHOP} has hidden this photo.").is_visible()
    assert page.locator(".tiles-list").get_by_text("Please decide again").is_visible()


@pytest.mark.parametrize(
    ("locale", "title"), [("de-AT", "Zeig, wie du es trägst"), ("ja-JP", "着こなしを見せてください")]
)
def test_it_speaks_the_browser_s_language_until_another_is_chosen(open_page, new_link, *, locale, title):
    page = open_page(new_link(), locale=locale, width=360)
    assert page.get_by_role("heading", level=1).inner_text() == title
    assert page.locator("html").get_attribute("lang") == locale[:2]
    assert not is_wide(page)
    page.locator("#language").select_option("fr")
    page.get_by_role("heading", level=1, name="Montrez comment vous le portez").wait_for()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.get_by_role("group", name="Silhouette").is_visible()
    page.reload()
    assert settled(page).get_by_role("heading", level=1).inner_text() == "Montrez comment vous le portez"


@SCHEMES
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible_and_fits(open_page, new_link, *, scheme, width):
    page = open_page(new_link(SKU, OTHER), width=width, scheme=scheme)
    assert_accessible(page)
    with_photos(page, 2)
    assert_accessible(page)
    assert not is_wide(page)
    page.get_by_role("button", name="Erase this photo").click()
    assert_accessible(page)


def test_keys_alone_lead_through_it(open_page, new_link):
    page = with_photos(open_page(new_link()), 1)
    page.locator("#language").focus()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Skip to content"
    page.get_by_role("link", name="Permission").focus()
    page.keyboard.press("Enter")
    assert focused(page) == "Your permission"
    assert page.url.endswith("/wear")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert boxes(page).first.is_checked()
    page.get_by_role("button", name="Save for this photo").focus()
    page.keyboard.press("Enter")
    permission(page).get_by_role("status").get_by_text("Saved for this photo.").wait_for()
    assert focused(page) == "Save for this photo"
