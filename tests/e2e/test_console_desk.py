"""The console's panes for matches, products, rights and the house in a real browser: the main act of each."""

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import assert_accessible
from tests.e2e.desk_library import BY, PASSWORD, SKUS, fill
from tests.e2e.serving import serving
from wornby.api.sessions import COOKIE
from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, JobState, Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.library import IngestItem
from wornby.datamodel.staff import Role
from wornby.demo import demo_shop
from wornby.errors import NotFoundError
from wornby.settings import Settings

pytestmark = pytest.mark.browser
PUBLIC = "https://photos.example"
PANES = {
    "matches?state=similar": "Matches",
    "products": "Products",
    f"products/{SKUS[0]}": "Sunday Hills T-shirt, white",
    "representation": "Representation",
    "rights": "Rights board",
    "rights/claims": "Rights board",
    "requests": "Requests",
    "links": "Wearers' links",
    "reports": "Reports",
    "find-person": "Find a person",
    "erasures": "Erasures",
    "texts": "Consent texts",
    "retention": "Retention",
    "ledger": "Ledger",
    "jobs": "Jobs",
    "health": "Health",
    "keys": "Keys",
    "users": "Users",
    "account": "Your account",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    home = tmp_path_factory.mktemp("desk")
    with open_engine(Settings(home=home, threads=1, rate_per_minute_key=100_000, public_url=PUBLIC)) as opened:
        opened.known = fill(opened)
        yield opened


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture
def opened(browser, address, engine):
    """Opens a pane as somebody; a page with an error fails the test."""
    contexts, errors = [], []

    def open_pane(name, *, user="ada", width=1280, scheme="light"):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(8_000)
        contexts.append(context)
        token = engine.staff.sign_in(user, PASSWORD).token
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"/console#{name}")
        page.locator(".side-nav").wait_for(state="attached")
        page.locator("[aria-busy=true]").wait_for(state="detached")
        return page

    yield open_pane
    for context in contexts:
        context.close()
    assert errors == []


def dialog_of(page):
    return page.get_by_role("dialog")


def said(page, text):
    page.get_by_role("status").get_by_text(text).first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PANES)
def test_each_pane_is_accessible_and_fits_a_phone(opened, name, scheme):
    page = opened(name, width=360, scheme=scheme)
    page.get_by_role("heading", level=1, name=PANES[name], exact=True).wait_for()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("user", "without"),
    [
        pytest.param("vic", {"Matches", "Keys", "Users"}, id="viewer"),
        pytest.param("eddy", {"Keys", "Users"}, id="editor"),
        pytest.param("rita", {"Matches", "Keys", "Users"}, id="rights"),
        pytest.param("ada", set(), id="admin"),
    ],
)
def test_each_role_sees_its_own_panes(opened, user, without):
    page = opened("account", user=user)
    links = set(page.get_by_role("navigation", name="Console").get_by_role("link").all_inner_texts())
    titles = {"Matches", "Products", "Rights board", "Requests", "Reports", "Consent texts", "Ledger", "Jobs"}
    assert (titles | {"Keys", "Users", "Your account"}) - without <= links
    assert not without & links


def test_matches_are_decided_by_keyboard_and_the_other_way_after_all(opened, engine):
    page = opened("matches?state=similar")
    heading = page.locator(".match-side h2")
    sku = heading.inner_text()
    page.locator("img.evidence").wait_for()
    page.keyboard.press("n")
    said(page, f"{sku}: rejected.")
    decisions = engine.records.list_decisions()
    assert [(one.sku, one.verdict) for one in decisions] == [(sku, "rejected")]
    page.get_by_text("2 of").wait_for()
    page.get_by_role("button", name="No, the other way").click()
    said(page, f"{sku}: confirmed.")
    assert [one.verdict for one in engine.records.list_decisions()] == ["rejected", "confirmed"]
    page.keyboard.press("ArrowLeft")
    page.locator(".match-side .badge", has_text="Confirmed").wait_for()


def test_a_product_is_written_found_and_changed(opened, engine):
    page = opened("products")
    page.get_by_role("button", name="New product").click()
    page.get_by_label("SKU").fill("HAT-09")
    page.get_by_label("Title").fill("Fisherman's hat")
    page.get_by_label("Price").fill("nineteen")
    page.get_by_role("button", name="Save").click()
    dialog_of(page).get_by_role("alert").filter(has_text="price").wait_for()
    page.get_by_label("Price").fill("19.90")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", level=1, name="Fisherman's hat").wait_for()
    assert engine.get_product("HAT-09").price == "19.90"
    page.get_by_role("link", name="All products").click()
    page.get_by_role("searchbox").fill("fisherman")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    assert page.get_by_role("link", name="Fisherman's hat").is_visible()


def test_a_table_of_products_comes_in_and_its_bad_lines_are_named(opened, engine, tmp_path):
    table = tmp_path / "products.csv"
    table.write_text('sku;title;swatch\nCAP-1;"Cap; ""blue""";#2244aa\n"no such sku";Scarf;\n', encoding="utf-8")
    page = opened("products")
    page.get_by_role("button", name="Import CSV").click()
    page.get_by_label("CSV file").set_input_files(str(table))
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("1 product taken in, 1 problem.").wait_for()
    assert "Line 3" in dialog_of(page).inner_text()
    assert engine.get_product("CAP-1").title == 'Cap; "blue"'


def test_rights_are_changed_on_evidence(opened, engine):
    asset_id = engine.known["shown"][-1]
    page = opened("rights")
    page.locator(f"tr:has(a[href='#photo/{asset_id}'])").get_by_role("button", name="Change").click()
    page.get_by_label("State", exact=True).select_option("withdrawn")
    page.get_by_label("Evidence").fill("mail 4711")
    page.get_by_role("button", name="Change", exact=True).last.click()
    dialog_of(page).get_by_role("alert").filter(has_text="without spaces").wait_for()
    page.get_by_label("Evidence").fill("mail/4711")
    page.get_by_role("button", name="Change", exact=True).last.click()
    said(page, "The rights are changed.")
    assert engine.rights.get(asset_id).rights.state is RightsState.WITHDRAWN


def test_a_claim_is_accepted(opened, engine):
    (claim,) = engine.rights.claims.list()
    page = opened("rights/claims", user="rita")
    page.get_by_role("button", name="Accept").click()
    dialog_of(page).get_by_role("button", name="Accept").click()
    said(page, "Accepted")
    page.get_by_role("heading", name="No open claims").wait_for()
    assert Purpose.ADVERTISING in engine.rights.get(claim.asset_id).rights.purposes


def test_a_request_is_copied_sent_and_answered(opened, engine):
    request = next(one for one in engine.requests.list() if one.address == "eve@example.org")
    page = opened("requests", user="rita")
    page.get_by_role("link", name="eve@example.org").click()
    page.get_by_role("button", name="Copy the text").click()
    said(page, "Copied.")
    assert "May we show your photo?" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Show the text").click()
    assert f"{PUBLIC}/" in page.locator("dialog .letter").inner_text()
    page.get_by_role("button", name="I have sent it").click()
    page.get_by_role("button", name="Write down the answer").click()
    dialog_of(page).get_by_role("button", name="Write down").click()
    dialog_of(page).get_by_role("alert").filter(has_text="Tick what they agreed to").wait_for()
    page.get_by_label("Show the photo").check()
    dialog_of(page).get_by_role("button", name="Write down").click()
    said(page, "The answer is written down")
    held = engine.rights.get(request.asset_id).rights
    assert (held.state, held.purposes) == (RightsState.GRANTED, {Purpose.DISPLAY})


def test_without_mail_the_draft_stays_and_says_why(opened, engine):
    asset_id = engine.known["shown"][-2]
    engine.rights.move(asset_id, Rights(state=RightsState.EXPIRED), note=RightsNote(actor=BY))
    page = opened("requests", user="rita")
    page.get_by_role("button", name="New request").click()
    page.get_by_label("Photo").fill(asset_id)
    page.get_by_label("To", exact=True).fill("bob@example.org")
    page.get_by_role("button", name="Write the draft").click()
    page.get_by_role("button", name="Send", exact=True).click()
    dialog_of(page).get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("alert").filter(has_text="WORNBY_SMTP_HOST").filter(has_text="The draft stays.").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Give up").click()
    page.get_by_role("button", name="Give it up").click()
    page.get_by_text("Given up").first.wait_for()


def test_a_reported_photo_is_hidden_after_a_question(opened, engine):
    page = opened("reports", user="rita")
    row = page.get_by_role("row").filter(has_text="It offends")
    row.get_by_role("button", name="Hide the photo").click()
    page.get_by_text("whatever its wearer agreed to").wait_for()
    page.get_by_role("button", name="Hide and close").click()
    row.wait_for(state="detached")
    asset_id = engine.known["shown"][1]
    assert engine.rights.get(asset_id).rights.hidden


def test_a_link_is_shown_once_and_taken_back(opened, engine):
    page = opened("links", user="eddy")
    page.get_by_role("button", name="New link").first.click()
    page.get_by_label("Products").fill("TEE-01, NONE-9")
    page.get_by_role("button", name="Make the link").click()
    dialog_of(page).get_by_role("alert").filter(has_text="NONE-9").wait_for()
    page.get_by_label("Products").fill("TEE-01")
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("button", name="Copy the link").click()
    url = page.evaluate("navigator.clipboard.readText()")
    assert url.startswith(f"{PUBLIC}/")
    page.get_by_role("button", name="I have sent or kept it").click()
    row = page.get_by_role("row").filter(has_text="TEE-01")
    row.get_by_role("button", name="Take back").click()
    page.get_by_role("button", name="Take it back").click()
    row.get_by_text("Taken back").wait_for()
    assert url not in page.content()
    assert [link.revoked_at is None for link in engine.links.list() if link.products] == [False]


def test_representation_names_who_is_missing(opened):
    page = opened("representation", user="vic")
    page.get_by_role("table", name="What is missing most").wait_for()
    told = page.get_by_role("region", name="Hair colour").get_by_role("cell").first.inner_text()
    assert "missing" in told
    page.get_by_label("Enough of each").fill("1")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Hair colour").get_by_text("enough").first.wait_for()


def test_retention_says_what_is_due_before_it_goes(opened, engine):
    page = opened("retention", user="rita")
    page.get_by_role("cell", name="photos whose rights were withdrawn").wait_for()
    page.get_by_role("button", name="Run now").click()
    page.get_by_text("Nothing is due.").wait_for()
    before = engine.count_assets()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("heading", name="Done").wait_for()
    assert engine.count_assets() == before


def test_a_person_is_found_by_a_picture_and_erased_with_a_receipt(opened, engine):
    picture = next(picture for picture in demo_shop().pictures if picture.sku == SKUS[1])
    page = opened("find-person", user="rita")
    page.locator("#find-file").set_input_files(str(picture.path))
    first = page.locator(".candidate").first
    first.get_by_text("the very file").wait_for()
    assert_accessible(page)
    asset_id = first.get_by_role("link").get_attribute("href").removeprefix("#photo/")
    first.get_by_label("This is the person").check()
    page.get_by_role("button", name="Erase those that are chosen").click()
    page.get_by_text("Nothing brings them back.").wait_for()
    page.get_by_label("Evidence").fill("mail/12")
    page.get_by_role("button", name="Erase for good").click()
    said(page, "1 photo erased.")
    with pytest.raises(NotFoundError):
        engine.get_asset(asset_id, everything=True)
    page.goto("/console#erasures")
    page.get_by_role("button", name="Receipt", exact=True).click()
    page.get_by_role("button", name="Verify now").click()
    page.get_by_role("heading", name="The receipt holds").wait_for()
    assert_accessible(page)


def test_texts_are_published_after_a_look_at_who_is_asked_again(opened, engine):
    page = opened("texts", user="rita")
    page.get_by_role("button", name="Publish others").click()
    toml = page.get_by_role("textbox", name="Texts")
    content = toml.input_value().replace('version = "', 'version = "next-', 1).replace("at any time", "whenever I want")
    toml.fill(content)
    page.get_by_role("button", name="Who is asked again?").click()
    page.get_by_text("Changed: Show the photo. 0 photos lose").wait_for()
    before = engine.consent.current().version
    page.get_by_role("button", name="Publish", exact=True).click()
    said(page, "counts now.")
    assert engine.consent.current().version == f"next-{before}"


def test_the_ledger_is_filtered_and_verified(opened, engine):
    page = opened("ledger")
    page.get_by_label("About").select_option("claim")
    page.get_by_role("cell", name="Claimed").first.wait_for()
    page.get_by_role("button", name="Verify").click()
    dialog_of(page).get_by_role("button", name="Verify").click()
    page.get_by_role("heading", name="The ledger is whole").wait_for()
    page.get_by_role("button", name="Copy the head").click()
    said(page, "Copied.")
    head = engine.rights.ledger.head()
    assert page.evaluate("navigator.clipboard.readText()") == f"{head.seq}:{head.digest}"


def test_a_failed_job_says_why_and_is_tried_again(opened, engine):
    page = opened("jobs?state=failed", user="eddy")
    row = page.get_by_role("row").filter(has_text="gone.jpg")
    row.get_by_text("No such file").wait_for()
    assert "nowhere" not in page.content()
    row.get_by_role("button", name="Try again").click()
    said(page, "gone.jpg waits again.")
    row.get_by_text("No such file").wait_for()
    assert engine.records.count_jobs()[JobState.FAILED] == 1


@pytest.mark.parametrize("refused", [False, True], ids=["told by the server", "asked for"])
def test_a_photo_on_its_way_in_is_seen_without_a_reload(opened, engine, tmp_path, refused):
    page = opened("account")
    if refused:
        page.route("**/v1/jobs/events", lambda route: route.fulfill(status=429))
    asked = []
    page.on("request", lambda request: asked.append(request.url.partition("/v1/")[2]))
    page.goto("/console#jobs")
    page.locator("tbody tr").first.wait_for()
    picture = next(picture for picture in demo_shop().pictures if picture.sku == SKUS[2])
    path = tmp_path / f"coming-{refused}.jpg"
    path.write_bytes(picture.path.read_bytes())
    known = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
    engine.submit([IngestItem(source=str(path), options=IngestOptions(rights=known))])
    row = page.get_by_role("row").filter(has_text=path.name)
    row.wait_for()
    engine.resume()
    row.get_by_text("known already").wait_for()
    assert "jobs/events" in asked
    assert any("limit=1&" in f"{one}&" for one in asked) is refused


def test_a_key_is_shown_once_and_revoked(opened, engine):
    page = opened("keys")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill("app")
    page.get_by_role("button", name="Make the key").click()
    dialog_of(page).get_by_role("alert").filter(has_text="Tick").wait_for()
    page.get_by_label("read Read").check()
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Copy the key").click()
    secret = page.locator("code.secret").inner_text()
    assert engine.authenticate(secret).name == "app"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="I have kept it").click()
    row = page.get_by_role("row").filter(has_text="app")
    row.get_by_role("button", name="Revoke").click()
    dialog_of(page).get_by_role("button", name="Revoke").click()
    row.get_by_text("Revoked").wait_for()
    assert secret not in page.content()


def test_a_user_is_added_and_disabled(opened, engine):
    page = opened("users")
    page.get_by_role("button", name="New user").click()
    page.get_by_label("Name").fill("nora")
    page.get_by_label("Role").select_option("editor")
    page.get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Add", exact=True).click()
    row = page.get_by_role("row").filter(has_text="nora")
    row.get_by_role("button", name="Disable").click()
    dialog_of(page).get_by_role("button", name="Disable").click()
    row.get_by_text("Disabled").wait_for()
    assert [user.disabled_at is None for user in engine.staff.list() if user.name == "nora"] == [False]


def test_the_own_password_is_changed_and_ends_the_session(opened, engine):
    engine.staff.add("paul", Role.VIEWER, password=PASSWORD)
    page = opened("account", user="paul")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("another long password")
    page.get_by_label("New password again").fill("another long passwort")
    page.get_by_role("button", name="Change the password").click()
    page.get_by_text("The two are not the same.").wait_for()
    page.get_by_label("New password again").fill("another long password")
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert engine.staff.sign_in("paul", "another long password").user.name == "paul"
