"""The shop's pages in a real browser, over a real server and a real library."""

import re

import pytest

from tests.e2e.drawn_shop import SKU, fill
from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import Clause, Query
from wornby.settings import Settings

pytestmark = pytest.mark.browser

WEARERS = 30
WIDTHS = pytest.mark.parametrize("width", [1280, 360])


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

    def opened(path, *, width=1280):
        context = browser.new_context(viewport={"width": width, "height": 800}, base_url=address)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
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
    page.wait_for_selector('wornby-gallery[aria-busy="false"]')
    return page


def shown(page):
    settled(page)
    return {item.get_attribute("data-asset") for item in page.locator(".grid > li").all()}


def said_count(page):
    return int(re.match(r"\d+", settled(page).locator(".count").inner_text()).group())


def panel_counts(page):
    return {
        (box.get_attribute("name"), box.get_attribute("value")): int(count.text_content())
        for box, count in zip(
            page.locator(".values input").all(), page.locator(".values .value-count").all(), strict=True
        )
        if count.text_content() != "0"
    }


def box_of(page, attribute, *, value):
    return page.locator(f'input[name="{attribute}"][value="{value}"]')


def open_filters(page):
    if page.locator(".opener").is_visible():
        page.locator(".opener").click()


@WIDTHS
def test_two_filters_by_mouse_and_keyboard(open_page, engine, *, width):
    page = settled(open_page(f"/shop/{SKU}", width=width))
    assert said_count(page) == WEARERS
    open_filters(page)
    box_of(page, "hair.color", value="red").click()
    page.wait_for_url("**where=hair.color*")
    ids, total, _ = expected(engine, hair__color="red")
    page.wait_for_function("total => document.querySelector('.count').textContent.startsWith(`${total} `)", arg=total)
    box_of(page, "eyewear.kind", value="eyeglasses").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**where=eyewear.kind*")
    ids, total, counts = expected(engine, hair__color="red", eyewear__kind="eyeglasses")
    page.wait_for_function("total => document.querySelector('.count').textContent.startsWith(`${total} `)", arg=total)
    assert 0 < total < WEARERS
    assert shown(page) == ids
    assert panel_counts(page) == counts
    assert page.evaluate("document.activeElement.value") == "eyeglasses"


@WIDTHS
def test_state_is_in_the_address(open_page, engine, *, width):
    page = open_page(f"/shop/{SKU}?where=hair.color%3Dred,brown", width=width)
    assert shown(page) == expected(engine, hair__color="red,brown")[0]
    page.get_by_role("button", name="Remove Hair colour: Red").click()
    page.wait_for_url(lambda url: "red" not in url)
    page.wait_for_function("() => !document.querySelector('.chosen').textContent.includes('Red')")
    assert shown(page) == expected(engine, hair__color="brown")[0]
    page.go_back()
    page.wait_for_function("() => document.querySelector('.chosen').textContent.includes('Red')")
    assert shown(page) == expected(engine, hair__color="red,brown")[0]
    page.get_by_role("button", name="Clear all").click()
    page.wait_for_function("() => document.querySelector('.chosen').children.length === 0")
    assert said_count(page) == WEARERS


def test_words_become_filters(open_page, engine):
    page = settled(open_page(f"/shop/{SKU}"))
    page.get_by_role("searchbox").fill("red hair, sunglasses")
    page.keyboard.press("Enter")
    page.wait_for_url("**where=*")
    ids, total, _ = expected(engine, hair__color="red", eyewear__kind="sunglasses")
    page.wait_for_function("total => document.querySelector('.count').textContent.startsWith(`${total} `)", arg=total)
    assert shown(page) == ids


def test_words_that_mean_nothing_are_said(open_page):
    page = settled(open_page(f"/shop/{SKU}"))
    page.get_by_role("searchbox").fill("qwertz")
    page.keyboard.press("Enter")
    page.get_by_text("Not understood: qwertz").wait_for()


def test_load_more_shows_everybody_once(open_page, engine):
    page = settled(open_page(f"/shop/{SKU}"))
    page.get_by_role("button", name="Load more").click()
    page.wait_for_function("total => document.querySelectorAll('.grid > li').length === total", arg=WEARERS)
    assert shown(page) == expected(engine)[0]


def test_nobody_left_gets_a_way_back(open_page):
    page = settled(open_page(f"/shop/{SKU}?where=hair.color%3Dred&where=hair.color!%3Dred"))
    assert said_count(page) == 0
    page.get_by_role("button", name="without hair colour").first.click()
    page.wait_for_function("() => document.querySelectorAll('.grid > li').length > 0")


def test_unknown_filter_in_the_address_is_explained(browser, address):
    page = browser.new_page(base_url=address)
    page.goto(f"/shop/{SKU}?where=nothing%3Dknown", wait_until="networkidle")
    assert "Unknown attribute" in page.locator(".empty").inner_text()
    page.close()


@pytest.mark.parametrize("path", ["/", f"/shop/{SKU}", "/photos/{photo}"])
@WIDTHS
def test_no_page_scrolls_sideways(open_page, engine, *, path, width):
    photo = min(expected(engine)[0])
    page = open_page(path.format(photo=photo), width=width)
    open_filters(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_every_picture_has_words_and_room(open_page):
    page = settled(open_page(f"/shop/{SKU}"))
    for image in page.locator("img").all():
        assert image.get_attribute("alt")
        assert int(image.get_attribute("width")) > 0
        assert int(image.get_attribute("height")) > 0


@WIDTHS
def test_photo_page(open_page, *, width):
    page = settled(open_page(f"/shop/{SKU}?where=hair.color%3Dred", width=width))
    page.locator(".card").first.click()
    page.wait_for_url("**/photos/**")
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
