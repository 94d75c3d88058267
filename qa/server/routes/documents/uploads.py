"""`POST /v1/documents` with `multipart/form-data`: files of every format that is read."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match
from starlette.types import Scope

from index.documents import Document, normalise, version_name
from index.errors import InvalidInput, SourcelineError
from index.ingest.files import document_of_file
from index.ingest.outcome import Status
from index.store.catalog import jobs
from qa.server.auth.caller import Caller, CurrentCaller
from qa.server.http.problems import problem_from_error, problem_from_fields, problem_response, request_path
from qa.server.http.query_parameters import WriteQuery
from qa.server.routes.documents.request_bodies import MAX_DOCUMENTS, UploadFields, check_document_id
from qa.server.routes.documents.response_bodies import FileWritten, UploadJob, UploadResult
from qa.server.routes.documents.writing import check_documents, seen_generation
from qa.server.routes.jobs.response_bodies import Job
from qa.server.state import ServerState, State
from qa.service import Service

#: Parts of a form that are no files, and the bytes of one of them.
MAX_FIELDS, MAX_FIELD_BYTES = 20, 1_000_000
_MULTIPART = "multipart/form-data"


class MultipartRoute(APIRoute):
    """A route for forms alone: it leaves other bodies to the route of the same address that follows it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match unless the body is a form."""
        if scope["type"] == "http":
            kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
            if kind != _MULTIPART:
                return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(prefix="/v1/documents", tags=["documents"], route_class=MultipartRoute)


class _File(NamedTuple):
    """A file of the form and the id of its document."""

    document_id: str
    name: str
    data: bytes


class _Read(NamedTuple):
    """What became of the files when they were read: documents, and failures by their place in the form."""

    documents: dict[int, Document]
    failures: dict[int, FileWritten]


@router.post("", include_in_schema=False)
async def upload(request: Request, query: WriteQuery, caller: CurrentCaller, state: State) -> JSONResponse:
    """Write the files of a form as documents; a file that cannot be read stops no other."""
    async with _form(request) as form:
        fields = _fields(form)
        caller.require_collection(fields.collection)
        files = [await _file(n, part, fields) for n, part in enumerate(_parts(form))]
    _check(files, fields)
    read = await state.uploads.run(partial(_read, state.service, files, fields))
    if not read.documents:
        return _nothing_read(request, list(read.failures.values()))
    if query.wait:
        result = await state.writes.run(partial(_write, state, caller, fields.collection, files, read))
        return JSONResponse(result.model_dump(mode="json"))
    job = await state.changes.run(partial(_queue, state.service, caller, fields.collection, read))
    state.jobs.wake()
    return JSONResponse(job.model_dump(mode="json"), 202, {"Location": f"/v1/jobs/{job.id}"})


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[FormData]:
    """The form; its files are spooled to disk while it is read, and gone afterwards."""
    try:
        form = await request.form(
            max_files=MAX_DOCUMENTS, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES
        )
    except HTTPException as error:
        if error.status_code != 400:
            raise
        hint = "Send multipart/form-data: a part `file` for each file, and the fields beside them."
        raise InvalidInput(f"The form cannot be read: {error.detail}", field="body", hint=hint) from error
    try:
        yield form
    finally:
        await form.close()


def _parts(form: FormData) -> list[UploadFile]:
    """The files; browsers send an empty one where none was chosen."""
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    files = [part for part in files if part.filename or part.size]
    if not files:
        raise InvalidInput(
            "The form has no file.", field="file", hint="Send each file as a part with a file name."
        )
    return files


def _fields(form: FormData) -> UploadFields:
    values: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values[name] = _json(name, value) if name in ("metadata", "access") and value.strip() else value
    try:
        return UploadFields.model_validate({name: value for name, value in values.items() if value != ""})
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        ) from error


def _json(name: str, text: str) -> object:
    example = 'object such as {"year": 2026}' if name == "metadata" else 'list such as ["group:hr"]'
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            f"This is not JSON: {error}.", field=name, hint=f"Send a JSON {example}."
        ) from error


async def _file(n: int, part: UploadFile, fields: UploadFields) -> _File:
    name = (part.filename or "").encode("utf-8", "replace").decode("utf-8")
    return _File(fields.id or check_document_id(normalise(name), f"files[{n}]"), name, await part.read())


def _check(files: Sequence[_File], fields: UploadFields) -> None:
    for name in ("id", "title", "url"):
        if len(files) > 1 and getattr(fields, name):
            raise InvalidInput(
                f"There are {len(files)} files, but one {name}.",
                field=name,
                hint="Leave it out, or send one file a request.",
            )
    first: dict[str, int] = {}
    for n, file in enumerate(files):
        if first.setdefault(file.document_id, n) != n:
            raise InvalidInput(
                f"{file.document_id[:60]!r} is also the name of files[{first[file.document_id]}].",
                field=f"files[{n}]",
                hint="Give every file its own name.",
            )


def _read(service: Service, files: Sequence[_File], fields: UploadFields) -> _Read:
    read = _Read({}, {})
    for n, (id, name, data) in enumerate(files):
        try:
            limits = service.settings.parsing_limits
            document = document_of_file(id, PurePosixPath(name or id), data, fields.attributes, limits=limits)
            read.documents[n] = replace(document, source=fields.source)
        except SourcelineError as error:
            problem = problem_from_error(error, "/v1/documents")
            read.failures[n] = FileWritten(
                file_name=name,
                id=id,
                source=fields.source,
                status=Status.FAILED,
                version=None,
                problem=problem,
            )
    return read


def _nothing_read(request: Request, failures: Sequence[FileWritten]) -> JSONResponse:
    """The answer where no file could be read: one problem that names them all."""
    errors = [error for one in failures if one.problem for error in one.problem.errors]
    if len(failures) == 1 and failures[0].problem:
        problem = failures[0].problem.model_copy(update={"instance": request_path(request)})
    else:
        problem = problem_from_fields(errors, request_path(request))
    return problem_response(problem)


def _write(
    state: ServerState, caller: Caller, collection: str, files: Sequence[_File], read: _Read
) -> UploadResult:
    service = state.service
    check_documents(service, caller, collection, read.documents.values())
    outcomes = service.ingester.add(collection, list(read.documents.values()), state.check_running)
    status = dict(zip(read.documents, outcomes, strict=True))
    written = [
        read.failures.get(n) or _written(file.name, read.documents[n], status[n].status)
        for n, file in enumerate(files)
    ]
    generation = seen_generation(service, caller, collection)
    return UploadResult(collection=collection, generation=generation, documents=written)


def _written(name: str, document: Document, status: Status) -> FileWritten:
    version = version_name(normalise(document.text))
    return FileWritten(
        file_name=name,
        id=document.id,
        source=document.source,
        status=status,
        version=version,
        problem=None,
    )


def _queue(service: Service, caller: Caller, collection: str, read: _Read) -> UploadJob:
    check_documents(service, caller, collection, read.documents.values())
    with service.index.catalog.transaction() as db:
        job = jobs.add(db, uuid.uuid4().hex, collection, list(read.documents.values()), caller.id)
    return UploadJob(**Job.of(job).model_dump(), failed=list(read.failures.values()))


#: The form in the OpenAPI document, beside the JSON body of the same address.
FORM_SCHEMA: dict[str, Any] = {
    _MULTIPART: {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {
                    "type": "array",
                    "items": {"type": "string", "format": "binary"},
                    "description": "The files. The name of each is its document's id, unless `id` is given.",
                },
                "id": {"type": "string", "description": "Of the document; for one file alone."},
                "title": {"type": "string", "description": "In place of the file's own; for one file alone."},
                "url": {"type": "string", "description": "The address of the source; for one file alone."},
                "published": {"type": "string", "description": "ISO 8601 date or date-time."},
                "modified": {"type": "string", "description": "ISO 8601 date or date-time."},
                "metadata": {"type": "string", "description": "A JSON object of flat keys and values."},
                "access": {"type": "string", "description": "A JSON list of labels: who may see them."},
                "collection": {"type": "string", "default": "default"},
                "source": {
                    "type": "string",
                    "default": "api",
                    "description": "The source that gives the files.",
                },
            },
        },
    }
}
