"""`/v1/documents`: write, list, show and delete documents, and check citations."""

from __future__ import annotations

import sqlite3
import uuid
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse

from index.errors import NotFound
from index.store.catalog import document_list, jobs
from index.store.catalog import documents as rows
from index.store.catalog.collections import Collection, find
from qa.server.auth.caller import CurrentCaller
from qa.server.http.encoded_slashes import DocumentId
from qa.server.http.problems import problem_responses
from qa.server.http.query_parameters import DocumentQuery, ListQuery, SpanQuery, WriteQuery
from qa.server.job_runner import write_result
from qa.server.routes.documents.request_bodies import DocumentsIn
from qa.server.routes.documents.response_bodies import (
    Deleted,
    DocumentDetail,
    DocumentPage,
    DocumentSummary,
    SpanText,
    WriteResult,
)
from qa.server.routes.examples import DOCUMENTS
from qa.server.routes.jobs import Job
from qa.server.state import State
from qa.service import Service

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.post(
    "",
    response_model=WriteResult,
    summary="Write documents",
    responses={
        202: {"model": Job, "description": "Accepted with `wait=false`; `Location` names the job."},
        **problem_responses(400, 409, 413, 415, 422, 503, 507),
    },
)
async def write(
    body: Annotated[DocumentsIn, Body(openapi_examples=DOCUMENTS)],
    query: WriteQuery,
    caller: CurrentCaller,
    state: State,
) -> WriteResult | JSONResponse:
    """Write up to 1,000 documents in 32 MB, all or none; answered when they are durable and searchable.

    The same content again changes nothing. New content under the same id and source replaces the document in
    answers and keeps the old version for citations. A document without an id gets one: its url, or one that
    is made of its text.
    """
    caller.require_collection(body.collection)
    if query.wait:
        return await state.writes.run(partial(_write, state.service, body))
    job = await state.questions.run(partial(_queue, state.service, body))
    state.jobs.wake()
    return JSONResponse(job.model_dump(mode="json"), 202, {"Location": f"/v1/jobs/{job.id}"})


def _write(service: Service, body: DocumentsIn) -> WriteResult:
    documents = body.as_documents()
    outcomes = service.ingester.add(body.collection, documents)
    result = write_result(service, body.collection, zip(documents, outcomes, strict=True))
    return WriteResult.model_validate(result)


def _queue(service: Service, body: DocumentsIn) -> Job:
    documents = body.as_documents()
    with service.index.catalog.transaction() as db:
        return Job.of(jobs.add(db, uuid.uuid4().hex, body.collection, documents))


@router.get("", summary="List documents", responses=problem_responses(404, 422, 503))
async def list_documents(query: ListQuery, caller: CurrentCaller, state: State) -> DocumentPage:
    """List the documents of a collection by id, one page at a time."""
    caller.require_collection(query.collection)

    def work() -> DocumentPage:
        with state.service.index.catalog.reading() as db:
            found = document_list.page(
                db, find(db, query.collection), query.after, query.limit + 1, query.q, query.source
            )
        more, found = len(found) > query.limit, found[: query.limit]
        return DocumentPage(
            collection=query.collection,
            documents=[DocumentSummary.of(row) for row in found],
            next=document_list.cursor(found[-1]) if more else None,
        )

    return await state.questions.run(work)


@router.get(
    "/{id:path}/versions/{version}/text",
    response_model=SpanText,
    summary="Check a citation",
    responses=problem_responses(404, 422, 503),
)
async def show_span(
    id: DocumentId, version: str, query: SpanQuery, caller: CurrentCaller, state: State
) -> SpanText | JSONResponse:
    """Show the text of a version from `start` to `end`: what a citation of that span must quote."""
    caller.require_collection(query.collection)

    def work() -> SpanText | JSONResponse:
        whole_id = f"{id}/versions/{version}/text"
        with state.service.index.catalog.reading() as db:
            collection = find(db, query.collection)
            try:
                text = rows.version_text(db, collection, id, version)
            except NotFound:
                # A document's own id may end like this address.
                if not rows.exists(db, collection, whole_id):
                    raise
                return JSONResponse(_detail(db, collection, whole_id, "").model_dump(mode="json"))
        start, end = span = query.span(text)
        return SpanText(document_id=id, version=version, start=start, end=end, text=span.of(text))

    return await state.questions.run(work)


@router.get("/{id:path}", summary="Show a document", responses=problem_responses(404, 409, 422, 503))
async def show(id: DocumentId, query: DocumentQuery, caller: CurrentCaller, state: State) -> DocumentDetail:
    """Show a document with its text and its versions."""
    caller.require_collection(query.collection)

    def work() -> DocumentDetail:
        with state.service.index.catalog.reading() as db:
            return _detail(db, find(db, query.collection), id, query.source)

    return await state.questions.run(work)


def _detail(db: sqlite3.Connection, collection: Collection, id: str, source: str) -> DocumentDetail:
    row = rows.show(db, collection, id, source)
    text = rows.version_text(db, collection, id, row.version)
    return DocumentDetail.build(collection.name, row, text, rows.versions(db, row))


@router.delete(
    "/{id:path}", summary="Delete a document", responses=problem_responses(404, 409, 422, 503, 507)
)
async def delete(id: DocumentId, query: DocumentQuery, caller: CurrentCaller, state: State) -> Deleted:
    """Erase a document with all its versions from every store at once; the receipt says what was erased."""
    caller.require_collection(query.collection)
    receipt = await state.questions.run(partial(state.service.delete, query.collection, id, query.source))
    return Deleted.model_validate(receipt._asdict())
