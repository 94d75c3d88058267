"""`/v1/documents`: write, list, show and delete documents, and check citations."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, Response

from index.documents import Document
from index.ingest.amend import amend
from index.ingest.outcome import Status
from index.store.catalog import document_list, jobs, sources
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from qa.server.auth.caller import Caller, CurrentCaller
from qa.server.http.encoded_slashes import DocumentId
from qa.server.http.problems import problem_responses
from qa.server.http.query_parameters import (
    DocumentParameters,
    DocumentQuery,
    ListQuery,
    PutQuery,
    SpanQuery,
    WriteQuery,
)
from qa.server.routes.documents.patch_body import DocumentPatch
from qa.server.routes.documents.request_bodies import DocumentsIn, ReplacementIn, WriteBody, listed
from qa.server.routes.documents.response_bodies import (
    Deleted,
    DocumentDetail,
    DocumentPage,
    DocumentPatched,
    DocumentSummary,
    SpanText,
    UploadJob,
    UploadResult,
    WriteResult,
    document_detail,
)
from qa.server.routes.documents.uploads import FORM_SCHEMA
from qa.server.routes.documents.writing import check_documents, check_labels, seen_generation
from qa.server.routes.examples import DOCUMENT_PATCH, DOCUMENTS, REPLACEMENT
from qa.server.routes.jobs.response_bodies import Job
from qa.server.state import Seen, ServerState, State
from qa.service import Service

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.post(
    "",
    response_model=WriteResult,
    summary="Write documents",
    responses={
        200: {"model": WriteResult | UploadResult},
        202: {
            "model": Job | UploadJob,
            "description": "Accepted with `wait=false`; `Location` names the job.",
        },
        **problem_responses(400, 409, 413, 415, 422, 503, 507),
    },
    openapi_extra={"requestBody": {"content": FORM_SCHEMA}},
)
async def write(
    body: Annotated[WriteBody, Body(openapi_examples=DOCUMENTS)],
    query: WriteQuery,
    caller: CurrentCaller,
    state: State,
) -> WriteResult | JSONResponse:
    """Write one document, or up to 1,000 in a list, in 32 MB.

    All are written or none, and the answer comes when they are durable and searchable. With `wait=false` it
    comes at once and names a job, which writes each document in whole or not at all.

    A form (`multipart/form-data`) writes files of every format that `qa ingest` reads; each by itself, so
    that one that cannot be read stops no other.

    The same content again changes nothing. New content under the same id and source replaces the document in
    answers and keeps the old version for citations. A document without an id gets one: its url, or one that
    is made of its text.
    """
    caller.require_collection(body.collection)
    if query.wait:
        return await state.writes.run(partial(_write, state, caller, listed(body)))
    return await _accept(state, caller, listed(body))


async def _accept(state: ServerState, caller: Caller, body: DocumentsIn) -> JSONResponse:
    """Queue documents, and answer with the job."""
    job = await state.changes.run(partial(_queue, state.service, caller, body))
    state.jobs.wake()
    return JSONResponse(job.model_dump(mode="json"), 202, {"Location": f"/v1/jobs/{job.id}"})


def _write(state: ServerState, caller: Caller, body: DocumentsIn) -> WriteResult:
    service, documents = state.service, body.as_documents()
    check_documents(service, caller, body.collection, documents)
    outcomes = service.ingester.add(body.collection, documents, state.check_running)
    return WriteResult.of(body.collection, seen_generation(service, caller, body.collection), outcomes)


def _queue(service: Service, caller: Caller, body: DocumentsIn) -> Job:
    documents = body.as_documents()
    check_documents(service, caller, body.collection, documents)
    with service.index.catalog.transaction() as db:
        return Job.of(jobs.add(db, uuid.uuid4().hex, body.collection, documents, caller.id))


@router.get("", summary="List documents", responses=problem_responses(404, 422, 503))
async def list_documents(query: ListQuery, caller: CurrentCaller, seen: Seen, state: State) -> DocumentPage:
    """List the documents of a collection by id, one page at a time."""
    caller.require_collection(query.collection)

    def work() -> DocumentPage:
        with seen.index.catalog.reading() as db:
            found = document_list.page(
                db, find(db, query.collection), query.after, query.limit + 1, query.q, query.source
            )
        more, found = len(found) > query.limit, found[: query.limit]
        return DocumentPage(
            collection=query.collection,
            documents=[DocumentSummary.of(row, caller) for row in found],
            next=document_list.cursor(found[-1]) if more else None,
        )

    return await state.lookups.run(work)


@router.get(
    "/{id:path}/versions/{version}/text",
    summary="Check a citation",
    responses=problem_responses(404, 422, 503),
)
async def show_span(
    id: DocumentId, version: str, query: SpanQuery, caller: CurrentCaller, seen: Seen, state: State
) -> SpanText:
    """Show the text of a version from `start` to `end`: what a citation of that span must quote."""
    caller.require_collection(query.collection)

    def work() -> SpanText:
        with seen.index.catalog.reading() as db:
            text = rows.version_text(db, find(db, query.collection), id, version)
        start, end = span = query.span(text)
        return SpanText(document_id=id, version=version, start=start, end=end, text=span.of(text))

    return await state.lookups.run(work)


@router.get("/{id:document}", summary="Show a document", responses=problem_responses(404, 409, 422, 503))
async def show(
    id: DocumentId, query: DocumentQuery, caller: CurrentCaller, seen: Seen, state: State
) -> DocumentDetail:
    """Show a document with its text and its versions."""
    caller.require_collection(query.collection)

    def work() -> DocumentDetail:
        with seen.index.catalog.reading() as db:
            return document_detail(db, find(db, query.collection), id, caller, query.source)

    return await state.lookups.run(work)


@router.put(
    "/{id:document}",
    response_model=WriteResult,
    summary="Write a document",
    responses={
        201: {"model": WriteResult, "description": "There was no document of this id."},
        202: {"model": Job, "description": "Accepted with `wait=false`; `Location` names the job."},
        **problem_responses(400, 409, 413, 415, 422, 503, 507),
    },
)
async def put(
    id: DocumentId,
    body: Annotated[ReplacementIn, Body(openapi_examples=REPLACEMENT)],
    query: PutQuery,
    response: Response,
    caller: CurrentCaller,
    state: State,
) -> WriteResult | JSONResponse:
    """Write the document of this id: create it, or replace it with its old version kept for citations.

    The answer comes when it is durable and searchable; with `wait=false` at once, with a job.
    """
    caller.require_collection(query.collection)
    documents = DocumentsIn.model_construct(
        documents=[body.at(id)],
        collection=query.collection,
        source=sources.check_name(query.source),
    )
    if not query.wait:
        return await _accept(state, caller, documents)
    result = await state.writes.run(partial(_write, state, caller, documents))
    if result.documents[0].status == Status.NEW:
        response.status_code = 201
    return result


@router.patch(
    "/{id:document}",
    summary="Change what is known of a document",
    responses=problem_responses(400, 404, 409, 413, 415, 422, 503, 507),
)
async def patch(
    id: DocumentId,
    body: Annotated[DocumentPatch, Body(openapi_examples=DOCUMENT_PATCH)],
    query: DocumentQuery,
    caller: CurrentCaller,
    state: State,
) -> DocumentPatched:
    """Change title, url, date, labels or metadata by a merge patch (RFC 7396); the text stays.

    Nothing is embedded, unless the title or the language changes: the title is searched with every passage,
    and the language tells its words, so these are made anew. A null removes a key of the metadata; to store a
    null, write the whole document.
    """
    caller.require_collection(query.collection)
    return await state.writes.run(partial(_patch, state.service, caller, query, id, body))


def _patch(
    service: Service, caller: Caller, query: DocumentParameters, id: str, body: DocumentPatch
) -> DocumentPatched:
    seen = service.seen_by(caller.audience)
    with seen.index.catalog.reading() as db:
        source = rows.show(db, find(db, query.collection), id, query.source).source

    def change(document: Document) -> Document:
        changed = body.apply(document)
        check_labels(caller.audience, changed.access or ())
        return changed

    amended = amend(service.ingester, query.collection, id, change, source)
    generation = seen_generation(service, caller, query.collection)
    with seen.index.catalog.reading() as db:
        summary = DocumentSummary.of(rows.show(db, find(db, query.collection), id, source), caller)
    done = {**amended._asdict(), "generation": generation}
    return DocumentPatched(collection=query.collection, **summary.model_dump(), **done)


@router.delete(
    "/{id:document}", summary="Delete a document", responses=problem_responses(404, 409, 422, 503, 507)
)
async def delete(id: DocumentId, query: DocumentQuery, caller: CurrentCaller, state: State) -> Deleted:
    """Erase a document with all its versions from every store at once; the receipt says what was erased."""
    caller.require_collection(query.collection)
    return await state.changes.run(partial(_delete, state.service, caller, query, id))


def _delete(service: Service, caller: Caller, query: DocumentParameters, id: str) -> Deleted:
    with service.seen_by(caller.audience).index.catalog.reading() as db:
        source = rows.show(db, find(db, query.collection), id, query.source).source
    receipt = service.delete(query.collection, id, source)
    generation = receipt.generation
    if caller.audience is not None:
        generation = seen_generation(service, caller, query.collection)
    return Deleted.model_validate({**receipt._asdict(), "generation": generation})
