"""Names the family of a colour: what the pixels say and what a network saw, weighed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wornby.errors import ModelError
from wornby.models.facts import Shares

NAMERS = ("lying", "worn", "hair")
_FLOOR = 1e-4


class Namer(Protocol):
    """Says how likely each family of a colour is."""

    @property
    def source(self) -> str:
        """Who names."""
        ...

    def shares(self, features: NDArray[np.float64], seen: Shares) -> dict[str, float]:
        """Probability of each value, from what was measured and what a network saw."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColorNamer:
    """A multinomial regression on measured colour features, and the weights of its word and of a network's.

    The product of both shares, each to the power of its weight, is the answer. Weights and regression come from
    `training/colors.py`; the powers were fitted on photos that neither had seen, so that they calibrate too.

    Attributes:
        values: Value ids, K of them.
        mean: Of the features. (F,).
        scale: Of the features. (F,).
        weights: (K, F).
        bias: (K,).
        measured_power: Of the regression's shares.
        network_power: Of the network's shares.
        source: Who names.
    """

    values: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    measured_power: float
    network_power: float
    source: str

    def __post_init__(self) -> None:
        """Refuse weights that do not fit together."""
        shape = (len(self.values), len(self.mean))
        if self.weights.shape != shape or self.scale.shape != self.mean.shape or self.bias.shape != shape[:1]:
            message = f"Weights of shape {self.weights.shape} do not fit {shape}."
            raise ValueError(message)

    def shares(self, features: NDArray[np.float64], seen: Shares) -> dict[str, float]:
        """Probability of each value, by value id.

        Args:
            features: As `color_features` gives them. (F,).
            seen: The network's probabilities; a value that it does not know is taken for unlikely.
        """
        scores = self.weights @ ((features - self.mean) / self.scale) + self.bias
        measured = np.maximum(scores - scores.max() - np.log(np.exp(scores - scores.max()).sum()), np.log(_FLOOR))
        network = np.log([max(seen.get(value, 0.0), _FLOOR) for value in self.values])
        mixed = self.measured_power * measured + self.network_power * network
        odds = np.exp(mixed - mixed.max())
        return dict(zip(self.values, (odds / odds.sum()).tolist(), strict=True))


def load_namers(path: Path) -> dict[str, Namer]:
    """The namers in a file that `training/colors.py` wrote, by name: those of `NAMERS`.

    Raises:
        ModelError: The file is missing or damaged.
    """
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        namers: dict[str, Namer] = {
            name: ColorNamer(
                values=tuple(row["values"]),
                mean=np.array(row["mean"]),
                scale=np.array(row["scale"]),
                weights=np.array(row["weights"]),
                bias=np.array(row["bias"]),
                measured_power=float(row["measured_power"]),
                network_power=float(row["network_power"]),
                source=f"builtin/colors@{content['version']}",
            )
            for name, row in content["namers"].items()
        }
        return {name: namers[name] for name in NAMERS}
    except (AttributeError, OSError, ValueError, KeyError, TypeError) as exc:
        message = f"The model file {path.name} is missing or damaged. Install wornby again."
        raise ModelError(message) from exc
