"""How good a head is."""

import numpy as np
import pytest

from wornby.models.logistic import LogisticTrainer
from wornby.tagging.learning.figures import cross_validate, fit_temperature, make_figures, share

VALUES = ("polo", "crew")


def data(*, each=20, apart=1.0, seed=3):
    """Two clouds of unit vectors, `apart` from each other."""
    rng = np.random.default_rng(seed)
    labels = np.repeat([0, 1], each)
    vectors = rng.normal(size=(2 * each, 16)).astype(np.float32) * 0.3
    vectors[:, 0] += np.where(labels == 0, apart, -apart)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), labels


def validate(vectors, labels, *, groups=None):
    groups = np.arange(len(labels)) if groups is None else groups
    return cross_validate(vectors, labels, groups=groups, values=VALUES, trainer=LogisticTrainer())


def test_clouds_apart_are_told():
    found = make_figures(validate(*data()), said=[None] * 40)
    assert found.accuracy.value == 1.0
    assert (found.examples, found.photos, found.folds, found.baseline) == (40, 40, 5, 0.5)
    assert found.builtin is None
    assert found.is_better
    assert found.calibration_error < 0.1


def test_noise_is_not_told():
    vectors, labels = data(apart=0.0)
    found = make_figures(validate(vectors, labels), said=[None] * 40)
    assert found.accuracy.low < 0.6
    assert found.accuracy.low <= found.accuracy.value <= found.accuracy.high


def test_near_copies_do_not_leak():
    rng = np.random.default_rng(5)
    vectors = np.repeat(rng.normal(size=(20, 16)), 4, axis=0).astype(np.float32)
    labels = np.repeat(np.arange(20) % 2, 4)
    groups = np.repeat(np.arange(20), 4)
    leaking = make_figures(validate(vectors, labels), said=[None] * 80)
    held = make_figures(validate(vectors, labels, groups=groups), said=[None] * 80)
    assert leaking.accuracy.value == 1.0
    assert held.accuracy.value < 0.8
    assert held.photos == 20


def test_the_tagger_stands_beside():
    vectors, labels = data()
    said = ["polo"] * 40
    found = make_figures(validate(vectors, labels), said=said)
    assert found.builtin.value == 0.5
    assert found.is_better


def test_where_the_taggers_word_stands_the_head_is_wrong():
    vectors, labels = data()
    found = make_figures(validate(vectors, labels), said=["shirt"] * 10 + ["polo"] * 30)
    assert found.accuracy.value == 0.75
    assert found.values[0].recall == 0.5


def test_no_better_than_the_tagger_is_not_better():
    vectors, labels = data()
    found = make_figures(validate(vectors, labels), said=[VALUES[label] for label in labels])
    assert not found.is_better


def test_few_right_answers_are_no_proof_of_certainty():
    few = fit_temperature(np.array([[1.0, 0.0], [0.0, 1.0]] * 5), np.array([0, 1] * 5))
    many = fit_temperature(np.array([[1.0, 0.0], [0.0, 1.0]] * 500), np.array([0, 1] * 500))
    assert many < few


def test_an_interval_draws_whole_groups():
    right = np.array([True] * 10 + [False] * 10)
    alone = share(right, groups=np.arange(20))
    grouped = share(right, groups=np.repeat([0, 1], 10))
    assert alone.value == grouped.value == 0.5
    assert (grouped.low, grouped.high) == (0.0, 1.0)
    assert 0.2 < alone.low < alone.high < 0.8


@pytest.mark.parametrize("classes", [2, 3])
def test_a_class_without_examples_never_wins(classes):
    vectors, labels = data()
    weights, bias = LogisticTrainer().fit(vectors, labels, classes=classes)
    scores = vectors @ weights.T + bias
    assert weights.shape == (classes, 16)
    assert (scores.argmax(axis=1) == labels).all()


def test_one_class_alone_is_always_answered():
    vectors, labels = data()
    weights, bias = LogisticTrainer().fit(vectors[:20], labels[:20] + 1, classes=2)
    assert (vectors @ weights.T + bias).argmax(axis=1).tolist() == [1] * 40


def test_folds_spread_labels_and_keep_groups():
    labels, groups = np.repeat([0, 1], 20), np.repeat(np.arange(20), 2)
    folds = LogisticTrainer().folds(labels, groups=groups, count=5)
    assert [np.bincount(labels[folds == fold]).tolist() for fold in range(5)] == [[4, 4]] * 5
    assert (folds[::2] == folds[1::2]).all()
