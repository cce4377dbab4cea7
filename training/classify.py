"""What the two classifiers share: heads on one trunk, coarse labels, calibration, one training loop."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.augment import hide_patch, random_view
from training.command import load_checkpoint, save_checkpoint
from training.contrast import IMPOSSIBLE, ContrastiveLoss
from training.data import Pixels
from training.lite0 import FEATURE_CHANNELS, freeze_norm_statistics, load_lite0, normalise

LOG_EVERY = 25
_SMOOTHING = 0.1
AVERAGE_KEEP = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A square crop and, for each output it speaks about, the values that may be true."""

    crop: Pixels
    allowed: dict[str, frozenset[str]]
    source: str
    name: str
    weight: float = 1.0
    validation: bool = False
    doubt: frozenset[str] = field(default_factory=frozenset)


class Heads(nn.Module):
    """Lite0 with one linear head for each output, each with its temperature, and an embedding if asked for."""

    def __init__(self, values: Mapping[str, Sequence[str]], *, embedding: int = 0) -> None:
        super().__init__()
        self.trunk = load_lite0()
        self.drop = nn.Dropout(0.2)
        self.values = {name: tuple(words) for name, words in values.items()}
        self.heads = nn.ModuleDict({name: nn.Linear(FEATURE_CHANNELS, len(words)) for name, words in values.items()})
        self.project = nn.Linear(FEATURE_CHANNELS, embedding) if embedding else None
        self.temperatures = dict.fromkeys(values, 1.0)

    def features(self, pixels: Tensor) -> Tensor:
        """Return (N, 1280) of (N, S, S, 3) uint8 RGB."""
        x = normalise(pixels)
        if not torch.onnx.is_in_onnx_export():
            x = x.contiguous(memory_format=torch.channels_last)
        return self.trunk.pooled(x)

    def scores(self, features: Tensor, name: str) -> Tensor:
        """Return the scores of one output, not yet divided by its temperature."""
        return cast("Tensor", self.heads[name](self.drop(features)))

    def probabilities(self, features: Tensor, name: str) -> Tensor:
        """Return the calibrated probabilities of one output."""
        return torch.softmax(self.scores(features, name) / self.temperatures[name], dim=1)

    def embedding(self, features: Tensor) -> Tensor:
        """Return (N, D), float32, unit length; only for a model that was asked for one."""
        if self.project is None:
            message = "this model has no embedding"
            raise ValueError(message)
        return nn.functional.normalize(self.project(features), dim=1)


class HeadsGraph(nn.Module):
    """What the ONNX file holds: pixels in, probabilities of each output out."""

    def __init__(self, model: Heads) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Return the probabilities in the order of the outputs."""
        features = self.model.features(pixels)
        return tuple(self.model.probabilities(features, name) for name in self.model.values)


def allowed_tensor(rows: Sequence[Mapping[str, frozenset[str]]], *, name: str, words: Sequence[str]) -> Tensor:
    """Return which values may be true, all False where a row says nothing of the output. (N, K), bool."""
    nothing: frozenset[str] = frozenset()
    return torch.tensor([[word in row.get(name, nothing) for word in words] for row in rows])


def marginal_loss(scores: Tensor, allowed: Tensor, weight: Tensor) -> Tensor:
    """Return minus the log of the summed probability of the allowed values, over examples that have any."""
    known = allowed.any(dim=1)
    if not bool(known.any()):
        return scores.sum() * 0
    logs = torch.log_softmax(scores[known], dim=1)
    nll = -torch.logsumexp(logs.masked_fill(~allowed[known], IMPOSSIBLE), dim=1)
    smooth = -logs.mean(dim=1)
    weight = weight[known]
    return ((nll * (1 - _SMOOTHING) + smooth * _SMOOTHING) * weight).sum() / weight.sum()


SecondView = Callable[[int, np.random.Generator, int], Pixels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Examples of one kind of crop, and how a batch of them is drawn.

    Attributes:
        examples: N of them.
        shares: How often to draw each. (N,).
        sizes_px: Sides of the views; each is used for an equal part of the steps, one after the other.
        batch: How many examples at once.
        share: How often this stream is drawn.
        colour: Scale of the changes of hue and saturation.
        spread: Scale of the changes of size, place and angle.
        second: Makes a second view of the example of an index, at a size; its embedding must find the first's.
        second_outputs: Outputs that still hold for the second view.
    """

    examples: Sequence[Example]
    shares: NDArray[np.float64]
    sizes_px: tuple[int, ...]
    batch: int
    share: float
    colour: float
    spread: float = 1.0
    second: SecondView | None = None
    second_outputs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long a classifier trains, at which rates, and how much each output and the embedding weigh."""

    steps: int
    trunk_rate: float
    head_rate: float
    outputs: Mapping[str, float]
    contrast_weight: float = 0.0
    seed: int
    checkpoint: Path
    device: str


def train(model: Heads, streams: Sequence[Stream], *, plan: Plan) -> Heads:
    """Train and return the running average of the weights; each step draws one stream. Resumes from the checkpoint."""
    trunk = [p for p in model.trunk.parameters() if p.requires_grad]
    groups = [
        {"params": trunk, "lr": plan.trunk_rate},
        {"params": [p for name, p in model.named_parameters() if not name.startswith("trunk.")], "lr": plan.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [plan.trunk_rate, plan.head_rate], total_steps=plan.steps, pct_start=0.12
    )
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE_KEEP))
    kept = {"model": model, "average": average, "optimiser": optimiser, "schedule": schedule}
    first = load_checkpoint(plan.checkpoint, kept=kept, device=plan.device)
    rng = np.random.default_rng(plan.seed + first)
    chances = np.array([stream.share for stream in streams])
    contrasts = [ContrastiveLoss() for _ in streams]
    started = time.monotonic()
    total = 0.0
    for step in range(first, plan.steps):
        place = int(rng.choice(len(streams), p=chances / chances.sum()))
        batch = draw(streams[place], rng=rng, progress=step / plan.steps)
        loss = _step_loss(model, batch, plan=plan, contrast=contrasts[place])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        average.update_parameters(model)
        total += float(loss.detach())
        if (step + 1) % LOG_EVERY == 0:
            spent = time.monotonic() - started
            print(f"step {step + 1}/{plan.steps} loss {total / LOG_EVERY:.3f} {spent:.0f} s", flush=True)
            total = 0.0
            save_checkpoint(plan.checkpoint, kept=kept, step=step + 1)
    return cast("Heads", average.module)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Views with what may be true of each.

    Attributes:
        views: (N, S, S, 3), uint8.
        allowed: By output, of each view.
        weights: Of each view.
        keys: Index of each example. (N,), or (N / 2,) where `paired`.
        paired: The second half of the views shows the first half's examples again.
    """

    views: Pixels
    allowed: Sequence[Mapping[str, frozenset[str]]]
    weights: Sequence[float]
    keys: NDArray[np.int64]
    paired: bool


def draw(stream: Stream, *, rng: np.random.Generator, progress: float) -> Batch:
    """Return a batch of a stream at a point of the training, in [0, 1)."""
    size_px = stream.sizes_px[int(progress * len(stream.sizes_px))]
    keys = rng.choice(len(stream.examples), stream.batch, p=stream.shares)
    picked = [stream.examples[key] for key in keys]
    views = [
        hide_patch(random_view(each.crop, rng, size_px=size_px, colour=stream.colour, spread=stream.spread), rng)
        for each in picked
    ]
    allowed: list[Mapping[str, frozenset[str]]] = [example.allowed for example in picked]
    weights = [example.weight for example in picked]
    if stream.second is not None:
        views += [stream.second(int(key), rng, size_px) for key in keys]
        allowed += [{k: v for k, v in row.items() if k in stream.second_outputs} for row in allowed]
        weights *= 2
    return Batch(views=np.stack(views), allowed=allowed, weights=weights, keys=keys, paired=stream.second is not None)


def _step_loss(model: Heads, batch: Batch, *, plan: Plan, contrast: ContrastiveLoss) -> Tensor:
    model.train()
    freeze_norm_statistics(model.trunk)
    features = model.features(torch.from_numpy(batch.views).to(plan.device))
    weight = torch.tensor(batch.weights, device=plan.device)
    loss = features.sum() * 0
    for name, share in plan.outputs.items():
        allowed = allowed_tensor(batch.allowed, name=name, words=model.values[name]).to(plan.device)
        loss = loss + share * marginal_loss(model.scores(features, name), allowed, weight)
    if batch.paired:
        first, second = model.embedding(features).chunk(2)
        keys = torch.from_numpy(batch.keys).to(plan.device)
        loss = loss + plan.contrast_weight * contrast.loss(first, second, keys=keys)
    return loss


@torch.no_grad()
def extract(model: Heads, crops: Sequence[Pixels], *, size_px: int, device: str = "cpu") -> Tensor:
    """Return the features of square crops at a size. (N, 1280), float32."""
    model.eval()
    parts = []
    for at in range(0, len(crops), 32):
        batch = [
            cv2.resize(crop, (size_px, size_px), interpolation=cv2.INTER_AREA) if crop.shape[0] != size_px else crop
            for crop in crops[at : at + 32]
        ]
        parts.append(model.features(torch.from_numpy(np.stack(batch)).to(device)).cpu())
    return torch.cat(parts) if parts else torch.zeros((0, FEATURE_CHANNELS))


@torch.no_grad()
def fit_temperature(scores: Tensor, allowed: Tensor) -> float:
    """Return the temperature with the least marginal loss on a validation part; 1 where that part is too small."""
    known = allowed.any(dim=1)
    if int(known.sum()) < 20:  # noqa: PLR2004 - fewer would fit noise
        return 1.0

    def loss(temperature: float) -> float:
        logs = torch.log_softmax(scores[known] / temperature, dim=1)
        return -float(torch.logsumexp(logs.masked_fill(~allowed[known], IMPOSSIBLE), dim=1).mean())

    grid = np.exp(np.linspace(np.log(0.3), np.log(4.0), 80))
    return float(min(grid, key=loss))


def hits(probabilities: Tensor, allowed: Tensor) -> NDArray[np.float64]:
    """Return 1 where the likeliest value is an allowed one, for examples that have any."""
    known = allowed.any(dim=1)
    best = probabilities[known].argmax(dim=1)
    return allowed[known].gather(1, best[:, None])[:, 0].numpy().astype(np.float64)


def balanced_shares(examples: Sequence[Example], key: Callable[[Example], str], *, power: float) -> NDArray[np.float64]:
    """Return how often to draw each example: groups by the power of their size (1 as they are, 0 all the same)."""
    groups = [key(example) for example in examples]
    words, counts = np.unique(groups, return_counts=True)
    size = dict(zip(words.tolist(), counts.tolist(), strict=True))
    shares = np.array([size[group] ** (power - 1.0) for group in groups], dtype=np.float64)
    return shares / shares.sum()
