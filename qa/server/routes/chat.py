"""`/v1/chat`: a question within a conversation, answered at once or by server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from qa.conversation import standalone as conversation
from qa.conversation.standalone import Standing
from qa.schemas import ChatQuery, ChatResponse
from qa.server.auth.caller import Who
from qa.server.auth.citation_links import Leading, Links
from qa.server.http.disconnect import unless_left
from qa.server.http.problems import documented
from qa.server.routes import events
from qa.server.routes.events import DONE, event, pieces, problem_of
from qa.server.routes.examples import CHAT
from qa.server.state import Here, Running

router = APIRouter(prefix="/v1", tags=["questions"], responses=documented(400, 404, 409, 413, 415, 422, 503))

_STREAM = {
    "description": "One object; or, where a stream is asked for, the events `question`, `answer` (its value "
    "in pieces), `response` (what `/v1/ask` answers), `error` (problem details), and `[DONE]` last.",
    "content": {events.MEDIA_TYPE: {"schema": {"type": "string"}}},
}


@router.post(
    "/chat", summary="Ask within a conversation", response_model=ChatResponse, responses={200: _STREAM}
)
async def chat(
    query: Annotated[ChatQuery, Body(openapi_examples=CHAT)],
    request: Request,
    who: Who,
    links: Leading,
    here: Here,
) -> ChatResponse | StreamingResponse:
    """Make a follow-up question stand alone, then answer it as `/v1/ask` does."""
    who.check(query.collection)
    stand = here.questions.run(partial(conversation.stand, here.service, query))
    standing = await unless_left(request, stand)
    if query.stream or events.MEDIA_TYPE in request.headers.get("accept", ""):
        return events.stream(_told(standing, request, links, here))
    answer = here.questions.run(partial(conversation.answer, here.service, standing))
    return links.led(await unless_left(request, answer))


async def _told(standing: Standing, request: Request, links: Links, here: Running) -> AsyncIterator[str]:
    asked = {"question": standing.asked, "standalone": standing.query.question}
    yield event("question", {**asked, "rewritten": standing.rewritten})
    try:
        found = links.led(await here.questions.run(partial(conversation.answer, here.service, standing)))
    except Exception as error:  # the response has begun: this is the handler of last resort
        yield event("error", problem_of(error, request).model_dump(exclude_none=True))
    else:
        for piece in pieces(found.response.answer.value if found.response.answer else ""):
            yield event("answer", {"text": piece})
        yield event("response", found.response)
    yield DONE
