"""Takes the pictures of the pages in docs/pictures/ from the demo shop: `python docs/pictures.py`.

With `--all FOLDER` every page is taken at each width, light and dark, to be looked at. Needs Chromium and the packages
of the tests. Everybody in the pictures is drawn.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from wornby.api.server import make_server
from wornby.cli.showing import run_demo
from wornby.compose import open_engine
from wornby.engine import Engine
from wornby.settings import Settings

FOLDER = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
WIDTHS = (360, 768, 1440)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_SKU = "TEE-01"
_QUALITY = 82
_STARTS_S = 30


def _nothing(page: Page) -> None:
    page.wait_for_load_state("networkidle")


def _gallery(page: Page) -> None:
    page.locator("wornby-gallery").scroll_into_view_if_needed()
    page.wait_for_selector('wornby-gallery section[aria-busy="false"]')
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, document.querySelector('wornby-gallery').getBoundingClientRect().top + scrollY - 40)")


def _filtered(page: Page) -> None:
    _gallery(page)
    page.locator("wornby-gallery button[data-facet='hair.color']").click()
    page.locator("wornby-gallery [part=value]").first.click()
    page.wait_for_load_state("networkidle")


def _opened(page: Page) -> None:
    _gallery(page)
    page.locator("wornby-gallery [part=tile] button, wornby-gallery li button").first.click()
    page.wait_for_load_state("networkidle")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page in a state that is worth a picture.

    Attributes:
        name: Of the picture's file.
        path: Below the server's address.
        act: What is done on it first.
        width: Of the picture in the documents, pixels.
        height: The same; None leaves the view out of the documents.
        scheme: Light or dark, in the documents.
    """

    name: str
    path: str
    act: Callable[[Page], None] = _nothing
    width: int = 1200
    height: int | None = None
    scheme: Scheme = "light"


VIEWS = (
    View(name="products", path="/"),
    View(name="shop", path=f"/shop/{_SKU}", act=_filtered, height=750),
    View(name="gallery-phone", path=f"/shop/{_SKU}", act=_gallery, width=372, height=800, scheme="dark"),
    View(name="gallery-photo", path=f"/shop/{_SKU}", act=_opened, height=750),
)


@contextmanager
def serving(engine: Engine) -> Iterator[str]:
    """A server on a free port of loopback."""
    server = make_server(engine, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + _STARTS_S
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=_STARTS_S)


def take(browser: Browser, view: View, *, base: str, size: tuple[int, int], scheme: Scheme, path: Path) -> None:
    """Take one picture.

    Args:
        browser: Takes it.
        view: What is shown.
        base: Address of the server.
        size: Of the page, pixels.
        scheme: Light or dark.
        path: Of the picture, whose suffix says its format.
    """
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    try:
        page = context.new_page()
        page.goto(base + view.path, wait_until="networkidle")
        view.act(page)
        if path.suffix == ".png":
            page.screenshot(path=path)
        else:
            page.screenshot(path=path, type="jpeg", quality=_QUALITY)
    finally:
        context.close()


def main() -> None:
    """Fill a demo shop and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take every page at every width, light and dark")
    parser.add_argument("--only", default="", metavar="NAME", help="only views whose name begins so")
    parser.add_argument("--home", type=Path, help="a demo shop's library that is kept from run to run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=options.home or Path(folder), generate_on_demand=True, rate_per_minute_address=100_000)
        with open_engine(settings) as engine, sync_playwright() as playwright:
            run_demo(engine, photos=None)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            with serving(engine) as base:
                for view in (each for each in VIEWS if each.name.startswith(options.only)):
                    _take_all(browser, view, base=base, folder=options.all)
            browser.close()


def _take_all(browser: Browser, view: View, *, base: str, folder: Path | None) -> None:
    if folder is None:
        if view.height is not None:
            size = (view.width, view.height)
            take(browser, view, base=base, size=size, scheme=view.scheme, path=FOLDER / f"{view.name}.jpg")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for scheme in SCHEMES:
            path = folder / f"{view.name}-{width}-{scheme}.png"
            take(browser, view, base=base, size=(width, 900), scheme=scheme, path=path)


if __name__ == "__main__":
    main()
