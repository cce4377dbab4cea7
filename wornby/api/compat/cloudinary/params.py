"""Parameters of a request, from a form, JSON or the address, as texts and lists of texts."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from wornby.api import bodies
from wornby.api.compat.cloudinary.refusals import RefusedError, unsupported
from wornby.api.context import engine_of

MAX_TEXT_BYTES = 64_000
"""Of one text of a form; a file that is sent as a data: address may have as much as any file."""
MAX_UNSIGNED_BYTES = 1_000_000
"""Of a body in one piece that is read before it is known who asks."""
URLENCODED_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 1200
"""A form may list a thousand public IDs."""
_INDEXED = re.compile(r"(?P<name>[^\[\]]+)\[(?:\d{0,5})\]")
_TRUE, _FALSE = frozenset({"1", "true"}), frozenset({"0", "false"})

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What was asked, without what is empty.

    Attributes:
        values: By name, without brackets; several values where the name had brackets or the JSON a list.
        files: Files of a form, by name.
    """

    values: Mapping[str, Value]
    files: Mapping[str, UploadFile] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """One text.

        Raises:
            RefusedError: Several came.
        """
        value = self.values.get(name, default)
        if isinstance(value, tuple):
            if len(value) > 1:
                message = f"Give one {name}"
                raise RefusedError(message)
            return value[0]
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Several texts, or one."""
        value = self.values.get(name, ())
        return (value,) if isinstance(value, str) else value

    def listed(self, name: str) -> tuple[str, ...]:
        """Texts as a list, or with commas between them."""
        parts = (part.strip() for text in self.texts(name) for part in text.split(","))
        return tuple(part for part in parts if part)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no.

        Raises:
            RefusedError: It is neither.
        """
        value = self.text(name).lower()
        if not value:
            return default
        if value in _TRUE | _FALSE:
            return value in _TRUE
        message = f"Invalid {name}: give true or false"
        raise RefusedError(message)

    def whole(self, name: str, *, default: int, most: int, least: int = 1) -> int:
        """A whole number.

        Raises:
            RefusedError: It is none, or too small or large.
        """
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and len(value) < len(str(2**63)) and least <= int(value) <= most):
            message = f"Invalid {name}: give {least} to {most}"
            raise RefusedError(message)
        return int(value)

    def fraction(self, name: str) -> float | None:
        """A number from 0 to 1; None where none is given.

        Raises:
            RefusedError: It is none.
        """
        value = self.text(name)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0.0 <= number <= 1.0:
            message = f"Invalid {name}: give 0.0 to 1.0"
            raise RefusedError(message)
        return number

    def only(self, known: frozenset[str], *, ignored: frozenset[str] = frozenset()) -> None:
        """Refuse what is not served here, by name: nothing is passed over silently but what does no harm.

        Raises:
            RefusedError: There is such a parameter.
        """
        given = {name for name, value in self.values.items() if value not in _FALSE} | {*self.files}
        wrong = sorted(given - known - ignored)
        if wrong:
            what = f"The parameter {wrong[0]}"
            raise unsupported(what)


async def read_params(request: Request) -> Params:
    """The parameters of a request, read once: whoever asks again is given the same.

    Raises:
        RefusedError: They cannot be read, or one comes twice.
    """
    held = getattr(request.state, "params", None)
    if isinstance(held, Params):
        return held
    pairs = [(name, value) for name, value in request.query_params.multi_items()]
    files: dict[str, UploadFile] = {}
    values: dict[str, Value] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == bodies.JSON_TYPE:
        values = await _json(request)
    elif kind in {bodies.FORM_TYPE, URLENCODED_TYPE}:
        form = await _form(request, kind=kind)
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = value
            else:
                pairs.append((name, value))
    params = Params(values={**values, **_gathered(pairs, taken=values)}, files=files)
    request.state.params = params
    return params


def says_anything(request: Request) -> bool:
    """Whether parameters can be in a request at all: in its address, or in a body of a kind that is read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return bool(request.query_params) or kind in {bodies.JSON_TYPE, bodies.FORM_TYPE, URLENCODED_TYPE}


class _Parser(MultiPartParser):
    """Reads a form; texts other than the file are short."""

    def __init__(self, request: Request, *, most: int) -> None:
        super().__init__(
            request.headers, request.stream(), max_files=1, max_fields=MOST_FIELDS, max_part_size=MAX_TEXT_BYTES
        )
        self._most = most

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part in, unless the part becomes too long."""
        self.max_part_size = self._most if self._current_part.field_name == "file" else MAX_TEXT_BYTES
        super().on_part_data(data, start, end)


async def _form(request: Request, *, kind: str) -> FormData:
    if kind == URLENCODED_TYPE:
        text = (await _body(request)).decode("utf-8", "replace")
        try:
            return FormData([*parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)])
        except ValueError as exc:
            message = f"The form has too many fields: {MOST_FIELDS} are the most"
            raise RefusedError(message) from exc
    try:
        form = await _Parser(request, most=2 * engine_of(request).settings.max_upload_bytes).parse()
    except MultiPartException as exc:
        raise RefusedError(exc.message) from exc
    request.state.form = form  # the guard closes its files
    return form


async def _body(request: Request) -> bytes:
    """A body in one piece; only a short one before it is known who asks.

    Raises:
        RefusedError: It is longer.
    """
    if "authorization" in request.headers:  # was looked at before anything is read
        return await request.body()
    body = await bodies.read_at_most(request, MAX_UNSIGNED_BYTES)
    if body is None:
        message = (
            f"The body is larger than {MAX_UNSIGNED_BYTES:,} bytes. Send {bodies.FORM_TYPE}, or the API key and "
            "its secret by HTTP basic authentication."
        )
        raise RefusedError(message)
    return body


def pairs_of(text: str, *, what: str) -> tuple[tuple[str, str], ...]:
    r"""Keys and values of a context: `key=value|key=value`, with \| and \= inside of values. Sorted by key.

    Raises:
        RefusedError: A pair has no key or no `=`.
    """
    found: dict[str, str] = {}
    for part in re.split(r"(?<!\\)\|", text):
        key, equals, value = part.partition("=")
        if not part:
            continue
        if not equals or not key.strip():
            message = f"Invalid {what}: give key=value|key=value"
            raise RefusedError(message)
        found[key.strip()] = re.sub(r"\\([|=\\])", r"\1", value)
    return tuple(sorted(found.items()))


async def _json(request: Request) -> dict[str, Value]:
    body = await _body(request)
    try:
        given = json.loads(body) if body else {}
    except (ValueError, RecursionError) as exc:
        message = "Invalid JSON in the request's body"
        raise RefusedError(message) from exc
    if not isinstance(given, dict):
        message = "Send a JSON object"
        raise RefusedError(message)
    values = {str(name): _value(str(name), value) for name, value in given.items() if value not in (None, "", [])}
    return {name: value for name, value in values.items() if value}


def _value(name: str, value: object) -> Value:
    if isinstance(value, list):
        return tuple(text for text in (_text(name, each) for each in value) if text)
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return _clean(name, str(value))
    if isinstance(value, dict):
        try:
            return json.dumps(value)
        except RecursionError as exc:
            message = f"Invalid {name}: it is nested too deeply"
            raise RefusedError(message) from exc
    message = f"Invalid {name}"
    raise RefusedError(message)


def _clean(name: str, text: str) -> str:
    """A text that every store can keep.

    Raises:
        RefusedError: It has a zero character, or half of a pair.
    """
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        message = f"Invalid {name}: it is no text"
        raise RefusedError(message)
    return text


def _gathered(pairs: Sequence[tuple[str, str]], *, taken: Mapping[str, Value]) -> dict[str, Value]:
    single: dict[str, Value] = {}
    lists: dict[str, list[str]] = {}
    for name, given in pairs:
        value = _clean(name, given)
        indexed = _INDEXED.fullmatch(name)
        if indexed:
            lists.setdefault(indexed["name"], []).append(value)
        elif name in single or name in taken:
            message = f"The parameter {name} comes twice"
            raise RefusedError(message)
        elif value:
            single[name] = value
    both = sorted(lists.keys() & (single.keys() | taken.keys()))
    if both:
        message = f"The parameter {both[0]} comes twice"
        raise RefusedError(message)
    # What is empty is not signed, so it is not there.
    kept = {name: tuple(value for value in values if value) for name, values in lists.items()}
    return single | {name: values for name, values in kept.items() if values}
