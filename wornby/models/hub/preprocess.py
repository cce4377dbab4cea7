"""How an encoder wants its pictures, as `preprocessor_config.json` says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from wornby.datamodel import Pixels
from wornby.errors import ModelError

_Sides = dict[str, int]


def _sides(value: object) -> object:
    """An old file gives one number where a new one gives an object."""
    return {"edge": value} if isinstance(value, int) else value


class _Config(BaseModel):
    """What we read of the file. Defaults are those of the field's usual image processors."""

    model_config = ConfigDict(extra="ignore")

    do_resize: bool = True
    size: Annotated[_Sides, BeforeValidator(_sides)] = Field(default_factory=dict)
    resample: int = Field(default=3, ge=0, le=5)
    do_center_crop: bool | None = None
    crop_size: Annotated[_Sides, BeforeValidator(_sides)] = Field(default_factory=dict)
    do_rescale: bool = True
    rescale_factor: float = 1 / 255
    do_normalize: bool = True
    image_mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    image_std: tuple[float, float, float] = (0.5, 0.5, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecipe:
    """Turns pictures into one tensor.

    Attributes:
        height_px: Height of the tensor.
        width_px: Width of the tensor.
        shortest_px: Shorter side before the middle is cut out; 0 squeezes the whole picture into the tensor.
        resample: Pillow's number of the filter.
        factor: What 0-255 is multiplied with.
        mean: Taken off after that, for each of R, G, B.
        std: Divided by after that.
    """

    height_px: int
    width_px: int
    shortest_px: int
    resample: Image.Resampling
    factor: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @classmethod
    def parse(cls, config: Mapping[str, Any]) -> "ImageRecipe":
        """Read a configuration; also one that lies inside a `processor_config.json`.

        Raises:
            ModelError: It is missing, or asks for what cannot be done.
        """
        if not config:
            message = "The model folder lacks preprocessor_config.json: wornby cannot know how to prepare pictures."
            raise ModelError(message)
        try:
            read = _Config.model_validate(config.get("image_processor", config))
        except ValidationError as exc:
            first = exc.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            message = f"preprocessor_config.json cannot be used: {where}: {first['msg']}."
            raise ModelError(message) from exc
        height, width, shortest = _geometry(read)
        return cls(
            height_px=height,
            width_px=width,
            shortest_px=shortest,
            resample=Image.Resampling(read.resample),
            factor=read.rescale_factor if read.do_rescale else 1.0,
            mean=read.image_mean if read.do_normalize else (0.0, 0.0, 0.0),
            std=read.image_std if read.do_normalize else (1.0, 1.0, 1.0),
        )

    def prepare(self, pixels: Pixels) -> NDArray[np.float32]:
        """One picture. (3, height_px, width_px), float32."""
        image = Image.fromarray(pixels)
        box = self._cut(image.width, image.height)
        # Scaling only the part that is kept gives the same pixels, and a picture of 1 x 60,000 px no huge one between.
        small = image.resize((self.width_px, self.height_px), resample=self.resample, box=box)
        scaled = np.asarray(small, dtype=np.float32) * np.float32(self.factor)
        normal = (scaled - np.array(self.mean, dtype=np.float32)) / np.array(self.std, dtype=np.float32)
        return np.ascontiguousarray(normal.transpose(2, 0, 1), dtype=np.float32)

    def _cut(self, width: int, height: int) -> tuple[float, float, float, float]:
        """The part of the picture that is kept, in its pixels."""
        if not self.shortest_px:
            return (0, 0, width, height)
        scale = self.shortest_px / min(width, height)
        # The longer side is cut, not rounded: so do the image processors that the models were trained with.
        full_w = self.shortest_px if width <= height else int(width * scale)
        full_h = self.shortest_px if height <= width else int(height * scale)
        left, top = (full_w - self.width_px) // 2, (full_h - self.height_px) // 2
        step_x, step_y = width / full_w, height / full_h
        return (left * step_x, top * step_y, (left + self.width_px) * step_x, (top + self.height_px) * step_y)


def _geometry(read: _Config) -> tuple[int, int, int]:
    """Height, width, and the shorter side before the cut (0 for none)."""
    crop = _square(read.crop_size) if read.do_center_crop or read.do_center_crop is None else None
    if not read.do_resize:
        message = "preprocessor_config.json has do_resize off: the model cannot be given pictures of different sizes."
        raise ModelError(message)
    shortest = read.size.get("shortest_edge", 0)
    if crop is None:
        whole = _square(read.size)
        if whole is None:
            message = f"preprocessor_config.json gives no height and width to resize to: size is {read.size}."
            raise ModelError(message)
        return (*whole, 0)
    # A bare number before a cut is the shorter side; a height and width before a cut squeeze first.
    shortest = shortest or read.size.get("edge", 0) or min(read.size.get("height", 0), read.size.get("width", 0))
    if shortest < max(crop):
        message = f"preprocessor_config.json cuts {crop} out of pictures of {read.size}, which are smaller."
        raise ModelError(message)
    return (*crop, shortest)


def _square(sides: _Sides) -> tuple[int, int] | None:
    found = (sides.get("height") or sides.get("edge"), sides.get("width") or sides.get("edge"))
    height, width = found
    return (height, width) if height and width and min(height, width) > 0 else None
