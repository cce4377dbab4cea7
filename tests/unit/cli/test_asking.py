"""What a question is read from."""

import pytest

from wornby.cli.asking import check_texts
from wornby.errors import InputError


@pytest.mark.parametrize(
    "texts", [[], [None], [""], ["red", "\u00e9\U0001f457"]], ids=["none", "absent", "empty", "any"]
)
def test_texts_are_taken(texts):
    check_texts(texts)


@pytest.mark.parametrize("text", ["\udcff", "coat \udcff"], ids=["byte", "behind-words"])
def test_what_is_no_utf_8_is_told(text):
    with pytest.raises(InputError, match="UTF-8") as told:
        check_texts(["red", text])
    assert str(told.value).encode()
