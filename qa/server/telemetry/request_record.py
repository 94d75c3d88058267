"""What is known of a request while it is answered; whoever learns something notes it here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context, ContextVar, Token
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Scope
from structlog.contextvars import bind_contextvars, reset_contextvars

from qa.server.telemetry import metrics
from qa.server.telemetry.tracing import RequestSpan
from qa.stopwatch import StageListener, stage_listener

#: The key under which an ASGI scope holds the request's record.
RECORD_KEY = "sourceline.record"


@dataclass
class RequestRecord:
    """A request.

    Args:
        id: Its id, which the log, the answer's header and problem details have.
        method: The HTTP method.
        route: The pattern of its address, never the address itself.
        span: Its trace; None where none is made.
        status: That of the answer; 499 while there is none, as of a client that left before it came.
        about: What else the log says: the key's name, the collections, the level of the answer.
    """

    id: str
    method: str
    route: str
    span: RequestSpan | None = None
    status: int = 499
    about: dict[str, object] = field(default_factory=dict)
    _began: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Since the request came."""
        return time.perf_counter() - self._began

    def note_stage(self, stage: str, seconds: float) -> None:
        """A stage of the answer has ended.  Called on any thread."""
        metrics.STAGE_SECONDS.labels(stage).observe(seconds)
        if self.span:
            self.span.note_stage(stage, seconds)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be the current request, whose id each line of the log has."""
        current, listener, bound = self._enter()
        try:
            yield
        finally:
            reset_contextvars(**bound)
            stage_listener.reset(listener)
            _CURRENT.reset(current)

    def context(self) -> Context:
        """A context in which this is the current request, and which has nothing else."""
        context = Context()
        context.run(self._enter)
        return context

    def _enter(
        self,
    ) -> tuple[Token[RequestRecord | None], Token[StageListener | None], Mapping[str, Token[Any]]]:
        bound = bind_contextvars(request_id=self.id)
        return _CURRENT.set(self), stage_listener.set(self.note_stage), bound


_CURRENT: ContextVar[RequestRecord | None] = ContextVar("request_record", default=None)


def record_of(scope: Scope) -> RequestRecord | None:
    """The record of the request of an ASGI scope; None where nobody keeps one."""
    record: RequestRecord | None = scope.get(RECORD_KEY)
    return record


def note(**about: object) -> None:
    """Note what the current request is about; nothing where there is none."""
    if (record := _CURRENT.get()) is not None:
        record.about |= about


def note_answer(level: str, origin: str = "made") -> None:
    """Count an answer, and note its level.

    Args:
        level: answered, unsure or nothing.
        origin: made, memory (it was made before), or joined (another asked the same at the same time).
    """
    metrics.ANSWERS.labels(level, origin).inc()
    note(answer=level, origin=origin)


def context_of_request() -> Context:
    """A context with the current request and nothing else, for work that may outlast it."""
    record = _CURRENT.get()
    return Context() if record is None else record.context()
