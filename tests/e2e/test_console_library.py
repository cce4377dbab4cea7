"""The console's library, photo and review in a real browser, on the real engine with generated people."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.axe import assert_accessible
from tests.e2e.serving import serving
from wornby.api.sessions import COOKIE
from wornby.compose import build_engine
from wornby.datamodel import IngestOptions, Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.edits import TagChange
from wornby.datamodel.library import IngestItem
from wornby.datamodel.staff import Role
from wornby.demo import demo_shop
from wornby.settings import Settings

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
PHOTOS = 12
MANY = 100_000
MOST_TILES = 300
ALLOWED = frozenset({Purpose.DISPLAY, Purpose.APPEARANCE})


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    home = tmp_path_factory.mktemp("console-library")
    opened = build_engine(Settings(home=home, threads=1, rate_per_minute_key=100_000))
    opened.staff.add("ada", Role.ADMIN, password=PASSWORD)
    opened.staff.add("vic", Role.VIEWER, password=PASSWORD)
    rights = (Rights(state=RightsState.SYNTHETIC, purposes=ALLOWED), Rights(state=RightsState.LICENSED))
    opened.ingest(
        [
            IngestItem(source=str(picture.path), options=IngestOptions(rights=rights[number % 4 == 3]))
            for number, picture in enumerate(demo_shop().pictures[:PHOTOS])
        ]
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def cookies(engine, address):
    """Sessions of the users: the form is slowed down after a few attempts."""
    tokens = {name: engine.staff.sign_in(name, PASSWORD).token for name in ("ada", "vic")}
    return {name: {"name": COOKIE, "value": token, "url": address} for name, token in tokens.items()}


@pytest.fixture
def opened(browser, address, cookies):
    """Opens an address of the console; a page with an error fails the test."""
    contexts, errors = [], []

    def open_console(where, *, width=1280, scheme="light", as_user="ada", routes=()):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        context.add_cookies([cookies[as_user]])
        page = context.new_page()
        for pattern, answer in routes:
            page.route(pattern, answer)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"/console#{where}")
        page.get_by_role("heading", level=1).wait_for()
        page.locator(".grid .shot img, .photo, .review-ask h2, .empty").first.wait_for()
        return page

    yield open_console
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def worn(engine):
    """A photo with tags that can be corrected."""
    return next(asset.id for asset in engine.list_assets(everything=True) if asset.tags.wearers[0].attributes)


def settled(page):
    page.locator("[aria-busy=true]").first.wait_for(state="detached")
    return page


def tiles(page):
    return page.get_by_role("listbox", name="Photos").get_by_role("option")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_each_view_is_accessible_and_fits(opened, worn, width, scheme):
    page = opened("library", width=width, scheme=scheme)
    page.get_by_role("button", name="Filters").click()
    settled(page).locator(".facet").first.wait_for()
    tiles(page).first.focus()
    page.keyboard.press("Space")
    assert_accessible(page)
    assert fits(page)
    for where, there in ((f"photo/{worn}", ".tag"), ("review", ".choice"), ("library?text=purple+toaster", ".empty")):
        page.evaluate("where => { location.hash = where; }", where)
        page.locator(there).first.wait_for()
        settled(page)
        assert_accessible(page)
        assert fits(page), where


def test_filters_stand_in_the_address_and_are_taken_away(opened):
    page = opened("library")
    page.get_by_text(f"{PHOTOS} photos").wait_for()
    page.get_by_role("combobox", name="State of the rights").select_option("licensed")
    page.get_by_text("3 photos").wait_for()
    assert page.evaluate("location.hash") == "#library?state=licensed"
    page.get_by_role("button", name="Filters").click()
    settled(page).locator(".facet-value").first.click()
    page.locator(".chip").wait_for()
    assert "where=" in page.evaluate("location.hash")
    page.go_back()
    page.locator(".chip").wait_for(state="detached")
    page.get_by_text("3 photos").wait_for()


def test_words_are_searched_and_read(opened):
    page = opened("library")
    page.keyboard.press("/")
    page.keyboard.type("knitwear")
    page.keyboard.press("Enter")
    page.get_by_role("list", name="How your words were read").wait_for()
    assert settled(page).get_by_role("button", name="“knitwear”").is_visible()
    page.reload()
    page.get_by_role("list", name="How your words were read").wait_for()


def test_a_part_of_the_words_can_be_left_out_where_nothing_has_all(opened):
    page = opened("library?text=knitwear%2C+pink+dress")
    settled(page).get_by_role("button", name="Without “knitwear”").or_(
        page.get_by_role("button", name="Without “pink dress”")
    ).first.click()
    page.get_by_text("left out").wait_for()
    assert "drop=" in page.evaluate("location.hash")


def test_a_picture_finds_what_is_like_it(opened):
    page = opened("library")
    picture = demo_shop().pictures[0].path
    page.locator(".search input[type=file]").set_input_files(str(picture))
    page.get_by_role("button", name=f"Like {picture.name}").wait_for()
    settled(page).locator(".shot-why").first.wait_for()


def test_a_dropped_picture_is_searched_and_one_for_the_library_is_asked_about(opened):
    page = opened("library")
    drop = """(zone) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["x"], "coat.png", {type: "image/png"}));
      dispatchEvent(new DragEvent("dragenter", {dataTransfer: transfer}));
      const place = document.querySelectorAll(".drop-zone")[zone];
      place.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true}));
    }"""
    page.evaluate(drop, 1)
    dialog = page.get_by_role("dialog", name="Add one photo")
    dialog.wait_for()
    assert not dialog.get_by_label("Display").is_checked()
    assert_accessible(page, within="dialog")
    page.keyboard.press("Escape")
    page.evaluate(drop, 0)
    page.get_by_role("button", name="Like coat.png").wait_for()
    page.get_by_role("alert").wait_for()  # it is no picture, and the pane says so


def test_photos_are_added_with_progress_and_failures(opened, tmp_path, engine):
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    page = opened("library")
    page.locator(".pane-actions input[type=file]").set_input_files([str(bad)])
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    region = page.get_by_role("region", name="Photos on their way in")
    region.get_by_text("1 of 1 photos, 1 failed").wait_for()
    assert "bad.jpg" in region.inner_text()


def test_a_fact_is_corrected_and_the_correction_taken_back(opened, worn, engine):
    page = opened(f"photo/{worn}")
    row = page.locator(".tag-edit[data-tag^='0/null/']").first
    before = row.locator(".tag-value > span").inner_text()
    row.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert_accessible(page, within="dialog")
    wanted = next(one for one in dialog.locator(".choice b").all_inner_texts() if one != before)
    dialog.locator(".choice", has_text=wanted).first.click()
    row.get_by_text("Staff", exact=True).first.wait_for()
    assert row.locator(".tag-value > span").inner_text() == wanted
    assert engine.edits.history(worn)
    page.locator(".edit").first.wait_for()
    page.keyboard.press("u")
    page.locator(".edit-undone").wait_for()
    assert row.locator(".tag-value > span").inner_text() == before


def test_who_only_looks_gets_no_acts(opened, worn):
    page = opened(f"photo/{worn}", as_user="vic")
    page.locator(".tag").first.wait_for()
    assert page.locator(".tag-edit").count() == 0
    for name in ("Erase", "Veils", "Undo"):
        assert page.get_by_role("button", name=name).count() == 0
    assert page.get_by_role("link", name="Review").count() == 0


def test_a_veil_is_drawn_by_keyboard_and_kept(opened, worn, engine):
    page = opened(f"photo/{worn}")
    page.get_by_role("button", name="Veils").click()
    page.get_by_role("button", name="Add a veil").click()
    veil = page.get_by_role("button", name="Veil 1")
    assert veil.evaluate("element => element === document.activeElement")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Veils saved.").wait_for()
    assert [box.as_tuple() for box in engine.get_asset(worn, everything=True).veils] == [(0.39, 0.4, 0.59, 0.61)]
    page.get_by_role("button", name="Veils").click()
    page.get_by_role("button", name="What is found").click()
    page.get_by_text("hidden again").wait_for()
    assert engine.get_asset(worn, everything=True).veils is None


def test_masks_are_laid_over_the_photo_and_a_failure_is_told(opened, worn):
    page = opened(f"photo/{worn}", as_user="vic")
    toggle, masks = page.get_by_role("button", name="Masks"), page.get_by_role("img", name="Masks of the garments")
    toggle.click()
    masks.wait_for()
    settled(page)
    shape = "image => [image.naturalWidth, image.naturalHeight]"
    assert masks.evaluate(shape) == page.locator(".stage-picture img").first.evaluate(shape)
    assert masks.evaluate("image => image.naturalWidth") > 0
    assert toggle.get_attribute("aria-pressed") == "true"
    assert_accessible(page)
    page.keyboard.press("m")
    masks.wait_for(state="hidden")
    assert toggle.get_attribute("aria-pressed") == "false"
    problem = json.dumps({"code": "busy", "detail": "Others look."})
    refuse = {"status": 429, "body": problem, "content_type": "application/problem+json"}
    again = opened(f"photo/{worn}", routes=[("**/masks.png*", lambda route: route.fulfill(**refuse))])
    again.keyboard.press("m")
    again.get_by_text("Others look.").wait_for()
    assert again.get_by_role("button", name="Masks").get_attribute("aria-pressed") == "false"


def test_the_queue_is_answered_by_keyboard_alone(opened, engine):
    page = opened("review")
    queue = engine.shelf.review(below=0.7)
    item, first = queue.items[0].asset.id, queue.items[0].doubtful[0]
    heading = page.locator(".review-ask h2")
    asked = heading.inner_text()
    page.keyboard.press("Enter")
    page.locator(".review-ask", has_text="Question 2 of").or_(
        page.locator(".review-top", has_text="2 of")
    ).first.wait_for()
    edit = engine.edits.history(item)[-1]
    assert edit.changes[0].attribute == first.attribute
    assert edit.changes[0].after.source.startswith("staff/")
    page.keyboard.press("u")
    page.locator(".review-ask", has_text="Question 1 of").wait_for()
    assert heading.inner_text() == asked
    assert engine.edits.history(item)[-1].undone_at is not None
    page.keyboard.press("ArrowRight")
    page.locator(".review-top", has_text=f"2 of {queue.total} photos").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H2"


@pytest.fixture
def spare(engine):
    """A photo that nobody else looks at."""
    (picture,) = demo_shop().pictures[PHOTOS : PHOTOS + 1]
    options = IngestOptions(rights=Rights(state=RightsState.SYNTHETIC, purposes=ALLOWED))
    asset, _ = engine.ingest_one(IngestItem(source=str(picture.path), options=options))
    return asset.id


def test_a_photo_is_erased_for_a_reason(opened, spare, engine):
    page = opened(f"photo/{spare}")
    page.get_by_role("button", name="Erase").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Reason").select_option("mistake")
    assert_accessible(page, within="dialog")
    dialog.get_by_role("button", name="Erase for good").click()
    page.get_by_text("The photo is erased.").wait_for()
    page.get_by_role("heading", level=1, name="Library").wait_for()
    assert spare not in {asset.id for asset in engine.list_assets(everything=True)}


def many(route):
    """A library of very many photos; pictures are a single pixel."""
    query = parse_qs(urlsplit(route.request.url).query)
    offset, limit = int(query["offset"][0]), int(query["limit"][0])
    rows = [
        {"id": f"p{number}", "kind": "worn", "state": "licensed", "shown": True, "synthetic": False, "tagged": True}
        | {"title": f"{number}.jpg", "caption": "", "given": [], "width_px": 3, "height_px": 4, "doubt": None}
        | {"created_at": "2026-01-01T00:00:00Z", "thumb": "/static/icon.svg"}
        for number in range(offset, min(MANY, offset + limit))
    ]
    body = json.dumps({"photos": rows, "total": MANY, "offset": offset})
    route.fulfill(body=body, content_type="application/json")


@pytest.mark.parametrize("width", [360, 1440])
def test_very_many_photos_are_scrolled_to_the_last(opened, width):
    page = opened("library", width=width, routes=[("**/v1/library?*", many)])
    page.get_by_text("100,000 photos").wait_for()
    length = page.evaluate("document.documentElement.scrollHeight")
    for part in (0.25, 0.5, 0.999):
        page.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", part)
        page.locator(".shot:not([data-empty]) img").first.wait_for()
        assert tiles(page).count() < MOST_TILES
        assert page.evaluate("document.documentElement.scrollHeight") == length
    page.get_by_role("listbox", name="Photos").focus()
    page.keyboard.press("End")
    last = page.get_by_role("option", name=f"{MANY - 1}.jpg")
    last.wait_for()
    assert last.get_attribute("aria-posinset") == str(MANY)
    assert last.evaluate("tile => tile.getBoundingClientRect().bottom <= innerHeight")
    assert tiles(page).count() < MOST_TILES


def test_tiles_are_chosen_by_keyboard_and_mouse(opened):
    page = opened("library", routes=[("**/v1/library?*", many)])
    grid = page.get_by_role("listbox", name="Photos")
    grid.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_text("3 selected").wait_for()
    page.get_by_role("option", name="7.jpg").first.click()
    page.get_by_text("4 selected").wait_for()
    page.keyboard.press("Escape")
    assert grid.get_by_role("option", selected=True).count() == 0
    assert page.locator(".selection").is_hidden()


HITS = 120


def hits(route):
    """Two pages of hits."""
    first = 0 if route.request.post_data_json["cursor"] is None else HITS // 2
    found = [
        {"asset": {"id": f"h{number}", "kind": "worn", "synthetic": False, "title": f"hit {number}", "given": []}}
        | {"why": [], "score": 1.0}
        for number in range(first, first + HITS // 2)
    ]
    for hit in found:
        hit["asset"]["renditions"] = {"thumb": "/static/icon.svg"}
    body = {"hits": found, "cursor": None if first else "next", "read_as": [], "relaxations": []}
    route.fulfill(body=json.dumps(body), content_type="application/json")


def test_a_search_shows_its_hits_alone_and_of_its_product_alone(opened):
    routes = [("**/v1/library?*", many), ("**/v1/search", hits)]
    page = opened("library?product=TEE-01&text=red&state=licensed&order=oldest", routes=routes)
    page.get_by_text("60 or more photos").wait_for()
    assert page.get_by_role("combobox", name="State of the rights").input_value() == ""
    with page.expect_request("**/v1/search") as asked:
        page.get_by_role("button", name="Show more").click()
    assert asked.value.post_data_json["where"] == ["product=TEE-01"]
    page.get_by_text(f"{HITS} photos", exact=True).wait_for()
    page.get_by_role("listbox", name="Photos").focus()
    page.keyboard.press("End")
    page.locator(f"#tile-{HITS - 1} img").wait_for()
    shown = {tile.get_attribute("aria-posinset"): tile.get_attribute("aria-label") for tile in tiles(page).all()}
    assert shown
    assert all(
        label.startswith(f"hit {int(place) - 1},") or label == f"hit {int(place) - 1}" for place, label in shown.items()
    )


def test_words_within_a_product_find_nothing_of_others(opened):
    page = opened("library?product=NO-SUCH-SKU&text=knitwear")
    page.get_by_role("heading", name="Nothing like that").wait_for()
    assert page.get_by_role("button", name="Product: NO-SUCH-SKU").is_visible()


def test_the_next_photo_is_the_one_beside_it_after_a_jump(opened):
    page = opened("library", routes=[("**/v1/library?*", many)])
    page.get_by_role("listbox", name="Photos").focus()
    page.keyboard.press("End")
    page.get_by_role("option", name=f"{MANY - 1}.jpg").wait_for()
    page.keyboard.press("Home")
    page.get_by_role("option", name="0.jpg", exact=False).first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Photo").wait_for()
    after = """async (id) => (await import("/static/console/trail.js")).trailOf(id).after"""
    assert [page.evaluate(after, "p98"), page.evaluate(after, "p99")] == ["p99", ""]


def test_a_dialog_goes_with_its_pane_and_an_address_may_be_odd(opened):
    page = opened("library", routes=[("**/v1/library?*", many)])
    page.get_by_role("link", name="Review").click()
    page.locator(".review-ask h2, .empty").first.wait_for()
    page.go_back()
    page.get_by_role("listbox", name="Photos").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Erase").click()
    page.get_by_role("dialog").wait_for()
    page.evaluate("location.hash = 'photo/%E0'")
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("heading", level=1, name="Photo").wait_for()
    page.get_by_role("alert").wait_for()


def test_what_no_page_may_copy_is_shown_to_be_copied(opened, worn):
    page = opened(f"photo/{worn}")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator("button.id").first.click()
    text = page.get_by_role("textbox", name="Text to copy")
    assert text.input_value() == worn
    assert (
        text.evaluate("area => getSelection().toString() || area.value.slice(area.selectionStart, area.selectionEnd)")
        == worn
    )
    assert_accessible(page, within="dialog")


def test_what_somebody_else_corrected_is_not_asked_again(opened, engine):
    page = opened("review")
    (item, *_) = engine.shelf.review(below=0.7).items
    first = item.doubtful[0]
    there = {"wearer": first.wearer, "garment": first.garment, "attribute": first.attribute}
    engine.edits.change(item.asset.id, [TagChange(value=first.fact.value, **there)], by="staff/other")
    page.locator(".review-ask h2").evaluate("asked => { asked.dataset.old = '1'; }")
    page.keyboard.press("Enter")
    page.locator(".review-ask h2:not([data-old])").wait_for()
    assert "changed" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("button", name="Undo").is_disabled()
    assert engine.edits.history(item.asset.id)[-1].by == "staff/other"
    page.locator(".review-ask h2").evaluate("asked => { asked.dataset.old = '1'; }")
    page.keyboard.press("Enter")
    page.locator(".review-ask h2:not([data-old])").wait_for()
    assert page.get_by_role("alert").count() == 0


@pytest.fixture
def brief(engine):
    """A photo that goes with its test: others count them."""
    (picture,) = demo_shop().pictures[PHOTOS + 1 : PHOTOS + 2]
    options = IngestOptions(rights=Rights(state=RightsState.SYNTHETIC, purposes=ALLOWED))
    asset, _ = engine.ingest_one(IngestItem(source=str(picture.path), options=options))
    yield asset.id
    engine.erasing.erase([asset.id], note=RightsNote(actor="staff/ada", reason="mistake"))


def test_tags_go_from_the_page_with_the_right_to_state_them(opened, brief):
    page = opened(f"photo/{brief}")
    page.get_by_role("button", name="Change rights").click()
    dialog = page.get_by_role("dialog", name="Change rights")
    for box in reversed(dialog.locator(".checks input:checked").all()):
        box.uncheck()
    dialog.get_by_label("Evidence").fill("ticket/1")
    dialog.get_by_label("Reason").fill("mail")
    assert page.locator(".tag-edit[data-tag^='0/null/hair.']").count()
    dialog.get_by_role("button", name="Change", exact=True).click()
    page.get_by_text("The rights are changed.").wait_for()
    page.locator(".tag-edit[data-tag^='0/null/hair.']").first.wait_for(state="detached")


def test_the_way_back_leads_to_where_one_was(opened, worn):
    page = opened("library", width=360)
    tile = tiles(page).last
    tile.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 0
    tile.click()
    page.locator(".photo").wait_for()
    page.get_by_role("link", name="Library").last.click()
    page.locator(".grid .shot img").first.wait_for()
    settled(page)
    assert page.evaluate("scrollY") == place
