"""Ids in paths: any text, slashes too, whether they are sent as they are or as %2F."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Path
from starlette.types import ASGIApp, Receive, Scope, Send

#: Stands for an encoded slash while routes are matched; no id contains it.
_SLASH = "\0"
_ENCODED = re.compile(rb"%2f", re.IGNORECASE)


class EncodedSlashes:
    """ASGI middleware that keeps %2F apart from the slashes that separate a path's segments."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its path with encoded slashes marked."""
        if scope["type"] == "http":
            path = _ENCODED.sub(_SLASH.encode(), scope["raw_path"])
            scope = {**scope, "path": unquote(path.decode("latin-1"))}
        await self._app(scope, receive, send)


def _document_id(id: Annotated[str, Path(description="The document's id; `/` may be sent as `%2F`.")]) -> str:
    return slashed(id)


def slashed(segment: str) -> str:
    """A part of a path as it was meant, its encoded slashes put back."""
    return segment.replace(_SLASH, "/")


#: A document's id, from a path with `{id:path}`.
DocumentId = Annotated[str, Depends(_document_id)]
