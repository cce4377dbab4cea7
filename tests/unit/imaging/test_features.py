"""RootSIFT. What `count_inliers` finds is tested with the prints."""

import numpy as np

from wornby.imaging.features import root_sift


def test_nothing_described_stays_nothing() -> None:
    assert root_sift(np.zeros((0, 128), np.float32)).shape == (0, 128)


def test_rows_have_unit_length() -> None:
    rows = np.random.default_rng(1).uniform(0, 200, (5, 128)).astype(np.float32)
    np.testing.assert_allclose(np.linalg.norm(root_sift(rows), axis=1), 1, atol=1e-5)


def test_an_empty_row_stays_empty() -> None:
    assert not root_sift(np.zeros((1, 128), np.float32)).any()
