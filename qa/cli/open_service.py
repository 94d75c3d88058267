"""Where the command line opens a data folder; tests put a small fake here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.settings import Settings

if TYPE_CHECKING:
    from qa.server.auth.key_store import KeyStore
    from qa.service import Service


def open_service(settings: Settings) -> Service:
    """Open the data folder; the embedding model is loaded only when it is needed."""
    from qa.service import Service

    return Service(settings)


def open_keys(settings: Settings) -> KeyStore:
    """Open the keys of the data folder."""
    from qa.server.auth.database import Database
    from qa.server.auth.key_store import KeyStore

    return KeyStore(Database(settings.home))
