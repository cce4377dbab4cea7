"""The built-in embedding of prints."""

import numpy as np
import pytest

from wornby.imaging.motif_overlay import stretched
from wornby.matching.seen import print_vectors
from wornby.models.builtin import open_session
from wornby.models.print_embedder import DIMENSIONS, MODEL, SEEN_PX, BuiltinPrintEmbedder
from wornby.testing.prints import printed_motif, worn_print

NUMBERS = range(1, 9)


@pytest.fixture(scope="module")
def embedder() -> BuiltinPrintEmbedder:
    return BuiltinPrintEmbedder(open_session(MODEL))


def test_no_prints_are_no_vectors(embedder: BuiltinPrintEmbedder) -> None:
    assert embedder.embed([]).shape == (0, DIMENSIONS)


def test_vectors_have_unit_length(embedder: BuiltinPrintEmbedder) -> None:
    prints = [stretched(printed_motif(number), side=SEEN_PX) for number in (1, 2)]
    assert np.linalg.norm(embedder.embed(prints), axis=1) == pytest.approx([1.0, 1.0], abs=1e-3)


def test_cloth_that_is_all_one_colour_has_one_too(embedder: BuiltinPrintEmbedder) -> None:
    assert np.isfinite(embedder.embed([np.full((SEEN_PX, SEEN_PX, 3), 90, np.uint8)])).all()


@pytest.mark.parametrize("side_px", [50, 110])
def test_a_worn_print_lies_nearest_to_its_own(embedder: BuiltinPrintEmbedder, side_px: int) -> None:
    shop = embedder.embed([stretched(printed_motif(number), side=SEEN_PX) for number in NUMBERS])
    worn = print_vectors([worn_print(number, side_px=side_px) for number in NUMBERS], embedder=embedder)
    assert ((worn @ shop.T).argmax(axis=1) == np.arange(len(NUMBERS))).mean() >= 0.75
