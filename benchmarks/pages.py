"""How soon the gallery's first tiles stand on a slow phone, beside a plain page of the same pictures.

    python -m benchmarks.pages [--runs 5]

A real server on loopback over the sixty drawn pictures of the demo shop, all given for one product; Chromium with the
network and the processor held back as Lighthouse does for a slow phone. Each run begins with an empty cache. A page's
time is that from its navigation to the first four pictures being decoded. The layout shifts of the whole load are added
up, and the bytes are those that came over the wire.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, sync_playwright

from wornby.api import create_app
from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.demo import demo_shop
from wornby.engine import Engine
from wornby.settings import Settings

SKU = "ALL"
CHROMIUM = "/usr/bin/chromium"
LATENCY_MS = 150
DOWN_BITS_S = 1_638_400
UP_BITS_S = 768_000
SLOWER = 4
"""How many times slower the processor is."""
FIRST = 4
TILES = 12
PHONE = {"width": 360, "height": 740}
SETTLE_MS = 500
WATCH = """
window.first = null; window.shift = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
const look = () => {
  const inside = document.querySelector("wornby-gallery")?.shadowRoot?.querySelectorAll("li[data-photo] img");
  const found = [...(inside ?? document.querySelectorAll("img.plain"))].slice(0, FIRST);
  const there = found.length === FIRST && found.every((image) => image.complete && image.naturalWidth);
  if (there) window.first = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
""".replace("FIRST", str(FIRST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One load of a page. `shift` is the sum of its layout shifts."""

    first_ms: float
    shift: float
    bytes: int


def fill(engine: Engine) -> None:
    """Take all drawn pictures in for one product."""
    engine.import_products([{"sku": SKU, "title": "Everything", "price": "29", "currency": "EUR"}])
    rights = Rights(state=RightsState.SYNTHETIC, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
    options = IngestOptions(rights=rights, products=(SKU,))
    engine.ingest([IngestItem(source=str(picture.path), options=options) for picture in demo_shop().pictures])


@contextmanager
def serving(engine: Engine) -> Iterator[str]:
    """The whole server with two bare pages more: one with the element alone, one with plain pictures."""
    app = create_app(engine)
    head = (
        '<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>Bench</title>'
    )

    def gallery() -> HTMLResponse:
        return HTMLResponse(
            f'{head}<script type="module" src="/gallery/wornby-gallery.js"></script>'
            f'<link rel="preload" as="fetch" crossorigin href="/gallery/v1/products/{SKU}?lang=en"></head>'
            f'<body><wornby-gallery product="{SKU}"></wornby-gallery></body></html>'
        )

    def plain() -> HTMLResponse:
        hits = engine.gallery(SKU, k=TILES).result.hits
        pictures = "".join(
            f'<img class="plain" src="/v1/assets/{hit.asset.id}/thumb.jpg" alt="" width="160" height="240">'
            for hit in hits
        )
        return HTMLResponse(f"{head}</head><body>{pictures}</body></html>")

    app.get("/bench/gallery")(gallery)
    app.get("/bench/plain")(plain)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)


def load(browser: Browser, address: str) -> Load:
    """Load a page once on the slow phone."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    page = context.new_page()
    phone = context.new_cdp_session(page)
    phone.send("Network.enable")
    speed = {"downloadThroughput": DOWN_BITS_S / 8, "uploadThroughput": UP_BITS_S / 8}
    phone.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **speed})
    phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[int] = []
    phone.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    page.wait_for_function("() => window.first !== null")
    page.wait_for_timeout(SETTLE_MS)
    seen = Load(first_ms=page.evaluate("window.first"), shift=page.evaluate("window.shift"), bytes=sum(sizes))
    context.close()
    return seen


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, open_engine(Settings(home=Path(folder))) as engine:
        fill(engine)
        with serving(engine) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            paths = {
                "plain pictures": "/bench/plain",
                "gallery alone": "/bench/gallery",
                "shop page": f"/shop/{SKU}#worn",
            }
            for path in paths.values():
                load(browser, address + path)  # warms the server, not the browser
            loads: dict[str, list[Load]] = {name: [] for name in paths}
            for _ in range(runs):  # in turns, so that a busy machine is busy for all
                for name, path in paths.items():
                    loads[name].append(load(browser, address + path))
            browser.close()
    base = statistics.median(one.first_ms for one in loads["plain pictures"])
    print(f"{LATENCY_MS} ms, {DOWN_BITS_S / 1e6:.1f} Mbit/s, processor / {SLOWER}; median (worst) of {runs}")
    for name, seen in loads.items():
        median = statistics.median(one.first_ms for one in seen)
        worst, shift = max(one.first_ms for one in seen), max(one.shift for one in seen)
        size = statistics.median(one.bytes for one in seen) / 1000
        print(
            f"{name:15} first {FIRST} tiles {median:5.0f} ms ({worst:5.0f}), {median / base:4.2f} of plain, "
            f"shift {shift:.4f}, {size:4.0f} kB"
        )


if __name__ == "__main__":
    main()
