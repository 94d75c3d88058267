"""HTML for people: templates that escape everything, headers that allow nothing but what is our own."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from qa.server.auth.caller import Caller
from qa.server.http.problems import Problem

#: Nothing but our own style; forms and frames of others never.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#: For pages that work by scripts: our own, which call nobody else.
SCRIPTED = f"{POLICY}; script-src 'self'; connect-src 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
#: Embeddings, overrides and isolates reorder what follows them; the marks LRM and RLM do not.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("qa.server.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["inert"] = inert
    templates.filters["unordered"] = lambda text: _REORDERING.sub("", text)
    return templates


def inert(text: str) -> Markup:
    """Text for HTML: markup escaped, each character that reorders text shut into an element of its own.

    The characters stay, so that what is copied from the page is what the version holds.
    """
    return Markup(
        _REORDERING.sub(
            lambda match: f'<bdi class="control" data-code="U+{ord(match[0]):04X}">{match[0]}</bdi>',
            str(escape(text)),
        )
    )


def with_forms(policy: str) -> str:
    """The same for a page with a form, which goes nowhere but to ourselves."""
    return policy.replace("form-action 'none'", "form-action 'self'")


def page(template: str, policy: str = POLICY, who: Caller | None = None, **values: object) -> HTMLResponse:
    """Render a template to a response that may load what `policy` allows.

    Args:
        who: For whom, where that is known: whoever is signed in can sign out.
    """
    key = who.key if who and who.session else None
    person = key.grant.name if key else ""
    if person:
        policy = with_forms(policy)
    html = _templates().get_template(template).render(values, person=person, holder=key.id if key else "")
    return HTMLResponse(html, headers={**HEADERS, "Content-Security-Policy": policy})


def error_page(problem: Problem, headers: dict[str, str], who: Caller | None) -> HTMLResponse:
    """A problem for people."""
    answer = page("error.html", who=who, problem=problem, phrase=HTTPStatus(problem.status).phrase)
    answer.status_code = problem.status
    answer.headers.update({name: value for name, value in headers.items() if name not in answer.headers})
    return answer
