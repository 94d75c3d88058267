"""What a worker does with a batch of files: read, cut, embed.  It knows no index and writes nothing."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from index.documents import Document
from index.embed.protocol import Embedder
from index.errors import SourcelineError
from index.ingest.file_state import FileStates
from index.ingest.files import SourceFile
from index.ingest.formats.limits import Limits
from index.ingest.ingest_files import ReadFile, read_file
from index.ingest.ingester import ignore_progress
from index.ingest.outcome import Outcome, Status
from index.ingest.passages import PassageSizes
from index.ingest.prepare import Preparer
from index.store.catalog.documents import Address
from index.store.prepared_document import PreparedDocument


class BatchRecipe(NamedTuple):
    """How files are read and cut, the same in every worker.

    Args:
        make_embedder: Opens the model; can be pickled.
        sizes: Of passages.
        limits: What reading a file may take.
    """

    make_embedder: Callable[[], Embedder]
    sizes: PassageSizes
    limits: Limits | None = None


class PreparedBatch(NamedTuple):
    """What a worker made of a batch of files.

    Args:
        read: Each file, with its documents normalised.
        fingerprints: Of these documents.
        prepared: Those whose fingerprint was not known.
        worker: The id of the worker's process.
    """

    read: list[ReadFile]
    fingerprints: Mapping[Address, str]
    prepared: list[PreparedDocument]
    worker: int = 0


#: The preparer of this process, by the recipe that it was made by: a model is loaded once.
_preparers: dict[bytes, Preparer] = {}


def prepare_batch(
    files: Sequence[SourceFile], recipe: BatchRecipe, known: Mapping[Address, str]
) -> PreparedBatch:
    """Read, cut and embed files.  What cannot be read is a failure, not an error.

    Args:
        known: The fingerprints of documents that the index has: these are not embedded.
    """
    preparer = _preparer(recipe)
    states = FileStates(recipe.sizes)
    read, changed = [], []
    fingerprints: dict[Address, str] = {}
    for file in files:
        one, kept = _normalised(read_file(file, states, recipe.limits), preparer)
        read.append(one)
        for document, fingerprint in kept:
            address = Address(document.source, document.id)
            fingerprints[address] = fingerprint
            if known.get(address) != fingerprint:
                changed.append((document, fingerprint))
    prepared = preparer.prepare(changed, ignore_progress) if changed else []
    return PreparedBatch(read, fingerprints, prepared, os.getpid())


def _preparer(recipe: BatchRecipe) -> Preparer:
    key = pickle.dumps((recipe.make_embedder, recipe.sizes))
    found = _preparers.get(key)
    if found is None:
        found = _preparers[key] = Preparer(recipe.make_embedder(), recipe.sizes)
    return found


def _normalised(read: ReadFile, preparer: Preparer) -> tuple[ReadFile, list[tuple[Document, str]]]:
    """The file with its documents as they are stored; one without text is a failure."""
    kept: list[tuple[Document, str]] = []
    failures = [*read.failures]
    for document in read.documents:
        try:
            kept.append(preparer.normalised(document))
        except SourcelineError as error:
            failures.append(Outcome(document.id, Status.FAILED, str(error), document.source))
    return read._replace(documents=[document for document, _ in kept], failures=failures), kept
