"""What every recipe's command line shares: its options, its checkpoints."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import torch


def recipe_options(description: str | None, *, steps: int, reads_data: bool = True) -> argparse.Namespace:
    """Read `--data --out --work --docs --steps --threads`, and set the threads of torch and OpenCV.

    Args:
        description: Of the recipe.
        steps: Unless the command says otherwise.
        reads_data: False for a recipe that makes its own pictures.
    """
    arguments = argparse.ArgumentParser(description=description)
    if reads_data:
        arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--work", type=Path, default=Path("build/training"), help="folder of checkpoints")
    arguments.add_argument("--docs", type=Path, default=Path("docs/models"))
    arguments.add_argument("--steps", type=int, default=steps)
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    return options


def command_of(name: str, options: argparse.Namespace) -> str:
    """Return the command that a figure names."""
    return f"python -m training.{name} --data ../shared/data --out wornby/models/weights --steps {options.steps}"


def save_checkpoint(path: Path, *, kept: Mapping[str, Any], step: int) -> None:
    """Write the states of what is trained, so that a stopped recipe goes on where it was."""
    part = path.with_suffix(".part")
    torch.save({name: thing.state_dict() for name, thing in kept.items()} | {"step": step}, part)
    part.replace(path)


def load_checkpoint(path: Path, *, kept: Mapping[str, Any], device: str) -> int:
    """Put a checkpoint's states back and return its step; 0 where there is none."""
    if not path.exists():
        return 0
    state = torch.load(path, map_location=device, weights_only=True)
    for name, thing in kept.items():
        thing.load_state_dict(state[name])
    return int(state["step"])
