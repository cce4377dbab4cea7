"""What callers send in, read and handed to the engine."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from wornby.api import bodies, wire_in
from wornby.api.auth import actor_of
from wornby.api.bodies import Upload
from wornby.api.context import engine_of
from wornby.datamodel import IngestOptions, Job
from wornby.datamodel.library import IngestItem
from wornby.engine import Engine
from wornby.errors import InputError

FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One photo as sent: an upload, or an address."""

    upload: Upload | None
    url: str
    options: IngestOptions
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBatch:
    """Many photos as sent: files, addresses, or both."""

    files: tuple[UploadFile, ...]
    urls: tuple[str, ...]
    options: IngestOptions
    fingerprint: str


async def read_asset(request: Request) -> Given:
    """The photo of a request.

    Raises:
        InputError: Not exactly one photo came, or what is said about it is unknown.
    """
    if not bodies.is_form(request):
        asked = await bodies.read_json(request, wire_in.AssetRequest)
        mark = bodies.fingerprint(asked.model_dump(mode="json"), ())
        return Given(upload=None, url=asked.url, options=_options(request, asked), fingerprint=mark)
    max_bytes = engine_of(request).settings.max_upload_bytes
    async with request.form(max_files=1, max_fields=bodies.MAX_FIELDS) as form:
        fields = bodies.fields_of(form, wire_in.FormFields, files=frozenset({FILE}))
        if fields.url:
            message = "Send an address as JSON, not in a form."
            raise InputError(message)
        upload = await bodies.one_upload(form, FILE, max_bytes=max_bytes)
    mark = bodies.fingerprint(fields.model_dump(mode="json"), (upload.content,))
    return Given(upload=upload, url="", options=_options(request, fields.to_options()), fingerprint=mark)


@asynccontextmanager
async def open_batch(request: Request) -> AsyncIterator[GivenBatch]:
    """The photos of a request. Its files stay on disk, and are gone when the context ends.

    Raises:
        InputError: None came, or more than the settings allow.
    """
    if not bodies.is_form(request):
        asked = await bodies.read_json(request, wire_in.BatchRequest)
        _check_count(request, len(asked.urls))
        mark = bodies.fingerprint(asked.model_dump(mode="json"), ())
        yield GivenBatch(files=(), urls=tuple(asked.urls), options=_options(request, asked), fingerprint=mark)
        return
    settings = engine_of(request).settings
    async with request.form(max_files=settings.max_batch, max_fields=bodies.MAX_FIELDS) as form:
        fields = bodies.fields_of(form, wire_in.FormFields, files=frozenset({FILE}))
        files = bodies.files_of(form, FILE)
        _check_count(request, len(files) + len(fields.url))
        digests = []
        for file in files:
            upload = await bodies.read_upload(file, max_bytes=settings.max_upload_bytes)
            digests.append(hashlib.sha256(upload.content).digest())
        mark = bodies.fingerprint(fields.model_dump(mode="json"), digests)
        options = _options(request, fields.to_options())
        yield GivenBatch(files=tuple(files), urls=tuple(fields.url), options=options, fingerprint=mark)


async def submit_batch(engine: Engine, given: GivenBatch) -> list[Job]:
    """Queue a batch. Files are put aside one by one, never all in memory."""
    for sku in given.options.products:
        await run_in_threadpool(engine.get_product, sku)  # before anything is put aside
    sources = []
    for file in given.files:
        upload = await bodies.read_upload(file, max_bytes=engine.settings.max_upload_bytes)
        sources.append(await run_in_threadpool(engine.stage, upload.content, title=upload.title))
    items = [IngestItem(source=source, options=given.options) for source in (*sources, *given.urls)]
    return list(await run_in_threadpool(engine.submit, items))


def _options(request: Request, given: wire_in.Options) -> IngestOptions:
    return replace(given.options(), by=actor_of(request))


def _check_count(request: Request, count: int) -> None:
    most = engine_of(request).settings.max_batch
    if not 1 <= count <= most:
        message = f"A batch holds 1 to {most} photos; {count} came."
        raise InputError(message)
