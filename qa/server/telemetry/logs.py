"""The log of a server: lines for people, or one JSON object a line; both say the same."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Loggers that say in several lines what ours say in one.
_WORDY = ("uvicorn.error", "mcp", "faiss.loader")
#: Loggers of HTTP clients, which log addresses with all that is in them.
_INDISCREET = ("httpx", "httpcore")
#: Where requests are logged, once each.
ACCESS = "sourceline.access"


def configure(level: str, format: str, stream: TextIO | None = None) -> None:
    """Log to a stream, by default standard error.

    Args:
        level: The least serious level: debug, info, warning, error.
        format: text or json.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter(format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in (*_INDISCREET, *(_WORDY if level == "info" else ())):
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(format: str) -> logging.Formatter:
    """What makes a line of a record: of any logger, with the id of the request it belongs to."""
    shown: list[Processor] = (
        [_renamed, structlog.processors.JSONRenderer(default=str)] if format == "json" else [_as_text]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ExtraAdder(),
            _without_leftovers,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper("iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            *shown,
        ],
    )


def _without_leftovers(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Without what another handler's formatter has left in the record."""
    for name in ("message", "asctime"):
        event.pop(name, None)
    return event


def _renamed(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The usual names: a reader of logs looks for `message`."""
    return {"time": event.pop("timestamp"), "message": event.pop("event"), **event}


def _as_text(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """Time, level, logger and message as before; what else is known as name=value; a traceback below."""
    head = (
        f"{event.pop('timestamp')} {event.pop('level').upper()} {event.pop('logger')}: {event.pop('event')}"
    )
    traceback = event.pop("exception", "")
    rest = "".join(f" {name}={_quoted(value)}" for name, value in event.items() if value not in (None, ""))
    return f"{head}{rest}" + (f"\n{traceback}" if traceback else "")


def _quoted(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and " " not in text and '"' not in text else repr(text)
