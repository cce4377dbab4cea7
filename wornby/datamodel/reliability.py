"""Whether a confidence of 0.8 is right eight times in ten."""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Answers whose confidence lies in [low, high); the last bin holds 1 too.

    Attributes:
        confidence: Mean of the confidences; None in an empty bin.
        right: Share that is right; None in an empty bin.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityTable:
    """How often answers are right at each confidence.

    Attributes:
        error: Expected calibration error: the mean distance between confidence and share that is right, over the
            answers.
        count: Answers with a confidence.
        bins: Ten of equal width.
    """

    error: float
    count: int
    bins: tuple[Bin, ...]


def reliability_table(pairs: Sequence[tuple[float, bool]]) -> ReliabilityTable | None:
    """The reliability table of answers.

    Args:
        pairs: Confidence, and whether the answer is right.

    Returns:
        None where no answer has a confidence.

    Source:
        Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3.
    """
    if not pairs:
        return None
    bins = tuple(_bin(pairs, number) for number in range(BINS))
    gaps = [
        each.count * abs(each.confidence - each.right)
        for each in bins
        if each.confidence is not None and each.right is not None
    ]
    return ReliabilityTable(error=sum(gaps) / len(pairs), count=len(pairs), bins=bins)


def _bin(pairs: Sequence[tuple[float, bool]], number: int) -> Bin:
    inside = [pair for pair in pairs if min(int(pair[0] * BINS), BINS - 1) == number]
    low, high = number / BINS, (number + 1) / BINS
    if not inside:
        return Bin(low=low, high=high, count=0, confidence=None, right=None)
    confidence = sum(confidence for confidence, _ in inside) / len(inside)
    right = sum(right for _, right in inside) / len(inside)
    return Bin(low=low, high=high, count=len(inside), confidence=confidence, right=right)
