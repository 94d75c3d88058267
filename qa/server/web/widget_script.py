"""`/widget.js`: the chat widget's script, for our own pages and other sites, and the module that it loads."""

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
from qa.server.web.widget import ENGLISH, LANGUAGES, conversation_module, frame_script, module_name
from qa.settings import Settings

router = APIRouter(include_in_schema=False)

#: How long a browser uses the script before it asks whether there is a newer one.
FRESH_SECONDS = 600
#: The same of a file whose name is of its version.
VERSION_SECONDS = 365 * 24 * 3600


class _Script(NamedTuple):
    plain: bytes
    gzipped: bytes
    etag: str


@cache
def _packed(plain: bytes) -> _Script:
    return _Script(plain, gzip.compress(plain, mtime=0), f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"')


def answered_languages(settings: Settings) -> frozenset[str]:
    """The languages that the widget speaks: the bundled models answer in English, others may in any."""
    bundled = settings.reader is None or settings.embedding_model == BUNDLED
    return ENGLISH if bundled else LANGUAGES


def module_path(settings: Settings) -> str:
    """Where the module is that `/widget.js` loads."""
    return f"/{module_name(answered_languages(settings))}"


@router.api_route("/widget.js", methods=["GET", "HEAD"])
async def widget(request: Request, state: State) -> Response:
    """Send the script that a page loads; 304 if the browser has it already."""
    languages = answered_languages(state.service.settings)
    return _sent(request, frame_script(languages), f"public, max-age={FRESH_SECONDS}")


@router.api_route("/widget-{version}.js", methods=["GET", "HEAD"])
async def conversation(request: Request, state: State, version: str) -> Response:
    """Send what the script loads; of another version than this server's what there is, not to be kept."""
    settings = state.service.settings
    is_named = module_path(settings) == f"/widget-{version}.js"
    kept = f"public, max-age={VERSION_SECONDS}, immutable" if is_named else "no-cache"
    return _sent(request, conversation_module(answered_languages(settings)), kept)


def _sent(request: Request, plain: bytes, cached: str) -> Response:
    served = _packed(plain)
    headers = {
        "ETag": served.etag,
        "Cache-Control": cached,
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
