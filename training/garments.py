"""Recipe of the garment classifier: `python -m training.garments --data ../shared/data --out wornby/models/weights`."""

from collections.abc import Sequence

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
    Stream,
    allowed_tensor,
    balanced_shares,
    extract,
    fit_temperature,
    hits,
    train,
)
from training.command import command_of, recipe_options
from training.contrast import IMPOSSIBLE
from training.export import Spec, export_onnx, fold_norms
from training.figures import Figures, bootstrap, calibration_error, write_figures
from training.garment_examples import load
from training.kinds import KINDS, VALUES
from training.retrieval import SecondPhotos, found_again
from wornby.models.garments import LYING_PX, WORN_PX

SEED = 12
EMBEDDING = 256
# Views grow as the training goes on: the first steps are cheap, the last ones see lying garments as they are read.
LYING_SIZES_PX = (128, 160, 192, LYING_PX)
LYING_SHARE = 0.6
LYING = frozenset({"flat"})
# On a second photo the ground is another and the light is no longer that in which the colour was named.
SECOND_LYING = frozenset({"kind", "pattern", "sleeve"})
CONTRAST_WEIGHT = 0.5
# Of the head that is fitted again: further views of each crop, sklearn's C, what is added to each feature's spread.
REFIT_VIEWS = 5
REFIT_STRENGTH = 0.003
REFIT_FLOOR = 0.05
OUTPUT_WEIGHTS = {"kind": 1.0, "setting": 0.2, "pattern": 0.5, "sleeve": 0.3, "color": 0.4, "bag": 0.3}
# What the eye labels' `doubt` calls an output.
DOUBT = {
    "kind": {"kind", "upper_type", "lower_type", "shoes_type"},
    "pattern": {"pattern", "upper_pattern"},
    "sleeve": {"sleeve", "upper_sleeve"},
    "color": {"color", "upper_color"},
    "bag": {"bag_type"},
    "setting": {"photo"},
}


class GarmentGraph(nn.Module):
    """What the ONNX file holds."""

    def __init__(self, model: Heads) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Return the probabilities of each output, then the embedding."""
        features = self.model.features(pixels)
        rows = [self.model.probabilities(features, name) for name in self.model.values]
        return (*rows, self.model.embedding(features))


def features_of(model: Heads, examples: Sequence[Example]) -> dict[str, Tensor]:
    """Return the features of each example for each output, at the size at which the product reads it.

    Whether a photo shows wearers is read at the size of worn garments, of lying ones too.

    Returns:
        (N, 1280), float32, by output.
    """
    small = extract(model, [example.crop for example in examples], size_px=WORN_PX)
    lying = [index for index, example in enumerate(examples) if example.source in LYING]
    usual = small.clone()
    usual[lying] = extract(model, [examples[i].crop for i in lying], size_px=LYING_PX)
    return dict.fromkeys(VALUES, usual) | {"setting": small}


def measure(graph: GarmentGraph, examples: Sequence[Example]) -> Figures:
    """Return the figures on held-out examples."""
    features = features_of(graph.model, examples)
    figures: Figures = {}
    for name, output, sources in (
        ("kind, lying garments, new senders", "kind", ("flat",)),
        ("kind, worn garments", "kind", ("worn",)),
        ("kind, outermost upper garment, worn", "kind", ("eye",)),
        ("setting, worn or lying", "setting", ("flat", "whole")),
        ("pattern, lying garments", "pattern", ("flat",)),
        ("pattern, worn garments", "pattern", ("eye",)),
        ("color family, lying garments, network alone", "color", ("flat",)),
        ("color family, worn garments, network alone", "color", ("eye",)),
        ("bag kind", "bag", ("bag",)),
    ):
        found = features[output]
        figures |= _shares_right(graph.model, examples, features=found, name=name, output=output, sources=sources)
    figures |= _kind_details(graph.model, examples, features=features["kind"])
    lying = [example for example in examples if example.source == "flat"]
    again = found_again(graph.model, lying, size_px=LYING_PX, seed=SEED + 9)
    figures["recall_at_1, lying garments, second photo made from the first"] = bootstrap(again)
    return figures


def _pick(examples: Sequence[Example], *, output: str, sources: Sequence[str], certain: bool = False) -> list[int]:
    return [
        index
        for index, example in enumerate(examples)
        if example.source in sources and output in example.allowed and not (certain and example.doubt & DOUBT[output])
    ]


def _shares_right(
    model: Heads, examples: Sequence[Example], *, features: Tensor, name: str, output: str, sources: Sequence[str]
) -> Figures:
    figures: Figures = {}
    for suffix, certain in (("", False), (", without doubt cells", True)):
        rows = _pick(examples, output=output, sources=sources, certain=certain)
        if certain and not any(examples[row].doubt for row in _pick(examples, output=output, sources=sources)):
            continue
        allowed = allowed_tensor([examples[i].allowed for i in rows], name=output, words=VALUES[output])
        with torch.no_grad():
            found = model.probabilities(features[rows], output)
        figures[name + suffix] = bootstrap(hits(found, allowed))
        single = (allowed.sum(dim=1) == 1).numpy()
        pairs = np.stack([found.max(dim=1).values.numpy()[single], hits(found, allowed)[single]], axis=1)
        if single.any() and not certain:
            figures[f"calibration error, {name}"] = bootstrap(pairs.astype(np.float64), statistic=calibration_error)
    return figures


def _kind_details(model: Heads, examples: Sequence[Example], *, features: Tensor) -> Figures:
    """Return the mean over the folder's labels, and each label of lying garments."""
    figures: Figures = {}
    for word in ("flat", "worn"):
        rows = _pick(examples, output="kind", sources=(word,))
        picked = [examples[i] for i in rows]
        with torch.no_grad():
            found = model.probabilities(features[rows], "kind")
        right = hits(found, allowed_tensor([e.allowed for e in picked], name="kind", words=KINDS))
        names, codes = np.unique([example.name for example in picked], return_inverse=True)
        table = np.stack([codes.astype(np.float64), right], axis=1)
        figures[f"kind, mean over labels, {word}"] = bootstrap(table, statistic=_label_mean)
        if word == "flat":
            figures |= {f"kind, lying, {name}": bootstrap(right[codes == code]) for code, name in enumerate(names)}
    return figures


def _label_mean(table: NDArray[np.float64]) -> float:
    return float(np.mean([table[table[:, 0] == code, 1].mean() for code in np.unique(table[:, 0])]))


def streams_of(examples: Sequence[Example]) -> list[Stream]:
    """Return lying garments, and everything that is worn or carried, each with how often its examples are drawn."""
    lying = [example for example in examples if example.source in LYING]
    worn = [example for example in examples if example.source not in LYING]
    return [
        Stream(
            examples=lying,
            # Photos with eye labels speak about more outputs.
            shares=_twice_where(lying, balanced_shares(lying, lambda e: e.name, power=0.7), "pattern"),
            sizes_px=LYING_SIZES_PX,
            batch=32,
            share=LYING_SHARE,
            colour=0.4,
            spread=1.4,
            second=SecondPhotos(lying),
            second_outputs=SECOND_LYING,
        ),
        Stream(
            examples=worn,
            shares=balanced_shares(worn, _worn_group, power=0.6),
            sizes_px=(WORN_PX,),
            batch=40,
            share=1 - LYING_SHARE,
            colour=0.4,
            second=SecondPhotos(worn, colour=0.4),
            second_outputs=frozenset(VALUES),
        ),
    ]


def _worn_group(example: Example) -> str:
    return example.source + example.name if example.source in {"worn", "hat"} else example.source


def _twice_where(examples: Sequence[Example], shares: NDArray[np.float64], output: str) -> NDArray[np.float64]:
    weights = shares * np.array([2.0 if output in example.allowed else 1.0 for example in examples])
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def fit(examples: Sequence[Example], *, plan: Plan) -> GarmentGraph:
    """Train the trunk with all heads and the embedding, and calibrate."""
    # Some senders and some blocks of numbers are kept to calibrate.
    learn = [example for example in examples if not example.validation]
    check = [example for example in examples if example.validation]
    model = Heads(VALUES, embedding=EMBEDDING)
    model.trunk.freeze(blocks=3)
    model = train(model.to(plan.device, memory_format=torch.channels_last), streams_of(learn), plan=plan)
    model = model.cpu().eval()
    refit(model, learn, output="bag", size_px=WORN_PX)
    model.temperatures = temperatures(model, check)
    print("temperatures", model.temperatures, flush=True)
    return GarmentGraph(model).eval()


def refit(model: Heads, examples: Sequence[Example], *, output: str, size_px: int) -> None:
    """Fit the head of an output anew on the finished features: rare crops had too small a part in the training."""
    part = [example for example in examples if output in example.allowed]
    words = model.values[output]
    truth = np.array([words.index(next(iter(example.allowed[output]))) for example in part])
    rng = np.random.default_rng(SEED + 3)
    crops = [example.crop for example in part]
    for _ in range(REFIT_VIEWS):
        crops += [random_view(example.crop, rng, size_px=size_px, colour=0.4) for example in part]
    features = extract(model, crops, size_px=size_px).numpy()
    mean, scale = features.mean(axis=0), features.std(axis=0) + REFIT_FLOOR
    line = LogisticRegression(C=REFIT_STRENGTH, max_iter=500)
    line.fit((features - mean) / scale, np.tile(truth, REFIT_VIEWS + 1))
    weight = np.zeros((len(words), features.shape[1]))
    bias = np.full(len(words), IMPOSSIBLE)
    weight[line.classes_] = line.coef_ / scale
    bias[line.classes_] = line.intercept_ - weight[line.classes_] @ mean
    head = nn.Linear(features.shape[1], len(words))
    head.weight.data, head.bias.data = torch.tensor(weight).float(), torch.tensor(bias).float()
    model.heads[output] = head


def temperatures(model: Heads, check: Sequence[Example]) -> dict[str, float]:
    """Return the temperature of each output, fitted on photos kept out of the training."""
    features = features_of(model, check)
    found = {}
    for name, words in VALUES.items():
        with torch.no_grad():
            scores = model.scores(features[name], name)
        found[name] = fit_temperature(scores, allowed_tensor([e.allowed for e in check], name=name, words=words))
    return found


def main() -> None:
    """Train, export, measure."""
    options = recipe_options(__doc__, steps=2400)
    torch.manual_seed(SEED)
    plan = Plan(
        steps=options.steps,
        trunk_rate=4e-4,
        head_rate=3e-3,
        outputs=OUTPUT_WEIGHTS,
        contrast_weight=CONTRAST_WEIGHT,
        seed=SEED,
        checkpoint=options.work / "garments.pt",
        device="cuda" if torch.cuda.is_available() else "cpu",
    )
    parser = options.out / "parser.onnx"
    examples = load(options.data, parser=parser, cache=options.work, test=False)
    print(f"{len(examples)} training examples", flush=True)
    graph = fit(examples, plan=plan)
    figures = measure(graph, load(options.data, parser=parser, cache=options.work, test=True))
    fold_norms(graph)
    spec = Spec(name="garments", size_px=LYING_PX, values=VALUES, outputs=(*VALUES, "embedding"), dynamic_size=True)
    example = torch.zeros((1, LYING_PX, LYING_PX, 3), dtype=torch.uint8)
    export_onnx(
        graph.to(memory_format=torch.contiguous_format), example=example, spec=spec, path=options.out / "garments.onnx"
    )
    about = {
        "command": command_of("garments", options),
        "split": "garments: senders with remainder 2 by 5; street: blocks of ten with remainder 2 by 5; portraits: "
        "numbers with remainder 0 by 5",
        "training_examples": len(examples),
        "temperatures": graph.model.temperatures,
    }
    write_figures("garments", figures=figures, about=about, docs=options.docs)
    for key, row in figures.items():
        print(key, row, flush=True)


if __name__ == "__main__":
    main()
