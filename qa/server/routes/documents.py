"""`/v1/documents`: write, list, show, check a span, delete."""

from __future__ import annotations

import sqlite3
import uuid
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse

from index.errors import NotFound
from index.store.catalog import documents as rows
from index.store.catalog import jobs
from index.store.catalog.collections import Collection, find
from qa.server.auth.caller import Who
from qa.server.http.paths import DocumentId
from qa.server.http.problems import documented
from qa.server.http.query_parameters import Listing, Slice, Where, Writing
from qa.server.job_runner import written
from qa.server.routes.document_bodies import DocumentsIn
from qa.server.routes.document_views import (
    Deleted,
    DocumentDetail,
    DocumentPage,
    DocumentSummary,
    Job,
    SpanText,
    Written,
)
from qa.server.routes.examples import DOCUMENTS
from qa.server.state import Here
from qa.service import Service

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.post(
    "",
    response_model=Written,
    summary="Write documents",
    responses={
        202: {"model": Job, "description": "Accepted with `wait=false`; `Location` names the job."},
        **documented(400, 409, 413, 415, 422, 503, 507),
    },
)
async def write(
    body: Annotated[DocumentsIn, Body(openapi_examples=DOCUMENTS)], writing: Writing, who: Who, here: Here
) -> Written | JSONResponse:
    """Up to 1,000 documents in 32 MB, all or none; answered when they are durable and searchable.

    The same content again is a no-op; the same id with new content replaces it in answers and keeps the old
    version for citations.
    """
    who.check(body.collection)
    if writing.wait:
        return await here.writes.run(partial(_write, here.service, body))
    job = await here.questions.run(partial(_queue, here.service, body))
    here.jobs.wake()
    return JSONResponse(job.model_dump(mode="json"), 202, {"Location": f"/v1/jobs/{job.id}"})


def _write(service: Service, body: DocumentsIn) -> Written:
    documents = [document.document() for document in body.documents]
    outcomes = service.ingester.add(body.collection, documents)
    return Written.model_validate(written(service, body.collection, zip(documents, outcomes, strict=True)))


def _queue(service: Service, body: DocumentsIn) -> Job:
    documents = [document.document() for document in body.documents]
    with service.index.catalog.transaction() as db:
        return Job.of(jobs.add(db, uuid.uuid4().hex, body.collection, documents))


@router.get("", summary="List documents", responses=documented(404, 422, 503))
async def listing(query: Listing, who: Who, here: Here) -> DocumentPage:
    """Documents of a collection by id, a page at a time."""
    who.check(query.collection)

    def work() -> DocumentPage:
        with here.service.index.catalog.reading() as db:
            found = rows.page(db, find(db, query.collection), query.after, query.limit + 1, query.q)
        more = len(found) > query.limit
        shown = [DocumentSummary.of(row) for row in found[: query.limit]]
        return DocumentPage(collection=query.collection, documents=shown, next=shown[-1].id if more else None)

    return await here.questions.run(work)


@router.get(
    "/{id:path}/versions/{version}/text",
    response_model=SpanText,
    summary="Check a citation",
    responses=documented(404, 422, 503),
)
async def span_text(
    id: DocumentId, version: str, query: Slice, who: Who, here: Here
) -> SpanText | JSONResponse:
    """The text of a version from `start` to `end`: what a citation of that span must quote."""
    who.check(query.collection)

    def work() -> SpanText | JSONResponse:
        whole = f"{id}/versions/{version}/text"
        with here.service.index.catalog.reading() as db:
            shelf = find(db, query.collection)
            try:
                text = rows.version_text(db, shelf, id, version)
            except NotFound:
                # An id may itself end like this address.
                if rows.kept_fingerprint(db, shelf.key, whole) is None:
                    raise
                return JSONResponse(_detail(db, shelf, whole).model_dump(mode="json"))
        start, end = span = query.span(text)
        return SpanText(document_id=id, version=version, start=start, end=end, text=span.of(text))

    return await here.questions.run(work)


@router.get("/{id:path}", summary="Show a document", responses=documented(404, 422, 503))
async def show(id: DocumentId, query: Where, who: Who, here: Here) -> DocumentDetail:
    """A document with its text and its versions."""
    who.check(query.collection)

    def work() -> DocumentDetail:
        with here.service.index.catalog.reading() as db:
            return _detail(db, find(db, query.collection), id)

    return await here.questions.run(work)


def _detail(db: sqlite3.Connection, shelf: Collection, id: str) -> DocumentDetail:
    row = rows.show(db, shelf, id)
    return DocumentDetail.whole(
        shelf.name, row, rows.version_text(db, shelf, id, row.version), rows.versions(db, row)
    )


@router.delete("/{id:path}", summary="Delete a document", responses=documented(404, 422, 503, 507))
async def delete(id: DocumentId, query: Where, who: Who, here: Here) -> Deleted:
    """Erase a document with all its versions from every store, at once; the receipt says what went."""
    who.check(query.collection)
    receipt = await here.questions.run(partial(here.service.delete, query.collection, id))
    return Deleted.model_validate(receipt._asdict())
