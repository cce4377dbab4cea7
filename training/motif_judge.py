"""Train the judge of motifs: `python -m training.motif_judge --out wornby/models/weights`.

The network learns from pairs that are drawn at will (`motif_drawn`), and from pairs that the matcher lays in composites
of shops of their own (`motif_shop`), with the finder and the embedder of `wornby/models/weights`: train those first.
Motifs and products that the matcher is fitted or measured on are in neither. Photos of every eighth motif of those
shops are kept out to calibrate it and for the figures.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from torch.nn import functional

from training.averaged import train_averaged
from training.command import recipe_options
from training.export import Spec, export_onnx
from training.figures import Figures, bootstrap, write_figures
from training.motif_drawn import JUDGED_PX, drawn_inks, drawn_pair
from training.motif_net import MotifNet
from training.motif_shop import shop_pairs
from training.print_finder import PHOTOS
from training.print_shop import kept_windows
from wornby.models.prints import open_print_models

NAME = "motif-judge"
OUTPUT = "same"
_MOTIFS, _DRAWN, _CHUNK = 1500, 42_000, 250
_KEPT_OUT = 8
# Of a batch.
_OF_DRAWN, _OF_RIGHT, _OF_WRONG = 30, 12, 22
_RATE = 3e-3
_SOFT = 0.01
_MIRRORED, _RECOLORED = 0.5, 0.4
_SEED = 7
_SIDES = {"24 to 48 px": (24.0, 48.0), "48 px and more": (48.0, 10_000.0)}
_FALSE = 0.005
_CALIBRATED_BY = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """Pairs: pixels (N, S, 2 S, 3) uint8, same (N,), group of photos (N,), -1 where drawn, and the motif's side."""

    pixels: NDArray[np.uint8]
    same: NDArray[np.bool_]
    group: NDArray[np.int64]
    side_px: NDArray[np.float64]

    @property
    def kept_out(self) -> NDArray[np.bool_]:
        """Pairs of photos that are not learned from. (N,)."""
        return (self.group >= 0) & (self.group % _KEPT_OUT == 0)


class Calibrated(nn.Module):
    """The network with its log odds put right, as it is exported: chances (N,)."""

    def __init__(self, net: MotifNet, *, scale: float, shift: float) -> None:
        super().__init__()
        self.net, self.scale, self.shift = net, scale, shift

    def forward(self, pixels: Tensor) -> Tensor:
        """Chances that both show the same print. (N,)."""
        return torch.sigmoid(self.net(pixels) * self.scale + self.shift)


def make_pool(path: Path) -> Pool:
    """All pairs, made once and kept in a file."""
    if not path.exists():
        inks = drawn_inks(_MOTIFS)
        rngs = [np.random.default_rng([_SEED, chunk]) for chunk in range(_DRAWN // _CHUNK)]
        drawn = [drawn_pair(inks, rng) for rng in rngs for _ in range(_CHUNK)]
        windows = kept_windows(path.with_name("print-windows.npz"), photos=PHOTOS)
        shop = list(shop_pairs(windows, models=open_print_models(), seed=_SEED))
        np.savez(
            path,
            pixels=np.stack([*(pixels for pixels, _ in drawn), *(pair.pixels for pair in shop)]),
            same=np.array([*(same for _, same in drawn), *(pair.right for pair in shop)]),
            group=np.array([-1] * len(drawn) + [pair.group for pair in shop]),
            side_px=np.array([0.0] * len(drawn) + [pair.side_px for pair in shop]),
        )
    with np.load(path) as kept:
        return Pool(pixels=kept["pixels"], same=kept["same"], group=kept["group"], side_px=kept["side_px"])


def batch(pool: Pool, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Pairs and labels: drawn ones, and right and wrong ones of the shops, at fixed shares."""
    learned = ~pool.kept_out
    kinds = (
        (np.flatnonzero(learned & (pool.group < 0)), _OF_DRAWN),
        (np.flatnonzero(learned & (pool.group >= 0) & pool.same), _OF_RIGHT),
        (np.flatnonzero(learned & (pool.group >= 0) & ~pool.same), _OF_WRONG),
    )
    rows = np.concatenate([rng.choice(some, count) for some, count in kinds])
    labels = torch.from_numpy(pool.same[rows].astype(np.float32))
    return torch.from_numpy(_varied(pool.pixels[rows], rng)), labels * (1 - 2 * _SOFT) + _SOFT


def _varied(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Some pairs mirrored, some with their channels changed about, on both sides alike."""
    for row in np.flatnonzero(rng.random(len(pixels)) < _MIRRORED):
        halves = pixels[row].reshape(JUDGED_PX, 2, JUDGED_PX, 3)
        pixels[row] = halves[:, :, ::-1].reshape(JUDGED_PX, 2 * JUDGED_PX, 3)
    for row in np.flatnonzero(rng.random(len(pixels)) < _RECOLORED):
        pixels[row] = pixels[row][..., rng.permutation(3)]
    return pixels


def log_odds(net: nn.Module, pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Answers of a network for many pairs. (N,)."""
    with torch.no_grad():
        parts = [net(torch.from_numpy(pixels[row : row + 256])) for row in range(0, len(pixels), 256)]
    return cast(NDArray[np.float64], torch.cat(parts).numpy().astype(np.float64))


def calibration(odds: NDArray[np.float64], same: NDArray[np.bool_]) -> tuple[float, float]:
    """Scale and shift of log odds, by logistic regression on pairs that were not learned from."""
    fit = LogisticRegression(C=_CALIBRATED_BY).fit(odds[:, None], same)
    return float(np.asarray(fit.coef_)[0, 0]), float(np.asarray(fit.intercept_)[0])


def figures(odds: NDArray[np.float64], pool: Pool) -> Figures:
    """Share of right pairs above the log odds that so few wrong ones reach, by the motif's size."""
    rows = np.flatnonzero(pool.kept_out)
    same, sides, groups = pool.same[rows], pool.side_px[rows], pool.group[rows]
    limit = float(np.quantile(odds[~same], 1 - _FALSE))
    found: Figures = {}
    for name, (low, high) in _SIDES.items():
        some = same & (sides >= low) & (sides < high)
        found[f"right pairs found, {name}"] = bootstrap((odds[some] > limit).astype(np.float64), groups=groups[some])
    found["wrong pairs found"] = bootstrap((odds[~same] > limit).astype(np.float64), groups=groups[~same])
    return found


def main() -> None:
    """Make pairs, train, calibrate, export, measure."""
    options = recipe_options(__doc__, steps=1600, reads_data=False)
    pool = make_pool(options.work / "motif-judge-pairs.npz")

    def loss(net: MotifNet, step: int) -> Tensor:
        pixels, labels = batch(pool, np.random.default_rng([_SEED, 1, step]))
        return functional.binary_cross_entropy_with_logits(net(pixels), labels)

    checkpoint = options.work / f"{NAME}.pt"
    net = train_averaged(MotifNet, loss=loss, steps=options.steps, rate=_RATE, checkpoint=checkpoint, seed=_SEED)
    rows = np.flatnonzero(pool.kept_out)
    odds = log_odds(net, pool.pixels[rows])
    scale, shift = calibration(odds, pool.same[rows])
    model = Calibrated(net, scale=scale, shift=shift).eval()
    spec = Spec(name=NAME, size_px=JUDGED_PX, values={OUTPUT: ()}, outputs=(OUTPUT,))
    example = torch.zeros(2, JUDGED_PX, 2 * JUDGED_PX, 3, dtype=torch.uint8)
    export_onnx(model, example=example, spec=spec, path=options.out / f"{NAME}.onnx")
    about = {
        "command": f"python -m training.motif_judge --out wornby/models/weights --steps {options.steps}",
        "split": f"photos of composites with remainder 0 by {_KEPT_OUT}, of a shop that no other recipe looks at",
        "training_pairs": int((~pool.kept_out).sum()),
        "scale": scale,
        "shift": shift,
    }
    write_figures(NAME, figures=figures(odds, pool), about=about, docs=options.docs)


if __name__ == "__main__":
    main()
