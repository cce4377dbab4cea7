"""Linear heads by logistic regression: scikit-learn, of the extra `learn`. Applying one needs NumPy only."""

import numpy as np
from numpy.typing import NDArray

from wornby.errors import MissingExtraError

_SEED = 7
_MAX_STEPS = 5000
_NEVER = -30.0
# The weight of the examples against small weights. Of 1, 3, 10, 30, 100 and 300 it gave the lowest log loss for the
# pattern of 205 lying garments on built-in embeddings (0.655; 0.923 at 1, 0.716 at 300), and of a third of them.
_STRENGTH = 30.0


class LogisticTrainer:
    """Learns heads.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """

    def __init__(self) -> None:
        try:
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import StratifiedGroupKFold
        except ModuleNotFoundError as exc:
            message = f"Learning needs the package {exc.name!r}: pip install 'wornby[learn]'. Using a head does not."
            raise MissingExtraError(message) from exc
        self._regression = LogisticRegression
        self._splitter = StratifiedGroupKFold

    def folds(self, labels: NDArray[np.int64], *, groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """Part of the cross-validation for each example: labels spread evenly, a group never split."""
        parts = np.zeros(len(labels), dtype=np.int64)
        splitter = self._splitter(n_splits=count, shuffle=True, random_state=_SEED)
        for number, (_, held_out) in enumerate(splitter.split(labels, labels, groups)):
            parts[held_out] = number
        return parts

    def fit(
        self, vectors: NDArray[np.float32], labels: NDArray[np.int64], *, classes: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights (classes, D) and bias (classes,), float32."""
        weights = np.zeros((classes, vectors.shape[1]), dtype=np.float32)
        bias = np.full(classes, _NEVER, dtype=np.float32)
        present = np.unique(labels)
        if len(present) == 1:
            bias[present] = 0.0
            return weights, bias
        model = self._regression(C=_STRENGTH, max_iter=_MAX_STEPS).fit(vectors.astype(np.float64), labels)
        coefficients, intercepts = np.asarray(model.coef_), np.asarray(model.intercept_)
        if len(present) == 2:  # noqa: PLR2004 - two classes come as one row: how much the second is ahead
            coefficients = np.concatenate([-coefficients, coefficients]) / 2
            intercepts = np.concatenate([-intercepts, intercepts]) / 2
        weights[present] = coefficients
        bias[present] = intercepts
        return weights, bias
