"""What looking for a person needs."""

from collections.abc import Sequence
from typing import Protocol

from wornby.datamodel import Pixels


class PictureRanker(Protocol):
    """Ranks what the library shows by how alike it is to pictures. Thread-safe."""

    def rank_pictures(self, pictures: Sequence[Pixels], *, k: int) -> Sequence[tuple[str, float]]:
        """Ids of entries with their best cosine, in [-1, 1], best first, also of what may not be shown.

        Args:
            pictures: (H, W, 3), uint8, RGB, of any size; they are not kept.
            k: Most entries.

        Raises:
            ModelError: The encoder failed.
        """
        ...
