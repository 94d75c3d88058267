"""`GET /v1/documents/{id}/original`: the file that a document was read from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from qa.server.auth.caller import CurrentCaller
from qa.server.http.encoded_slashes import DocumentId
from qa.server.http.file_response import file_response
from qa.server.http.problems import problem_responses
from qa.server.http.query_parameters import DocumentParameters
from qa.server.state import Seen, State

router = APIRouter(prefix="/v1/documents", tags=["documents"])

_FILE = {"description": "The file.", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}


class _Parameters(DocumentParameters):
    version: str = Field("", description="The current one if absent.")


@router.get(
    "/{id:path}/original",
    response_class=Response,
    summary="Get the file of a document",
    responses={200: _FILE, **problem_responses(404, 409, 422, 503)},
)
async def original(
    id: DocumentId, query: Annotated[_Parameters, Query()], caller: CurrentCaller, seen: Seen, state: State
) -> Response:
    """Get the file that a version of a document was read from, byte for byte; text sent as text has none."""
    caller.require_collection(query.collection)

    def work() -> Response:
        return file_response(*seen.original(query.collection, id, query.version, query.source))

    return await state.lookups.run(work)
