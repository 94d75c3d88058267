"""`qa serve`."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from index.errors import InvalidInput, SourcelineError
from index.store.catalog.collections import DEFAULT
from qa.cli import open_service as opening
from qa.cli.answer import base_url, print_answer
from qa.cli.group import USAGE_ERROR
from qa.cli.ingest import add, found
from qa.cli.output import complain, out, printable
from qa.cli.progress import LOADING, waiting
from qa.cli.remote import post
from qa.running_server import announced
from qa.schemas import AskQuery, AskResponse
from qa.server.http.loopback import is_loopback
from qa.server.processes.memory import share_heaps
from qa.server.processes.shared_counts import shared_counts
from qa.server.telemetry.logs import configure
from qa.settings import Settings

if TYPE_CHECKING:
    from index.ingest.origins import Origin
    from qa.server.auth.key_store import KeyStore
    from qa.service import Service

log = logging.getLogger(__name__)

OPEN = (
    "There are no keys: whoever reaches this address may ask, write and delete. "
    "`qa keys create` makes one, and from then on a key is needed."
)


def serve(
    host: Annotated[str | None, typer.Option(help="The address; by default the setting.")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="The port; by default the setting.", show_default=False),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="How many processes; by default the setting.", show_default=False),
    ] = None,
    ingest: Annotated[list[Path] | None, typer.Option(help="Bring this file or folder in first.")] = None,
    example: Annotated[
        str | None, typer.Option(help="Ask the running service this and print the answer.")
    ] = None,
) -> None:
    """Answer over HTTP until stopped."""
    named = {"host": host, "port": port, "processes": processes}
    given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    settings = Settings(**given)
    closed = _check_keys(settings)
    listener = _bind(settings.host, settings.port)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    configure(settings.log_level, settings.log_format)
    share_heaps()

    def ready() -> None:
        out().print(f"Serving on {base_url(settings)} (see /docs), data in {settings.home}. Ctrl-C stops.")
        if not closed:
            log.warning(OPEN)
        if example and closed and not settings.api_key:
            out().print("The example is not asked: this service needs a key, in SOURCELINE_API_KEY.")
        elif example:
            threading.Thread(target=_print_example, args=(example, settings), daemon=True).start()

    if settings.processes > 1:
        with shared_counts():
            raise typer.Exit(_serve_together(listener, settings, ingest, ready))
    service = opening.open_service(settings)
    if ingest:
        _ingest_first(found(ingest, settings, DEFAULT), service)
    with waiting(LOADING):
        service.warm()  # what cannot answer does not serve
    _serve_alone(service, listener, settings, ready)


def _check_keys(settings: Settings) -> bool:
    """Whether keys are needed.  Raises `InvalidInput` where the service would be open to others."""
    keys = opening.open_keys(settings)
    try:
        return _are_needed(keys, settings)
    finally:
        keys.close()


def _are_needed(keys: KeyStore, settings: Settings) -> bool:
    people = settings.oidc_issuer or settings.proxy_user_header
    if not is_loopback(settings.host) and not people and not keys.any_active():
        raise InvalidInput(
            f"{settings.host} can be reached by others, and there is no key.",
            field="--host",
            hint="Make one first, with `qa keys create NAME`, or serve on 127.0.0.1.",
        )
    return bool(people) or keys.any_made()


def _ingest_first(sources: list[Origin], service: Service) -> None:
    from qa.cli.outcome_counts import Tally

    tally = Tally()
    try:
        add(sources, DEFAULT, service, tally)
    finally:
        tally.print_summary(DEFAULT)


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


def _serve_alone(
    service: Service, listener: socket.socket, settings: Settings, ready: Callable[[], None]
) -> None:
    from qa.server.processes.board import Board
    from qa.server.processes.serving import serve

    board = Board()
    with announced(settings, base_url(settings), board.instance):
        serve(service, listener, board.place(0), ready)


def _serve_together(
    listener: socket.socket, settings: Settings, ingest: list[Path] | None, ready: Callable[[], None]
) -> int:
    """Serve with several processes; returns the exit status.

    The command itself opens no data folder, so that what is forked has no file of it open.
    """
    from qa.server.processes.threads import share_processors

    share_processors(settings.processes)
    from qa.server.processes.board import Board, Place
    from qa.server.processes.serving import serve
    from qa.server.processes.supervisor import Supervisor, done_by_a_child

    def ingest_first() -> None:
        _ingest_first(found(ingest or [], settings, DEFAULT), opening.open_service(settings))

    def work(place: Place) -> int:
        service = opening.open_service(settings)
        if status := _one_line(service.warm):
            return status
        serve(service, listener, place, lambda: None)
        return 0

    if ingest and (status := done_by_a_child(lambda: _one_line(ingest_first))):
        return status
    board = Board(settings.processes)
    with announced(settings, base_url(settings), board.instance):
        return Supervisor(work, board, ready).run()


def _one_line(do: Callable[[], None]) -> int:
    """Do something; an error that the user can fix becomes one line.  Returns the exit status."""
    try:
        do()
    except SourcelineError as error:
        complain(error)
        return USAGE_ERROR
    return 0


def _print_example(question: str, settings: Settings) -> None:
    """Ask the running service as any client would."""
    url = base_url(settings)
    try:
        response = post(url, "/v1/ask", AskQuery(question=question, top_k=3), AskResponse, settings)
    except SourcelineError as error:
        out().print(Text(f"The example could not be asked: {error}", style="red"))
        return
    out().print(Text(f"\nFor example: {printable(question)}", style="italic"))
    print_answer(response, url)
