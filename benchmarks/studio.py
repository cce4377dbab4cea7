"""A picture of the studio, against looking at it: python -m benchmarks.studio [--pictures 12]."""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from wornby.datamodel import Cloth, Photo, PictureRequest, Place, Purpose
from wornby.models.builtin import BuiltinTagger
from wornby.studio import Studio

# What a request costs depends on what is drawn: long hair and patterns cost most.
_PLAIN = PictureRequest(
    product=Cloth(place=Place.UPPER, kind="t-shirt", color="#f1f0ec"), wearer={"hair.length": "short"}
)
_RICH = replace(
    _PLAIN,
    product=Cloth(place=Place.DRESS, kind="dress", color="#b3202c", pattern="floral"),
    wearer={"hair.length": "long", "eyewear.kind": "eyeglasses", "headwear.kind": "hat", "bag.kind": "tote"},
    scene="street",
)
_LARGE = replace(_PLAIN, width_px=1024, height_px=1536)
CASES = {"512 x 768, plain": _PLAIN, "512 x 768, rich": _RICH, "1024 x 1536, plain": _LARGE}
PEER = "all tags of that picture (peer)"


def measure_studio(pictures: int = 12) -> list[tuple[str, ...]]:
    """Median seconds a picture, CPU seconds, and the ratio to tagging one, by case."""
    studio, tagger = Studio(), BuiltinTagger()
    drawn = studio.generate(_PLAIN, seed=0)
    photo = Photo(pixels=drawn.pixels, sha256="0" * 64, format="png", size_bytes=1)
    tagged = _median([lambda: tagger.tag([photo], purposes=[frozenset({Purpose.APPEARANCE})])] * (pictures + 2))
    rows = [(PEER, f"{tagged[0]:.2f}", f"{tagged[1]:.2f}", "1.0")]
    for name, request in CASES.items():
        taken = _median([partial(studio.generate, request, seed=seed) for seed in range(pictures)])
        rows.append((name, f"{taken[0]:.2f}", f"{taken[1]:.2f}", f"{taken[0] / tagged[0]:.1f}"))
    return rows


def _median(calls: Sequence[Callable[[], object]]) -> tuple[float, float]:
    wall, busy = [], []
    for call in calls:
        started, used = time.perf_counter(), time.process_time()
        call()
        wall.append(time.perf_counter() - started)
        busy.append(time.process_time() - used)
    return statistics.median(wall), statistics.median(busy)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=12)
    for row in measure_studio(parser.parse_args().pictures):
        sys.stdout.write(" | ".join(row) + "\n")
