"""Reading a request's body: JSON or a form, each into its model."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile

from wornby.errors import ImageTooLargeError, InputError

JSON_TYPE = "application/json"
FORM_TYPE = "multipart/form-data"
MAX_FIELDS = 1000
MAX_TITLE = 200

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of a form, read whole."""

    title: str
    content: bytes


def is_form(request: Request) -> bool:
    """Whether the body is a form, not JSON.

    Raises:
        InputError: It is neither.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in {JSON_TYPE, FORM_TYPE}:
        message = f"Send {FORM_TYPE} with a file, or {JSON_TYPE}."
        raise InputError(message)
    return content_type == FORM_TYPE


def must_be_form(request: Request) -> None:
    """Refuse what is no form.

    Raises:
        InputError: It is something else.
    """
    if not is_form(request):
        message = f"Send {FORM_TYPE} with a file."
        raise InputError(message)


def must_be_json(request: Request) -> None:
    """Refuse what is no JSON: a browser asks before it sends that from another site.

    Raises:
        InputError: It is something else.
    """
    if is_form(request):
        message = f"Send {JSON_TYPE}."
        raise InputError(message)


async def read_at_most(request: Request, most_bytes: int) -> bytes | None:
    """A body in one piece; None where it is longer, of which no more is read."""
    pieces, length = list[bytes](), 0
    async for piece in request.stream():
        length += len(piece)
        if length > most_bytes:
            return None
        pieces.append(piece)
    return b"".join(pieces)


async def read_json(request: Request, kind: type[Value]) -> Value:
    """A JSON body as a model.

    Raises:
        InputError: It is no JSON.
        RequestValidationError: It does not fit the model.
    """
    try:
        given = json.loads(await request.body())
    except (ValueError, RecursionError) as exc:
        message = "The request's body is no JSON."
        raise InputError(message) from exc
    return checked(given, kind)


def checked(given: object, kind: type[Value]) -> Value:
    """A value checked against a model.

    Raises:
        RequestValidationError: It does not fit.
    """
    try:
        return TypeAdapter(kind).validate_python(given)
    except ValidationError as exc:
        raise RequestValidationError(exc.errors(include_url=False, include_input=False)) from exc


def fields_of(form: FormData, kind: type[Model], *, files: frozenset[str]) -> Model:
    """The text fields of a form as a model, every field a list.

    Raises:
        RequestValidationError: They do not fit the model, or a file comes under another name than these.
    """
    given: dict[str, list[object]] = {}
    for name, value in form.multi_items():
        if name not in files:
            given.setdefault(name, []).append(None if isinstance(value, UploadFile) else value)
    return checked(given, kind)


def files_of(form: FormData, name: str) -> list[UploadFile]:
    """The files of a form under one name.

    Raises:
        InputError: A field of this name is no file.
    """
    found = form.getlist(name)
    files = [value for value in found if isinstance(value, UploadFile)]
    if len(files) != len(found):
        message = f"The field {name} must be a file."
        raise InputError(message)
    return files


async def read_upload(file: UploadFile, *, max_bytes: int) -> Upload:
    """One file, whole.

    Raises:
        ImageTooLargeError: It is larger than allowed.
    """
    await file.seek(0)
    content = await file.read(max_bytes + 1)
    if len(content) > max_bytes:
        message = f"The file is larger than the {max_bytes} bytes allowed here."
        raise ImageTooLargeError(message)
    return Upload(title=title_of(file.filename or ""), content=content)


async def one_upload(form: FormData, name: str, *, max_bytes: int) -> Upload:
    """The only file of a form.

    Raises:
        InputError: There is none, or more than one.
    """
    files = files_of(form, name)
    if len(files) != 1:
        message = f"Send one file in the field {name}; {len(files)} came."
        raise InputError(message)
    return await read_upload(files[0], max_bytes=max_bytes)


def title_of(file_name: str) -> str:
    """A file's name without folders and control characters."""
    last = PurePosixPath(PureWindowsPath(file_name).name).name
    return "".join(character for character in last if character.isprintable())[:MAX_TITLE] or "upload"


def fingerprint(options: Mapping[str, object], parts: Iterable[bytes]) -> str:
    """SHA-256 of what was asked for: the same for the same request, however its body was packed."""
    digest = hashlib.sha256(json.dumps(options, sort_keys=True, default=str).encode())
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()
