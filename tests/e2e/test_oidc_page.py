"""Signing in at a provider in a real browser, where the cookies' rules are the browser's own."""

import pytest

from tests.e2e.axe import assert_accessible
from tests.e2e.serving import serving
from wornby.compose import build_engine
from wornby.datamodel.staff import Role
from wornby.settings import Settings
from wornby.testing.fakes_matching import FakeMatcher
from wornby.testing.oidc import CLIENT_ID, SECRET, run_provider

pytestmark = pytest.mark.browser
LINK = "Sign in with your organisation"


@pytest.fixture(scope="module")
def provider():
    with run_provider() as opened:
        # Another site than the console, which is served by its address.
        opened.url = opened.url.replace("127.0.0.1", "localhost")
        yield opened


@pytest.fixture(scope="module")
def address(provider, tmp_path_factory):
    settings = Settings(
        home=tmp_path_factory.mktemp("oidc"),
        threads=1,
        oidc_issuer=provider.url,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SECRET,
        oidc_private=True,
    )
    engine = build_engine(settings, machine=FakeMatcher())
    engine.staff.add_elsewhere("ada", Role.EDITOR, subject="person-1")
    with serving(engine) as opened:
        yield opened
    engine.close()


@pytest.fixture
def page(browser, address):
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    opened = context.new_page()
    opened.goto("/console")
    yield opened
    context.close()


def fits_a_phone(page):
    """Whether the card lies within 360 px."""
    page.set_viewport_size({"width": 360, "height": 700})
    box = page.locator(".sign-in-card").bounding_box()
    page.set_viewport_size({"width": 1280, "height": 720})
    return box["x"] >= 0 and box["x"] + box["width"] <= 360


def test_a_user_goes_to_the_provider_and_comes_back_signed_in(page, address):
    assert address.startswith("http://127.0.0.1")
    page.get_by_role("link", name=LINK).wait_for()
    assert fits_a_phone(page)
    assert_accessible(page)
    page.get_by_role("link", name=LINK).click()
    page.get_by_role("navigation", name="Console").wait_for()
    assert page.url.startswith(f"{address}/console")
    cookies = {cookie["name"]: cookie["sameSite"] for cookie in page.context.cookies()}
    assert cookies == {"wornby": "Strict"}


def test_an_ended_session_asks_for_no_password(page):
    page.get_by_role("link", name=LINK).click()
    page.get_by_role("navigation", name="Console").wait_for()
    page.context.clear_cookies()
    page.evaluate(
        """async () => {
          const {Api} = await import("/static/console/api.js");
          const {signInAgain} = await import("/static/console/signin.js");
          const api = new Api({signInAgain: () => signInAgain(api)});
          api.session = {name: "ada", csrf: "gone", oidc: true, scopes: ["ingest", "read", "shopper", "staff"]};
          window.answer = api.get("/v1/session");
        }"""
    )
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert dialog.get_by_label("Password").count() == 0
    assert_accessible(page, within="dialog")
    with page.expect_popup() as opened:
        dialog.get_by_role("link", name=LINK).click()
    opened.value.get_by_role("navigation", name="Console").wait_for()
    opened.value.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    assert page.evaluate("window.answer.then((answer) => [answer.name, answer.oidc])") == ["ada", True]


def test_somebody_unknown_is_told_what_to_ask_for(page, provider):
    provider.subject = "person-2"
    page.get_by_role("link", name=LINK).click()
    page.get_by_text("--subject person-2").wait_for()
    assert_accessible(page)
    assert fits_a_phone(page)
    page.get_by_role("link", name="Back to the sign-in").click()
    page.get_by_role("link", name=LINK).wait_for()
    provider.subject = "person-1"
