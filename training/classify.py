"""What the two classifiers share: heads on one trunk, coarse labels, calibration, one training loop."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.augment import hide_patch, random_view
from training.command import load_checkpoint, save_checkpoint
from training.data import Pixels
from training.lite0 import FEATURE_CHANNELS, Lite0, freeze_norm_statistics, load_lite0, normalise

LOG_EVERY = 25
_IMPOSSIBLE = -1e4
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
    """Lite0 with one linear head for each output, each with its temperature."""

    def __init__(self, values: Mapping[str, Sequence[str]], *, trunk: Lite0 | None = None) -> None:
        super().__init__()
        self.trunk = trunk or load_lite0()
        self.drop = nn.Dropout(0.2)
        self.values = {name: tuple(words) for name, words in values.items()}
        self.heads = nn.ModuleDict({name: nn.Linear(FEATURE_CHANNELS, len(words)) for name, words in values.items()})
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


class HeadsGraph(nn.Module):
    """What the ONNX file holds: pixels in, probabilities of each output out."""

    def __init__(self, model: Heads) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Return the probabilities in the order of the outputs."""
        features = self.model.features(pixels)
        return tuple(self.model.probabilities(features, name) for name in self.model.values)


def allowed_tensor(examples: Sequence[Example], *, name: str, words: Sequence[str]) -> Tensor:
    """Return which values may be true, all False where an example says nothing. (N, K), bool."""
    nothing: frozenset[str] = frozenset()
    return torch.tensor([[word in example.allowed.get(name, nothing) for word in words] for example in examples])


def marginal_loss(scores: Tensor, allowed: Tensor, weight: Tensor) -> Tensor:
    """Return minus the log of the summed probability of the allowed values, over examples that have any."""
    known = allowed.any(dim=1)
    if not bool(known.any()):
        return scores.sum() * 0
    logs = torch.log_softmax(scores[known], dim=1)
    nll = -torch.logsumexp(logs.masked_fill(~allowed[known], _IMPOSSIBLE), dim=1)
    smooth = -logs.mean(dim=1)
    weight = weight[known]
    return ((nll * (1 - _SMOOTHING) + smooth * _SMOOTHING) * weight).sum() / weight.sum()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Examples of one kind of crop, how often to draw each, and the size and number of a batch of them."""

    examples: Sequence[Example]
    shares: NDArray[np.float64]
    size_px: int
    batch: int
    share: float
    colour: float
    spread: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long a classifier trains, at which rates, and how much each output weighs."""

    steps: int
    trunk_rate: float
    head_rate: float
    outputs: Mapping[str, float]
    seed: int
    checkpoint: Path
    device: str


def train(model: Heads, streams: Sequence[Stream], *, plan: Plan) -> Heads:
    """Train and return the running average of the weights; each step draws one stream. Resumes from the checkpoint."""
    trunk = [p for p in model.trunk.parameters() if p.requires_grad]
    groups = [
        {"params": trunk, "lr": plan.trunk_rate},
        {"params": list(model.heads.parameters()), "lr": plan.head_rate},
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
    started = time.monotonic()
    total = 0.0
    for step in range(first, plan.steps):
        stream = streams[int(rng.choice(len(streams), p=chances / chances.sum()))]
        loss = _step_loss(model, stream, plan=plan, rng=rng)
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


def _step_loss(model: Heads, stream: Stream, *, plan: Plan, rng: np.random.Generator) -> Tensor:
    model.train()
    freeze_norm_statistics(model.trunk)
    picked = [stream.examples[index] for index in rng.choice(len(stream.examples), stream.batch, p=stream.shares)]
    views = [
        hide_patch(
            random_view(example.crop, rng, size_px=stream.size_px, colour=stream.colour, spread=stream.spread), rng
        )
        for example in picked
    ]
    features = model.features(torch.from_numpy(np.stack(views)).to(plan.device))
    weight = torch.tensor([example.weight for example in picked], device=plan.device)
    loss = features.sum() * 0
    for name, share in plan.outputs.items():
        allowed = allowed_tensor(picked, name=name, words=model.values[name]).to(plan.device)
        loss = loss + share * marginal_loss(model.scores(features, name), allowed, weight)
    return loss


@torch.no_grad()
def extract(model: Heads, crops: Sequence[Pixels], *, device: str = "cpu") -> Tensor:
    """Return the features of square crops. (N, 1280), float32."""
    model.eval()
    parts = [
        model.features(torch.from_numpy(np.stack(crops[at : at + 32])).to(device)).cpu()
        for at in range(0, len(crops), 32)
    ]
    return torch.cat(parts) if parts else torch.zeros((0, FEATURE_CHANNELS))


@torch.no_grad()
def fit_temperature(scores: Tensor, allowed: Tensor) -> float:
    """Return the temperature with the least marginal loss on a validation part; 1 where that part is too small."""
    known = allowed.any(dim=1)
    if int(known.sum()) < 20:  # noqa: PLR2004 - fewer would fit noise
        return 1.0

    def loss(temperature: float) -> float:
        logs = torch.log_softmax(scores[known] / temperature, dim=1)
        return -float(torch.logsumexp(logs.masked_fill(~allowed[known], _IMPOSSIBLE), dim=1).mean())

    grid = np.exp(np.linspace(np.log(0.3), np.log(4.0), 80))
    return float(min(grid, key=loss))


def hits(probabilities: Tensor, allowed: Tensor) -> NDArray[np.float64]:
    """Return 1 where the likeliest value is an allowed one, for examples that have any."""
    known = allowed.any(dim=1)
    best = probabilities[known].argmax(dim=1)
    return allowed[known].gather(1, best[:, None])[:, 0].numpy().astype(np.float64)


def calibration_error(rows: NDArray[np.float64], *, bins: int = 10) -> float:
    """Return the expected calibration error of rows (confidence, hit), bins of equal width."""
    place = np.minimum((rows[:, 0] * bins).astype(int), bins - 1)
    gaps = [
        abs(rows[place == index].mean(axis=0) @ np.array([1.0, -1.0])) * (place == index).mean()
        for index in range(bins)
        if (place == index).any()
    ]
    return float(sum(gaps))


def balanced_shares(examples: Sequence[Example], key: Callable[[Example], str], *, power: float) -> NDArray[np.float64]:
    """Return how often to draw each example: groups by the power of their size (1 as they are, 0 all the same)."""
    groups = [key(example) for example in examples]
    words, counts = np.unique(groups, return_counts=True)
    size = dict(zip(words.tolist(), counts.tolist(), strict=True))
    shares = np.array([size[group] ** (power - 1.0) for group in groups], dtype=np.float64)
    return shares / shares.sum()
