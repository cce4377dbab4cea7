"""The command line of the recipes for prints: they make their own pictures, and need no folder of data."""

import argparse
from pathlib import Path

import cv2
import torch


def print_options(description: str | None, *, steps: int) -> argparse.Namespace:
    """Read `--out --work --docs --steps --threads`, and set the threads of torch and OpenCV."""
    arguments = argparse.ArgumentParser(description=description)
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
