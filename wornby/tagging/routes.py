"""Which tagger states which attribute: made from an evaluation's figures, kept as JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wornby.errors import ConfigurationError

Figures = Mapping[str, Mapping[str, float]]
"""By attribute id, then by tagger: any figure of which more is better, such as the accuracy on a shop's own labels."""


class Routes(BaseModel):
    """Taggers by attribute: schema `wornby.router/1`.

    Attributes:
        attributes: Attribute id to name of a tagger.
        default: Who states everything else, and says who is in the photo.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_name: Literal["wornby.router/1"] = Field(default="wornby.router/1", alias="schema")
    attributes: dict[str, str] = Field(default_factory=dict)
    default: str = "builtin"

    @classmethod
    def read(cls, path: Path) -> "Routes":
        """Read a file.

        Raises:
            ConfigurationError: It cannot be read, or is no such file.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as exc:
            message = f"The routes {path} cannot be read ({exc.strerror}). Set WORNBY_ROUTES to a file of routes."
            raise ConfigurationError(message) from exc
        except ValidationError as exc:
            first = exc.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "its start"
            message = f"The routes {path.name} are wrong at {where}: {first['msg']}."
            raise ConfigurationError(message) from exc

    def text(self) -> str:
        """The file's content."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"

    @property
    def taggers(self) -> tuple[str, ...]:
        """Every tagger that is named, the default first."""
        return tuple(dict.fromkeys((self.default, *self.attributes.values())))


def choose_routes(figures: Figures, *, default: str = "builtin", margin: float = 0.0) -> Routes:
    """For each attribute the tagger with the highest figure.

    Args:
        figures: What an evaluation measured.
        default: Keeps an attribute unless another tagger is better by more than the margin: two taggers that are as
            good as each other are not worth the time of both.
        margin: In the figures' unit; the half width of their confidence intervals is a good choice.

    Returns:
        Routes for the attributes that leave the default; among equals the first by name.
    """
    routes = {}
    for attribute, by_tagger in sorted(figures.items()):
        best = min(sorted(by_tagger), key=lambda name: -by_tagger[name], default=default)
        floor = by_tagger.get(default)
        if best != default and (floor is None or by_tagger[best] > floor + margin):
            routes[attribute] = best
    return Routes(attributes=routes, default=default)
