"""Ask a running server over HTTP, as any client would."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from index.errors import InvalidInput, SourcelineError
from qa.schemas import Query
from qa.setting_errors import variable
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.client import ClientError

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
    from qa.client import NO_RETRIES, Client, ClientError
    from qa.client.calls import Call

    body = query.model_dump(exclude_unset=True, mode="json")
    with Client(checked_url(url), settings.api_key, retries=NO_RETRIES) as client:
        try:
            return client.send(Call("POST", path, into, {"json": body}))
        except ClientError as error:
            raise _ours(url, error) from error


def checked_url(url: str) -> str:
    """`url` without a slash at its end.  Raises `InvalidInput` if it is no http address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InvalidInput(
            f"{url!r} is not an address.", field="--url", hint="Write one such as http://127.0.0.1:8080."
        )
    return url.rstrip("/")


def _ours(url: str, error: ClientError) -> SourcelineError:
    """An error of the client as one that the command line prints."""
    from qa.client import Refused

    if not isinstance(error, Refused):
        return InvalidInput(f"{url}: {error.detail}", field="--url", hint=error.hint)
    if error.status in NO_ACCESS:
        return AccessRefused(error.detail, field=variable("api_key"), hint=error.hint)
    if error.field or error.problem.type != "about:blank":
        return InvalidInput(error.detail, field=error.field, hint=error.hint)
    return InvalidInput(f"{url} answered {error.status}.", field="--url", hint="Name a Sourceline server.")
