"""The peer of one photo's figures: the picture side of CLIP ViT-B/32, through open_clip, with random weights."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

MODEL = "ViT-B-32"
SIDE_PX = 224
_MEAN = (0.48145466, 0.4578275, 0.40821073)
_SPREAD = (0.26862954, 0.26130258, 0.27577711)


def open_peer() -> Callable[[Path], object] | str:
    """What decodes and embeds a photo on one thread; a reason where open_clip cannot run.

    The speed of a network does not depend on its weights, so these are random.
    """
    try:
        import open_clip
        import torch
    except (ImportError, RuntimeError) as exc:
        return f"not run, open_clip cannot be imported ({type(exc).__name__}: {str(exc).splitlines()[0]})"
    torch.set_num_threads(1)
    model = open_clip.create_model(MODEL, pretrained=None).eval()
    return torch.inference_mode()(lambda path: model.encode_image(torch.from_numpy(_prepared(path))))


def _prepared(path: Path) -> np.ndarray:
    """Decode, shrink the short side, cut the middle, normalise: (1, 3, 224, 224), float32."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        message = f"not an image: {path.name}"
        raise ValueError(message)
    height, width = pixels.shape[:2]
    scale = SIDE_PX / min(height, width)
    size = (max(SIDE_PX, round(width * scale)), max(SIDE_PX, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    top, left = (small.shape[0] - SIDE_PX) // 2, (small.shape[1] - SIDE_PX) // 2
    cut = small[top : top + SIDE_PX, left : left + SIDE_PX].astype(np.float32) / 255
    return np.ascontiguousarray(((cut - _MEAN) / _SPREAD).transpose(2, 0, 1)[None], dtype=np.float32)
