"""Servers for the widget's tests: ours, with failures on demand, and a foreign site; a person's actions."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, NamedTuple

import uvicorn
from fastapi import APIRouter, FastAPI
from playwright.sync_api import Locator, Page
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.schemas import AskQuery
from qa.server.app import create_app
from qa.service import Service
from tests.support.waiting import until

QUESTION = "How many soldiers came?"
ANSWER = "Twelve soldiers came"
EMBEDDED = '<script async src="{server}/widget.js" data-key="pk_test" data-collection="default"></script>'


class Past(BaseModel):
    """A question before this one."""

    question: str
    answer: str | None
    sentence: str = ""


class ChatIn(AskQuery):
    """What the widget sends."""

    history: list[Past] = Field(default_factory=list)
    stream: bool = False


class Trouble:
    """ASGI middleware: what can go wrong with a question, where a test says so.

    Attributes:
        status: The status that every question is answered with; 0 for an answer.
        headers: Of such an answer.
        type: Of its problem.
        endless: Whether an answer never ends.
        cut: Whether an answer ends before it is whole.
        left: Set when the client left an endless answer.
        asked: The bodies of all questions.
        voted: The bodies of all votes.
        keys: The `Authorization` of all questions.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.status = 0
        self.type = "about:blank"
        self.headers: dict[str, str] = {}
        self.endless = self.cut = False
        self.left = threading.Event()
        self.asked: list[dict[str, Any]] = []
        self.voted: list[dict[str, Any]] = []
        self.keys: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as told, or pass on."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        response: Response | None = None
        if scope["path"] == "/v1/chat":
            self.asked.append(json.loads(body))
            self.keys.append(request.headers.get("authorization", ""))
            response = self._troubled()
        if scope["path"] == "/v1/feedback":
            self.voted.append(json.loads(body))
        replayed = iter([{"type": "http.request", "body": body}])

        async def again() -> Any:
            return next(replayed, None) or await receive()

        await (response or self._app)(scope, receive if response else again, send)

    def _troubled(self) -> Response | None:
        if self.status:
            told = {"title": "Trouble", "detail": "As the test <b>says</b>."}
            problem = {"type": self.type, "status": self.status, **told}
            return JSONResponse(problem, self.status, self.headers)
        if self.endless or self.cut:
            return StreamingResponse(self._unfinished(), media_type="text/event-stream")
        return None

    async def _unfinished(self) -> AsyncIterator[str]:
        try:
            yield event("question", {"question": "q", "standalone": "q", "rewritten": False})
            yield event("answer", {"text": "Half an answer"})
            while self.endless:
                await asyncio.sleep(0.05)
                yield event("answer", {"text": " and more"})
        finally:
            self.left.set()


class Site(NamedTuple):
    """Where our server and a foreign site that embeds the widget run."""

    server: str
    foreign: str
    trouble: Trouble


def event(name: str, data: Any) -> str:
    """A server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def widget_app(service: Service) -> tuple[ASGIApp, Trouble]:
    """Our application, with a conversation by the contract where it has none, open to any origin."""
    app = create_app(service)
    if "/v1/chat" not in app.openapi()["paths"]:
        _add_conversation(app, service)
    trouble = Trouble(app)
    headers = {"allow_origins": ["*"], "allow_methods": ["*"], "allow_headers": ["*"]}
    return CORSMiddleware(trouble, **headers, expose_headers=["Retry-After"]), trouble  # type: ignore[arg-type]


def _add_conversation(app: FastAPI, service: Service) -> None:
    router = APIRouter()

    @router.post("/v1/chat")
    async def chat(body: ChatIn) -> StreamingResponse:
        standalone = body.question.replace("they", "the soldiers") if body.history else body.question
        rewritten = standalone != body.question
        query = body.model_dump(exclude={"history", "stream"}) | {"question": standalone}
        response = await asyncio.to_thread(service.ask, AskQuery(**query))

        async def stream() -> AsyncIterator[str]:
            asked = {"question": body.question, "standalone": standalone, "rewritten": rewritten}
            yield event("question", asked)
            text = response.answer.shown if response.answer else ""
            for start in range(0, len(text), 3):
                yield event("answer", {"text": text[start : start + 3]})
            yield event("response", response.model_dump(mode="json"))
            yield "data: [DONE]\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream")

    @router.post("/v1/feedback", status_code=201)
    async def feedback(body: dict[str, Any]) -> dict[str, Any]:
        return body

    app.include_router(router)


def site(html: str, policy: str = "") -> ASGIApp:
    """A site with one page, under a policy."""

    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(html, headers={"Content-Security-Policy": policy} if policy else {})

    return Starlette(routes=[Route("/", page)])


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """An application on a port, by default any free one; where it runs."""
    config = uvicorn.Config(app, port=port, log_config=None, ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


# A person ---------------------------------------------------------------------------------------------------


def ask(page: Page, question: str = QUESTION) -> Locator:
    """Ask in the open conversation; the new turn."""
    turns = page.locator(".turn").count()
    page.locator("textarea").fill(question)
    page.keyboard.press("Enter")
    return page.locator(".turn").nth(turns)


def open_panel(page: Page) -> Page:
    """Open the panel; the same page."""
    page.get_by_role("button", name="Ask the documents").click()
    return page


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds wrong within an element of a page, and where."""
    page.wait_for_timeout(300)  # colours fade in
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("within => axe.run(within, {resultTypes: ['violations']})", within)["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
