"""`/originals`: the file of a document, and pictures of its pages, for people who read its page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from index.errors import NotFound
from index.ingest.formats.pdf_pages import MEDIA_TYPE
from index.ingest.pdf_page_process import shared_pdf_pages
from index.store.catalog import originals
from index.store.catalog.collections import DEFAULT, find
from qa.server.auth.caller import CurrentCaller
from qa.server.http.file_response import file_response
from qa.server.state import Seen, State
from qa.server.web.rendering import HEADERS

router = APIRouter(include_in_schema=False)

PDF = "application/pdf"


class _Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    document_id: str
    collection: str = DEFAULT
    source: str = ""
    ticket: str = Field("", description="The signature of a signed link; it was checked before this route.")


_Query = Annotated[_Parameters, Query()]


def original_url(
    collection: str, source: str, document_id: str, version: str, page: int | None = None
) -> str:
    """The address of a version's file, or of the picture of one of its pages."""
    of_page = "" if page is None else f"/pages/{page}"
    query = urlencode({"document_id": document_id, "collection": collection, "source": source})
    return f"/originals/{version}{of_page}?{query}"


@router.get("/originals/{version}")
async def show_original(
    version: str, query: _Query, caller: CurrentCaller, seen: Seen, state: State
) -> Response:
    """Send the file that a version was read from."""
    caller.require_collection(query.collection)

    def work() -> Response:
        file = seen.original(query.collection, query.document_id, version, query.source)
        return file_response(*file)

    return await state.lookups.run(work)


@router.get("/originals/{version}/pages/{page}")
async def show_page(
    version: str, page: int, query: _Query, caller: CurrentCaller, seen: Seen, state: State
) -> Response:
    """Send the picture of a page of a PDF document."""
    caller.require_collection(query.collection)

    def picture() -> bytes:
        file = seen.original(query.collection, query.document_id, version, query.source)
        return shared_pdf_pages().picture(file.data, page)

    def work() -> Response:
        with seen.index.catalog.reading() as db:
            found = find(db, query.collection)
            if originals.media_type(db, found, query.document_id, version, query.source) != PDF:
                raise NotFound("This document has no pages to be shown.", field="document_id")
        name = (query.collection, query.source, query.document_id, version, page)
        body = seen.page_pictures.get(name, picture)
        return Response(body, media_type=MEDIA_TYPE, headers=HEADERS)

    return await state.pictures.run(work)
