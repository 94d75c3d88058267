"""`/v1/chat`: a question within a conversation, answered as one object or as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from qa.conversation.answering import RewrittenQuery
from qa.schemas import ChatQuery, ChatResponse
from qa.server.auth.caller import CurrentCaller
from qa.server.auth.citation_links import CitationLinks, Links
from qa.server.http import server_sent_events as sse
from qa.server.http.disconnect import cancel_on_disconnect
from qa.server.http.problems import problem_from_exception, problem_responses, request_path
from qa.server.routes.examples import CHAT
from qa.server.routes.rewriting import rewrite_on_server
from qa.server.routes.writing import ChatAnswer
from qa.server.state import Seen, State

_PROBLEMS = problem_responses(400, 404, 409, 413, 415, 422, 503)
router = APIRouter(prefix="/v1", tags=["questions"], responses=_PROBLEMS)

_STREAM = {
    "description": "One object. If a stream is requested: the events `question`, `answer` (its value in "
    "pieces; a written one in sentences, each followed by `sentence`, which has its citations), `response` "
    "(what `/v1/ask` answers) or, where nothing was searched, `reply` (its `reply`, `text` and `choices`), "
    "`error` (problem details), and last `[DONE]`.",
    "content": sse.CONTENT,
}


@router.post(
    "/chat", summary="Ask within a conversation", response_model=ChatResponse, responses={200: _STREAM}
)
async def chat(
    query: Annotated[ChatQuery, Body(openapi_examples=CHAT)],
    request: Request,
    caller: CurrentCaller,
    links: Links,
    seen: Seen,
    state: State,
) -> ChatResponse | StreamingResponse:
    """Rewrite a follow-up question so that it stands alone, then answer it as `/v1/ask` does.

    Small talk gets a friendly line, and a question that may mean either of two things is asked back.
    """
    caller.require_searched(query)
    rewritten = await cancel_on_disconnect(request, rewrite_on_server(query, seen, state))
    answer = ChatAnswer(rewritten, seen, caller, state, "chat")
    if query.stream or sse.MEDIA_TYPE in request.headers.get("accept", ""):
        return sse.stream(_events(rewritten, request, links, answer))
    return links.signed(await cancel_on_disconnect(request, answer.whole()))


async def _events(
    rewritten: RewrittenQuery, request: Request, links: CitationLinks, answer: ChatAnswer
) -> AsyncIterator[bytes]:
    question = {"question": rewritten.asked, "standalone": rewritten.query.question}
    yield sse.event("question", {**question, "rewritten": rewritten.changed})
    written = False
    try:
        async for sentence in answer.sentences():
            yield sse.event("answer", {"text": f" {sentence.text}" if written else sentence.text})
            yield sse.event("sentence", links.signed(sentence))
            written = True
        found = links.signed(answer.reply)
    except Exception as error:  # the status 200 has been sent, so no exception handler can answer
        problem = problem_from_exception(error, request_path(request), request.method)
        yield sse.event("error", problem.model_dump(exclude_none=True))
    else:
        for word in [] if written else sse.words_of(found.text):
            yield sse.event("answer", {"text": word})
        if found.response is None:
            choices = [choice.model_dump() for choice in found.choices]
            yield sse.event("reply", {"reply": found.reply, "text": found.text, "choices": choices})
        else:
            yield sse.event("response", found.response)
    yield sse.DONE
