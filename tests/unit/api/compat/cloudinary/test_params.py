from collections.abc import Callable

import pytest
from cloudinary.utils import encode_context
from hypothesis import given
from hypothesis import strategies as st

from wornby.api.compat.cloudinary.params import Params, _text, pairs_of
from wornby.api.compat.cloudinary.refusals import RefusedError

PARAMS = Params(values={"a": "1", "list": ("x", "y"), "commas": "p, q,,", "no": "0", "half": "0.5"})


def test_what_is_not_there() -> None:
    empty = Params(values={})
    assert (empty.text("a"), empty.texts("a"), empty.flag("a"), empty.fraction("a")) == ("", (), False, None)
    assert empty.whole("a", default=7, most=9) == 7


def test_what_is_there() -> None:
    assert (PARAMS.text("a"), PARAMS.texts("a"), PARAMS.texts("list")) == ("1", ("1",), ("x", "y"))
    assert (PARAMS.listed("commas"), PARAMS.flag("a"), PARAMS.fraction("half")) == (("p", "q"), True, 0.5)


@pytest.mark.parametrize(
    "read",
    [
        lambda: PARAMS.text("list"),
        lambda: PARAMS.flag("half"),
        lambda: PARAMS.whole("half", default=1, most=9),
        lambda: PARAMS.whole("no", default=1, most=9),
        lambda: PARAMS.fraction("commas"),
        lambda: PARAMS.only(frozenset({"a", "list", "commas"})),
    ],
    ids=["two", "no flag", "no whole number", "too small", "no fraction", "not served"],
)
def test_refuses(read: Callable[[], object]) -> None:
    with pytest.raises(RefusedError):
        read()


def test_what_is_false_asks_for_nothing() -> None:
    Params(values={"async": "false", "moderation": "0"}).only(frozenset())


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", ()),
        ("a=1", (("a", "1"),)),
        ("b=2|a=1|a=3", (("a", "3"), ("b", "2"))),
        (r"a=x\|y\=z", (("a", "x|y=z"),)),
        ("a=", (("a", ""),)),
    ],
)
def test_contexts(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert pairs_of(text, what="context") == pairs


@pytest.mark.parametrize("text", ["a", "=1", "a=1|b"])
def test_what_is_no_context(text: str) -> None:
    with pytest.raises(RefusedError):
        pairs_of(text, what="context")


VALUES = st.text(alphabet=st.characters(exclude_characters="\\", codec="utf-8"))


@given(context=st.dictionaries(st.from_regex("[a-z]{1,9}", fullmatch=True), VALUES))
def test_as_the_library_writes_contexts(context: dict[str, str]) -> None:
    assert dict(pairs_of(encode_context(context), what="context")) == context


def test_what_is_nested_too_deeply_is_refused() -> None:
    deep: dict[str, object] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(RefusedError):
        _text("context", deep)
