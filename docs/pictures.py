"""Takes the pictures of the pages in docs/pictures/ from the demo shop: `python docs/pictures.py`.

With `--all FOLDER` every page is taken at each width, light and dark, to be looked at. Needs Chromium and the packages
of the tests. Everybody in the pictures is drawn.
"""

import argparse
import io
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from wornby.api.server import make_server
from wornby.api.sessions import COOKIE
from wornby.cli.showing import run_demo
from wornby.compose import open_engine
from wornby.datamodel import Query
from wornby.datamodel.staff import Role
from wornby.demo import demo_shop
from wornby.engine import Engine
from wornby.settings import Settings

FOLDER = Path(__file__).parent / "pictures"
REPORT = Path(__file__).parent / "comparison" / "report.html"
CHROMIUM = "/usr/bin/chromium"
WIDTHS = (360, 768, 1440)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_SKU = "TEE-01"
_BY = "staff/cli"
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


def _ready(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.locator("[aria-busy=true]").first.wait_for(state="detached")
    page.wait_for_load_state("networkidle")


def _masked(page: Page) -> None:
    _ready(page)
    page.get_by_role("button", name="Masks").click()
    page.locator(".stage-tools [aria-busy]").wait_for(state="detached")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page in a state that is worth a picture.

    Attributes:
        name: Of the picture's file.
        path: Below the server's address; `{photo}`, `{link}` and `{empty}` stand for a photo, for a wearer's link, and
            for one by which nothing was given yet.
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


_PANES = (
    "matches",
    "products",
    "requests",
    "reports",
    "texts",
    "representation",
    "links",
    "find-person",
    "retention",
    "erasures",
    "ledger",
    "jobs",
    "health",
    "keys",
    "users",
    "account",
)
VIEWS = (
    View(name="products", path="/"),
    View(name="shop", path=f"/shop/{_SKU}", act=_filtered, height=750),
    View(name="gallery-phone", path=f"/shop/{_SKU}", act=_gallery, width=372, height=800, scheme="dark"),
    View(name="gallery-photo", path=f"/shop/{_SKU}", act=_opened, height=750),
    View(name="sign-in", path="/console?signed-out"),
    View(name="console", path="/console#library", act=_ready, width=1280, height=800),
    View(name="console-photo", path="/console#photo/{photo}", act=_masked, width=1280, height=800),
    View(name="console-review", path="/console#review", act=_ready),
    *(View(name=f"console-{name}", path=f"/console#{name}", act=_ready) for name in _PANES),
    View(name="console-rights", path="/console#rights", act=_ready, width=1280, height=800),
    View(name="wear-empty", path="/wear#{empty}", act=_ready),
    View(name="wear", path="/wear#{link}", act=_ready, width=372, height=800),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the demo shop has beyond its photos.

    Attributes:
        session: Secret of a session of somebody who may do everything.
        places: What stands for the words in braces of the views' paths.
    """

    session: str
    places: Mapping[str, str]


def set_the_scene(engine: Engine) -> Scene:
    """Let somebody sign in, and somebody give two photos by a link."""
    password = secrets.token_urlsafe(16)
    # A library that is kept has had this user from the run before.
    known = {user.name: user for user in engine.staff.list()}
    if "ada" in known:
        engine.staff.set_password(known["ada"].id, password)
    else:
        engine.staff.add("ada", Role.ADMIN, password=password)
    empty = engine.links.make_upload([_SKU], language="en", by=_BY)
    given = engine.links.make_upload([_SKU], language="en", by=_BY)
    worn = [picture for picture in demo_shop().pictures if picture.sku == _SKU]
    for picture in worn[:2]:
        engine.people.add_photo(given.link, _cropped(picture.path), product=_SKU)
    photo = engine.search(Query(text="long red hair", k=1)).hits[0].asset.id
    return Scene(
        session=engine.staff.sign_in("ada", password).token,
        places={"photo": photo, "link": _token(given.url), "empty": _token(empty.url)},
    )


def _cropped(path: Path) -> bytes:
    """A picture that the library does not have: one of the demo shop without an edge, with a comment of its own."""
    out = io.BytesIO()
    with Image.open(path) as picture:
        cropped = picture.crop((4, 0, picture.width, picture.height))
        cropped.save(out, "JPEG", quality=_QUALITY, comment=secrets.token_bytes(8))
    return out.getvalue()


def _token(url: str) -> str:
    return url.partition("#")[2]


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


def take(
    browser: Browser, view: View, *, scene: Scene, base: str, size: tuple[int, int], scheme: Scheme, path: Path
) -> None:
    """Take one picture.

    Args:
        browser: Takes it.
        view: What is shown.
        scene: Who looks, and at what.
        base: Address of the server.
        size: Of the page, pixels.
        scheme: Light or dark.
        path: Of the picture, whose suffix says its format.
    """
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    try:
        if view.name.startswith("console"):
            context.add_cookies([{"name": COOKIE, "value": scene.session, "url": base}])
        page = context.new_page()
        page.goto(base + view.path.format_map(scene.places), wait_until="networkidle")
        view.act(page)
        if path.suffix == ".png":
            page.screenshot(path=path)
        else:
            page.screenshot(path=path, type="jpeg", quality=_QUALITY)
    finally:
        context.close()


def take_report(browser: Browser) -> None:
    """Take the head of the report that docs/comparison/make.py made."""
    page = browser.new_page(viewport={"width": 1180, "height": 1480}, color_scheme="light")
    page.goto(REPORT.as_uri())
    page.screenshot(path=FOLDER / "compare.jpg", type="jpeg", quality=_QUALITY)
    page.close()


def main() -> None:
    """Fill a demo shop and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take every page at every width, light and dark")
    parser.add_argument("--only", default="", metavar="NAME", help="only views whose name begins so")
    parser.add_argument("--home", type=Path, help="a demo shop's library that is kept from run to run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=options.home or Path(folder),
            generate_on_demand=True,
            public_url="https://console.example",
            rate_per_minute_address=100_000,
            rate_per_minute_key=100_000,
        )
        with open_engine(settings) as engine, sync_playwright() as playwright:
            run_demo(engine, photos=None)
            scene = set_the_scene(engine)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            with serving(engine) as base:
                if "compare".startswith(options.only) and options.all is None:
                    take_report(browser)
                for view in (each for each in VIEWS if each.name.startswith(options.only)):
                    _take_all(browser, view, scene=scene, base=base, folder=options.all)
            browser.close()


def _take_all(browser: Browser, view: View, *, scene: Scene, base: str, folder: Path | None) -> None:
    if folder is None:
        if view.height is not None:
            size = (view.width, view.height)
            take(browser, view, scene=scene, base=base, size=size, scheme=view.scheme, path=FOLDER / f"{view.name}.jpg")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for scheme in SCHEMES:
            path = folder / f"{view.name}-{width}-{scheme}.png"
            take(browser, view, scene=scene, base=base, size=(width, 900), scheme=scheme, path=path)


if __name__ == "__main__":
    main()
