"""From bytes to tags, with nothing stored."""

from wornby.tagging.service import TaggingService

__all__ = ["TaggingService"]
