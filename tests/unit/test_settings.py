"""What the settings allow."""

import pytest
from pydantic import ValidationError

from wornby.settings import Settings
from wornby.studio.generator import SIDES_PX


def test_the_largest_picture_is_one_that_the_studio_draws():
    assert Settings(max_generated_side_px=SIDES_PX[1]).max_generated_side_px == SIDES_PX[1]
    with pytest.raises(ValidationError, match="max_generated_side_px"):
        Settings(max_generated_side_px=SIDES_PX[1] + 1)


@pytest.mark.parametrize("count", [0, -1])
def test_shoppers_may_have_at_least_one_picture_of_a_product(count):
    with pytest.raises(ValidationError, match="generate_per_product"):
        Settings(generate_per_product=count)
