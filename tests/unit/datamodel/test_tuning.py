import numpy as np
import pytest

from wornby.datamodel.tuning import ScoreMap
from wornby.errors import InputError


def test_a_map_is_a_line_that_is_level_at_its_ends() -> None:
    line = ScoreMap(scores=(0.25, 0.75), values=(0.0, 0.5))
    assert np.allclose(line.apply([0.0, 0.25, 0.5, 0.75, 1.0]), [0.0, 0.0, 0.25, 0.5, 0.5])
    assert line.apply([]).shape == (0,)


@pytest.mark.parametrize(
    ("scores", "values"),
    [((), ()), ((0.1,), ()), ((0.1, 0.1), (0.1, 0.2)), ((0.1, 0.2), (0.2, 0.1)), ((0.1,), (1.5,))],
    ids=["empty", "uneven", "level-scores", "falling", "outside"],
)
def test_what_does_not_rise_is_no_map(scores, values) -> None:
    with pytest.raises(InputError):
        ScoreMap(scores=scores, values=values)
