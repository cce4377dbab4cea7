"""The network of the judge of motifs: do a patch and a piece of cloth show the same print?"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = 32
CELLS = 16
"""Cells of a side, a quarter of its pixels."""

_FIRST = 16
_REACH = 2
_SHARPNESS = 12.0
_NEVER = -4.0


def _conv(c_in: int, c_out: int, *, stride: int = 1) -> nn.Sequential:
    layer = nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(c_out), nn.ReLU())


class MotifNet(nn.Module):
    """One encoder for both sides; each cell of the patch is compared with the cells of the cloth around its place.

    Takes pairs side by side, (N, S, 2 S, 3) uint8 RGB, and gives logits (N,).
    """

    apart: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            _conv(3, _FIRST, stride=2),
            _conv(_FIRST, CHANNELS, stride=2),
            nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1),
        )
        self.compared = nn.Sequential(
            _conv(2 * CHANNELS + 2, CHANNELS), _conv(CHANNELS, CHANNELS, stride=2), _conv(CHANNELS, CHANNELS, stride=2)
        )
        place = torch.stack(torch.meshgrid(torch.arange(CELLS), torch.arange(CELLS), indexing="ij")).flatten(1)
        off = (place[:, :, None] - place[:, None]).abs().amax(dim=0)
        self.register_buffer("apart", torch.where(off > _REACH, _NEVER, 0.0), persistent=False)
        self.last = nn.Sequential(nn.Linear(2 * CHANNELS, CHANNELS), nn.ReLU(), nn.Linear(CHANNELS, 1))

    def forward(self, pixels: Tensor) -> Tensor:
        """Logits that both show the same print. (N,)."""
        side = pixels.shape[1]
        values = pixels.to(torch.float32).permute(0, 3, 1, 2) / 255.0
        sought, seen = self._encoded(values[..., :side]), self._encoded(values[..., side:])
        cells = sought.shape[-1]
        one, other = functional.normalize(sought, dim=1).flatten(2), functional.normalize(seen, dim=1).flatten(2)
        cosine = one.transpose(1, 2) @ other + self.apart
        best = cosine.amax(dim=2).unflatten(1, (cells, cells))[:, None]
        shares = torch.softmax(_SHARPNESS * cosine, dim=2)
        found = (seen.flatten(2) @ shares.transpose(1, 2)).unflatten(2, (cells, cells))
        straight = (one * other).sum(dim=1).unflatten(1, (cells, cells))[:, None]
        both = torch.cat([sought * found, (sought - found).abs(), best, straight], dim=1)
        judged = self.compared(both)
        pooled = torch.cat([judged.mean(dim=(2, 3)), judged.amax(dim=(2, 3))], dim=1)
        return cast(Tensor, self.last(pooled))[:, 0]

    def _encoded(self, values: Tensor) -> Tensor:
        """Features of one side, free of the light: the mean of each channel and the whole's contrast are taken out."""
        centred = values - values.mean(dim=(2, 3), keepdim=True)
        contrast = (centred * centred).mean(dim=(1, 2, 3), keepdim=True).sqrt()
        return cast(Tensor, self.encoder(centred / (contrast + 0.02)))
