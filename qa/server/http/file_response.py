"""A file of a document as a response that no browser shows or runs as a page of this server."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.responses import Response

_NOT_PLAIN = re.compile(r'[^ -~]|["\\%]')


def file_response(file_name: str, media_type: str, data: bytes) -> Response:
    """`data` to be saved under `file_name`."""
    headers = {
        "Content-Disposition": _attachment(file_name),
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    answer = Response(data, headers=headers)
    # Set as a header: starlette would add a charset that the file may not have.
    answer.headers["Content-Type"] = media_type
    return answer


def _attachment(file_name: str) -> str:
    """RFC 6266: a plain name for old clients, and the whole one percent-encoded."""
    name = file_name.replace("/", "_")
    return f"attachment; filename=\"{_NOT_PLAIN.sub('_', name)}\"; filename*=UTF-8''{quote(name, safe='')}"
