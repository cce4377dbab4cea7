"""One method for each thing a caller can want."""

from wornby.engine.engine import Engine

__all__ = ["Engine"]
