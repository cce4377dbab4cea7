"""One photo, stage by stage; and whole ingests."""

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from benchmarks.peer import open_peer
from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.imaging.colors import measure_color
from wornby.imaging.decode import decode_photo
from wornby.imaging.regions import letterbox, part_labels, split_wearers
from wornby.imaging.renditions import RENDITIONS, encode_master, encode_rendition
from wornby.models.builtin import BuiltinTagger, open_session
from wornby.settings import Settings

MAX_PIXELS = 80_000_000
WARM_UP = 3
EVERYTHING = frozenset({Purpose.DISPLAY, Purpose.APPEARANCE})
PEER = "CLIP ViT-B/32, decoded and embedded (peer)"


def measure_stages(photos: list[Path]) -> list[tuple[str, ...]]:
    """Median and p95 of each stage over the photos, in milliseconds, and the ratio of the median to the peer's."""
    cv2.setNumThreads(1)
    contents = [path.read_bytes() for path in photos]
    decoded = [decode_photo(content, max_pixels=MAX_PIXELS) for content in contents]
    parser = open_session("parser")
    boxed = [letterbox(photo.pixels) for photo in decoded]
    parts = [parser.run(pixels[None])["parts"][0] for pixels, _ in boxed]
    labels = [
        part_labels(part, height_px=photo.height_px, width_px=photo.width_px, scale=scale)
        for part, photo, (_, scale) in zip(parts, decoded, boxed, strict=True)
    ]
    tagger = BuiltinTagger()
    stages: dict[str, Callable[[int], object]] = {
        "decode": lambda row: decode_photo(contents[row], max_pixels=MAX_PIXELS),
        "parser": lambda row: parser.run(boxed[row][0][None]),
        "parts to full size": lambda row: part_labels(
            parts[row], height_px=decoded[row].height_px, width_px=decoded[row].width_px, scale=boxed[row][1]
        ),
        "wearers": lambda row: split_wearers(labels[row]),
        "one colour": lambda row: measure_color(decoded[row].pixels, labels[row] > 0),
        "all tags": lambda row: tagger.tag([decoded[row]], purposes=[EVERYTHING]),
        "master and renditions": lambda row: [
            encode_master(decoded[row].pixels),
            *(encode_rendition(decoded[row].pixels, long_side_px=size) for size in RENDITIONS.values()),
        ],
    }
    peer = open_peer()
    if not isinstance(peer, str):
        stages[PEER] = lambda row: peer(photos[row])
    times = {name: _times(stage, len(photos)) for name, stage in stages.items()}
    base = float(np.median(times[PEER])) if PEER in times else None
    rows = [(name, *_summary(taken), _ratio(taken, base)) for name, taken in times.items()]
    return [*rows, (f"{PEER}: {peer}", "", "", "")] if isinstance(peer, str) else rows


def _summary(times: list[float]) -> tuple[str, ...]:
    return tuple(f"{np.percentile(times, at):.1f}" for at in (50, 95))


def _ratio(times: list[float], base: float | None) -> str:
    return "" if base is None else f"{np.median(times) / base:.2f}"


def measure_ingest(photos: list[Path], *, scratch: Path) -> list[tuple[str, ...]]:
    """Photos per second of a whole ingest, everything stored, by threads."""
    rights = Rights(state=RightsState.LICENSED, purposes=EVERYTHING)
    items = [IngestItem(source=str(path), options=IngestOptions(rights=rights)) for path in photos]
    rows = []
    for threads in (1, 2):
        with open_engine(Settings(home=scratch / f"ingest-{threads}", threads=threads)) as engine:
            started = time.perf_counter()
            report = engine.ingest(items)
            took_s = time.perf_counter() - started
        if report.added != len(items):
            message = f"{len(items) - report.added} of {len(items)} photos were not taken in"
            raise RuntimeError(message)
        rows.append((str(threads), f"{len(items) / took_s:.1f}"))
    return rows


def _times(stage: Callable[[int], object], count: int) -> list[float]:
    for row in range(min(WARM_UP, count)):
        stage(row)
    times = []
    for row in range(count):
        started = time.perf_counter()
        stage(row)
        times.append((time.perf_counter() - started) * 1000)
    return times
