"""Where the command line opens a data folder; tests put a small fake here."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import InvalidInput
from qa.settings import Settings, variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.server.auth.key_store import KeyStore
    from qa.service import Service


def open_service(settings: Settings) -> Service:
    """Open the data folder; the embedding model is loaded only when it is needed."""
    from qa.service import Service

    with _usable(settings):
        return Service(settings)


def open_keys(settings: Settings) -> KeyStore:
    """Open the keys of the data folder."""
    from qa.server.auth.database import Database
    from qa.server.auth.key_store import KeyStore

    with _usable(settings):
        return KeyStore(Database(settings.home))


@contextmanager
def _usable(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise InvalidInput(
            f"{settings.home} cannot be used as the data folder: {error.strerror}.",
            field=variable("home"),
            hint="Name a folder that you may write to.",
        ) from error
