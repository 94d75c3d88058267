"""`/logo`: the site's own picture; `/favicon.ico`: what browsers show beside a page's title."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from index.errors import NotFound
from qa.server.state import State
from qa.server.web.rendering import Site
from qa.settings import Settings
from qa.site_settings import LOGO_TYPES

router = APIRouter(include_in_schema=False)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
    # An SVG file that is opened alone runs nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    # A widget on another site may show it.
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def site_of(settings: Settings) -> Site:
    """Whose the pages are, by the settings."""
    named = "site_name" in settings.model_fields_set
    return Site(settings.site_name, named, settings.site_logo is not None)


@router.api_route("/logo", methods=["GET", "HEAD"])
async def logo(state: State) -> Response:
    """Send the picture that is set."""
    path = state.service.settings.site_logo
    if path is None:
        raise NotFound("There is no logo.", field="SOURCELINE_SITE_LOGO")
    return FileResponse(path, media_type=LOGO_TYPES[path.suffix.lower()], headers=_HEADERS)


@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
async def favicon(state: State) -> Response:
    """Send the site's logo in the size of an icon: browsers ask for it, whatever a page says."""
    icon = files("qa.server.web").joinpath("static/favicon.ico").read_bytes()
    return Response(icon, media_type="image/x-icon", headers=_HEADERS)
