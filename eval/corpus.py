"""A temporary index over a set's documents, cached by content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from index.documents import Document
from index.prepare import Progress, recipe_name
from qa.service import Service
from qa.settings import Settings

CACHE = Path("~/.cache/sourceline/eval").expanduser()
#: Documents published together while an index is built.
BATCH = 200


def open_corpus(documents: Sequence[Document], settings: Settings, progress: Progress, cache: Path = CACHE) -> Service:
    """A service over `documents` alone, built at the first call and found again at the next.

    Args:
        settings: How to cut and embed; its home is not used.
        progress: Called with the documents done and their total.
    """
    probe = Service(settings.model_copy(update={"home": cache / "models"}))
    name = recipe_name(probe.embedder.identity, settings.passage_sizes)
    content = hashlib.sha256(name.encode())
    for document in documents:
        content.update(repr((document.id, document.title, document.text)).encode())
    home = cache / content.hexdigest()[:24]
    service = Service(settings.model_copy(update={"home": home}), probe.embedder)
    if not (home / "complete").exists():
        for start in range(0, len(documents), BATCH):
            service.ingester.add("default", documents[start : start + BATCH])
            progress(min(start + BATCH, len(documents)), len(documents))
        (home / "complete").touch()
    return service
