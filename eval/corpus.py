"""A temporary index of the documents of a set, cached by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from platformdirs import user_cache_path

from index.documents import DEFAULT_SOURCE, Document
from index.errors import InvalidInput
from index.ingest.prepare import Progress, recipe_name
from qa.service import Service
from qa.settings import Settings

#: Characters published together; after a kill at most so many are indexed again.
BATCH = 300_000
COMPLETE = "complete"


def cache_folder() -> Path:
    """Where temporary indexes are kept.  It may be deleted while none of them is in use."""
    return user_cache_path("sourceline", appauthor=False) / "eval"


def open_corpus(
    documents: Sequence[Document],
    settings: Settings,
    progress: Progress,
    cache: Path | None = None,
    open_service: Callable[[Settings], Service] = Service,
) -> Service:
    """A service over `documents` alone.  The first call builds its index; later calls open it again.

    A build that was stopped goes on from the last batch it published.

    Args:
        settings: How to cut and embed passages; its `home` is not used.
        progress: Called with the characters done and their total.
        open_service: Opens a data folder.

    Raises:
        InvalidInput: A document is refused, or the cache cannot be written.
    """
    cache = cache or cache_folder()
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(
            f"It cannot be used as the cache: {error.strerror}.",
            field=str(cache),
            hint="Set XDG_CACHE_HOME to a folder that you may write to.",
        ) from error
    probe = open_service(settings.model_copy(update={"home": cache / "models"}))
    home = cache / _name(documents, recipe_name(probe.embedder.identity, settings.passage_sizes))
    service = probe.over(home)
    if not (home / COMPLETE).exists():
        _build(service, documents, progress)
        (home / COMPLETE).touch()
    return service


def _name(documents: Sequence[Document], recipe: str) -> str:
    content = hashlib.sha256(recipe.encode())
    for document in documents:
        content.update(repr((document.id, document.title, document.text)).encode())
        more = (document.url, document.published, dict(document.metadata), document.media_type)
        if more != ("", "", {}, "text/plain"):
            content.update(repr(more).encode())
        if document.modified:
            content.update(repr(document.modified).encode())
        if document.source != DEFAULT_SOURCE:
            content.update(repr(document.source).encode())
    return content.hexdigest()[:24]


def _build(service: Service, documents: Sequence[Document], progress: Progress) -> None:
    total = sum(len(document.text) for document in documents)
    done = 0
    for batch in _batches(documents):
        size = sum(len(document.text) for document in batch)

        def within(passages: int, of: int, done: int = done, size: int = size) -> None:
            progress(done + size * passages // max(of, 1), total)

        service.ingester.add("default", batch, within)
        done += size
        progress(done, total)


def _batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        if batch and size + len(document.text) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += len(document.text)
    if batch:
        yield batch
