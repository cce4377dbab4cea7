"""The demo shop and its gallery in a real browser, over a real server and a real library."""

import re

import pytest

from tests.e2e.axe import assert_accessible
from tests.e2e.drawn_shop import SKU, fill
from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import Clause, Query
from wornby.settings import Settings

pytestmark = pytest.mark.browser

WEARERS = 30
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
WATCH_SHIFTS = """
window.shifts = [];
const told = ({node, previousRect, currentRect}) => [node?.outerHTML?.slice(0, 120), previousRect, currentRect];
new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(entry =>
  [entry.value, entry.hadRecentInput, entry.sources.map(told)]
))).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine(Settings(home=tmp_path_factory.mktemp("shop"))) as opened:
        fill(opened, count=WEARERS)
        yield opened


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture
def open_page(browser, address):
    """Opens pages of a width; none may have complained in the end."""
    contexts, complaints = [], []

    def opened(path, *, width=1280, scheme="light", before=""):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=address, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if before:
            page.add_init_script(before)
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert complaints == []


def expected(engine, **chosen):
    """What the engine says about this product under filters: the photos, the number of wearers, the facets."""
    clauses = {"product": SKU, "asset.kind": "worn"} | {
        name.replace("__", "."): value for name, value in chosen.items()
    }
    filters = tuple(Clause(attribute=name, values=frozenset(value.split(","))) for name, value in clauses.items())
    result = engine.search(Query(filters=filters, k=200))
    counts = {
        (facet.attribute, value.value): value.count for facet in result.facets for value in facet.values if value.count
    }
    return {hit.asset.id for hit in result.hits}, result.total, counts


def settled(page):
    page.wait_for_selector('wornby-gallery section[aria-busy="false"]')
    return page


def tiles(page):
    return page.locator("wornby-gallery li[data-photo]")


def shown(page):
    settled(page)
    return {item.get_attribute("data-photo") for item in tiles(page).all()}


def everybody(page):
    """All photos, page by page."""
    more = page.get_by_role("button", name="Show more")
    while settled(page) and more.is_visible():
        before = tiles(page).count()
        more.click()
        tiles(page).nth(before).wait_for()
    return shown(page)


def count_of(page):
    return settled(page).locator("wornby-gallery [part=count]")


def said_count(page):
    return int(re.match(r"\d+", count_of(page).inner_text()).group())


def wait_for_count(page, total):
    page.wait_for_function(
        "total => document.querySelector('wornby-gallery').shadowRoot"
        ".querySelector('[part=count]').textContent.startsWith(`${total} `)",
        arg=total,
    )


def panel_counts(page):
    return {
        (box.get_attribute("name"), box.get_attribute("value")): int(count.text_content())
        for box, count in zip(
            page.locator("[part=panel] input").all(), page.locator("[part=panel] .n").all(), strict=True
        )
        if count.text_content() != "0"
    }


def unfold(page, attribute):
    button = page.locator(f'wornby-gallery button[data-facet="{attribute}"]')
    if button.get_attribute("aria-expanded") == "false":
        button.click()


def box_of(page, attribute, *, value):
    return page.locator(f'wornby-gallery input[name="{attribute}"][value="{value}"]')


def with_many_facets(route):
    """The server's answer, with more facets than one row shows."""
    answer = route.fetch()
    body = answer.json()
    body["facets"] += [facet | {"attribute": f"own.{number}"} for number, facet in enumerate(body["facets"])]
    route.fulfill(response=answer, json=body)


def focused(page):
    """What has the focus, within the gallery."""
    return page.evaluate_handle("document.activeElement.shadowRoot?.activeElement ?? document.activeElement")


@WIDTHS
def test_two_filters_by_mouse_and_keyboard(open_page, engine, *, width):
    page = settled(open_page(f"/shop/{SKU}", width=width))
    assert said_count(page) == WEARERS
    unfold(page, "hair.color")
    box_of(page, "hair.color", value="red").click()
    page.wait_for_url("**where=hair.color*")
    _, total, _ = expected(engine, hair__color="red")
    wait_for_count(page, total)
    unfold(page, "eyewear.kind")
    box_of(page, "eyewear.kind", value="eyeglasses").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**where=eyewear.kind*")
    ids, total, counts = expected(engine, hair__color="red", eyewear__kind="eyeglasses")
    wait_for_count(page, total)
    assert 0 < total < WEARERS
    assert shown(page) == ids
    own = {key: count for key, count in counts.items() if key[0] == "eyewear.kind"}
    assert panel_counts(page) == own
    assert focused(page).evaluate("element => element.value") == "eyeglasses"


def test_a_facet_can_be_unfolded_without_a_mouse(open_page):
    page = settled(open_page(f"/shop/{SKU}"))
    page.locator("wornby-gallery button[data-facet='hair.color']").focus()
    page.keyboard.press("Enter")
    assert focused(page).get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert focused(page).get_attribute("aria-expanded") == "false"
    assert page.locator("wornby-gallery [part=panel]").is_hidden()


def test_all_filters_are_behind_one_button(open_page):
    page = settled(open_page(f"/shop/{SKU}"))
    page.route("**/gallery/v1/products/**", with_many_facets)
    page.evaluate("document.querySelector('wornby-gallery').where = []")
    page.get_by_role("button", name="All filters").wait_for()
    few = page.locator("wornby-gallery [part='button facet']").count()
    page.get_by_role("button", name="All filters").click()
    assert page.locator("wornby-gallery [part='button facet']").count() > few
    assert focused(page).evaluate("element => element.textContent") == "Fewer filters"


@WIDTHS
def test_state_is_in_the_address(open_page, engine, *, width):
    page = open_page(f"/shop/{SKU}?where=hair.color%3Dred,brown", width=width)
    assert everybody(page) == expected(engine, hair__color="red,brown")[0]
    page.get_by_role("button", name="Remove Hair colour: Red").click()
    page.wait_for_url(lambda url: "red" not in url)
    page.get_by_role("button", name="Remove Hair colour: Red").wait_for(state="detached")
    assert everybody(page) == expected(engine, hair__color="brown")[0]
    page.go_back()
    page.get_by_role("button", name="Remove Hair colour: Red").wait_for()
    assert everybody(page) == expected(engine, hair__color="red,brown")[0]
    page.get_by_role("button", name="Clear all").click()
    wait_for_count(page, WEARERS)
    assert page.locator("wornby-gallery [part=chips] > *").count() == 0


def test_words_become_filters(open_page, engine):
    page = settled(open_page(f"/shop/{SKU}"))
    page.get_by_role("searchbox").fill("red hair, glasses")
    page.keyboard.press("Enter")
    page.wait_for_url("**where=*")
    ids, total, _ = expected(engine, hair__color="red", eyewear__kind="eyeglasses")
    wait_for_count(page, total)
    assert shown(page) == ids


def test_words_that_mean_nothing_are_said(open_page):
    page = settled(open_page(f"/shop/{SKU}"))
    page.get_by_role("searchbox").fill("qwertz")
    page.keyboard.press("Enter")
    page.get_by_text("Not understood: qwertz").wait_for()


def test_show_more_shows_everybody_once(open_page, engine):
    page = settled(open_page(f"/shop/{SKU}"))
    first = tiles(page).count()
    page.get_by_role("button", name="Show more").click()
    tiles(page).nth(first).wait_for()
    place = "element => [...element.closest('ul').children].indexOf(element.parentElement)"
    assert focused(page).evaluate(place) == first
    assert everybody(page) == expected(engine)[0]
    assert tiles(page).count() == WEARERS


def test_nobody_left_gets_a_way_back(open_page):
    page = settled(open_page(f"/shop/{SKU}?where=hair.color%3Dred&where=hair.color!%3Dred"))
    assert count_of(page).inner_text() == "Nobody matches all of these"
    page.get_by_role("button", name="without hair colour").first.click()
    tiles(page).first.wait_for()


def test_unknown_filter_in_the_address_is_no_dead_end(browser, address):
    page = browser.new_page(base_url=address)
    page.goto(f"/shop/{SKU}?where=nothing%3Dknown", wait_until="networkidle")
    page.get_by_text("The photos could not be loaded.").wait_for()
    page.get_by_role("button", name="Clear all").click()
    tiles(page).first.wait_for()
    page.close()


@pytest.mark.parametrize("path", ["/", f"/shop/{SKU}", "/photos/{photo}"])
@WIDTHS
def test_no_page_scrolls_sideways(open_page, engine, *, path, width):
    photo = min(expected(engine)[0])
    page = open_page(path.format(photo=photo), width=width)
    if "shop" in path:
        unfold(page, "hair.color")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_every_picture_has_words_and_room(open_page):
    page = settled(open_page(f"/shop/{SKU}"))
    for image in page.locator("img").all():
        assert image.get_attribute("alt")
        assert int(image.get_attribute("width")) > 0
        assert int(image.get_attribute("height")) > 0


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_nothing_moves_while_it_loads(open_page, *, width):
    page = settled(open_page(f"/shop/{SKU}", width=width, before=WATCH_SHIFTS))
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") == []


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_nothing_moves_where_the_gallery_is_in_sight_from_the_start(open_page, *, width):
    page = settled(open_page(f"/shop/{SKU}#worn", width=width, before=WATCH_SHIFTS))
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") == []


@pytest.mark.parametrize("path", ["/", f"/shop/{SKU}", "/photos/{photo}", "/shop/none"])
@SCHEMES
@pytest.mark.parametrize("width", [1440, 360])
def test_pages_are_accessible(browser, address, engine, *, path, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=address, color_scheme=scheme)
    page = context.new_page()
    page.goto(path.format(photo=min(expected(engine)[0])), wait_until="networkidle")
    assert_accessible(page)
    context.close()


@SCHEMES
@pytest.mark.parametrize("width", [1440, 360])
def test_the_gallery_in_use_is_accessible(open_page, *, scheme, width):
    page = settled(open_page(f"/shop/{SKU}?where=hair.color%3Dred,brown", width=width, scheme=scheme))
    unfold(page, "eyewear.kind")
    assert_accessible(page)
    page.locator("wornby-gallery [data-facet=me]").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    tiles(page).first.locator("button").click()
    page.get_by_role("button", name="Report this photo").click()
    assert_accessible(page)


def test_photo_page(open_page, engine):
    page = open_page(f"/photos/{min(expected(engine)[0])}?where=hair.color%3Dred")
    boxes = page.locator(".boxes").first
    assert page.locator("rect.box").count() == 3
    assert page.locator(".tags .swatch rect").first.get_attribute("fill") == "#f6f3ec"
    assert "test/drawn@1" in page.locator(".tags").inner_text()
    page.get_by_role("button", name="Boxes").click()
    page.wait_for_function("() => getComputedStyle(document.querySelector('.boxes')).opacity === '0'")
    assert page.get_by_role("button", name="Boxes").get_attribute("aria-pressed") == "false"
    assert boxes.count() == 1
    page.locator("[data-back]").click()
    page.wait_for_url(f"**/shop/{SKU}?where=hair.color*")


def test_list_of_products_leads_to_the_shop(open_page):
    page = open_page("/")
    page.get_by_role("link", name="White shirt with a fox").click()
    page.wait_for_url(f"**/shop/{SKU}")
    assert page.locator(".product img").get_attribute("src").endswith("/view.jpg")


def test_the_shop_has_a_bag(open_page):
    page = open_page(f"/shop/{SKU}")
    page.get_by_role("radio", name="XL", exact=True).check(force=True)
    page.get_by_role("button", name="Add to bag").click()
    assert page.locator("#bag").inner_text() == "1"
    assert page.locator("[data-bought]").inner_text().startswith("Size XL is in your bag.")


def test_a_product_leads_to_others(open_page):
    page = open_page(f"/shop/{SKU}")
    page.locator(".related").get_by_role("link", name="Navy jacket").click()
    page.wait_for_url("**/shop/JACKET-NAVY")
    assert count_of(page).inner_text() == "No photos yet"
