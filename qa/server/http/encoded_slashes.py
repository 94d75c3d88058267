"""Document ids in paths: an id may contain slashes, sent as they are or as %2F."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Path
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.types import ASGIApp, Receive, Scope, Send

#: Replaces an encoded slash while routes are matched; no id contains it.
_SLASH = "\0"
_ENCODED_SLASH = re.compile(rb"%2f", re.IGNORECASE)


class EncodedSlashesMiddleware:
    """ASGI middleware that keeps %2F apart from the slashes between the segments of a path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the encoded slashes of its path marked."""
        if scope["type"] == "http":
            path = _ENCODED_SLASH.sub(_SLASH.encode(), scope["raw_path"])
            scope = {**scope, "path": unquote(path.decode("latin-1"))}
        await self._app(scope, receive, send)


class _DocumentConvertor(PathConvertor):
    """The path of a document, which is not that of its file or of a version's text.

    An id that ends as those do is sent with `%2F`.
    """

    regex = r"(?!.*/original$|.*/versions/[^/]+/text$).*"


register_url_convertor("document", _DocumentConvertor())


def restore_slashes(segment: str) -> str:
    """A part of a marked path with its slashes put back."""
    return segment.replace(_SLASH, "/")


async def _document_id(
    id: Annotated[str, Path(description="The document's id; `/` may be sent as `%2F`.")],
) -> str:
    return restore_slashes(id)


#: A document's id from a route's path: `{id:document}`, or `{id:path}` with more behind it.
DocumentId = Annotated[str, Depends(_document_id)]
