from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wornby.api.compat.cloudinary.expressions import DEEPEST, LONGEST, MOST_TERMS, field_of, read_expression
from wornby.datamodel.naming import (
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    NameField,
    NameKind,
    Operator,
    Without,
)
from wornby.errors import InputError
from wornby.testing.fakes_naming import holds
from wornby.testing.suites_naming import START, make_named

NOW = datetime(2026, 12, 3, 12, tzinfo=UTC)
NAMED = make_named("shoes/red", context=(("alt", 'A "red" shoe'), ("my key", "1*")), kind=NameKind.UPLOAD)


def read(text: str) -> Condition:
    return read_expression(text, now=NOW)


def is_(field: NameField, value: object, operator: Operator = Operator.EQUAL, **more: str) -> Comparison:
    return Comparison(field=field, operator=operator, value=value, **more)


RED, BLUE = is_(NameField.TAG, "red"), is_(NameField.TAG, "blue")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ("*", EVERYTHING),
        ("tags:red", RED),
        ("tags = red", RED),
        ('tags="red"', RED),
        ("tags=red*", is_(NameField.TAG, "red", Operator.PREFIX)),
        (r"tags=red\*", is_(NameField.TAG, "red*")),
        (r'tags="a \"b\" c"', is_(NameField.TAG, 'a "b" c')),
        (r"tags=long\ pants", is_(NameField.TAG, "long pants")),
        ("tags!=red", Without(part=RED)),
        ("NOT tags:red", Without(part=RED)),
        ("-tags:red", Without(part=RED)),
        ("tags:red AND tags:blue", AllOf(parts=(RED, BLUE))),
        ("tags:red tags:blue", AllOf(parts=(RED, BLUE))),
        ("tags:red OR tags:blue", AnyOf(parts=(RED, BLUE))),
        ("tags:red OR tags:red AND tags:blue", AnyOf(parts=(RED, AllOf(parts=(RED, BLUE))))),
        ("(tags:red OR tags:blue) AND NOT tags:blue", AllOf(parts=(AnyOf(parts=(RED, BLUE)), Without(part=BLUE)))),
        ("((tags:red))", RED),
        ("width>640", is_(NameField.WIDTH, 640.0, Operator.GREATER)),
        ("width:>=640", is_(NameField.WIDTH, 640.0, Operator.GREATER_OR_EQUAL)),
        ("bytes>1m", is_(NameField.BYTES, 1e6, Operator.GREATER)),
        ("bytes<1.5KB", is_(NameField.BYTES, 1500.0, Operator.LESS)),
        ('aspect_ratio="16:9"', is_(NameField.ASPECT_RATIO, 16 / 9)),
        ("aspect_ratio<=1.5", is_(NameField.ASPECT_RATIO, 1.5, Operator.LESS_OR_EQUAL)),
        (
            "width:[100 TO 200}",
            AllOf(
                parts=(
                    is_(NameField.WIDTH, 100.0, Operator.GREATER_OR_EQUAL),
                    is_(NameField.WIDTH, 200.0, Operator.LESS),
                )
            ),
        ),
        ("width:[100 TO *]", AllOf(parts=(is_(NameField.WIDTH, 100.0, Operator.GREATER_OR_EQUAL),))),
        ("uploaded_at>1d", is_(NameField.UPLOADED_AT, NOW - timedelta(days=1), Operator.GREATER)),
        ("created_at<2w", is_(NameField.CREATED_AT, NOW - timedelta(days=14), Operator.LESS)),
        (
            "created_at>=2026-12-01T10:00:00Z",
            is_(NameField.CREATED_AT, datetime(2026, 12, 1, 10, tzinfo=UTC), Operator.GREATER_OR_EQUAL),
        ),
        ("created_at>1796126400", is_(NameField.CREATED_AT, datetime(2026, 12, 1, 12, tzinfo=UTC), Operator.GREATER)),
        ("folder:shoes/*", is_(NameField.FOLDER, "shoes/", Operator.PREFIX)),
        ("format:JPEG", is_(NameField.FORMAT, "jpg")),
        ("context.alt:shoe", is_(NameField.CONTEXT, "shoe", key="alt")),
        ("context.alt:*", is_(NameField.CONTEXT, "", Operator.PREFIX, key="alt")),
        (r"context.my\ key=1", is_(NameField.CONTEXT, "1", key="my key")),
        ("resource_type:image", EVERYTHING),
        ("resource_type=video", NOTHING),
        ("type:private", is_(NameField.KIND, "private")),
    ],
)
def test_reads(text: str, expected: Condition) -> None:
    assert read(text) == expected


def test_a_day_is_a_day_long() -> None:
    condition = read("created_at:2026-12-01")
    assert holds(condition, NAMED)
    assert not holds(condition, replace(NAMED, created_at=START + timedelta(days=1)))


@pytest.mark.parametrize(
    "text",
    [
        "shirt",
        "tags",
        "tags:",
        "tags:red AND",
        "OR tags:red",
        "(tags:red",
        "tags:red)",
        "tags:a*b",
        "tags>red",
        "width:wide",
        "width:1kb",
        "width>[1 TO 2]",
        "created_at>yesterday",
        "created_at>99999999999999999999",
        "created_at:9999-12-31",
        "created_at>999999y",
        "faces>1",
        "context:alt",
        'tags:"red',
        "tags:[a TO b]",
        "tags:red " * (MOST_TERMS + 1),
        "(" * (DEEPEST + 1) + "tags:red" + ")" * (DEEPEST + 1),
        "NOT " * (DEEPEST + 1) + "tags:red",
        "x" * (LONGEST + 1),
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(InputError):
        read(text)


@pytest.mark.parametrize("name", ["public_id", "created_at", "bytes"])
def test_fields_to_sort_by(name: str) -> None:
    assert field_of(name) in NameField


def test_a_field_that_is_not_served_is_answered_with_those_that_are() -> None:
    with pytest.raises(InputError, match="Known: aspect_ratio, "):
        field_of("faces")


PIECES = st.sampled_from(
    [
        *("tags", ":", "=", ">", "!=", "red", '"', "\\", "*", "(", ")", "[", " TO ", "]", "{", " AND ", " OR ", "NOT "),
        *(
            "-",
            "width",
            "created_at",
            "1d",
            "12",
            "context.a",
            "resource_type",
            " ",
            "9" * 30,
            "aspect_ratio",
            "1:0",
            ".",
        ),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    try:
        condition = read(text)
    except InputError:
        return
    assert holds(condition, NAMED) in {True, False}
