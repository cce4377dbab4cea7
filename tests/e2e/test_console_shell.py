"""The console's frame in a real browser: signing in, going from pane to pane, a session that ends."""

import pytest

from tests.e2e.axe import assert_accessible
from tests.e2e.serving import serving
from wornby.api.sessions import COOKIE
from wornby.compose import build_engine
from wornby.datamodel.staff import Role
from wornby.settings import Settings
from wornby.testing.fakes_matching import FakeMatcher

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    home = tmp_path_factory.mktemp("console")
    opened = build_engine(Settings(home=home, threads=1, rate_per_minute_key=10_000), machine=FakeMatcher())
    opened.staff.add("ada", Role.ADMIN, password=PASSWORD)
    opened.staff.add("vic", Role.VIEWER, password=PASSWORD)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture
def opened(browser, address, engine):
    """Opens the console at a width in a scheme, in a context of its own; a page with an error fails the test."""
    contexts, errors = [], []

    def open_console(*, width=1280, scheme="light", as_user=None):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        if as_user:  # the form is slowed down after a few attempts
            token = engine.staff.sign_in(as_user, PASSWORD).token
            context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/console")
        return page

    yield open_console
    for context in contexts:
        context.close()
    assert errors == []


def sign_in(page, name, password=PASSWORD):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_view_of_the_frame_is_accessible_and_fits(opened, width, scheme):
    page = opened(width=width, scheme=scheme, as_user="vic")
    page.get_by_role("heading", level=1, name="Library").wait_for()
    page.locator("[aria-busy=true]").wait_for(state="detached")
    assert_accessible(page)
    assert fits(page)
    page.evaluate("location.hash = 'nowhere'")
    page.get_by_role("alert").wait_for()
    assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signing_in_is_accessible_and_fits(opened, scheme):
    page = opened(width=360, scheme=scheme)
    page.get_by_role("heading", name="Sign in").wait_for()
    assert_accessible(page)
    assert fits(page)


def test_a_wrong_password_is_said_and_nothing_typed_is_lost(opened):
    page = opened()
    sign_in(page, "ada", password="wrong horse battery")
    page.get_by_role("alert").filter(has_text="password").wait_for()
    assert page.get_by_label("Name").input_value() == "ada"


def test_a_session_lasts_over_a_reload_and_ends_by_signing_out(opened):
    page = opened()
    sign_in(page, "ada")
    page.get_by_role("navigation", name="Console").wait_for()
    page.reload()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_each_address_has_its_title_and_takes_the_focus(opened):
    page = opened(as_user="vic")
    page.get_by_role("navigation", name="Console").wait_for()
    page.evaluate("location.hash = 'nowhere'")
    page.get_by_role("heading", name="Nothing here").wait_for()
    page.get_by_role("link", name="Library").click()
    page.get_by_role("heading", level=1, name="Library").wait_for()
    assert page.title() == "Library · wornby console"
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.get_by_role("link", name="Library").get_attribute("aria-current") == "page"


def test_on_a_phone_the_menu_opens_and_closes_by_keyboard(opened):
    page = opened(width=360, as_user="vic")
    menu = page.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("link", name="Library").is_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Library").is_visible()
    assert page.evaluate("document.activeElement.className").endswith("menu")


def test_an_ended_session_asks_again_over_what_is_open(opened):
    page = opened(as_user="vic")
    search = page.get_by_role("searchbox")
    search.wait_for()
    page.locator("[aria-busy=true]").wait_for(state="detached")
    search.fill("half a question")
    page.context.clear_cookies()
    page.get_by_role("combobox", name="State of the rights").select_option("licensed")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.wait_for()
    assert dialog.get_by_label("Name").input_value() == "vic"
    assert_accessible(page, within="dialog")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    dialog.wait_for(state="detached")
    page.get_by_role("heading", name="No photo has all of this").wait_for()
    assert search.input_value() == "half a question"


def test_a_search_in_an_ended_session_asks_again_and_does_not_show_what_anybody_sees(opened):
    page = opened(as_user="vic")
    search = page.get_by_role("searchbox")
    search.wait_for()
    page.locator("[aria-busy=true]").wait_for(state="detached")
    page.context.clear_cookies()
    search.fill("red shirt")
    search.press("Enter")
    page.get_by_role("dialog", name="Your session has ended").wait_for()


def test_the_parts_of_the_kit_are_accessible(opened):
    page = opened(as_user="vic")
    page.get_by_role("navigation", name="Console").wait_for()
    page.evaluate(
        """async () => {
          const kit = await import("/static/console/kit.js");
          const root = document.querySelector(".pane-body");
          root.replaceChildren(
            kit.field("Reason", {name: "reason", hint: "One line."}),
            kit.field("Kind", {name: "kind", options: [["a", "A"], ["b", "B"]], value: "b"}),
            kit.field("Sure", {name: "sure", type: "checkbox"}),
            kit.segments("State", [["", "All", 12], ["x", "Some"]], {value: "", onchange() {}}),
            kit.table({caption: "Rows", rows: [{id: "a"}], link: () => "#nowhere",
              columns: [{title: "Id", cell: (row) => row.id}, {title: "State", cell: () => kit.stateBadge("x")}]}),
            kit.facts([["Name", "a"], ["Nothing", ""]]),
            kit.pager({cursor: "c", load() {}, show() {}}),
            kit.emptyState({title: "Nothing yet", text: "Nothing came."}),
            ...["good", "warn", "bad", "info", ""].map((tone) => kit.badge("Word", tone)));
          window.asked = kit.confirm({title: "Erase it?", text: "It is gone for good.", action: "Erase", danger: true});
        }"""
    )
    assert_accessible(page, within="dialog")
    page.keyboard.press("Escape")
    assert page.evaluate("window.asked") is False
    assert_accessible(page)
