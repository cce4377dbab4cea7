"""The labelling page in a real browser: photos that wornby drew, a keyboard, and the table that comes out."""

import csv
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.unit.comparison.build import VOCABULARY, fact, worn
from wornby.api.labelling import Desk, DeskPhoto, Ranking
from wornby.api.labelling.server import open_labelling
from wornby.comparison import find_question, parse_labels
from wornby.comparison.sheet import Sheet
from wornby.datamodel.library import TagResult
from wornby.demo import demo_shop

pytestmark = pytest.mark.browser

NAMES = ("hair.color", "bag.kind")
SURE = (0.9, 0.3, 0.6)
ORDER = ("photo-1.jpg", "photo-2.jpg", "photo-0.jpg")
WIDTHS = pytest.mark.parametrize("width", [1280, 360])


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    for number, each in enumerate(demo_shop().pictures[:3]):
        (folder / f"photo-{number}.jpg").write_bytes(each.path.read_bytes())
    return folder


@contextmanager
def labelling(photos, target):
    questions = tuple(find_question(name, VOCABULARY) for name in NAMES)
    names = [DeskPhoto(path=str(path), file=path.name) for path in sorted(photos.iterdir())]
    sheet = Sheet(target, questions=questions, labeller="anna")
    desk = Desk(names, questions=questions, sheet=sheet, read=lambda path: Path(path).read_bytes(), max_pixels=10**7)

    def tag(number):
        return TagResult(photo=None, tags=worn(hair__color=fact("red", SURE[number])), failure=None, took_ms=1.0)

    ranking = Ranking(len(names), questions=questions, tag=tag)
    with open_labelling(desk, ranking=ranking, port=0) as (server, listener, address):
        ranking.join()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join(timeout=30)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "labels.csv"


@pytest.fixture
def open_page(browser, photos, target):
    """Opens the page in a width; it may not have complained in the end."""
    complaints = []
    with labelling(photos, target) as address:
        contexts = []

        def opened(*, width=1280, scheme="light"):
            context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            contexts.append(context)
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(address, wait_until="networkidle")
            page.wait_for_selector('#desk[aria-busy="false"]')
            return page

        yield opened
        for context in contexts:
            context.close()
    assert complaints == []


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def asked(page, file, *, question):
    page.wait_for_function(
        "([file, question]) => document.getElementById('name').textContent === file "
        "&& document.getElementById('question').textContent === question",
        arg=[file, question],
    )


def answer(page, key, *, file, question):
    asked(page, file, question=question)
    page.keyboard.press(key)


def saved(page):
    page.wait_for_function("() => document.getElementById('saved').textContent.startsWith('Saved')")


@WIDTHS
def test_three_photos_by_keyboard(open_page, target, *, width):
    page = open_page(width=width)
    # "u" before a value doubts it; "9" is the key of no bag and does nothing.
    for hair, bag, file in (("4", "1", ORDER[0]), ("2", "u5", ORDER[1]), ("0", "96", ORDER[2])):
        answer(page, hair, file=file, question="Hair colour")
        for key in bag:
            answer(page, key, file=file, question="Bag")
    page.get_by_text("All photos are labelled").wait_for()
    page.wait_for_function("() => document.getElementById('count').textContent === '3 of 3 photos'")
    saved(page)
    found = rows(target)
    assert [(found[file]["hair.color"], found[file]["bag.kind"]) for file in ORDER] == [
        ("red", "none"),
        ("brown", "tote"),
        ("not_visible", "backpack"),
    ]
    assert [found[file]["doubt"] for file in ORDER] == ["", "bag.kind", ""]
    assert len(parse_labels(list(found.values()), vocabulary=VOCABULARY).rows) == 3


def test_undo_takes_the_answer_back(open_page, target):
    page = open_page()
    answer(page, "4", file=ORDER[0], question="Hair colour")
    asked(page, ORDER[0], question="Bag")
    saved(page)
    assert rows(target)[ORDER[0]]["hair.color"] == "red"
    page.keyboard.press("Backspace")
    asked(page, ORDER[0], question="Hair colour")
    page.wait_for_function("() => document.querySelector('.choice[aria-pressed=\"true\"]') === null")
    deadline = time.monotonic() + 10
    while rows(target) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert rows(target) == {}


def test_arrows_move_and_what_is_skipped_comes_again(open_page):
    page = open_page()
    for file in ORDER:
        asked(page, file, question="Hair colour")
        page.keyboard.press("ArrowRight")
    page.get_by_text("That was the last new photo").wait_for()
    page.keyboard.press("ArrowLeft")
    asked(page, ORDER[2], question="Hair colour")
    page.keyboard.press("ArrowDown")
    asked(page, ORDER[2], question="Bag")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Go through them again").click()
    asked(page, ORDER[0], question="Hair colour")


def test_one_attribute_at_a_time(open_page):
    page = open_page()
    page.locator("#mode").select_option("bag.kind")
    for file in sorted(ORDER):  # this tagger says nothing of bags: in the order of their names
        answer(page, "1", file=file, question="Bag")
    page.get_by_text("All photos are labelled").wait_for()


def test_an_answer_that_could_not_be_kept_is_said_and_taken_back(browser, photos, target):
    with labelling(photos, target) as address:
        page = browser.new_page()
        page.goto(address, wait_until="networkidle")
        target.write_text("file,hair.color,bag.kind\nphoto-1.jpg,red,none\n")  # another program, at the same time
        answer(page, "4", file=ORDER[0], question="Hair colour")
        page.get_by_text("Not saved").wait_for()
        assert page.locator(".step-done").count() == 0
        assert rows(target)["photo-1.jpg"]["bag.kind"] == "none"
        page.close()


@pytest.fixture
def begun(target):
    target.write_text("file,hair.color,bag.kind\nphoto-1.jpg,red,none\nphoto-2.jpg,red,\n")


def test_labelled_photos_do_not_come_again(begun, open_page):
    page = open_page()
    asked(page, ORDER[1], question="Bag")
    page.wait_for_function("() => document.getElementById('count').textContent === '1 of 3 photos'")


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_does_not_scroll_sideways(open_page, *, width, scheme):
    page = open_page(width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_every_value_can_be_touched(open_page, target):
    page = open_page(width=360)
    asked(page, ORDER[0], question="Hair colour")
    page.get_by_role("button", name="4 Red").click()
    asked(page, ORDER[0], question="Bag")
    saved(page)
    assert rows(target)[ORDER[0]]["hair.color"] == "red"
