"""The loop of the recipes for prints: AdamW, a warm start, a cosine, and the running mean of the weights."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from training.command import load_checkpoint, save_checkpoint

_WARM, _DECAY = 100, 1e-4
_MEAN = 0.995
_SAVED = 100
Net = TypeVar("Net", bound=nn.Module)


def train_averaged(
    make: Callable[[], Net],
    *,
    loss: Callable[[Net, int], Tensor],
    steps: int,
    rate: float,
    checkpoint: Path,
    seed: int,
) -> Net:
    """Train a network and return the running mean of its weights, ready to answer.

    Args:
        make: Makes it.
        loss: Of the network at a step; what the step looks at hangs on its number alone.
        steps: In all.
        rate: Highest.
        checkpoint: File that a stopped recipe goes on from.
        seed: Of the first weights.
    """
    torch.manual_seed(seed)
    net, mean = make(), make()
    mean.load_state_dict(net.state_dict())
    learner = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=_DECAY)
    kept = {"net": net, "mean": mean, "learner": learner}
    start = load_checkpoint(checkpoint, kept=kept, device="cpu")
    net.train()
    for step in range(start, steps):
        for group in learner.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / _WARM) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
        found = loss(net, step)
        learner.zero_grad()
        found.backward()
        learner.step()
        _follow(mean, net, share=min(_MEAN, 1 - 1 / (step / 3 + 1)))
        if step % _SAVED == _SAVED - 1:
            print(f"step {step + 1}: loss {found.item():.3f}", flush=True)
            save_checkpoint(checkpoint, kept=kept, step=step + 1)
    return mean.eval()


def _follow(mean: nn.Module, net: nn.Module, *, share: float) -> None:
    with torch.no_grad():
        for old, new in zip(mean.state_dict().values(), net.state_dict().values(), strict=True):
            if old.dtype.is_floating_point:
                old.mul_(share).add_(new, alpha=1 - share)
            else:
                old.copy_(new)
