"""`qa serve`."""

from __future__ import annotations

import json
import logging
import socket
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.cli.answer import base_url, print_answer
from qa.cli.ingest import LOADING, add, found
from qa.cli.output import out, printable
from qa.cli.progress import waiting
from qa.schemas import AskResponse
from qa.server.http.loopback import is_loopback
from qa.settings import Settings

if TYPE_CHECKING:
    from index.ingest.files import SourceFile
    from qa.service import Service

log = logging.getLogger(__name__)

OPEN = (
    "There are no keys: whoever reaches this address may ask, write and delete. "
    "`qa keys create` makes one, and from then on a key is needed."
)
SECONDS_TO_FINISH = 10
SECONDS_FOR_EXAMPLE = 60


def serve(
    host: Annotated[str | None, typer.Option(help="The address; by default the setting.")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="The port; by default the setting.", show_default=False),
    ] = None,
    ingest: Annotated[list[Path] | None, typer.Option(help="Bring this file or folder in first.")] = None,
    example: Annotated[
        str | None, typer.Option(help="Ask the running service this and print the answer.")
    ] = None,
) -> None:
    """Answer over HTTP until stopped."""
    given: dict[str, Any] = {
        name: value for name, value in (("host", host), ("port", port)) if value is not None
    }
    settings = Settings(**given)
    closed = _check_keys(settings)
    listener = _bind(settings.host, settings.port)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    service = opening.open_service(settings)
    if ingest:
        _ingest_first(found(ingest), service)
    with waiting(LOADING):
        service.warm()  # what cannot answer does not serve

    def ready() -> None:
        out().print(f"Serving on {base_url(settings)} (see /docs), data in {settings.home}. Ctrl-C stops.")
        if not closed:
            log.warning(OPEN)
        if example and closed and not settings.api_key:
            out().print("The example is not asked: this service needs a key, in SOURCELINE_API_KEY.")
        elif example:
            threading.Thread(target=_print_example, args=(example, settings), daemon=True).start()

    _run(service, listener, settings, ready)


def _check_keys(settings: Settings) -> bool:
    """Whether keys are needed.  Raises `InvalidInput` where the service would be open to others."""
    keys = opening.open_keys(settings)
    if not is_loopback(settings.host) and not keys.any_held():
        raise InvalidInput(
            f"{settings.host} can be reached by others, and there is no key.",
            field="--host",
            hint="Make one first, with `qa keys create NAME`, or serve on 127.0.0.1.",
        )
    return keys.any_made()


def _ingest_first(sources: list[SourceFile], service: Service) -> None:
    from qa.cli.outcome_counts import Tally

    tally = Tally()
    try:
        add(sources, "default", service, tally)
    finally:
        tally.print_summary("default")


def _bind(host: str, port: int) -> socket.socket:
    """Take the port before anything slow is done.  Raises `InvalidInput` when it is not to be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise InvalidInput(
            f"{host}:{port} cannot be served on: {error.strerror}.",
            field="--host, --port",
            hint="Name another with --port (or SOURCELINE_PORT), or stop what uses it.",
        ) from error
    return listener


def _run(service: Service, listener: socket.socket, settings: Settings, ready: Callable[[], None]) -> None:
    import uvicorn

    from qa.server.app import create_app

    class Server(uvicorn.Server):
        """Says when it is ready."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    level = settings.log_level.upper()
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if settings.log_level == "info":
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # `ready` says the same in one line
        logging.getLogger("mcp").setLevel(logging.WARNING)
    config = uvicorn.Config(
        create_app(service), log_config=None, timeout_graceful_shutdown=SECONDS_TO_FINISH, server_header=False
    )
    Server(config).run(sockets=[listener])


def _print_example(question: str, settings: Settings) -> None:
    """Ask the running service as any client would."""
    request = urllib.request.Request(
        f"{base_url(settings)}/v1/ask",
        json.dumps({"question": question, "top_k": 3}).encode(),
        {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}),
        },
    )
    # No proxy stands between us and ourselves.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS_FOR_EXAMPLE) as reply:
            response = AskResponse.model_validate_json(reply.read())
    except OSError as error:
        out().print(Text(f"The example could not be asked: {error}", style="red"))
        return
    out().print(Text(f"\nFor example: {printable(question)}", style="italic"))
    print_answer(response, settings)
