"""The offer of a generated picture on the shop page, in a real browser."""

from contextlib import ExitStack

import pytest

from tests.e2e import generated_shop as shop
from tests.e2e.serving import serving
from tests.e2e.test_shop_page import count_of, settled, tiles
from wornby.testing.fakes_generators import without

pytestmark = pytest.mark.browser

PAGE = f"/shop/{shop.SKU}?where=hair.color%3Dred&where=body.height%3D180-189"
OFFER = "Show a generated picture"


@pytest.fixture
def opened(browser, tmp_path, monkeypatch):
    """Opens the page of a shop with no photo; what the page complains of fails, but a refusal that it shows."""
    shop.install(monkeypatch)
    contexts, complaints = [], []

    def open_page(path, **settings):
        engine = stack.enter_context(shop.open_shop(tmp_path / "home", **settings))
        address = stack.enter_context(serving(engine))
        contexts.append(browser.new_context(base_url=address))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(path, wait_until="networkidle")
        return settled(page)

    with ExitStack() as stack:
        yield open_page
        for context in contexts:
            context.close()
    assert [each for each in complaints if "429" not in each and "400" not in each] == []


def test_a_filter_that_leaves_no_photo_offers_a_picture_and_shows_its_tile(opened):
    page = opened(PAGE, generate_on_demand=True)
    page.get_by_role("button", name=OFFER).click()
    tile = tiles(page)
    tile.wait_for()
    assert tile.count() == 1
    assert "red hair" in tile.locator("img").get_attribute("alt")
    assert page.get_by_role("button", name=OFFER).count() == 0
    assert tile.locator("img").get_attribute("alt").startswith("Generated picture: ")
    tile.locator("button").click()
    page.get_by_text("Made by a computer, not photographed.").wait_for()


def test_the_second_time_nothing_is_drawn(opened):
    page = opened(PAGE, generate_on_demand=True)
    page.get_by_role("button", name=OFFER).click()
    tiles(page).wait_for()
    page.reload(wait_until="networkidle")
    settled(page)
    # It is in the library now, and stands where no photo is left.
    assert tiles(page).count() == 1
    assert page.get_by_role("button", name=OFFER).count() == 0
    assert len(shop.GENERATOR.asked) == 1


def test_a_picture_that_shows_something_else_is_not_shown(opened):
    shop.TAGGER.blind = without("hair.color")
    page = opened(PAGE, generate_on_demand=True)
    page.get_by_role("button", name=OFFER).click()
    page.get_by_text("does not show all that you chose").wait_for()
    assert tiles(page).count() == 0


def test_a_filter_that_cannot_be_drawn_says_so(opened):
    page = opened(f"/shop/{shop.SKU}?where=accessories%3Dscarf", generate_on_demand=True)
    page.get_by_role("button", name=OFFER).click()
    page.get_by_text("cannot be drawn").wait_for()


def test_where_it_is_off_there_is_no_offer(opened):
    page = opened(PAGE)
    page.get_by_text("Nobody matches all of these").wait_for()
    assert page.get_by_role("button", name=OFFER).count() == 0


def test_without_a_filter_there_is_no_offer(opened):
    page = opened(f"/shop/{shop.SKU}", generate_on_demand=True)
    page.get_by_text("No photos yet").wait_for()
    assert page.get_by_role("button", name=OFFER).count() == 0


def test_a_generated_picture_says_why_it_stands_there(opened):
    page = opened(PAGE, generate_on_demand=True)
    page.get_by_text("Nobody matches all of these").wait_for()
    page.get_by_role("button", name=OFFER).click()
    page.get_by_text("No photo fits; this picture is generated.").wait_for()
    assert page.get_by_text("Nobody matches").count() == page.get_by_text("Leave one out").count() == 0
    page.reload(wait_until="networkidle")
    assert count_of(page).inner_text() == "No photo fits; this picture is generated."


def test_its_tile_is_told_in_the_words_of_the_vocabulary(opened):
    page = opened(f"/shop/{shop.SKU}?where=hair.length%3Dup", generate_on_demand=True)
    page.get_by_role("button", name=OFFER).click()
    tile = tiles(page)
    tile.wait_for()
    assert "tied up hair" in tile.locator("img").get_attribute("alt")
