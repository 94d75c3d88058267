"""Ask a running server over HTTP, as any client would."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from index.errors import InvalidInput, SourcelineError
from qa.schemas import Query
from qa.server.http.loopback import is_loopback
from qa.setting_errors import variable
from qa.settings import Settings

if TYPE_CHECKING:
    import httpx

SECONDS_TO_ANSWER = 60.0
NO_ACCESS = (401, 403, 429)

Response = TypeVar("Response", bound=BaseModel)


class AccessRefused(SourcelineError):
    """The server wants another key, or takes no more requests of this one now."""


def post(url: str, path: str, query: Query, into: type[Response], settings: Settings) -> Response:
    """Send `query` to `path` of the server at `url`; the key of the settings goes along.

    Raises:
        AccessRefused: The server wants another key, or has had too many requests of this one.
        InvalidInput: It cannot be reached, or what it says is wrong with the query.
    """
    # Imported here, so that commands that ask no server start without it.
    import httpx

    headers = {"Authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}
    body = query.model_dump(exclude_unset=True, mode="json")
    address = checked_url(url)
    # The user's proxies, but none between a machine and itself.
    outside = not is_loopback(urlsplit(address).hostname or "")
    try:
        reply = httpx.post(
            address + path, json=body, headers=headers, timeout=SECONDS_TO_ANSWER, trust_env=outside
        )
        if reply.is_success:
            return into.model_validate_json(reply.content)
    except httpx.HTTPError as error:
        raise InvalidInput(
            f"{url} cannot be reached: {error}.", field="--url", hint="Start a server there with `qa serve`."
        ) from error
    except ValidationError as error:
        raise InvalidInput(
            f"{url} does not answer as Sourceline does.", field="--url", hint="Name a Sourceline server."
        ) from error
    raise _refusal(url, reply)


def checked_url(url: str) -> str:
    """`url` without a slash at its end.  Raises `InvalidInput` if it is no http address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InvalidInput(
            f"{url!r} is not an address.", field="--url", hint="Write one such as http://127.0.0.1:8080."
        )
    return url.rstrip("/")


def _refusal(url: str, reply: httpx.Response) -> SourcelineError:
    """The server's problem details as an error of ours."""
    try:
        problem = reply.json()
        first = (problem.get("errors") or [{}])[0]
        detail = str(first.get("detail") or problem.get("detail") or reply.reason_phrase)
        field, hint = str(first.get("field") or ""), str(first.get("hint") or "")
    except (ValueError, AttributeError):
        detail, field, hint = f"{url} answered {reply.status_code}.", "--url", "Name a Sourceline server."
    if reply.status_code in NO_ACCESS:
        return AccessRefused(detail, field=variable("api_key"), hint=hint)
    return InvalidInput(detail, field=field, hint=hint)
