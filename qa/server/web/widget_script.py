"""`/widget.js`: the chat widget's script, for our own pages and for other sites."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from index.embed.model_files import BUNDLED
from qa.server.state import State
from qa.server.web.widget import ENGLISH, LANGUAGES, script
from qa.settings import Settings

router = APIRouter(include_in_schema=False)

#: How long a browser uses the script before it asks whether there is a newer one.
FRESH_SECONDS = 600


class _Script(NamedTuple):
    plain: bytes
    gzipped: bytes
    etag: str


@cache
def _script(languages: frozenset[str]) -> _Script:
    plain = script(languages)
    return _Script(plain, gzip.compress(plain, mtime=0), f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"')


def answered_languages(settings: Settings) -> frozenset[str]:
    """The languages that the widget speaks: the bundled models answer in English, others may in any."""
    bundled = settings.reader is None or settings.embedding_model == BUNDLED
    return ENGLISH if bundled else LANGUAGES


@router.api_route("/widget.js", methods=["GET", "HEAD"])
async def widget(request: Request, state: State) -> Response:
    """Send the widget as one script; 304 if the browser has it already."""
    served = _script(answered_languages(state.service.settings))
    headers = {
        "ETag": served.etag,
        "Cache-Control": f"public, max-age={FRESH_SECONDS}",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        # The code is public: any site may embed it, also with `crossorigin` or under COEP.
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    known = request.headers.get("if-none-match", "")
    if served.etag.removeprefix("W/") in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        return Response(status_code=304, headers=headers)
    body = served.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = served.gzipped, "gzip"
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)
