import pytest

from wornby.errors import ConfigurationError
from wornby.tagging.routes import Routes, choose_routes


@pytest.mark.parametrize(
    ("figures", "routes"),
    [
        ({}, {}),
        ({"hair.color": {}}, {}),
        ({"hair.color": {"builtin": 0.9, "zero-shot": 0.8}}, {}),
        ({"hair.color": {"builtin": 0.8, "zero-shot": 0.9}}, {"hair.color": "zero-shot"}),
        ({"hair.color": {"builtin": 0.9, "zero-shot": 0.9}}, {}),
        ({"fabric": {"zero-shot": 0.1}}, {"fabric": "zero-shot"}),
        ({"hair.color": {"builtin": 0.1, "b": 0.9, "a": 0.9}}, {"hair.color": "a"}),
    ],
    ids=["empty", "nobody", "default-better", "other-better", "equal", "only-other", "two-equal-others"],
)
def test_the_best_tagger_takes_an_attribute(figures, routes) -> None:
    assert choose_routes(figures).attributes == routes


def test_a_difference_within_the_margin_is_none() -> None:
    figures = {"a": {"builtin": 0.8, "x": 0.84}, "b": {"builtin": 0.8, "x": 0.9}}
    assert choose_routes(figures, margin=0.05).attributes == {"b": "x"}


def test_another_default() -> None:
    found = choose_routes({"a": {"builtin": 0.8, "x": 0.7}}, default="x")
    assert (found.default, found.attributes) == ("x", {"a": "builtin"})


def test_the_file_of_the_issue_is_read(tmp_path) -> None:
    path = tmp_path / "routes.json"
    path.write_text(
        '{"schema": "wornby.router/1", "attributes": {"hair.color": "builtin"}, "default": "builtin"}', encoding="utf-8"
    )
    assert Routes.read(path).attributes == {"hair.color": "builtin"}


def test_a_file_comes_back_as_it_was(tmp_path) -> None:
    routes = choose_routes({"a": {"builtin": 0.1, "x": 0.9}})
    (tmp_path / "r.json").write_text(routes.text(), encoding="utf-8")
    assert Routes.read(tmp_path / "r.json") == routes


@pytest.mark.parametrize(
    ("text", "told"),
    [(None, "cannot be read"), ("{", "wrong at"), ('{"schema": "x"}', "schema"), ('{"extra": 1}', "extra")],
    ids=["missing", "broken", "schema", "unknown"],
)
def test_a_wrong_file_is_told(tmp_path, text, told) -> None:
    if text is not None:
        (tmp_path / "r.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told):
        Routes.read(tmp_path / "r.json")
