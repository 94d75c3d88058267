"""Open the store that the settings choose."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.errors import InvalidInput
from index.store.passage_index import PassageIndex
from qa.setting_errors import variable
from qa.settings import Settings


def open_index(settings: Settings) -> PassageIndex:
    """The index over the store that is set.

    Raises:
        InvalidInput: Milvus is set without its address, or pymilvus is not installed.
        StorageUnusable: Milvus cannot be reached.
    """
    if settings.store == "embedded":
        return PassageIndex(settings.home)
    if settings.milvus_uri is None:
        raise InvalidInput(
            "The store is Milvus, but where it is is not set.",
            field=variable("milvus_uri"),
            hint="Set its address, such as http://milvus:19530, or the path of a file for milvus-lite.",
        )
    from index.store.milvus.connection import Milvus
    from index.store.milvus.index import MilvusIndex

    milvus = Milvus(settings.milvus_uri, settings.milvus_token or "", settings.milvus_prefix)
    return MilvusIndex(settings.home, milvus, writes=settings.store_writes)


def folder_prefix(settings: Settings, home: Path) -> str:
    """What the names of the tables of another data folder begin with in Milvus."""
    return f"{settings.milvus_prefix}_{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
