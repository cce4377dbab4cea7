"""The gallery on a foreign shop's page, whose CSP allows nothing but this server."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.e2e.axe import assert_accessible
from tests.e2e.drawn_shop import SKU, fill
from tests.e2e.serving import serving
from tests.e2e.test_shop_page import count_of, focused, settled, tiles
from wornby.compose import open_engine
from wornby.datamodel import Match, MatchState, Query
from wornby.datamodel.photo_reports import ReportReason
from wornby.settings import Settings

pytestmark = pytest.mark.browser

WEARERS = 6
JACKET = {
    "sku": "JACKET-NAVY",
    "title": "<img src=x onerror=alert(1)> jacket",
    "price": "120",
    "currency": "EUR",
    "link": "https://shop.example/jacket",
}
PAPER = {"light": "#ffffff", "dark": "#121212"}
RED, BROWN = "hair.color=red", "hair.color=brown"


class ShopPage(BaseHTTPRequestHandler):
    """The only page of a shop."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def shop():
    """A shop on an origin of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), ShopPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.origin = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def engine(tmp_path_factory, shop):
    settings = Settings(
        home=tmp_path_factory.mktemp("gallery"), shop_origins=[shop.origin], rate_per_minute_address=10_000
    )
    with open_engine(settings) as opened:
        fill(opened, count=WEARERS)
        opened.import_products([JACKET])
        for hit in opened.search(Query(k=50)).hits:
            if hit.asset.kind == "worn":
                match = Match(
                    wearer=0, garment=1, sku=JACKET["sku"], score=0.9, state=MatchState.CONFIRMED, evidence=None
                )
                opened.records.commit_asset(replace(hit.asset, matches=(match,)))
        yield opened


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture
def open_shop(browser, address, shop):
    """Opens a foreign shop's page with the gallery in it; nothing but a missing product may have been complained of."""
    contexts, complaints = [], []

    def opened(attributes="", *, lang="en", width=1280, scheme="light"):
        script = f'<script type="module" src="{address}/gallery/wornby-gallery.js"></script>'
        element = f'<wornby-gallery product="{SKU}" api="{address}" {attributes}></wornby-gallery>'
        body = (
            f'<!doctype html><html lang="{lang}"><head><meta name="viewport" content="width=device-width">'
            f'<meta name="color-scheme" content="light dark"><title>Shop</title>{script}</head>'
            f'<body bgcolor="{PAPER[scheme]}"><main><h1>Fox shirt</h1>{element}</main></body></html>'
        )
        shop.body = body
        shop.policy = f"default-src 'none'; script-src {address}; connect-src {address}; img-src {address}"
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(shop.origin, wait_until="networkidle")
        return settled(page)

    yield opened
    complained = [each for each in complaints if "404" not in each]  # what is cut off from here on may complain
    for context in contexts:
        assert context.cookies() == []
        context.unroute_all(behavior="ignoreErrors")
        context.close()
    assert complained == []


def choose(page, where):
    """Set the filters from the shop's own script, and wait until they hold."""
    page.evaluate("where => { document.querySelector('wornby-gallery').where = where; }", where)
    for word in where:
        name = word.partition("=")[2]
        page.locator(f"wornby-gallery [part=chip]:has-text('{name}')").first.wait_for()


def open_first(page):
    tiles(page).first.locator("button").click()
    page.get_by_role("heading", name="What they wear").wait_for()


def test_a_strict_shop_elsewhere_can_show_it(open_shop):
    page = open_shop()
    assert tiles(page).count() == WEARERS
    loaded = "images => Promise.all(images.map(image => image.decode())).then(() => images.length)"
    tiles(page).last.scroll_into_view_if_needed()
    assert page.locator("wornby-gallery li img").evaluate_all(loaded) == WEARERS


@pytest.mark.parametrize(
    ("lang", "heading"),
    [
        ("en", "Seen on people like you"),
        ("de-AT", "An Menschen wie dir"),
        ("fr", "Porté par des gens comme vous"),
        ("es", "Visto en personas como tú"),
        ("ja", "あなたに近い人の着こなし"),
        ("xx", "Seen on people like you"),
    ],
)
def test_it_speaks_the_language_of_the_page(open_shop, *, lang, heading):
    page = open_shop(lang=lang, width=360)
    assert page.get_by_role("heading", name=heading).is_visible()
    assert page.locator("wornby-gallery section").first.get_attribute("lang") == ("en" if lang == "xx" else lang[:2])
    assert page.get_by_role("searchbox").is_visible() == (lang in {"en", "xx"})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_its_own_language_comes_before_the_page_s(open_shop):
    page = open_shop('lang="fr"', lang="de")
    assert page.get_by_role("heading", name="Porté par des gens comme vous").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_there(open_shop, *, scheme):
    page = open_shop(scheme=scheme, width=360)
    open_first(page)
    assert_accessible(page)


def test_keys_alone_lead_through_it(open_shop):
    page = open_shop()
    tiles(page).first.locator("button").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What they wear").wait_for()
    assert focused(page).get_attribute("aria-label") == "Close"
    page.keyboard.press("ArrowRight")
    page.get_by_text(f"2 / {WEARERS}").wait_for()
    page.keyboard.press("Escape")
    page.locator("wornby-gallery dialog").wait_for(state="detached")
    assert focused(page).evaluate("element => element.matches('li:nth-child(2) > button')")


def test_what_else_is_worn_is_a_link_on_the_photo(open_shop):
    page = open_shop()
    open_first(page)
    spot = page.locator("wornby-gallery [part=spot]")
    assert spot.get_attribute("href") == JACKET["link"]
    assert spot.get_attribute("aria-label") == f"{JACKET['title']}, €120.00"
    assert spot.evaluate("element => [element.style.left, element.style.top]") == ["50%", "76.5%"]


def test_a_title_is_text_and_nothing_else(open_shop):
    page = open_shop()
    open_first(page)
    link = page.locator("wornby-gallery [part=link]")
    assert link.inner_text() == JACKET["title"]
    assert page.locator("wornby-gallery img[src=x]").count() == 0


def test_people_like_me_come_first_and_stay_in_the_browser(open_shop):
    page = open_shop()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="People like me").click()
    page.get_by_label("Hair colour").select_option("brown")
    page.get_by_role("button", name="Sort the photos").click()
    page.get_by_role("button", name="People like you first").wait_for()
    assert "brown hair" in tiles(page).first.locator("img").get_attribute("alt")
    assert asked
    assert not [address for address in asked if "brown" in address]
    page.reload(wait_until="networkidle")
    assert "brown hair" in tiles(settled(page)).first.locator("img").get_attribute("alt")
    page.get_by_role("button", name="People like you first").click()
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="People like me").wait_for()
    assert page.evaluate("localStorage.getItem('wornby:me')") == "{}"


def test_a_report_reaches_the_shop(open_shop, engine):
    page = open_shop()
    photo = tiles(page).first.get_attribute("data-photo")
    open_first(page)
    page.get_by_role("button", name="Report this photo").click()
    page.get_by_role("radio", name="It shows me, and I do not want that").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Thank you. The shop will look at this photo.").wait_for()
    (report,) = engine.reports.page()
    assert (report.asset_id, report.reason) == (photo, ReportReason.SHOWS_ME)


def test_the_shop_hears_what_happens(open_shop):
    page = open_shop()
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ['ready', 'filter', 'open'])
            document.addEventListener(`wornby:${name}`, (event) => window.heard.push([name, event.detail]));
        }"""
    )
    choose(page, [RED])
    photo = tiles(settled(page)).first.get_attribute("data-photo")
    tiles(page).first.locator("button").click()
    heard = page.evaluate("window.heard")
    assert [name for name, _ in heard] == ["filter", "ready", "open"]
    assert heard[0][1] == {"where": [RED]}
    assert heard[2][1] == {"photo": photo}


def test_a_shop_can_open_photos_its_own_way(open_shop):
    page = open_shop()
    page.evaluate("document.addEventListener('wornby:open', (event) => event.preventDefault())")
    tiles(page).first.locator("button").click()
    assert page.locator("wornby-gallery dialog").count() == 0


def test_the_address_of_the_shop_s_page_is_left_alone(open_shop):
    page = open_shop()
    choose(page, [RED])
    assert "where" not in page.url


def test_another_product_takes_its_place(open_shop):
    page = open_shop()
    page.evaluate("document.querySelector('wornby-gallery').setAttribute('product', 'none')")
    page.get_by_role("alert").wait_for()
    page.evaluate(f"document.querySelector('wornby-gallery').setAttribute('product', '{SKU}')")
    tiles(page).nth(WEARERS - 1).wait_for()
    assert count_of(page).inner_text() == f"{WEARERS} people wear it"


def test_a_shop_s_colours_and_corners_hold(open_shop):
    page = open_shop()
    page.evaluate(
        """() => {
          const style = document.querySelector('wornby-gallery').style;
          style.setProperty('--wornby-accent', '#aa0044');
          style.setProperty('--wornby-radius', '0px');
        }"""
    )
    frame = page.locator("wornby-gallery [part=frame]").first
    assert frame.evaluate("element => getComputedStyle(element).borderRadius") == "0px"
    like_me = page.locator("wornby-gallery [data-facet=me]")
    assert like_me.evaluate("element => getComputedStyle(element).color") == "rgb(170, 0, 68)"


def test_coarse_counts_are_said_as_such(open_shop):
    page = open_shop()

    def coarse(route):
        answer = route.fetch()
        body = answer.json()
        body["total"] = {"count": 10, "at_least": True}
        for facet in body["facets"]:
            facet["values"] = [value | {"count": 5, "at_least": True} for value in facet["values"]]
        route.fulfill(response=answer, json=body)

    page.route("**/gallery/v1/products/**", coarse)
    choose(page, [BROWN])
    assert count_of(page).inner_text() == "10 people or more wear it"
    page.locator("wornby-gallery button[data-facet='hair.color']").click()
    assert page.locator("wornby-gallery [part=value] .n").first.inner_text() == "5+"
