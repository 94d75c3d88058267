"""The one place where the command line opens a data folder; tests put a small fake here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import InvalidInput
from qa.settings import Settings, variable

if TYPE_CHECKING:
    from qa.service import Service


def open_service(settings: Settings) -> Service:
    """Open the data folder; the embedding model is loaded only when it is needed."""
    from qa.service import Service

    try:
        return Service(settings)
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise InvalidInput(
            f"{settings.home} cannot be used as the data folder: {error.strerror}.",
            field=variable("home"),
            mend="Name a folder that you may write to.",
        ) from error
