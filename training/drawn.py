"""Do pictures of the studio help on real photos? `python -m training.drawn --data ../shared/data --count 600`.

Draws random figures, cuts the same crops from them that the garment classifier learns from, refits single heads on the
shipped trunk's features with and without them, and measures both on held-out real photos.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from training.classify import Example
from training.garment_examples import KEPT_WORN_PX, load
from wornby.datamodel import Cloth, GeneratedPicture, PictureRequest, Place
from wornby.imaging.regions import BAG_MARGIN, GARMENT_MARGIN, crop_square, garment_part, part_box
from wornby.models.garments import WORN_PX
from wornby.studio import Studio
from wornby.studio.choosing import VIEWS
from wornby.studio.scenery.scenes import SCENES

SIZE = (341, 512)
STRENGTHS = (0.001, 0.003, 0.01, 0.03)
# Output of the classifier, sources of the real crops that it is measured on.
OUTPUTS = {"bag": ("bag",), "pattern": ("eye",), "kind": ("eye", "eye-lower", "eye-feet")}
_KINDS = {
    Place.UPPER: ("t-shirt", "longsleeve", "polo", "shirt", "top", "knitwear", "sweatshirt"),
    Place.OUTER: ("jacket", "coat"),
    Place.DRESS: ("dress",),
    Place.LOWER: ("trousers", "jeans", "leggings", "shorts", "skirt"),
}
_PATTERNS = ("solid", "solid", "striped", "checked", "dotted", "floral", "animal", "graphic", "other")
_FEET = ("boots", "sneakers", "sandals", "heels", "flats", "shoes")
_BAGS = ("none", "handbag", "shoulder", "crossbody", "tote", "backpack", "clutch", "other")
_HEAD = ("none", "none", "none", "cap", "beanie", "hat", "other")
_EYES = ("none", "none", "eyeglasses", "sunglasses")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """Crops as the shipped trunk sees them. values: (N, 1280); truth: index of the value, (N,)."""

    values: NDArray[np.float32]
    truth: NDArray[np.int64]


def drawn_request(seed: int) -> PictureRequest:
    """A random figure in a random outfit."""
    rng = np.random.default_rng([seed, 99])
    place = list(_KINDS)[int(rng.integers(len(_KINDS)))]
    hue, light = rng.uniform(0, 180), rng.uniform(30, 230)
    rgb = cv2.cvtColor(np.uint8([[[hue, rng.uniform(0, 200), light]]]), cv2.COLOR_HSV2RGB)[0, 0]
    color = "#" + "".join(f"{int(value):02x}" for value in rgb)
    product = Cloth(place=place, kind=str(rng.choice(_KINDS[place])), color=color, pattern=str(rng.choice(_PATTERNS)))
    shoes = Cloth(
        place=Place.FEET, kind=str(rng.choice(_FEET)), color=str(rng.choice(["#e9e7e2", "#232327", "#5a3a26"]))
    )
    wearer = {
        "bag.kind": str(rng.choice(_BAGS)),
        "headwear.kind": str(rng.choice(_HEAD)),
        "eyewear.kind": str(rng.choice(_EYES)),
    }
    return PictureRequest(
        product=product,
        garments=(shoes,),
        wearer=wearer,
        scene=str(rng.choice(SCENES[1:])),
        view=str(rng.choice(list(VIEWS))),
        width_px=SIZE[0],
        height_px=SIZE[1],
    )


def drawn_examples(picture: GeneratedPicture) -> list[Example]:
    """The crops of one picture, cut by its exact masks."""
    found = []
    worn = {cloth.place: cloth for cloth in picture.garments}
    for place, cloth in worn.items():
        part = garment_part(place, kind=cloth.kind)
        allowed = {"kind": frozenset({cloth.kind})}
        if place in {Place.UPPER, Place.OUTER, Place.DRESS}:
            allowed["pattern"] = frozenset({cloth.pattern})
        source = {Place.LOWER: "eye-lower", Place.FEET: "eye-feet"}.get(place, "eye")
        found += _crop(picture, part, allowed=allowed, source=source, margin=GARMENT_MARGIN)
    bag = {"bag": frozenset({picture.wearer["bag.kind"]})}
    return found + _crop(picture, "bag", allowed=bag, source="bag", margin=BAG_MARGIN)


def _crop(
    picture: GeneratedPicture, part: str, *, allowed: dict[str, frozenset[str]], source: str, margin: float
) -> list[Example]:
    mask = picture.part(part)
    box = part_box(mask) if mask.mean() > 0.0005 else None  # noqa: PLR2004 - less cannot be seen
    if box is None:
        return []
    crop = crop_square(picture.pixels, box, size_px=KEPT_WORN_PX, margin=margin)
    return [Example(crop=crop, allowed=allowed, source=source, name="drawn")]


def draw_all(count: int, *, cache: Path) -> list[Example]:
    """Draw pictures, or read the crops of those that are drawn."""
    cache.mkdir(parents=True, exist_ok=True)
    examples = []
    for seed in range(count):
        path = cache / f"{seed}.npz"
        if not path.exists():
            found = drawn_examples(Studio().generate(drawn_request(seed), seed=seed))
            words = [
                "|".join(f"{k}={next(iter(v))}" for k, v in e.allowed.items()) + f"|source={e.source}" for e in found
            ]
            np.savez_compressed(path, crops=np.stack([e.crop for e in found]), words=np.array(words))
            print("drawn", seed, flush=True)
        with np.load(path) as kept:
            for crop, words in zip(kept["crops"], kept["words"], strict=True):
                facts = dict(item.split("=") for item in str(words).split("|"))
                source = facts.pop("source")
                allowed = {name: frozenset({value}) for name, value in facts.items()}
                examples.append(Example(crop=crop, allowed=allowed, source=source, name="drawn"))
    return examples


class Trunk:
    """The shipped classifier, opened before its heads."""

    def __init__(self, path: Path) -> None:
        model = onnx.load(path)
        head = next(node for node in model.graph.node if node.op_type == "Gemm")
        model.graph.output.append(onnx.helper.make_tensor_value_info(head.input[0], onnx.TensorProto.FLOAT, None))
        self._name = head.input[0]
        self._session = onnxruntime.InferenceSession(model.SerializeToString())
        self._input = self._session.get_inputs()[0].name

    def features(self, examples: Sequence[Example]) -> NDArray[np.float32]:
        """(N, 1280), float32."""
        rows = []
        for example in examples:
            small = cv2.resize(example.crop, (WORN_PX, WORN_PX), interpolation=cv2.INTER_AREA)
            rows.append(self._session.run([self._name], {self._input: small[None]})[0].reshape(-1))
        return np.stack(rows)


def main() -> None:
    """Draw, fit, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=Path("wornby/models/weights"))
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--draw-only", action="store_true")
    options = parser.parse_args()
    drawn = draw_all(options.count, cache=options.work / "drawn")
    if options.draw_only:
        return
    trunk = Trunk(options.weights / "garments.onnx")
    real = {
        test: load(options.data, parser=options.weights / "parser.onnx", cache=options.work, test=test)
        for test in (False, True)
    }
    for output, sources in OUTPUTS.items():
        for line in compare(output, sources, trunk=trunk, real=real, drawn=drawn):
            print(line, flush=True)


def compare(
    output: str,
    sources: Sequence[str],
    *,
    trunk: Trunk,
    real: Mapping[bool, Sequence[Example]],
    drawn: Sequence[Example],
) -> list[str]:
    """One head with and without drawn crops, at each strength of the fit, on held-out real photos."""
    words = sorted(
        {word for each in real[False] for word in each.allowed.get(output, ()) if len(each.allowed[output]) == 1}
    )
    learn, held, extra = (
        _table(part, output, sources, words=words, trunk=trunk) for part in (real[False], real[True], drawn)
    )
    lines = [f"{output}: {len(learn.truth)} real, {len(extra.truth)} drawn, {len(held.truth)} held out"]
    for strength in STRENGTHS:
        plain = _hits(learn, None, held, strength=strength)
        for share in (0.3, 1.0):
            mixed = _hits(learn, extra, held, strength=strength, share=share)
            gained, lost = int((mixed & ~plain).sum()), int((plain & ~mixed).sum())
            gain = f"real {plain.mean():.3f}, with drawn {mixed.mean():.3f} (+{gained} -{lost})"
            lines.append(f"  C={strength} weight {share}: {gain}")
    alone = _hits(extra, None, held, strength=0.003)
    return [*lines, f"  drawn alone {alone.mean():.3f}"]


def _table(
    examples: Sequence[Example], output: str, sources: Sequence[str], *, words: Sequence[str], trunk: Trunk
) -> Features:
    part = [e for e in examples if e.source in sources and len(e.allowed.get(output, ())) == 1]
    part = [e for e in part if next(iter(e.allowed[output])) in words]
    truth = np.array([words.index(next(iter(e.allowed[output]))) for e in part])
    return Features(values=trunk.features(part), truth=truth)


def _hits(
    learn: Features, extra: Features | None, held: Features, *, strength: float, share: float = 1.0
) -> NDArray[np.bool_]:
    values, truth, weights = learn.values, learn.truth, np.ones(len(learn.truth))
    if extra is not None:
        values, truth = np.concatenate([values, extra.values]), np.concatenate([truth, extra.truth])
        weights = np.concatenate([weights, np.full(len(extra.truth), share)])
    mean, scale = learn.values.mean(0), learn.values.std(0) + 0.05
    line = LogisticRegression(C=strength, max_iter=400).fit((values - mean) / scale, truth, sample_weight=weights)
    return np.asarray(line.predict((held.values - mean) / scale) == held.truth)


if __name__ == "__main__":
    main()
