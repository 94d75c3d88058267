"""The tools of `/mcp`: what a client of the Model Context Protocol can call, and what each call may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field
from starlette.requests import Request

from index.search.filters import DEEPEST, MOST_TERMS
from index.store.catalog.collections import DEFAULT
from qa.query_fields import LONGEST_QUESTION, MOST_COLLECTIONS
from qa.schemas import AskQuery, Query
from qa.server.auth.caller import caller_of
from qa.server.auth.citation_links import CitationLinks, citation_links_of
from qa.server.question_recorder import asking
from qa.server.routes.mcp import listings, tool_results
from qa.server.routes.mcp.listings import CollectionList, DocumentList
from qa.server.routes.mcp.tool_errors import tool_errors
from qa.server.routes.mcp.tool_results import AskResult, SearchResult, SpanResult
from qa.server.state import ServerState

Question = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="A question that stands alone; `query` is accepted too.",
    ),
]
CollectionName = Annotated[str, Field(max_length=100, description="The collection to search.")]
CollectionNames = Annotated[
    list[str] | None,
    Field(
        min_length=1,
        max_length=MOST_COLLECTIONS,
        description="Several collections to search together, in place of `collection`.",
    ),
]
TopK = Annotated[int, Field(ge=1, le=100, description="How many passages to return.")]
Filters = Annotated[
    dict[str, Any] | None,
    Field(
        description='A condition on the metadata of documents: `{"year": {"$gte": 2020}}`. '
        f"At most {MOST_TERMS} conditions, {DEEPEST} deep."
    ),
]
AsOf = Annotated[
    str | None,
    Field(max_length=100, description="Answer from the versions that were current then: an ISO 8601 date."),
]
MaxErrorRate = Annotated[
    float | None, Field(ge=0, le=1, description="The highest acceptable probability of a wrong answer.")
]
Q = TypeVar("Q", bound=Query)
T = TypeVar("T")


class Tools:
    """The tools, over one service.  Their docstrings are what a client is told of them.

    Args:
        state: The service, and the threads that work for it.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state

    async def ask(
        self,
        question: Question,
        ctx: Context,
        collection: CollectionName = DEFAULT,
        collections: CollectionNames = None,
        filters: Filters = None,
        max_error_rate: MaxErrorRate = None,
        as_of: AsOf = None,
    ) -> Annotated[CallToolResult, AskResult]:
        """An answer from the documents with its citations; where none is sure, what comes closest."""
        about = {"question": question, "filters": filters, "as_of": as_of}
        fields = {**about, "max_error_rate": max_error_rate}
        query = _allowed(ctx, AskQuery, fields, collection, collections)
        record = partial(self._state.recorder.record, asking(question, "mcp", caller_of(_request(ctx))))
        return _result(*await self._run(ctx, tool_results.ask, query, *_link_arguments(ctx), record))

    async def search(
        self,
        question: Question,
        ctx: Context,
        collection: CollectionName = DEFAULT,
        collections: CollectionNames = None,
        top_k: TopK = 5,
        filters: Filters = None,
        as_of: AsOf = None,
    ) -> Annotated[CallToolResult, SearchResult]:
        """The passages nearest to a question, best first, each with its citation."""
        fields = {"question": question, "top_k": top_k, "filters": filters, "as_of": as_of}
        query = _allowed(ctx, Query, fields, collection, collections)
        return _result(*await self._run(ctx, tool_results.search, query, *_link_arguments(ctx)))

    async def list_collections(self, ctx: Context) -> Annotated[CallToolResult, CollectionList]:
        """The collections that can be searched: their names, what is in them, and how much."""
        found = await self._run(ctx, listings.collections, caller_of(_request(ctx)))
        return _result(found.text(), found)

    async def list_documents(
        self,
        ctx: Context,
        collection: CollectionName = DEFAULT,
        contains: Annotated[
            str, Field(max_length=200, description="Only documents whose title or id contains this.")
        ] = "",
        limit: Annotated[int, Field(ge=1, le=200, description="How many to list.")] = 50,
        after: Annotated[
            str, Field(max_length=10_000, description="`next` of the list before, to go on.")
        ] = "",
    ) -> Annotated[CallToolResult, DocumentList]:
        """The documents of a collection by id: titles, dates, languages, addresses and metadata."""
        caller = caller_of(_request(ctx))
        with tool_errors():
            caller.require_collection(collection)
        found = await self._run(ctx, listings.documents, caller, collection, contains, limit, after)
        return _result(found.text(), found)

    async def get_passage(
        self,
        document_id: Annotated[str, Field(description="`document_id` of a citation.")],
        version: Annotated[str, Field(description="`version` of a citation.")],
        start: Annotated[int, Field(ge=0, description="Code points, inclusive.")],
        end: Annotated[int, Field(ge=0, description="Exclusive.")],
        ctx: Context,
        collection: Annotated[
            str, Field(max_length=100, description="`collection` of a citation.")
        ] = DEFAULT,
    ) -> Annotated[CallToolResult, SpanResult]:
        """The text of a document's version from start to end: to check a citation or read its context."""
        with tool_errors():
            caller_of(_request(ctx)).require_collection(collection)
        where = (collection, document_id, version, (start, end))
        found = await self._run(ctx, tool_results.read_span, *where, *_link_arguments(ctx))
        return _result(found.text, found)

    async def _run(self, ctx: Context, work: Callable[..., T], *arguments: object) -> T:
        """Call `work` with what the caller sees of the service and these arguments on a thread."""
        seen = self._state.service.seen_by(caller_of(_request(ctx)).audience)
        with tool_errors():
            return await self._state.questions.run(partial(work, seen, *arguments), reads=True)


def _allowed(
    ctx: Context, model: type[Q], fields: dict[str, Any], collection: str, collections: list[str] | None
) -> Q:
    """The query, of collections that the caller may search; `collection` has a default, so it may be both."""
    given: dict[str, Any] = {} if collections is None else {"collections": collections}
    if collections is None or collection != DEFAULT:
        given["collection"] = collection
    with tool_errors():
        query = model.model_validate({**fields, **given})
        caller_of(_request(ctx)).require_searched(query)
    return query


def _link_arguments(ctx: Context) -> tuple[CitationLinks, str]:
    """What makes absolute links of citations: the signer, and the service's URL as the client called it."""
    request = _request(ctx)
    return citation_links_of(request), str(request.base_url)


def _request(ctx: Context) -> Request:
    request = ctx.request_context.request
    assert isinstance(request, Request)
    return request


def _result(text: str, structured: BaseModel) -> CallToolResult:
    content = TextContent(type="text", text=text)
    return CallToolResult(content=[content], structured_content=structured.model_dump(mode="json"))
