"""Train the embedding of prints: `python -m training.print_embedder --out wornby/models/weights`.

By contrast: of a batch of prints, each as the shop shows it and as it is worn, the two that are one lie nearest. Half
of them are drawn at will (`motif_drawn`), half come from the composites of `print_shop`. Every eighth motif of those is
kept out for the figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.averaged import train_averaged
from training.command import recipe_options
from training.export import Spec, export_onnx
from training.figures import Figures, bootstrap, write_figures
from training.motif_drawn import Ink, drawn_inks, drawn_views
from training.print_finder import PHOTOS
from training.print_net import EmbedNet
from training.print_shop import NearPrint, PrintWindow, kept_windows
from training.print_views import lit, upright_view
from wornby.datamodel import Pixels
from wornby.models.print_embedder import MODEL, OUTPUT, SEEN_PX

_MOTIFS = 2500
_DRAWN, _SHOP, _RATE, _SEED = 64, 64, 2e-3, 11
_KEPT_OUT = 8
_RECOLORED = 0.4
_MOST_SHARP = 60.0
_SHOP_LOOSE, _WORN_LOOSE = 0.35, 1.0
_RANKS = (1, 4, 12)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """One motif: as the shop shows it, and worn."""

    shop: list[NearPrint] = field(default_factory=list)
    worn: list[NearPrint] = field(default_factory=list)


def shown_motifs(windows: Sequence[PrintWindow]) -> dict[int, Shown]:
    """By number, those that are seen both ways."""
    found: dict[int, Shown] = {}
    for window in windows:
        if window.near is not None:
            one = found.setdefault(window.motif, Shown())
            (one.shop if window.shop else one.worn).append(window.near)
    return {number: one for number, one in found.items() if one.shop and one.worn}


def both_views(shown: Shown, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """A print as the shop shows it, and as it is worn."""
    shop, worn = (some[int(rng.integers(len(some)))] for some in (shown.shop, shown.worn))
    return upright_view(shop, rng, loose=_SHOP_LOOSE), upright_view(worn, rng, loose=_WORN_LOOSE)


def batch(motifs: Mapping[int, Shown], inks: Sequence[Ink], rng: np.random.Generator) -> Tensor:
    """Shop views, then worn ones in the same order. (2 N, S, S, 3)."""
    pairs = [drawn_views(inks, rng) for _ in range(_DRAWN)]
    for number in rng.choice(list(motifs), _SHOP, replace=False):
        shop, worn = both_views(motifs[int(number)], rng)
        pairs.append((shop, lit(worn, rng)))
    pixels = np.stack([*(one for one, _ in pairs), *(other for _, other in pairs)])
    for row in np.flatnonzero(rng.random(len(pairs)) < _RECOLORED):
        order = rng.permutation(3)
        for each in (row, len(pairs) + row):
            pixels[each] = pixels[each][..., order]
    return torch.from_numpy(pixels)


def loss_of(net: EmbedNet, pixels: Tensor) -> Tensor:
    """Both ways: which worn print is the shop's, which of the shop's is the worn one.

    Source:
        Radford and others 2021.
    """
    vectors = net(pixels)
    count = len(vectors) // 2
    cosines = vectors[:count] @ vectors[count:].T * net.sharpness.exp().clamp(max=_MOST_SHARP)
    own = torch.arange(count)
    return (functional.cross_entropy(cosines, own) + functional.cross_entropy(cosines.T, own)) / 2


def figures(net: EmbedNet, motifs: Mapping[int, Shown]) -> Figures:
    """How often a worn print's own motif is among the nearest of all; motifs that were not learned from."""
    rng = np.random.default_rng(_SEED)
    numbers = list(motifs)
    shop = _embedded(net, [upright_view(motifs[number].shop[0], rng, loose=_SHOP_LOOSE) for number in numbers])
    asked = [(row, worn) for row, number in enumerate(numbers) if _kept_out(number) for worn in motifs[number].worn]
    seen = _embedded(net, [upright_view(worn, rng, loose=_WORN_LOOSE) for _, worn in asked])
    own = np.array([row for row, _ in asked])
    cosines = seen @ shop.T
    rank = (cosines > cosines[np.arange(len(own)), own][:, None]).sum(axis=1)
    return {
        f"own motif among the nearest {most} of {len(numbers)}": bootstrap((rank < most).astype(np.float64), groups=own)
        for most in _RANKS
    }


def _embedded(net: EmbedNet, prints: Sequence[Pixels]) -> NDArray[np.float32]:
    pixels = torch.from_numpy(np.stack(prints))
    with torch.no_grad():
        parts = [net(pixels[row : row + 256]) for row in range(0, len(pixels), 256)]
    return np.asarray(torch.cat(parts).numpy(), dtype=np.float32)


def _kept_out(number: int) -> bool:
    return number % _KEPT_OUT == 0


def main() -> None:
    """Make views, train, export, measure."""
    options = recipe_options(__doc__, steps=900, reads_data=False)
    motifs = shown_motifs(kept_windows(options.work / "print-windows.npz", photos=PHOTOS))
    learned = {number: shown for number, shown in motifs.items() if not _kept_out(number)}
    inks = drawn_inks(_MOTIFS)

    def loss(net: EmbedNet, step: int) -> Tensor:
        return loss_of(net, batch(learned, inks, np.random.default_rng([_SEED, step])))

    checkpoint = options.work / f"{MODEL}.pt"
    net = train_averaged(EmbedNet, loss=loss, steps=options.steps, rate=_RATE, checkpoint=checkpoint, seed=_SEED)
    spec = Spec(name=MODEL, size_px=SEEN_PX, values={OUTPUT: ()}, outputs=(OUTPUT,))
    example = torch.zeros(2, SEEN_PX, SEEN_PX, 3, dtype=torch.uint8)
    export_onnx(net, example=example, spec=spec, path=options.out / f"{MODEL}.onnx")
    about = {
        "command": f"python -m training.print_embedder --out wornby/models/weights --steps {options.steps}",
        "split": f"motifs with remainder 0 by {_KEPT_OUT}, of shops that no other recipe looks at",
        "motifs": len(learned),
        "drawn": _MOTIFS,
    }
    write_figures(MODEL, figures=figures(net, motifs), about=about, docs=options.docs)


if __name__ == "__main__":
    main()
