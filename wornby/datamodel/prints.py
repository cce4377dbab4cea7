"""A print found in a picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrintPlace:
    """A print in a picture.

    Attributes:
        matrix: From the print's sides, -0.5 to 0.5 of its width and height from its middle, to pixels. (2, 3).
        confidence: That it is print, in [0, 1].
    """

    matrix: NDArray[np.float64]
    confidence: float

    @property
    def sides_px(self) -> tuple[float, float]:
        """Width and height of the print in the picture's pixels."""
        across, down = np.linalg.norm(self.matrix[:, :2], axis=0)
        return float(across), float(down)

    @property
    def bounds(self) -> NDArray[np.float64]:
        """Left, top, right, bottom of the upright box around it, in pixels. (4,)."""
        corners = self.matrix @ np.array([[-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.5, 0.5], [1, 1, 1, 1]])
        return np.concatenate([corners.min(axis=1), corners.max(axis=1)])

    def moved(self, *, scale: tuple[float, float], left: float, top: float) -> "PrintPlace":
        """The same print in a larger picture that this one is a part of.

        Args:
            scale: The larger picture's pixels over this one's, across and down.
            left: Column of the larger picture at which this one begins.
            top: Row.
        """
        matrix = self.matrix.copy()
        matrix[:, 2] += 0.5
        matrix *= np.array(scale)[:, None]
        matrix[:, 2] += np.array([left, top]) - 0.5
        return PrintPlace(matrix=matrix, confidence=self.confidence)
