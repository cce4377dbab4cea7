"""What the shop page says of wearers who likely wear a product, in a real browser."""

import pytest

from tests.e2e.serving import serving
from tests.e2e.test_shop_page import settled, tiles
from wornby.compose import build_engine
from wornby.datamodel import IngestOptions, Purpose, Rights, RightsState, Verdict
from wornby.datamodel.library import IngestItem
from wornby.demo import demo_shop
from wornby.settings import Settings
from wornby.testing.fakes_matching import FakeMatcher

pytestmark = pytest.mark.browser

RIGHTS = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
DOUBT = "Likely this product"


def test_a_likely_wearer_comes_last_and_the_tile_says_so(browser, tmp_path) -> None:
    engine = build_engine(Settings(home=tmp_path, threads=1), machine=FakeMatcher())
    goods = demo_shop().products[0]
    first, second = demo_shop().pictures[:2]
    for picture, skus in ((first, ()), (second, (goods["sku"],))):
        if skus:
            engine.import_products([goods], base=demo_shop().folder)
        engine.ingest([IngestItem(source=str(picture.path), options=IngestOptions(rights=RIGHTS, products=skus))])
    with serving(engine) as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto(f"/shop/{goods['sku']}", wait_until="networkidle")
        found = tiles(settled(page))
        assert [DOUBT in found.nth(number).inner_text() for number in range(found.count())] == [False, True]
        assert found.nth(1).locator("img").get_attribute("alt").startswith("Likely ")
        likely = engine.gallery(goods["sku"]).result.hits[1]
        engine.matches.decide(
            likely.asset.id, goods["sku"], verdict=Verdict.CONFIRMED, by="staff/anna", wearer=likely.wearer, garment=0
        )
        page.reload(wait_until="networkidle")
        assert DOUBT not in settled(page).locator("wornby-gallery [part=grid]").inner_text()
        context.close()
    engine.close()
