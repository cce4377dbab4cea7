"""Train the finder of prints: `python -m training.print_finder --out wornby/models/weights`.

It learns from composites of shops of its own (`print_shop`): motifs that the matcher is fitted or measured on are not
among them. Every eighth garment or street photo, and all that was made from it, is kept out for the figures.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.averaged import train_averaged
from training.command import recipe_options
from training.export import Spec, export_onnx
from training.figures import Figures, bootstrap, write_figures
from training.print_net import PrintNet
from training.print_shop import PrintWindow, kept_windows
from training.print_views import finder_view
from wornby.models.print_finder import LOOKED_PX, MODEL, OUTPUT

PHOTOS = 3
_BATCH, _RATE, _SEED = 20, 3e-3, 6
_KEPT_OUT = 8
_SOFT = 0.01
_OF_MARKS, _OF_SHARES, _OF_SIDES = 3.0, 0.5, 3.0
_TRIED = 600
_HALF = 0.5
_FEW_CELLS = 6


class Finder(nn.Module):
    """The network as it is exported: (N, S, S, 3) uint8 to (N, S / 4, S / 4, 3), the first a chance."""

    def __init__(self, net: PrintNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, pixels: Tensor) -> Tensor:
        """Chance of print, and sides of the print."""
        found = self.net(pixels)
        return torch.cat([torch.sigmoid(found[:, :1]), found[:, 1:]], dim=1).permute(0, 2, 3, 1)


def is_kept_out(window: PrintWindow) -> bool:
    """Whether it was made from a photo that is not learned from."""
    return int(hashlib.md5(window.source.encode(), usedforsecurity=False).hexdigest(), 16) % _KEPT_OUT == 0


def views(windows: Sequence[PrintWindow], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """A batch: pixels (N, S, S, 3) and sides (N, 2, S / 4, S / 4), NaN beside the print."""
    seen = [finder_view(window, rng) for window in windows]
    sides = torch.from_numpy(np.stack([each for _, each in seen]))
    return torch.from_numpy(np.stack([pixels for pixels, _ in seen])), sides.permute(0, 3, 1, 2)


def loss_of(answer: Tensor, sides: Tensor) -> Tensor:
    """How far an answer is off: its marks cell by cell and as a whole, and where in the print the cells lie."""
    marked = torch.isfinite(sides[:, :1]).float()
    cells = functional.binary_cross_entropy_with_logits(answer[:, :1], marked * (1 - 2 * _SOFT) + _SOFT)
    chance = torch.sigmoid(answer[:, :1])
    both, each = (chance * marked).sum((1, 2, 3)), chance.sum((1, 2, 3)) + marked.sum((1, 2, 3))
    shares = 1 - (2 * both + 8) / (each + 8)
    off = (answer[:, 1:] - torch.nan_to_num(sides)).abs() * marked
    along = off.sum((1, 2, 3)) / (2 * marked.sum((1, 2, 3)) + 20)
    return _OF_MARKS * cells + _OF_SHARES * shares.mean() + _OF_SIDES * along.mean()


def figures(net: PrintNet, windows: Sequence[PrintWindow]) -> Figures:
    """On views of garments that were not learned from: one for each, as they are drawn for training."""
    rng = np.random.default_rng(_SEED)
    chosen = [windows[int(index)] for index in rng.permutation(len(windows))[:_TRIED]]
    pixels, sides = views(chosen, rng)
    with torch.no_grad():
        answer = torch.cat([net(pixels[row : row + 32]) for row in range(0, len(pixels), 32)])
    marked, truth = (answer[:, 0] > 0).numpy(), np.isfinite(sides[:, 0].numpy())
    both, either = (marked & truth).sum((1, 2)), (marked | truth).sum((1, 2))
    printed = truth.sum((1, 2)) > _FEW_CELLS
    shares = both[printed] / np.maximum(either[printed], 1)
    bare = ~truth.any(axis=(1, 2))
    off = np.abs(answer[:, 1:].numpy() - np.nan_to_num(sides.numpy())) * truth[:, None]
    along = off.sum((1, 2, 3))[printed] / (2 * truth.sum((1, 2))[printed])
    return {
        "overlap of marked and true cells": bootstrap(shares),
        "prints with an overlap of a half and more": bootstrap((shares >= _HALF).astype(np.float64)),
        "mean error of a cell's place, of the print's side": bootstrap(along),
        "views without a print that are marked": bootstrap((marked[bare].sum((1, 2)) > _FEW_CELLS).astype(np.float64)),
    }


def main() -> None:
    """Make windows, train, export, measure."""
    options = recipe_options(__doc__, steps=4000, reads_data=False)
    windows = kept_windows(options.work / "print-windows.npz", photos=PHOTOS)
    learned = [window for window in windows if not is_kept_out(window)]

    def loss(net: PrintNet, step: int) -> Tensor:
        rng = np.random.default_rng([_SEED, step])
        pixels, sides = views([learned[int(row)] for row in rng.choice(len(learned), _BATCH)], rng)
        return loss_of(net(pixels), sides)

    checkpoint = options.work / f"{MODEL}.pt"
    net = train_averaged(PrintNet, loss=loss, steps=options.steps, rate=_RATE, checkpoint=checkpoint, seed=_SEED)
    spec = Spec(name=MODEL, size_px=LOOKED_PX, values={OUTPUT: ()}, outputs=(OUTPUT,))
    example = torch.zeros(2, LOOKED_PX, LOOKED_PX, 3, dtype=torch.uint8)
    export_onnx(Finder(net).eval(), example=example, spec=spec, path=options.out / f"{MODEL}.onnx")
    about = {
        "command": f"python -m training.print_finder --out wornby/models/weights --steps {options.steps}",
        "split": f"made from photos whose name's hash has remainder 0 by {_KEPT_OUT}",
        "windows": len(learned),
    }
    kept_out = [window for window in windows if is_kept_out(window)]
    write_figures(MODEL, figures=figures(net, kept_out), about=about, docs=options.docs)


if __name__ == "__main__":
    main()
