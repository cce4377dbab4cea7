"""Recipe of the colour namers: `python -m training.colors --data ../shared/data --out wornby/models/weights`.

Runs after the parser, the garments and the head, and looks through the very tagger of the product: it weighs what the
networks saw against what the pixels say.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from training.command import command_of, recipe_options
from training.data import Photo, read_garments, read_portraits, read_street
from training.figures import MODEL_VERSION, Figures, bootstrap, calibration_error, write_figures
from wornby.comparison import OUTERMOST
from wornby.datamodel import PhotoTags, Purpose
from wornby.imaging.decode import decode_photo
from wornby.models.builtin import BuiltinTagger
from wornby.models.calibration import NO_CALIBRATION
from wornby.models.facts import Shares
from wornby.models.naming import ColorNamer

STRENGTH = 0.1
DOUBT_WEIGHT = 0.5
# Powers that are tried for the word of the pixels and for that of the network.
POWERS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0, 1.25, 1.5)
# Which namer speaks about a column of eye labels, and which regression it is made of.
COLUMNS = {"color": "lying", "upper_color": "worn", "hair_color": "hair"}
MADE_OF = {"lying": ("lying", "worn"), "worn": ("lying", "worn"), "hair": ("hair",)}
MAX_PIXELS = 4_000_000
CHUNK = 200
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One part of a photo whose colour eyes named: what was measured, what the network saw, what it is."""

    features: NDArray[np.float64]
    seen: Shares
    truth: str
    namer: str
    source: str
    doubt: bool
    validation: bool
    test: bool


class Listener:
    """Stands where a namer will stand, and keeps what it is asked."""

    source = "listener"

    def __init__(self) -> None:
        self.heard: list[tuple[NDArray[np.float64], Shares]] = []

    def shares(self, features: NDArray[np.float64], seen: Shares) -> dict[str, float]:
        """Keep the question; answer as the network does."""
        self.heard.append((features, seen))
        return dict(seen)


def look(data: Path, *, weights: Path, processes: int) -> list[Case]:
    """Return the colours of garments and hair that eyes named, in the order of the photos."""
    photos = [
        (source, photo)
        for source, read in (("garments", read_garments), ("street", read_street), ("portraits", read_portraits))
        for photo in read(data)
        if any(column in photo.eye for column in COLUMNS)
    ]
    parts = [photos[at : at + CHUNK] for at in range(0, len(photos), CHUNK)]
    found: list[Case] = []
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for part in pool.map(cases_of, parts, [weights] * len(parts)):
            found += part
            print(f"{len(found)} colours", flush=True)
    return found


def cases_of(photos: Sequence[tuple[str, Photo]], weights: Path) -> list[Case]:
    """Look at some photos with a tagger of their own."""
    ears = {name: Listener() for name in MADE_OF}
    tagger = BuiltinTagger(weights=weights, namers=ears, calibration=NO_CALIBRATION)
    return [case for source, photo in photos for case in _cases(tagger, ears, photo, source=source)]


def _cases(tagger: BuiltinTagger, ears: dict[str, Listener], photo: Photo, *, source: str) -> Iterator[Case]:
    for ear in ears.values():
        ear.heard.clear()
    picture = decode_photo(photo.path.read_bytes(), max_pixels=MAX_PIXELS)
    tags = tagger.tag([picture], purposes=[frozenset(Purpose)])[0]
    for column, namer in COLUMNS.items():
        heard = _main_one(tags, ears, column) if column in photo.eye and isinstance(tags, PhotoTags) else None
        if heard is not None:
            yield Case(
                features=heard[0],
                seen=heard[1],
                truth=photo.eye[column],
                namer=namer,
                source=source,
                doubt=column in photo.doubt,
                validation=photo.validation,
                test=photo.test,
            )


def _main_one(tags: PhotoTags, ears: dict[str, Listener], column: str) -> tuple[NDArray[np.float64], Shares] | None:
    """What was heard of the main wearer's hair or outermost garment, or of the lying garment."""
    heard = ears[COLUMNS[column]].heard
    if column == "color":
        return heard[0] if heard else None
    if column == "hair_color":
        # Of several wearers somebody's hair may be too small to measure: then nobody knows whose was heard first.
        return heard[0] if heard and len(heard) == len(tags.wearers) else None
    garments = tags.wearers[0].garments if tags.wearers else ()
    colored = [garment.place for garment in garments if garment.color is not None]
    place = next((place for place in OUTERMOST if place in colored), None)
    return heard[colored.index(place)] if place else None


def fit_namer(cases: Sequence[Case], name: str) -> ColorNamer:
    """Fit the regression on photos that are trained on, and both powers on those that no network has seen."""
    learn = [case for case in cases if case.namer in MADE_OF[name] and not case.validation and not case.test]
    features = np.stack([case.features for case in learn])
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-3
    weights = np.array([DOUBT_WEIGHT if case.doubt else 1.0 for case in learn])
    fit = LogisticRegression(C=STRENGTH, max_iter=500)
    fit.fit((features - mean) / scale, [case.truth for case in learn], sample_weight=weights)

    def namer(measured_power: float, network_power: float) -> ColorNamer:
        return ColorNamer(
            values=tuple(str(word) for word in fit.classes_),
            mean=mean,
            scale=scale,
            weights=fit.coef_,
            bias=fit.intercept_,
            measured_power=measured_power,
            network_power=network_power,
            source="training",
        )

    check = [case for case in cases if case.namer == name and case.validation and not case.test]
    candidates = [namer(measured, network) for measured in POWERS for network in POWERS if measured or network]
    return min(candidates, key=lambda each: _surprise(each, check))


def _surprise(namer: ColorNamer, cases: Sequence[Case]) -> float:
    """Return the mean minus log probability of the truth."""
    shares = [namer.shares(case.features, case.seen).get(case.truth, 0.0) for case in cases]
    return float(-np.mean(np.log(np.maximum(shares, 1e-3))))


def measure(namers: dict[str, ColorNamer], cases: Sequence[Case]) -> Figures:
    """Return the share of right families on held-out photos: of both together, and of the network alone."""
    figures = {}
    for name, namer in namers.items():
        for source in sorted({case.source for case in cases if case.namer == name}):
            part = [case for case in cases if case.namer == name and case.source == source and case.test]
            shares = [namer.shares(case.features, case.seen) for case in part]
            right = np.array([max(s, key=lambda w: s[w]) == c.truth for s, c in zip(shares, part, strict=True)], float)
            alone = np.array([max(c.seen, key=lambda w: c.seen[w]) == c.truth for c in part], float)
            sure = np.array([not case.doubt for case in part])
            top = np.array([max(share.values()) for share in shares])
            label = f"{name}, {source}"
            figures[f"color family, {label}"] = bootstrap(right)
            figures[f"color family, {label}, without doubt cells"] = bootstrap(right[sure])
            figures[f"color family, {label}, network alone"] = bootstrap(alone)
            figures[f"calibration error, {label}"] = bootstrap(
                np.stack([top, right], axis=1), statistic=calibration_error
            )
    return figures


def row_of(namer: ColorNamer) -> dict[str, Any]:
    """Return a namer as JSON."""
    return {
        "values": list(namer.values),
        "mean": np.round(namer.mean, _DIGITS).tolist(),
        "scale": np.round(namer.scale, _DIGITS).tolist(),
        "weights": np.round(namer.weights, _DIGITS).tolist(),
        "bias": np.round(namer.bias, _DIGITS).tolist(),
        "measured_power": namer.measured_power,
        "network_power": namer.network_power,
    }


def main() -> None:
    """Look, fit, write, measure."""
    options = recipe_options(__doc__, steps=1)
    cases = look(options.data, weights=options.out, processes=options.threads)
    namers = {name: fit_namer(cases, name) for name in MADE_OF}
    content = {"version": MODEL_VERSION, "namers": {name: row_of(namer) for name, namer in namers.items()}}
    (options.out / "colors.json").write_text(json.dumps(content) + "\n", encoding="utf-8")
    figures = measure(namers, cases)
    about = {
        "command": command_of("colors", options),
        "split": "as of the garments and the head; powers fitted on the photos that those kept to calibrate",
        "powers": {name: [namer.measured_power, namer.network_power] for name, namer in namers.items()},
    }
    write_figures("colors", figures=figures, about=about, docs=options.docs)
    for key, row in figures.items():
        print(key, row, flush=True)


if __name__ == "__main__":
    main()
