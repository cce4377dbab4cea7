"""Search expressions, read into a condition that the store evaluates. Pure.

Source:
    https://cloudinary.com/documentation/search_expressions, read 2026-11-28. What is read of it: docs/compat.md.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wornby.datamodel.naming import (
    EVERYTHING,
    MOMENTS,
    NOTHING,
    NUMBERS,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    NameField,
    Operator,
    Without,
)
from wornby.errors import InputError

LONGEST = 4000
"""Characters of an expression."""
MOST_TERMS = 100
DEEPEST = 20

FIELDS: Mapping[str, NameField] = {
    "aspect_ratio": NameField.ASPECT_RATIO,
    "asset_folder": NameField.FOLDER,
    "asset_id": NameField.ASSET_ID,
    "bytes": NameField.BYTES,
    "created_at": NameField.CREATED_AT,
    "display_name": NameField.DISPLAY_NAME,
    "filename": NameField.FILENAME,
    "folder": NameField.FOLDER,
    "format": NameField.FORMAT,
    "height": NameField.HEIGHT,
    "public_id": NameField.PUBLIC_ID,
    "tags": NameField.TAG,
    "type": NameField.KIND,
    "uploaded_at": NameField.UPLOADED_AT,
    "width": NameField.WIDTH,
}
"""Fields by their names in an expression; `context.KEY` and `resource_type` are read beside them."""

_OPERATORS: Mapping[str, Operator] = {
    ":": Operator.EQUAL,
    "=": Operator.EQUAL,
    "!=": Operator.EQUAL,
    ">": Operator.GREATER,
    ">=": Operator.GREATER_OR_EQUAL,
    "<": Operator.LESS,
    "<=": Operator.LESS_OR_EQUAL,
}
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<bracket>[()])
      | (?P<minus>-(?=[(A-Za-z]))
      | (?P<field>[A-Za-z_][A-Za-z0-9_]*(?:\.(?:\\.|[^\s:=!<>()\[\]{}"\\])+)?)\s*(?P<operator>:?(?:[<>]=?|!?=)|:)\s*
      | (?P<word>[A-Za-z]+)
    )""",
    re.VERBOSE,
)
_VALUE = re.compile(
    r"""(?:
        "(?P<quoted>(?:\\.|[^"\\])*)"
      | (?P<open>[\[{])\s*(?P<low>"[^"]*"|[^\s"\]}]+)\s+TO\s+(?P<high>"[^"]*"|[^\s"\]}]+)\s*(?P<close>[\]}])
      | (?P<bare>(?:\\.|[^\s()"\\\[\]{}])+)
    )""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s*(k|kb|m|mb|g|gb)?", re.IGNORECASE)
_RATIO = re.compile(r"(\d{1,6}(?:\.\d{1,6})?):(\d{1,6}(?:\.\d{1,6})?)")
_AGO = re.compile(r"(\d{1,6})([hdwmy])")
_SIZES: Mapping[str, int] = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3}
_HOURS: Mapping[str, int] = {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8760}
"""A month has 30 days here, a year 365."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """A value as written: with its escapes undone, and whether it ends in a wildcard."""

    text: str
    wild: bool = False


def read_expression(text: str, *, now: datetime) -> Condition:
    """What an expression asks for; everything where it is empty.

    Args:
        text: As somebody wrote it.
        now: What "1d" is counted back from.

    Raises:
        InputError: It cannot be read, or asks for what is not served; the message says what.
    """
    if len(text) > LONGEST:
        message = f"An expression has {LONGEST} characters at most."
        raise InputError(message)
    if not text.strip() or text.strip() == "*":
        return EVERYTHING
    return _Reader(text, now=now).read()


def field_of(name: str) -> NameField:
    """A field by its name, for sorting.

    Raises:
        InputError: It is not served.
    """
    found = FIELDS.get(name)
    if found is None:
        message = f"The field {name!r} is not served. Known: {', '.join(FIELDS)}, context.KEY, resource_type."
        raise InputError(message)
    return found


class _Reader:
    """Reads from left to right; OR binds less than AND, which may be left out."""

    def __init__(self, text: str, *, now: datetime) -> None:
        self._text = text
        self._now = now
        self._at = 0
        self._terms = 0
        self._depth = 0

    def read(self) -> Condition:
        """The whole text."""
        found = self._either()
        if self._text[self._at :].strip():
            raise self._unread()
        return found

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._take_word("OR"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(parts=tuple(parts))

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._goes_on():
            self._take_word("AND")
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else AllOf(parts=tuple(parts))

    def _goes_on(self) -> bool:
        """Whether a further part follows that AND joins."""
        found = _TOKEN.match(self._text, self._at)
        return found is not None and found["bracket"] != ")" and found["word"] != "OR"

    def _one(self) -> Condition:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            raise self._unread()
        if found["minus"] or found["word"] == "NOT":
            self._at = found.end()
            return Without(part=self._deeper(self._one))
        if found["bracket"] == "(":
            self._at = found.end()
            inside = self._deeper(self._either)
            closed = _TOKEN.match(self._text, self._at)
            if closed is None or closed["bracket"] != ")":
                message = "An expression has a '(' without its ')'."
                raise InputError(message)
            self._at = closed.end()
            return inside
        if not found["field"]:
            message = "A word alone is not searched for: name its field, such as tags:shirt or public_id:shirt*."
            raise InputError(message)
        self._at = found.end()
        return self._term(found["field"], found["operator"])

    def _deeper(self, read: Callable[[], Condition]) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            message = f"An expression is nested {DEEPEST} times at most."
            raise InputError(message)
        found = read()
        self._depth -= 1
        return found

    def _term(self, name: str, sign: str) -> Condition:
        self._terms += 1
        if self._terms > MOST_TERMS:
            message = f"An expression has {MOST_TERMS} terms at most."
            raise InputError(message)
        found = _VALUE.match(self._text, self._at)
        if found is None:
            message = f"The value of {name.partition('.')[0]!r} cannot be read; put it in quotes."
            raise InputError(message)
        self._at = found.end()
        sign = sign[1:] if len(sign) > 1 and sign[0] == ":" else sign
        if found["open"]:
            return self._range(name, found, sign=sign)
        value = _unescaped(found["quoted"] if found["quoted"] is not None else found["bare"])
        compared = self._compared(name, _OPERATORS[sign], value)
        return Without(part=compared) if sign == "!=" else compared

    def _range(self, name: str, found: re.Match[str], *, sign: str) -> Condition:
        if sign not in {":", "="}:
            message = "A range follows ':' or '='."
            raise InputError(message)
        low = Operator.GREATER_OR_EQUAL if found["open"] == "[" else Operator.GREATER
        high = Operator.LESS_OR_EQUAL if found["close"] == "]" else Operator.LESS
        ends = [(low, found["low"].strip('"')), (high, found["high"].strip('"'))]
        return AllOf(
            parts=tuple(self._compared(name, operator, _Value(text=end)) for operator, end in ends if end != "*")
        )

    def _compared(self, name: str, operator: Operator, value: _Value) -> Condition:
        plain, _, key = name.partition(".")
        if plain == "resource_type" and not key:
            return EVERYTHING if value.text == "image" or value.wild else NOTHING
        if plain == "context" and key:
            return _text(NameField.CONTEXT, operator, value, key=re.sub(r"\\(.)", r"\1", key))
        field = field_of(name)
        if field in MOMENTS:
            return self._moment(field, operator, value.text)
        if field in NUMBERS:
            number = _ratio(value.text) if field is NameField.ASPECT_RATIO else None
            return Comparison(field=field, operator=operator, value=number or _number(value.text, field=name))
        if field is NameField.FORMAT and not value.wild:
            value = _Value(text={"jpeg": "jpg"}.get(value.text.lower(), value.text.lower()))
        return _text(field, operator, value)

    def _moment(self, field: NameField, operator: Operator, text: str) -> Condition:
        moment, is_day = _moment(text, now=self._now)
        if operator is not Operator.EQUAL or not is_day:
            return Comparison(field=field, operator=operator, value=moment)
        after = Comparison(field=field, operator=Operator.GREATER_OR_EQUAL, value=moment)
        return AllOf(parts=(after, Comparison(field=field, operator=Operator.LESS, value=moment + timedelta(hours=24))))

    def _take_word(self, word: str) -> bool:
        found = _TOKEN.match(self._text, self._at)
        if found is None or found["word"] != word:
            return False
        self._at = found.end()
        return True

    def _unread(self) -> InputError:
        return InputError(f"The expression cannot be read from its character {self._at + 1} on.")


def _text(field: NameField, operator: Operator, value: _Value, *, key: str = "") -> Condition:
    if operator is not Operator.EQUAL:
        message = f"The field {field.value!r} is compared with ':', '=' or '!='."
        raise InputError(message)
    asked = Operator.PREFIX if value.wild else Operator.EQUAL
    return Comparison(field=field, operator=asked, value=value.text, key=key)


def _unescaped(text: str) -> _Value:
    r"""A value without its escapes; an `*` at the end is a wildcard unless it is written `\*`."""
    signs: list[tuple[str, bool]] = list(_signs(text))
    wild = bool(signs) and signs[-1] == ("*", False)
    kept = signs[:-1] if wild else signs
    if ("*", False) in kept:
        message = "A '*' stands at the end of a value only; write \\* for the sign itself."
        raise InputError(message)
    return _Value(text="".join(sign for sign, _ in kept), wild=wild)


def _signs(text: str) -> Iterator[tuple[str, bool]]:
    escaped = False
    for sign in text:
        if sign == "\\" and not escaped:
            escaped = True
            continue
        yield sign, escaped
        escaped = False


def _number(text: str, *, field: str) -> float:
    found = _NUMBER.fullmatch(text)
    if found is None:
        message = f"The field {field!r} is compared with a number, such as 1000 or 1.5."
        raise InputError(message)
    unit = (found[2] or "").lower()
    if unit and field != "bytes":
        message = f"The field {field!r} has no unit."
        raise InputError(message)
    return float(found[1]) * _SIZES[unit[:1]]


def _ratio(text: str) -> float | None:
    found = _RATIO.fullmatch(text)
    if found is None or not math.isfinite(float(found[1])) or float(found[2]) == 0:
        return None
    return float(found[1]) / float(found[2])


def _moment(text: str, *, now: datetime) -> tuple[datetime, bool]:
    """A moment, and whether a whole day is meant."""
    ago = _AGO.fullmatch(text)
    try:
        if ago:
            return now - timedelta(hours=int(ago[1]) * _HOURS[ago[2]]), False
        if text.isascii() and text.isdigit() and len(text) > 8:  # noqa: PLR2004 - 20261128 is a day
            return datetime.fromtimestamp(int(text), UTC), False
        moment = datetime.fromisoformat(text)
        zoned = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        _ = zoned + timedelta(hours=24)
    except (ValueError, OverflowError, OSError) as exc:
        message = "A moment is written as 2026-12-01, 2026-12-01T10:00:00Z, seconds since 1970, or 1d, 2w, 3h ago."
        raise InputError(message) from exc
    return zoned, "T" not in text and ":" not in text
