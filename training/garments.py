"""Recipe of the garment classifier: `python -m training.garments --data ../shared/data --out wornby/models/weights`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from training.augment import random_view
from training.classify import (
    Example,
    Heads,
    Plan,
    allowed_tensor,
    balanced_shares,
    calibration_error,
    extract,
    fit_temperature,
    hits,
    train,
)
from training.data import Photo, read_garments, read_mask, read_pixels, read_portraits, read_street, street_classes
from training.export import Spec, bootstrap, export_onnx, fold_norms, write_figures
from training.lite0 import FEATURE_CHANNELS
from training.parsed import parsed
from wornby.imaging.regions import BAG_MARGIN, GARMENT_MARGIN, PARTS, crop_square, part_box

SEED = 12
SIZE_PX = 192
TRAIN_PX = 160
EMBEDDING = 256
WHOLE = (0.0, 0.0, 1.0, 1.0)
HEAD_KINDS = ("cap", "beanie", "hat", "other")
FEET_KINDS = ("boots", "sneakers", "sandals", "heels", "flats", "shoes")
UPPER_KINDS = ("t-shirt", "longsleeve", "polo", "shirt", "top", "knitwear", "sweatshirt", "jacket", "coat")
LOWER_KINDS = ("trousers", "jeans", "shorts", "skirt", "leggings")
KINDS = (*UPPER_KINDS, "dress", *LOWER_KINDS, *HEAD_KINDS, *FEET_KINDS)
VALUES = {
    "kind": KINDS,
    "setting": ("worn", "flat"),
    "pattern": ("solid", "striped", "checked", "dotted", "floral", "animal", "graphic", "other"),
    "bag": ("handbag", "shoulder", "crossbody", "tote", "backpack", "clutch", "other"),
}
# The labels of the garment photos; those not named here say nothing about the kind.
GARMENT_KINDS: dict[str, tuple[str, ...]] = {
    "T-Shirt": ("t-shirt",),
    "Longsleeve": ("longsleeve",),
    "Pants": ("trousers", "jeans", "leggings"),
    "Shoes": FEET_KINDS,
    "Shirt": ("shirt",),
    "Blouse": ("shirt",),
    "Dress": ("dress",),
    "Body": ("dress",),
    "Outwear": ("jacket", "coat"),
    "Blazer": ("jacket",),
    "Shorts": ("shorts",),
    "Hat": HEAD_KINDS,
    "Skirt": ("skirt",),
    "Polo": ("polo",),
    "Undershirt": ("top",),
    "Top": ("top",),
    "Hoodie": ("sweatshirt",),
}
# The classes of the street masks. A suit's mask covers jacket and trousers, so it says nothing.
STREET_KINDS: dict[str, tuple[str, ...]] = {
    "t-shirt": ("t-shirt",),
    "shirt": ("shirt",),
    "blouse": ("shirt",),
    "top": ("top", "t-shirt"),
    "sweater": ("knitwear",),
    "jumper": ("knitwear",),
    "cardigan": ("knitwear",),
    "sweatshirt": ("sweatshirt",),
    "hoodie": ("sweatshirt",),
    "jacket": ("jacket",),
    "blazer": ("jacket",),
    "vest": ("jacket",),
    "coat": ("coat",),
    "cape": ("coat", "jacket"),
    "dress": ("dress",),
    "romper": ("dress",),
    "bodysuit": ("dress",),
    "pants": ("trousers",),
    "jeans": ("jeans",),
    "shorts": ("shorts",),
    "skirt": ("skirt",),
    "leggings": ("leggings",),
    "tights": ("leggings",),
    "stockings": ("leggings",),
    "hat": HEAD_KINDS,
    "boots": ("boots",),
    "sneakers": ("sneakers",),
    "sandals": ("sandals",),
    "heels": ("heels",),
    "pumps": ("heels",),
    "wedges": ("heels",),
    "flats": ("flats",),
    "loafers": ("flats", "shoes"),
    "clogs": ("shoes",),
    "shoes": FEET_KINDS,
}
HAT_TEXTS = (
    ("baseball cap", "cap"),
    ("beanie", "beanie"),
    ("cowboy hat", "hat"),
    ("fedora", "hat"),
    ("top hat", "hat"),
    ("sun hat", "hat"),
    ("bandana", "other"),
)
_SMALLEST_SHARE = 0.0015
_VIEWS = 6


def garment_examples(photos: Sequence[Photo]) -> list[Example]:
    """Return the lying garments, each as its whole photo squared."""
    found = []
    for photo in photos:
        allowed = {"setting": frozenset({"flat"})}
        if photo.words[0] in GARMENT_KINDS:
            allowed["kind"] = frozenset(GARMENT_KINDS[photo.words[0]])
        if "pattern" in photo.eye:
            allowed["pattern"] = frozenset({photo.eye["pattern"]})
        crop = crop_square(read_pixels(photo.path), WHOLE, size_px=SIZE_PX, margin=0)
        found.append(
            Example(
                crop=crop,
                allowed=allowed,
                source="flat",
                name=photo.words[0],
                doubt=photo.doubt,
                validation=photo.validation,
            )
        )
    return found


def worn_examples(photos: Sequence[Photo], *, classes: Sequence[str]) -> list[Example]:
    """Return the garments of street photos with masks, cut out with their surroundings."""
    found = []
    for photo in photos:
        if photo.mask_path is None:
            continue
        pixels, mask = read_pixels(photo.path), read_mask(photo.mask_path)
        for index in np.unique(mask):
            kinds = STREET_KINDS.get(classes[index])
            region = mask == index
            if kinds is None or region.mean() < _SMALLEST_SHARE:
                continue
            box = part_box(region)
            if box is not None:
                crop = crop_square(pixels, box, size_px=SIZE_PX, margin=GARMENT_MARGIN)
                allowed = {"kind": frozenset(kinds)}
                found.append(
                    Example(crop=crop, allowed=allowed, source="worn", name=classes[index], validation=photo.validation)
                )
    return found


def whole_examples(photos: Sequence[Photo]) -> list[Example]:
    """Return street photos and portraits as whole pictures squared: they speak about the setting only."""
    return [
        Example(
            crop=crop_square(read_pixels(photo.path), WHOLE, size_px=SIZE_PX, margin=0),
            allowed={"setting": frozenset({"worn"})},
            source="whole",
            name="whole",
            validation=photo.validation,
        )
        for photo in photos
    ]


def hat_examples(photos: Sequence[Photo], *, parser: Path, cache: Path) -> list[Example]:
    """Return the headwear of portraits whose search texts name its kind."""
    named = [(photo, _hat_kind(photo)) for photo in photos]
    kinds = {photo.name: kind for photo, kind in named if kind}
    found = []
    for photo, pixels, labels in parsed([p for p in photos if p.name in kinds], parser=parser, cache=cache):
        region = labels == PARTS.index("headwear")
        box = part_box(region)
        if box is None or region.mean() < 0.04:  # noqa: PLR2004 - less is no headwear in a portrait
            continue
        crop = crop_square(pixels, box, size_px=SIZE_PX, margin=GARMENT_MARGIN)
        found.append(
            Example(
                crop=crop,
                allowed={"kind": frozenset({kinds[photo.name]})},
                source="hat",
                name=kinds[photo.name],
                validation=photo.validation,
            )
        )
    return found


def _hat_kind(photo: Photo) -> str:
    texts = "|".join(photo.words).lower()
    kinds = {kind for word, kind in HAT_TEXTS if word in texts}
    return kinds.pop() if len(kinds) == 1 else ""


def eye_examples(photos: Sequence[Photo], *, parser: Path, cache: Path) -> list[Example]:
    """Return crops of street photos with eye labels: the pattern of the outermost upper garment, the kind of bag."""
    found = []
    for photo, pixels, labels in parsed([p for p in photos if p.eye], parser=parser, cache=cache):
        bag = photo.eye.get("bag_type", "none")
        box = part_box(labels == PARTS.index("bag"))
        if bag in VALUES["bag"] and box is not None:
            crop = crop_square(pixels, box, size_px=SIZE_PX, margin=BAG_MARGIN)
            allowed = {"bag": frozenset({bag})}
            found.append(
                Example(
                    crop=crop,
                    allowed=allowed,
                    source="bag",
                    name=photo.name,
                    doubt=photo.doubt,
                    validation=photo.validation,
                )
            )
        shares = {part: float((labels == PARTS.index(part)).mean()) for part in ("outer", "dress", "upper")}
        part = next((name for name, share in shares.items() if share > 0.01), None)  # noqa: PLR2004 - a sliver
        pattern = photo.eye.get("upper_pattern", "")
        box = part_box(labels == PARTS.index(part)) if part else None
        if box is not None and pattern in VALUES["pattern"]:
            crop = crop_square(pixels, box, size_px=SIZE_PX, margin=GARMENT_MARGIN)
            allowed = {"pattern": frozenset({pattern})}
            found.append(
                Example(
                    crop=crop,
                    allowed=allowed,
                    source="eye",
                    name=photo.name,
                    doubt=photo.doubt,
                    validation=photo.validation,
                )
            )
    return found


def fit_few(model: Heads, name: str, examples: Sequence[Example]) -> None:
    """Fit one head with few labels: a logistic regression on frozen features of several views of each crop."""
    words = model.values[name]
    few = [example for example in examples if name in example.allowed]
    rng = np.random.default_rng(SEED)
    views = [random_view(example.crop, rng, size_px=SIZE_PX) for example in few for _ in range(_VIEWS)]
    truth = [next(iter(example.allowed[name])) for example in few for _ in range(_VIEWS)]
    features = extract(model, views).numpy()
    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-3
    fit = LogisticRegression(C=0.002, max_iter=400, class_weight=None).fit((features - mean) / deviation, truth)
    head = model.heads[name]
    assert isinstance(head, nn.Linear)  # noqa: S101 - narrows the type for mypy
    weight = np.zeros((len(words), FEATURE_CHANNELS))
    # A value never seen must not win: its score lies far below the others.
    bias = np.full(len(words), -8.0)
    rows = fit.coef_ if len(fit.classes_) > 2 else np.stack([-fit.coef_[0], fit.coef_[0]]) / 2  # noqa: PLR2004
    for row, intercept, word in zip(rows, fit.intercept_, fit.classes_, strict=True):
        place = words.index(str(word))
        weight[place] = row / deviation
        bias[place] = intercept - weight[place] @ mean
    head.weight.data = torch.tensor(weight, dtype=torch.float32)
    head.bias.data = torch.tensor(bias, dtype=torch.float32)


def fit_projection(model: Heads, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Return mean (1280,) and projection (1280, 256) that tell photos apart and forget views.

    Linear discriminant analysis with each photo as a class: whitens the scatter between views of one photo, then
    keeps the directions in which photos differ most.
    """
    rng = np.random.default_rng(SEED)
    views = [random_view(e.crop, rng, size_px=SIZE_PX, spread=1.5) for e in examples for _ in range(2)]
    features = extract(model, views).numpy().astype(np.float64).reshape(len(examples), 2, FEATURE_CHANNELS)
    mean = features.mean(axis=(0, 1))
    gap = (features[:, 0] - features[:, 1]) / np.sqrt(2)
    within = gap.T @ gap / len(gap)
    within += np.eye(FEATURE_CHANNELS) * np.trace(within) / FEATURE_CHANNELS * 0.3
    values, vectors = np.linalg.eigh(within)
    whiten = vectors / np.sqrt(values)
    centred = (features.mean(axis=1) - mean) @ whiten
    spread, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    # Between whitening (1) and plain scatter (0): the square root holds up best on few photos.
    keep = whiten @ (axes[:, -EMBEDDING:] * spread[-EMBEDDING:] ** -0.25)
    return torch.tensor(mean, dtype=torch.float32), torch.tensor(keep, dtype=torch.float32)


class GarmentGraph(nn.Module):
    """What the ONNX file holds."""

    def __init__(self, model: Heads, *, mean: Tensor, projection: Tensor) -> None:
        super().__init__()
        self.model = model
        self.project = nn.Linear(FEATURE_CHANNELS, EMBEDDING)
        scale = projection.norm(dim=0).mean()
        self.project.weight.data = (projection / scale).T.contiguous()
        self.project.bias.data = -(mean @ (projection / scale))

    def embed(self, features: Tensor) -> Tensor:
        """Return (N, 256), float32, unit length."""
        return nn.functional.normalize(self.project(features), dim=1)

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Return kind, setting, pattern, bag, embedding."""
        features = self.model.features(pixels)
        rows = [self.model.probabilities(features, name) for name in self.model.values]
        return (*rows, self.embed(features))


def measure(graph: GarmentGraph, examples: Sequence[Example]) -> dict[str, dict[str, float | int]]:
    """Return the figures on held-out examples."""
    model = graph.model
    features = extract(model, [example.crop for example in examples])
    figures = {}
    source = np.array([example.source for example in examples])
    for name, output, sources in (
        ("kind, lying garments, new senders", "kind", ("flat",)),
        ("kind, worn garments", "kind", ("worn",)),
        ("setting, whole photos", "setting", ("flat", "whole")),
        ("pattern, lying garments", "pattern", ("flat",)),
        ("pattern, worn garments", "pattern", ("eye",)),
        ("bag kind", "bag", ("bag",)),
    ):
        for suffix, certain in (("", False), (", without doubt cells", True)):
            if certain and output not in {"pattern", "bag"}:
                continue
            rows = _pick(examples, source, output=output, sources=sources, certain=certain)
            allowed = allowed_tensor([examples[i] for i in rows], name=output, words=VALUES[output])
            with torch.no_grad():
                found = model.probabilities(features[rows], output)
            figures[name + suffix] = bootstrap(hits(found, allowed))
    figures |= _kind_details(model, examples, features=features, source=source)
    figures["recall_at_1, embedding, self-retrieval"] = bootstrap(_retrieval(graph, examples, features))
    return figures


def _pick(
    examples: Sequence[Example], source: NDArray[np.str_], *, output: str, sources: tuple[str, ...], certain: bool
) -> list[int]:
    doubted = {"pattern": {"pattern", "upper_pattern"}, "bag": {"bag_type"}}.get(output, set())
    return [
        index
        for index, example in enumerate(examples)
        if source[index] in sources and output in example.allowed and not (certain and example.doubt & doubted)
    ]


def _kind_details(
    model: Heads, examples: Sequence[Example], *, features: Tensor, source: NDArray[np.str_]
) -> dict[str, dict[str, float | int]]:
    """Return the mean over the folder's labels, and the calibration error on the labels that allow one value."""
    figures = {}
    for word in ("flat", "worn"):
        rows = _pick(examples, source, output="kind", sources=(word,), certain=False)
        picked = [examples[i] for i in rows]
        allowed = allowed_tensor(picked, name="kind", words=KINDS)
        with torch.no_grad():
            found = model.probabilities(features[rows], "kind")
        right = hits(found, allowed)
        names, codes = np.unique([example.name for example in picked], return_inverse=True)
        table = np.stack([codes.astype(np.float64), right], axis=1)
        figures[f"kind, mean over labels, {word}"] = bootstrap(table, statistic=_label_mean)
        if word == "flat":
            for code, label in enumerate(names):
                figures[f"kind, lying, {label}"] = bootstrap(right[codes == code])
        single = (allowed.sum(dim=1) == 1).numpy()
        pairs = np.stack([found.max(dim=1).values.numpy()[single], right[single]], axis=1).astype(np.float64)
        figures[f"kind, calibration error, {word}"] = bootstrap(pairs, statistic=calibration_error)
    return figures


def _label_mean(table: NDArray[np.float64]) -> float:
    return float(np.mean([table[table[:, 0] == code, 1].mean() for code in np.unique(table[:, 0])]))


def _retrieval(graph: GarmentGraph, examples: Sequence[Example], features: Tensor) -> NDArray[np.float64]:
    """Return 1 where another view of a held-out garment finds that very photo first among all of them."""
    rng = np.random.default_rng(SEED + 1)
    rows = [i for i, example in enumerate(examples) if example.source in {"flat", "worn"}]
    views = [random_view(examples[i].crop, rng, size_px=SIZE_PX, spread=1.5) for i in rows]
    with torch.no_grad():
        stored, asked = graph.embed(features[rows]), graph.embed(extract(graph.model, views))
    best = (asked @ stored.T).argmax(dim=1).numpy()
    return np.asarray(best == np.arange(len(rows)), dtype=np.float64)


def load(data: Path, *, parser: Path, cache: Path, test: bool) -> list[Example]:
    """Return all examples of the training part or of the held-out part."""
    garments = [photo for photo in read_garments(data) if photo.test == test]
    street = [photo for photo in read_street(data) if photo.test == test]
    portraits = [photo for photo in read_portraits(data) if photo.test == test]
    found = garment_examples(garments)
    found += worn_examples(street, classes=street_classes(data))
    found += whole_examples([*street, *portraits] if test else [*street[::2], *portraits[::2]])
    found += hat_examples(portraits, parser=parser, cache=cache)
    found += eye_examples(street, parser=parser, cache=cache)
    return found


def fit(model: Heads, examples: Sequence[Example], *, plan: Plan) -> GarmentGraph:
    """Train the trunk, then the heads with few labels, then calibrate, then fit the projection."""
    # Some senders and some blocks of numbers are kept to calibrate.
    learn = [example for example in examples if not example.validation]
    check = [example for example in examples if example.validation]
    shares = balanced_shares(
        learn, lambda e: e.source + e.name if e.source in {"flat", "worn", "hat"} else e.source, power=0.6
    )
    train(model, learn, shares=shares, outputs={"kind": 1.0, "setting": 0.3, "pattern": 0.5, "bag": 0.3}, plan=plan)
    model.cpu().eval()
    for name in ("pattern", "bag"):
        fit_few(model, name, learn)
    features = extract(model, [example.crop for example in check])
    for name in ("kind", "pattern"):
        with torch.no_grad():
            scores = model.scores(features, name)
        model.temperatures[name] = fit_temperature(scores, allowed_tensor(check, name=name, words=VALUES[name]))
    print("temperatures", model.temperatures, flush=True)
    mean, projection = fit_projection(model, [e for e in learn if e.source in {"flat", "worn"}][::3])
    return GarmentGraph(model, mean=mean, projection=projection).eval()


def main() -> None:
    """Train, export, measure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--work", type=Path, default=Path("build/training"), help="folder of checkpoints")
    arguments.add_argument("--docs", type=Path, default=Path("docs/models"))
    arguments.add_argument("--steps", type=int, default=330)
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(SEED)
    options.work.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    plan = Plan(
        steps=options.steps,
        batch=64,
        size_px=TRAIN_PX,
        trunk_rate=4e-4,
        head_rate=3e-3,
        colour=0.7,
        seed=SEED,
        checkpoint=options.work / "garments.pt",
        device=device,
    )
    parser = options.out / "parser.onnx"
    examples = load(options.data, parser=parser, cache=options.work, test=False)
    print(f"{len(examples)} training examples", flush=True)
    model = Heads(VALUES)
    model.trunk.freeze(blocks=5)
    graph = fit(model.to(device, memory_format=torch.channels_last), examples, plan=plan)
    figures = measure(graph, load(options.data, parser=parser, cache=options.work, test=True))
    spec = Spec(name="garments", size_px=SIZE_PX, values=VALUES, outputs=(*VALUES, "embedding"))
    fold_norms(graph)
    example = torch.zeros((1, SIZE_PX, SIZE_PX, 3), dtype=torch.uint8)
    export_onnx(
        graph.to(memory_format=torch.contiguous_format), example=example, spec=spec, path=options.out / "garments.onnx"
    )
    about = {
        "command": "python -m training.garments --data ../shared/data --out wornby/models/weights"
        f" --steps {options.steps}",
        "split": "garments: senders with remainder 2 by 5; street: blocks of ten with remainder 2 by 5; portraits: "
        "numbers with remainder 0 by 5",
        "training_examples": len(examples),
        "temperatures": model.temperatures,
    }
    write_figures("garments", figures=figures, about=about, docs=options.docs)
    for key, row in figures.items():
        print(key, row, flush=True)


if __name__ == "__main__":
    main()
