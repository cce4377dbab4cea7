"""The network that finds prints: which places of a garment are print, and where in the print each lies."""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (16, 32, 48, 80, 112)
STRIDE = 4
"""Pixels of a cell's side."""

CHANNELS = 3
"""Of the answer: log odds of print, then across and down in the print."""


def _conv(c_in: int, c_out: int, *, stride: int = 1) -> nn.Sequential:
    layer = nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(c_out), nn.ReLU())


class PrintNet(nn.Module):
    """From coarse to fine and back. Takes (N, S, S, 3) uint8 RGB, gives (N, 3, S / 4, S / 4)."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third, fourth, last = WIDTHS
        self.down = nn.ModuleList(
            [
                nn.Sequential(_conv(3, first, stride=2), _conv(first, second, stride=2), _conv(second, second)),
                nn.Sequential(_conv(second, third, stride=2), _conv(third, third)),
                nn.Sequential(_conv(third, fourth, stride=2), _conv(fourth, fourth)),
                nn.Sequential(_conv(fourth, last, stride=2), _conv(last, last), _conv(last, last)),
            ]
        )
        self.up = nn.ModuleList([_conv(last + fourth, fourth), _conv(fourth + third, third), _conv(third + second, 48)])
        self.last = nn.Conv2d(48, CHANNELS, 1)

    def forward(self, pixels: Tensor) -> Tensor:
        """Log odds of print, and sides of the print. (N, 3, S / 4, S / 4)."""
        values = pixels.to(torch.float32).permute(0, 3, 1, 2) / 127.5 - 1.0
        seen = []
        for stage in self.down:
            values = stage(values)
            seen.append(values)
        for stage, finer in zip(self.up, reversed(seen[:-1]), strict=True):
            larger = functional.interpolate(values, scale_factor=2.0, mode="nearest")
            values = stage(torch.cat([larger, finer], dim=1))
        return cast(Tensor, self.last(values))


class EmbedNet(nn.Module):
    """A vector of unit length for each print. Takes (N, 64, 64, 3) uint8 RGB, gives (N, 64).

    Attributes:
        sharpness: Log of what cosines are multiplied by while it learns.
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            _conv(3, 24, stride=2),
            _conv(24, 48, stride=2),
            _conv(48, 48),
            _conv(48, 96, stride=2),
            _conv(96, 96),
            _conv(96, 96, stride=2),
        )
        self.last = nn.Linear(96 * 16, 64)
        self.sharpness = nn.Parameter(torch.tensor(2.5))

    def forward(self, pixels: Tensor) -> Tensor:
        """Vectors. (N, 64)."""
        values = pixels.to(torch.float32).permute(0, 3, 1, 2) / 255.0
        # The light is taken out: each channel's mean, and the whole's contrast.
        centred = values - values.mean(dim=(2, 3), keepdim=True)
        contrast = (centred * centred).mean(dim=(1, 2, 3), keepdim=True).sqrt()
        encoded = self.encoder(centred / (contrast + 0.02))
        return functional.normalize(self.last(encoded.flatten(1)), dim=1)
