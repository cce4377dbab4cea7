import pytest
from cloudinary import utils
from hypothesis import given
from hypothesis import strategies as st

from wornby.api.compat.cloudinary.signing import is_signed, sign, string_to_sign

SECRET = b"wbs_secret"
PARAMS = {"timestamp": "1796126400", "public_id": "a&b", "tags": "x,y", "empty": ""}


def test_nothing_signs_nothing() -> None:
    assert string_to_sign({}) == ""


def test_what_is_signed_is_sorted_and_cannot_be_cut_in_two() -> None:
    assert string_to_sign(PARAMS) == "public_id=a%26b&tags=x,y&timestamp=1796126400"


@pytest.mark.parametrize("algorithm", [utils.SIGNATURE_SHA1, utils.SIGNATURE_SHA256])
@given(values=st.dictionaries(st.text(min_size=1), st.text(alphabet=st.characters(codec="utf-8"))))
def test_as_the_library_signs(algorithm: str, values: dict[str, str]) -> None:
    values = {name: value for name, value in values.items() if name.isprintable()}
    signature = utils.api_sign_request(values, SECRET.decode(), algorithm)
    assert is_signed(values, signature, secret=SECRET)


@pytest.mark.parametrize(
    "signature",
    ["", "x", "é" * 40, sign(PARAMS, b"other"), sign({**PARAMS, "tags": "x"}, SECRET), "0" * 64],
    ids=["none", "short", "no hex", "another secret", "something else", "zeros"],
)
def test_what_is_not_signed(signature: str) -> None:
    assert not is_signed(PARAMS, signature, secret=SECRET)
