"""Curves of scores by scikit-learn, of the extra `learn`. Applying one needs NumPy only."""

import numpy as np
from numpy.typing import NDArray

from wornby.errors import MissingExtraError
from wornby.models.logistic import LogisticTrainer

_NO_PENALTY = 1e6


class ScikitScoreFitter:
    """Fits how often a score is right.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """

    def __init__(self) -> None:
        try:
            from sklearn.isotonic import IsotonicRegression
            from sklearn.linear_model import LogisticRegression
        except ModuleNotFoundError as exc:
            message = f"Tuning needs the package {exc.name!r}: pip install 'wornby[learn]'. Using a tuning does not."
            raise MissingExtraError(message) from exc
        self._isotonic = IsotonicRegression
        self._regression = LogisticRegression
        self._trainer = LogisticTrainer()

    def folds(self, labels: NDArray[np.int64], *, groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """Part of the cross-validation for each example: labels spread evenly, a group never split."""
        return self._trainer.folds(labels, groups=groups, count=count)

    def platt(self, odds: NDArray[np.float64], targets: NDArray[np.float64]) -> tuple[float, float]:
        """Slope and intercept of the log odds of being right."""
        # Each example counts as a right one by its target and as a wrong one by the rest.
        rows = np.concatenate([odds, odds])[:, None]
        labels = np.concatenate([np.ones(len(odds)), np.zeros(len(odds))])
        weights = np.concatenate([targets, 1 - targets])
        model = self._regression(C=_NO_PENALTY).fit(rows, labels, sample_weight=weights)
        return float(model.coef_[0, 0]), float(model.intercept_[0])

    def isotonic(
        self, scores: NDArray[np.float64], labels: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Knots of the rising curve that is nearest to the labels."""
        model = self._isotonic(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(scores, labels)
        return np.asarray(model.X_thresholds_, np.float64), np.asarray(model.y_thresholds_, np.float64)
