"""Recipe of the head attributes: `python -m training.head --data ../shared/data --out wornby/models/weights`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training.classify import (
    Example,
    Heads,
    HeadsGraph,
    Plan,
    Stream,
    allowed_tensor,
    balanced_shares,
    extract,
    fit_temperature,
    hits,
    train,
)
from training.command import command_of, recipe_options
from training.data import Photo, Pixels, read_portraits, read_street
from training.export import Spec, export_onnx, fold_norms
from training.figures import Figures, bootstrap, write_figures
from training.parsed import parsed
from wornby.imaging.regions import HEAD_MARGIN, PARTS, crop_square, head_box, split_wearers
from wornby.models.wearers import HEAD_PX

SEED = 13
# Crops are kept a little larger than the views that are drawn from them, which grow as the training goes on.
KEPT_PX = 192
SIZES_PX = (96, 128, HEAD_PX)
VALUES = {
    "hair_color": ("black", "brown", "blonde", "red", "grey", "vivid", "not_visible"),
    "hair_length": ("bald", "short", "medium", "long", "up", "not_visible"),
    "eyewear": ("none", "eyeglasses", "sunglasses", "not_worn"),
    "headwear": ("none", "cap", "beanie", "hat", "other"),
}
# Weak labels of portraits: (attribute, value, the texts that state it). The first that fits counts.
TEXTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("hair_color", "vivid", ("green hair", "blue hair", "purple", "pink hair")),
    ("hair_color", "red", ("red hair", "red or orange hair", "ginger")),
    ("hair_color", "blonde", ("blonde hair", "blond hair", "yellow or blond")),
    ("hair_color", "black", ("black hair",)),
    ("hair_color", "brown", ("brown hair", "brunette")),
    ("hair_color", "grey", ("grey hair", "gray hair", "white hair", "silver hair")),
    ("hair_length", "bald", ("bald", "shaved head", "buzz")),
    ("hair_length", "long", ("long hair", "with long ")),
    ("hair_length", "short", ("short hair", "with short ", "pixie", "crew cut")),
    ("hair_length", "up", ("hair bun", "updo", "man bun", "bun hairstyle", "topknot")),
    ("eyewear", "sunglasses", ("sunglasses",)),
    ("eyewear", "eyeglasses", ("reading glasses", "eyeglasses", "square glasses")),
    ("headwear", "cap", ("baseball cap",)),
    ("headwear", "beanie", ("beanie",)),
    ("headwear", "hat", ("cowboy hat", "fedora", "top hat", "sun hat")),
    ("headwear", "other", ("bandana", "turban", "headscarf", "hijab", "crown", "headband", "helmet")),
)
_WEAK_WEIGHT = 0.5
_EYE_DRAWS = 3.0
# Share of the wearer's pixels below which the parser is taken to have seen none.
_NO_PART = 0.004


def portrait_labels(photo: Photo, *, seen: dict[str, float]) -> dict[str, frozenset[str]]:
    """Return what eye labels, or else the search texts and the parser, say about a portrait."""
    if any(name in photo.eye for name in VALUES):
        return _eye(photo)
    texts = "|".join(photo.words).lower().replace("hair color: ", "").replace("hair_color: ", "")
    found: dict[str, frozenset[str]] = {}
    for attribute, value, words in TEXTS:
        if attribute not in found and any(word in texts for word in words):
            found[attribute] = frozenset({value})
    for attribute in ("eyewear", "headwear"):
        word = "glasses" if attribute == "eyewear" else "hat"
        if attribute not in found and word not in texts and seen[attribute] < _NO_PART:
            found[attribute] = frozenset({"none"})
    if "hat" in texts and "headwear" not in found and "hats:" in texts:
        found["headwear"] = frozenset({"cap", "beanie", "hat", "other"})
    return found


def street_labels(photo: Photo) -> dict[str, frozenset[str]]:
    """Return what eye labels, or else the tags, say about a street photo's head."""
    if any(name in photo.eye for name in VALUES):
        return _eye(photo)
    found = {"eyewear": frozenset({"none"}), "headwear": frozenset({"none", "other"})}
    if "sunglasses" in photo.words:
        found["eyewear"] = frozenset({"sunglasses"})
    elif "glasses" in photo.words:
        found["eyewear"] = frozenset({"eyeglasses", "sunglasses"})
    if "hat" in photo.words:
        found["headwear"] = frozenset({"cap", "beanie", "hat", "other"})
    return found


def _eye(photo: Photo) -> dict[str, frozenset[str]]:
    return {name: frozenset({photo.eye[name]}) for name in VALUES if photo.eye.get(name) in VALUES[name]}


def load(data: Path, *, parser: Path, cache: Path, test: bool) -> list[Example]:
    """Return the heads of the training part, or those of the held-out part with eye labels."""
    street = [photo for photo in read_street(data) if photo.test == test and (photo.eye or not test)]
    portraits = [photo for photo in read_portraits(data) if photo.test == test and (photo.eye or not test)]
    names = {photo.path for photo in street}
    found = []
    for photo, pixels, labels in parsed([*street, *portraits], parser=parser, cache=cache):
        crop, seen = _head(pixels, labels)
        if crop is None:
            print("no head", photo.path.parent.parent.name, photo.name, flush=True)
            continue
        is_street = photo.path in names
        allowed = street_labels(photo) if is_street else portrait_labels(photo, seen=seen)
        # Labels of the clothes alone say nothing of the head.
        eye = any(name in photo.eye for name in VALUES)
        if allowed:
            found.append(
                Example(
                    crop=crop,
                    allowed=allowed,
                    source="street" if is_street else "portrait",
                    name=photo.name,
                    weight=1.0 if eye else _WEAK_WEIGHT,
                    validation=photo.validation,
                    doubt=photo.doubt,
                )
            )
    return found


def _head(pixels: Pixels, labels: Pixels) -> tuple[Pixels | None, dict[str, float]]:
    """Return the crop of the largest wearer's head and the share of its pixels with eyewear and headwear."""
    wearers = split_wearers(labels)
    box = head_box(labels, wearers[0]) if wearers else None
    if box is None:
        return None, {}
    inside = labels[wearers[0]]
    seen = {name: float((inside == PARTS.index(name)).mean()) for name in ("eyewear", "headwear")}
    return crop_square(pixels, box, size_px=KEPT_PX, margin=HEAD_MARGIN), seen


def measure(model: Heads, examples: Sequence[Example]) -> Figures:
    """Return the share of heads whose likeliest value is the eye label, for each attribute and kind of photo."""
    figures = {}
    features = extract(model, [example.crop for example in examples], size_px=HEAD_PX)
    for name, words in VALUES.items():
        with torch.no_grad():
            found = model.probabilities(features, name)
        for source in ("portrait", "street"):
            for certain in (False, True):
                rows = [
                    index
                    for index, example in enumerate(examples)
                    if example.source == source and name in example.allowed and not (certain and name in example.doubt)
                ]
                allowed = allowed_tensor([examples[i].allowed for i in rows], name=name, words=words)
                suffix = ", without doubt cells" if certain else ""
                figures[f"{name}, {source}{suffix}"] = bootstrap(hits(found[rows], allowed))
            rows = [i for i, e in enumerate(examples) if e.source == source and name in e.allowed]
            truth = [next(iter(examples[i].allowed[name])) for i in rows]
            word = max(set(truth), key=truth.count)
            figures[f"{name}, {source}, always '{word}'"] = bootstrap(np.array([float(t == word) for t in truth]))
    return figures


def calibrate(model: Heads, examples: Sequence[Example]) -> None:
    """Fit a temperature for each attribute on heads that were not trained on."""
    features = extract(model, [example.crop for example in examples], size_px=HEAD_PX)
    for name, words in VALUES.items():
        with torch.no_grad():
            scores = model.scores(features, name)
        model.temperatures[name] = fit_temperature(
            scores, allowed_tensor([e.allowed for e in examples], name=name, words=words)
        )
    print("temperatures", model.temperatures, flush=True)


def streams_of(examples: Sequence[Example]) -> list[Stream]:
    """Return portraits and street heads, as often one as the other, those with eye labels more often."""
    found = []
    for source in ("portrait", "street"):
        part = [example for example in examples if example.source == source]
        shares = balanced_shares(part, lambda e: "|".join(sorted(e.allowed.get("hair_color", ("",)))), power=0.75)
        shares = shares * np.array([_EYE_DRAWS if example.weight == 1.0 else 1.0 for example in part])
        found.append(
            Stream(examples=part, shares=shares / shares.sum(), sizes_px=SIZES_PX, batch=48, share=0.5, colour=0.25)
        )
    return found


def main() -> None:
    """Train, export, measure."""
    options = recipe_options(__doc__, steps=1200)
    torch.manual_seed(SEED)
    parser = options.out / "parser.onnx"
    examples = load(options.data, parser=parser, cache=options.work, test=False)
    print(f"{len(examples)} training heads", flush=True)
    plan = Plan(
        steps=options.steps,
        trunk_rate=5e-4,
        head_rate=3e-3,
        outputs=dict.fromkeys(VALUES, 1.0),
        seed=SEED,
        checkpoint=options.work / "head.pt",
        device="cuda" if torch.cuda.is_available() else "cpu",
    )
    model = Heads(VALUES)
    model.trunk.freeze(blocks=2)
    model = model.to(plan.device, memory_format=torch.channels_last)
    model = train(model, streams_of([example for example in examples if not example.validation]), plan=plan)
    model = model.cpu().eval()
    calibrate(model, [example for example in examples if example.validation])
    figures = measure(model, load(options.data, parser=parser, cache=options.work, test=True))
    fold_norms(model)
    spec = Spec(name="head", size_px=HEAD_PX, values=VALUES)
    example = torch.zeros((1, HEAD_PX, HEAD_PX, 3), dtype=torch.uint8)
    graph = HeadsGraph(model).to(memory_format=torch.contiguous_format).eval()
    export_onnx(graph, example=example, spec=spec, path=options.out / "head.onnx")
    about = {
        "command": command_of("head", options),
        "split": "street: blocks of ten with remainder 2 by 5; portraits: numbers with remainder 0 by 5; "
        "eye labels only",
        "training_heads": len(examples),
        "temperatures": model.temperatures,
    }
    write_figures("head", figures=figures, about=about, docs=options.docs)
    for key, row in figures.items():
        print(key, row, flush=True)


if __name__ == "__main__":
    main()
