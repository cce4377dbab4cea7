"""Transformed pictures, against Pillow's own resize and encode of the same photo: python -m benchmarks.delivery."""

import argparse
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from wornby.compose import open_engine
from wornby.datamodel import AssetKind, IngestOptions, Purpose, Rights, RightsState
from wornby.demo import demo_shop
from wornby.engine import Engine
from wornby.engine.kept_bytes import KeptBytes
from wornby.imaging.transform_text import parse_transformation
from wornby.settings import Settings

PEER = "decode, resize to 300 x 400, encode as JPEG in Pillow (peer)"
CASES = {
    "c_fill,w_300,h_400": "c_fill,h_400,w_300/q_80",
    "the same around what is worn (g_auto)": "c_fill,g_auto,h_400,w_300/q_80",
    "the same around a face (g_face)": "c_thumb,g_face,h_400,w_300/q_80",
    "the same as WebP": "c_fill,h_400,w_300/q_80,f_webp",
    "the same as AVIF": "c_fill,h_400,w_300/q_80,f_avif",
    "faces blurred, round, as PNG": "e_blur_faces/c_fill,h_400,w_300/r_max,f_png",
}
AGAIN = "c_fill,w_300,h_400 of a photo that was shown in another size a moment ago"
KEPT = "c_fill,w_300,h_400 that was made a moment ago"
_PLENTY = 1_000_000_000


def measure_delivery(photos: Sequence[Path], *, scratch: Path) -> list[tuple[str, ...]]:
    """Pictures a second and the ratio to the peer, by case; photos of wearers, so that bystanders are looked for.

    Args:
        photos: Files; each is taken in first.
        scratch: Where the library lies.
    """
    peer = _median_s([partial(_by_pillow, photo) for photo in photos])
    rows = [(PEER, f"{1 / peer:.1f}", "1.00")]
    with open_engine(Settings(home=scratch)) as engine:
        ids = _taken_in(engine, photos)
        for name, text in CASES.items():
            taken = _median_s(_deliveries(engine, ids, text, kept=0, bases=0))
            rows.append((name, f"{1 / taken:.1f}", f"{peer / taken:.2f}"))
        for name, kept in ((AGAIN, 0), (KEPT, _PLENTY)):
            calls = _deliveries(engine, ids, CASES["c_fill,w_300,h_400"], kept=kept, bases=_PLENTY)
            _median_s(calls)
            taken = _median_s(calls)
            rows.append((name, f"{1 / taken:.1f}", f"{peer / taken:.2f}"))
    return rows


def _taken_in(engine: Engine, photos: Sequence[Path]) -> list[str]:
    rights = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
    options = IngestOptions(kind=AssetKind.WORN, rights=rights)
    return [engine.ingest_bytes(photo.read_bytes(), title="photo", options=options)[0].id for photo in photos]


def _deliveries(engine: Engine, ids: Sequence[str], text: str, *, kept: int, bases: int) -> list[Callable[[], object]]:
    memory = (KeptBytes(most_bytes=most, seconds=3600) for most in (kept, bases))
    delivery = engine.delivery.remembering(kept=next(memory), bases=next(memory))
    wanted = parse_transformation(text)
    deliver = partial(delivery.deliver, wanted=wanted, ending=None, accept="")
    return [partial(deliver, engine.get_asset(asset_id)) for asset_id in ids]


def _by_pillow(photo: Path) -> bytes:
    with Image.open(photo) as opened:
        small = opened.convert("RGB").resize((300, 400), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def _median_s(calls: Sequence[Callable[[], object]]) -> float:
    calls[0]()  # models are loaded, code is read
    times = []
    for call in calls:
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, help="folder; the drawn shop if missing")
    parser.add_argument("--count", type=int, default=32, help="more than the 24 whose parts the parser remembers")
    options = parser.parse_args()
    found = sorted(options.photos.glob("*.jpg")) if options.photos else [each.path for each in demo_shop().pictures]
    with tempfile.TemporaryDirectory() as home:
        for row in measure_delivery(found[: options.count], scratch=Path(home)):
            sys.stdout.write(" | ".join(row) + "\n")
