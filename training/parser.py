"""Recipe of the person parser: `python -m training.parser --data ../shared/data --out wornby/models/weights`."""

import copy
import time
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.augment import EVEN, jitter_light
from training.command import command_of, load_checkpoint, recipe_options, save_checkpoint
from training.data import (
    Photo,
    Pixels,
    read_garments,
    read_mask,
    read_pixels,
    read_street,
    street_classes,
)
from training.export import Spec, export_onnx, fold_norms
from training.figures import write_figures
from training.lite0 import LEVEL_CHANNELS, ConvNorm, Lite0, freeze_norm_statistics, load_lite0, normalise
from training.parser_figures import measure
from training.tagged_masks import UNSURE, Teacher
from wornby.imaging.regions import PARTS

SEED = 11
LONG_SIDE_PX = 384
STRIDE = 4
WIDTH = 64
BATCH = 8
FROZEN_BLOCKS = 3
HEAD_RATE = 2e-3
TRUNK_RATE = 4e-4
# Whole bodies, then heads and shoulders: (height, width) of the training canvas. Multiples of 32.
CANVASES = ((384, 256), (256, 256))
BODY_SHARE = 0.55
GARMENT_SHARE = 0.08
LOG_EVERY = 50
# Photos without a mask are parsed by a teacher within the parts that their tags allow; how often to draw them.
TAGGED_SHARE = 0.35
# The first round learns from masks alone and teaches the second, which teaches the third and gives it its weights.
FIRST_STEPS, SECOND_STEPS = 1000, 2400
THIRD_RATE = 0.6
# Photos with rare parts are drawn more often: by this power of the share of photos that show the rarest of theirs.
RARE_POWER = -0.4
PRESENCE_WEIGHT = 0.3
AVERAGE_KEEP = 0.998
# Pictures that lie at the top left as letterboxed ones do; fewer pixels of a head are not zoomed on.
CORNER_SHARE = 0.4
HEAD_PIXELS = 40

# The street classes of each part; whatever a mask holds beyond them is an error.
MERGED: dict[str, str] = {
    "background": "null",
    "hair": "hair",
    "skin": "skin",
    "headwear": "hat",
    "eyewear": "glasses sunglasses",
    "upper": "blouse bra cardigan hoodie intimate jumper panties shirt sweater sweatshirt swimwear t-shirt top",
    "outer": "blazer cape coat jacket suit vest",
    "dress": "bodysuit dress romper",
    "lower": "jeans pants shorts",
    "skirt": "skirt",
    "leggings": "leggings stockings tights",
    "shoes": "boots clogs flats heels loafers pumps sandals shoes sneakers socks wedges",
    "bag": "bag purse wallet",
    "belt": "belt",
    "scarf": "scarf",
    "accessory": "accessories bracelet earrings gloves necklace ring tie watch",
}


class Parser(nn.Module):
    """Lite0 with a light feature pyramid down to stride 4."""

    def __init__(self, trunk: Lite0) -> None:
        super().__init__()
        self.trunk = trunk
        self.context = nn.Linear(LEVEL_CHANNELS[3], 2 * WIDTH)
        self.lateral = nn.ModuleList(
            ConvNorm(c_in, c_out)
            for c_in, c_out in zip(LEVEL_CHANNELS, (WIDTH, WIDTH, 2 * WIDTH, 2 * WIDTH), strict=True)
        )
        self.narrow = ConvNorm(2 * WIDTH, WIDTH)
        self.mix = nn.ModuleList(
            nn.Sequential(ConvNorm(width, width, kernel=5, groups=width), ConvNorm(width, width))
            for width in (WIDTH, WIDTH, 2 * WIDTH)
        )
        self.scores = nn.Conv2d(WIDTH, len(PARTS), 1)
        self.presence = nn.Linear(LEVEL_CHANNELS[3], len(PARTS))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 16, H/4, W/4) scores of normalised (N, 3, H, W)."""
        return self.both(x)[0]

    def both(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of each cell, and (N, 16) scores of whether a part is in view at all.

        The second are added to the first: which garments somebody wears is seen in the whole, not in one cell.
        """
        levels = self.trunk.levels(x)
        presence: Tensor = self.presence(levels[3].mean(dim=(2, 3)))
        gate = torch.sigmoid(self.context(levels[3].mean(dim=(2, 3))))[:, :, None, None]
        y = self.lateral[3](levels[3]) * gate
        y = self.mix[2](self.lateral[2](levels[2]) + _double(y))
        y = self.mix[1](self.lateral[1](levels[1]) + _double(self.narrow(y)))
        y = self.mix[0](self.lateral[0](levels[0]) + _double(y))
        scores: Tensor = self.scores(y) + presence[:, :, None, None]
        return scores, presence


class ParserGraph(nn.Module):
    """What the ONNX file holds: pixels in, probabilities out."""

    def __init__(self, parser: Parser) -> None:
        super().__init__()
        self.parser = parser

    def forward(self, pixels: Tensor) -> Tensor:
        """Return (N, 16, H/4, W/4) probabilities of (N, H, W, 3) uint8 RGB."""
        return torch.softmax(self.parser(normalise(pixels)), dim=1)


def _double(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def part_table(classes: list[str]) -> NDArray[np.uint8]:
    """Return the part index of each street class. (59,), uint8."""
    part_of = {word: index for index, part in enumerate(PARTS) for word in MERGED[part].split()}
    return np.array([part_of[word] for word in classes], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Sample:
    """A decoded training photo with its parts, `UNSURE` where nobody knows; garments are background all over."""

    pixels: Pixels
    parts: Pixels


class Sampler:
    """Draws augmented batches."""

    def __init__(self, photos: list[Sample], tagged: list[Sample], garments: list[Pixels], *, seed: int) -> None:
        self._pools = [(photos, rare_shares(photos))] + ([(tagged, rare_shares(tagged))] if tagged else [])
        self._garments = garments
        self._rng = np.random.default_rng(seed)

    def batch(self) -> tuple[Tensor, Tensor]:
        """Return (N, H, W, 3) uint8 pixels and (N, H/4, W/4) int64 parts."""
        body = self._rng.random() < BODY_SHARE
        size = CANVASES[0] if body else CANVASES[1]
        rows = [self._one(size, body=body) for _ in range(BATCH)]
        pixels = torch.from_numpy(np.stack([row[0] for row in rows]))
        parts = torch.from_numpy(np.stack([row[1] for row in rows]).astype(np.int64))
        return pixels, parts

    def _one(self, size: tuple[int, int], *, body: bool) -> tuple[Pixels, Pixels]:
        if self._rng.random() < GARMENT_SHARE:
            pixels = self._garments[int(self._rng.integers(len(self._garments)))]
            sample = Sample(pixels, np.zeros(pixels.shape[:2], np.uint8))
            body = True
        else:
            photos, shares = self._pools[int(self._rng.random() < TAGGED_SHARE) if len(self._pools) > 1 else 0]
            sample = photos[int(self._rng.choice(len(photos), p=shares))]
        matrix = self._body_view(sample, size) if body else self._zoom_view(sample, size)
        height, width = size
        pixels = cv2.warpAffine(sample.pixels, matrix, (width, height), flags=cv2.INTER_LINEAR)
        # Labels of the network's cells: the centre of a cell of four pixels lies at 4 i + 1.5.
        cells = matrix.copy()
        cells[:, 2] -= (STRIDE - 1) / 2
        parts = cv2.warpAffine(
            sample.parts, cells / STRIDE, (width // STRIDE, height // STRIDE), flags=cv2.INTER_NEAREST
        )
        return jitter_light(pixels, self._rng), parts

    def _body_view(self, sample: Sample, size: tuple[int, int]) -> NDArray[np.float64]:
        height, width = sample.parts.shape
        fit = min(size[0] / height, size[1] / width)
        scale = fit * float(np.exp(self._rng.uniform(np.log(0.7), np.log(1.7))))
        slack = (size[1] - width * scale, size[0] - height * scale)
        at = (0.0, 0.0) if self._rng.random() < CORNER_SHARE else tuple(gap * self._rng.random() for gap in slack)
        return self._matrix(scale, at, width)

    def _zoom_view(self, sample: Sample, size: tuple[int, int]) -> NDArray[np.float64]:
        """Look at head and shoulders: the head is 0.2 to 0.7 of the canvas."""
        width = sample.parts.shape[1]
        head = np.isin(sample.parts, (1, 3, 4))
        rows, columns = np.nonzero(head)
        if len(rows) < HEAD_PIXELS:
            return self._body_view(sample, size)
        top, bottom = np.percentile(rows, [2, 98])
        # Long hair would make the head look large: a head is some 1/7 of a standing figure.
        person_rows = np.nonzero(((sample.parts > 0) & (sample.parts != UNSURE)).any(axis=1))[0]
        head_px = float(np.clip(bottom - top, 0.09 * np.ptp(person_rows), 0.15 * np.ptp(person_rows))) + 4
        scale = size[0] * float(np.exp(self._rng.uniform(np.log(0.15), np.log(0.65)))) / head_px
        centre_x = float(np.median(columns)) * scale
        left = size[1] * self._rng.uniform(0.3, 0.7) - centre_x
        above = size[0] * self._rng.uniform(0.02, 0.25) - float(top) * scale
        return self._matrix(scale, (left, above), width)

    def _matrix(self, scale: float, at: tuple[float, ...], width: int) -> NDArray[np.float64]:
        matrix = np.array([[scale, 0, at[0]], [0, scale, at[1]]], dtype=np.float64)
        if self._rng.random() < EVEN:
            matrix[0] = (-scale, 0, at[0] + (width - 1) * scale)
        angle = np.deg2rad(self._rng.normal(0, 4))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return turn @ matrix


def rare_shares(samples: list[Sample]) -> NDArray[np.float64]:
    """Return how often to draw each photo: more often those that show a part which few photos show."""
    shows = np.stack([np.bincount(sample.parts.ravel(), minlength=UNSURE + 1)[: len(PARTS)] > 0 for sample in samples])
    share = np.where(shows, shows.mean(axis=0), 1.0).min(axis=1)
    weights = share**RARE_POWER
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def part_weights(samples: list[Sample]) -> Tensor:
    """Return mild weights of the parts: the inverse fourth root of their share, mean 1."""
    counts = sum(np.bincount(sample.parts.ravel(), minlength=len(PARTS)) for sample in samples)
    share = np.asarray(counts, dtype=np.float64) / np.sum(counts)
    weights = 1 / np.maximum(share, 1e-4) ** 0.25
    return torch.tensor(weights / weights.mean(), dtype=torch.float32)


def loss_of(scores: Tensor, presence: Tensor, *, parts: Tensor, weights: Tensor) -> Tensor:
    """Return weighted cross entropy, one minus the mean soft Dice of the parts in the batch, and that of presence."""
    known = parts != UNSURE
    entropy = functional.cross_entropy(scores, parts, weight=weights, ignore_index=UNSURE)
    share = torch.softmax(scores, dim=1) * known[:, None]
    truth = functional.one_hot(torch.where(known, parts, 0), len(PARTS)).permute(0, 3, 1, 2).float() * known[:, None]
    both = (share * truth).sum(dim=(0, 2, 3))
    sums = share.sum(dim=(0, 2, 3)) + truth.sum(dim=(0, 2, 3))
    present = truth.sum(dim=(0, 2, 3)) > 0
    dice = (2 * both[present] + 1) / (sums[present] + 1)
    in_view = (truth.sum(dim=(2, 3)) > 0).float()
    seen = functional.binary_cross_entropy_with_logits(presence, in_view)
    return entropy + 0.5 * (1 - dice.mean()) + PRESENCE_WEIGHT * seen


def load_samples(photos: list[Photo], classes: list[str]) -> list[Sample]:
    """Decode photos with masks, merged into parts."""
    table = part_table(classes)
    return [Sample(read_pixels(photo.path), table[read_mask(photo.mask_path)]) for photo in photos if photo.mask_path]


def load_tagged(photos: list[Photo], classes: list[str], *, teacher: Path) -> list[Sample]:
    """Parse the photos that have tags but no mask, within the parts that their tags allow."""
    table = part_table(classes)
    parse = Teacher(teacher, part_of=dict(zip(classes, table.tolist(), strict=True)))
    found = []
    for photo in photos:
        if photo.mask_path is None:
            pixels = read_pixels(photo.path)
            found.append(Sample(pixels, parse.parts(pixels, tags=photo.words)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How long and at which share of the rates a parser trains, and where its checkpoint lies."""

    steps: int
    checkpoint: Path
    rate: float = 1.0


def train(model: Parser, sampler: Sampler, *, weights: Tensor, plan: Round, device: str) -> Parser:
    """Train with one cosine of the rate and return the running average; goes on from the checkpoint if there is one."""
    trunk = [p for p in model.trunk.parameters() if p.requires_grad]
    trunk_ids = {id(p) for p in model.trunk.parameters()}
    head = [p for p in model.parameters() if id(p) not in trunk_ids]
    rates = [TRUNK_RATE * plan.rate, HEAD_RATE * plan.rate]
    groups = [{"params": trunk, "lr": rates[0]}, {"params": head, "lr": rates[1]}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=plan.steps, pct_start=0.1)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE_KEEP))
    kept = {"model": model, "average": average, "optimiser": optimiser, "schedule": schedule}
    first = load_checkpoint(plan.checkpoint, kept=kept, device=device)
    started = time.monotonic()
    total = 0.0
    for step in range(first, plan.steps):
        model.train()
        freeze_norm_statistics(model.trunk)
        pixels, parts = sampler.batch()
        x = normalise(pixels.to(device)).contiguous(memory_format=torch.channels_last)
        scores, presence = model.both(x)
        loss = loss_of(scores, presence, parts=parts.to(device), weights=weights)
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
    return cast("Parser", average.module)


def export(model: Parser, path: Path) -> None:
    """Write the ONNX file."""
    graph = ParserGraph(model).cpu().eval()
    fold_norms(graph)
    spec = Spec(name="parser", size_px=LONG_SIDE_PX, values={"parts": PARTS}, dynamic_size=True)
    example = torch.zeros((1, LONG_SIDE_PX, 256, 3), dtype=torch.uint8)
    export_onnx(graph, example=example, spec=spec, path=path)


def fit(
    samples: list[Sample], tagged: list[Sample], garments: list[Pixels], *, plan: Round, start: Parser | None = None
) -> Parser:
    """Return a parser trained from ImageNet weights, or on from those of another parser."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = start or Parser(load_lite0())
    model.trunk.freeze(blocks=FROZEN_BLOCKS)
    model = model.to(device, memory_format=torch.channels_last)
    weights = part_weights(samples).to(device)
    sampler = Sampler(samples, tagged, garments, seed=SEED)
    return train(model, sampler, weights=weights, plan=plan, device=device)


def learn(photos: list[Photo], garments: list[Pixels], *, classes: list[str], work: Path, steps: int) -> Parser:
    """Train the three rounds; those that a stopped recipe finished are read from their checkpoints."""
    samples = load_samples(photos, classes)
    print(f"{len(samples)} masks, {len(photos) - len(samples)} tagged photos, {len(garments)} garments", flush=True)
    first = work / "parser-first.onnx"
    if not first.exists():
        plan = Round(steps=FIRST_STEPS, checkpoint=work / "parser-first.pt")
        export(fit(samples, [], garments, plan=plan), first)
    plan = Round(steps=SECOND_STEPS, checkpoint=work / "parser-second.pt")
    model = fit(samples, load_tagged(photos, classes, teacher=first), garments, plan=plan)
    second = work / "parser-second.onnx"
    export(copy.deepcopy(model), second)
    plan = Round(steps=steps, checkpoint=work / "parser-third.pt", rate=THIRD_RATE)
    return fit(samples, load_tagged(photos, classes, teacher=second), garments, plan=plan, start=model)


def main() -> None:
    """Train on masks, then on masks and tags; export, measure."""
    options = recipe_options(__doc__, steps=2600)
    torch.manual_seed(SEED)
    photos = [p for p in read_street(options.data) if not p.test]
    classes = street_classes(options.data)
    garments = [read_pixels(p.path) for p in read_garments(options.data)[::4] if not p.test]
    model = learn(photos, garments, classes=classes, work=options.work, steps=options.steps)
    path = options.out / "parser.onnx"
    export(model, path)
    figures = measure(options.data, parser=path, table=part_table(classes))
    about = {
        "command": command_of("parser", options),
        "split": "street: blocks of ten with remainder 2 by 5; garments: senders with remainder 2 by 5; portraits: "
        "none were trained on, those with remainder 0 by 5 are measured",
        "training_masks": sum(p.mask_path is not None for p in photos),
        "training_photos_with_tags_only": sum(p.mask_path is None for p in photos),
    }
    write_figures("parser", figures=figures, about=about, docs=options.docs)
    for key, row in figures.items():
        print(key, row, flush=True)


if __name__ == "__main__":
    main()
