"""Texts about what no photo of a library should show, and the floor that is measured with them. Data, not code."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field


class NeutralTexts(BaseModel):
    """What an encoder is calibrated with.

    Attributes:
        floor_z: By how many standard deviations a hit must fit better than the best fit of such a text.
        texts: At least two.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    floor_z: float = Field(gt=0)
    texts: tuple[str, ...] = Field(min_length=2)


@cache
def load_neutral() -> NeutralTexts:
    """The committed list."""
    text = files("wornby.search").joinpath("neutral.toml").read_text(encoding="utf-8")
    return NeutralTexts.model_validate(tomllib.loads(text))
