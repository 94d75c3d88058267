"""Render HTML pages: templates that escape everything, and headers that allow only our own resources."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from typing import NamedTuple, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from qa.problem_schemas import Problem
from qa.server.auth.caller import Caller

#: The content security policy of a page without scripts and forms: only our own style sheet.
BASE_CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#: The same with our own scripts, which may call only this server.
SCRIPT_CSP = f"{BASE_CSP}; script-src 'self'; connect-src 'self'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
#: Bidirectional embeddings, overrides and isolates: they reorder the text that follows them.
_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Site(NamedTuple):
    """Whose the pages are.

    Args:
        name: What they call themselves.
        is_named: Whether that was chosen.
        has_logo: Whether `/logo` has a picture.
    """

    name: str = "Sourceline"
    is_named: bool = False
    has_logo: bool = False


def name_site(site: Site) -> None:
    """Let all pages of this process be a site's."""
    _templates().globals["site"] = site


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("qa.server.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["isolate_bidi"] = isolate_bidi
    templates.filters["remove_bidi"] = lambda text: _BIDI_CONTROL.sub("", text)
    templates.globals["site"] = Site()
    return templates


def isolate_bidi(text: str) -> Markup:
    """Text for HTML: markup is escaped, and each bidirectional control is enclosed in an element of its own.

    The controls stay, so that text copied from the page is what the document's version holds.
    """
    return Markup(
        _BIDI_CONTROL.sub(
            lambda match: f'<bdi class="control" data-code="U+{ord(match[0]):04X}">{match[0]}</bdi>',
            str(escape(text)),
        )
    )


def allow_forms(policy: str) -> str:
    """A content security policy that also allows forms, which are sent only to this server."""
    return policy.replace("form-action 'none'", "form-action 'self'")


def render(
    template: str, policy: str = BASE_CSP, caller: Caller | None = None, **values: object
) -> HTMLResponse:
    """Render a template to a response.

    Args:
        template: The name of its file.
        policy: The page's content security policy.
        caller: The caller if known; a person who signed in is shown a button to sign out.
        values: The template's variables.
    """
    key = caller.key if caller and caller.session else None
    signed_in_as = key.grant.name if key else ""
    if signed_in_as:
        policy = allow_forms(policy)
    if cast(Site, _templates().globals["site"]).has_logo and "img-src" not in policy:
        policy += "; img-src 'self'"
    values |= {"signed_in_as": signed_in_as, "key_id": key.id if key else ""}
    html = _templates().get_template(template).render(values)
    return HTMLResponse(html, headers={**HEADERS, "Content-Security-Policy": policy})


def error_page(problem: Problem, headers: dict[str, str], caller: Caller | None) -> HTMLResponse:
    """A problem as an HTML page."""
    phrase = HTTPStatus(problem.status).phrase
    answer = render("error.html", caller=caller, problem=problem, phrase=phrase)
    answer.status_code = problem.status
    answer.headers.update({name: value for name, value in headers.items() if name not in answer.headers})
    return answer
