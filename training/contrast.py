"""The loss that draws two photos of one garment together and pushes other garments away."""

import torch
from torch import Tensor
from torch.nn import functional

MEMORY = 2048
_TEMPERATURE = 0.1
IMPOSSIBLE = -1e4


class ContrastiveLoss:
    """InfoNCE over a batch and a memory of the embeddings of the batches before it.

    van den Oord et al. 2018, arXiv:1807.03748; the memory after Wang et al. 2020, arXiv:1912.06798: a trunk changes
    slowly, so that embeddings of a few batches ago still serve as other garments.
    """

    def __init__(self, *, memory: int = MEMORY) -> None:
        self._size = memory
        self._rows: Tensor | None = None
        self._keys: Tensor | None = None

    def loss(self, first: Tensor, second: Tensor, *, keys: Tensor) -> Tensor:
        """Return the mean loss of N pairs, and remember them.

        Args:
            first: Of one photo of each garment. (N, D), float32, unit length.
            second: Of another photo of each. (N, D), float32, unit length.
            keys: Which example each pair shows; pairs of one example are not held against each other. (N,), int64.
        """
        loss = (self._one_way(first, second, keys=keys) + self._one_way(second, first, keys=keys)) / 2
        rows = [first.detach(), second.detach(), *([] if self._rows is None else [self._rows])]
        self._rows = torch.cat(rows)[: self._size]
        self._keys = torch.cat([keys, keys, *([] if self._keys is None else [self._keys])])[: self._size]
        return loss

    def _one_way(self, asked: Tensor, stored: Tensor, *, keys: Tensor) -> Tensor:
        others = stored if self._rows is None else torch.cat([stored, self._rows])
        other_keys = keys if self._keys is None else torch.cat([keys, self._keys])
        same = keys[:, None] == other_keys[None]
        same[:, : len(keys)].fill_diagonal_(fill_value=False)
        scores = (asked @ others.T / _TEMPERATURE).masked_fill(same, IMPOSSIBLE)
        return functional.cross_entropy(scores, torch.arange(len(keys), device=asked.device))
