"""What a caller may write, where it may not see everything.

Who writes must not learn of what is hidden: whether an id is taken shows in the answer to a write.  So a
caller that sees only some documents writes to sources of which it sees all, and gives labels that it holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.access import Audience, Labels
from index.documents import Document
from index.errors import NotFound
from index.store.catalog import label_sets, sources
from index.store.catalog.collections import find
from qa.server.auth.caller import Caller
from qa.server.auth.errors import Forbidden
from qa.service import Service


def check_source(service: Service, caller: Caller, collection: str, source: str) -> None:
    """Raise `Forbidden` unless the caller sees all documents of a source; it need not exist."""
    if (audience := caller.audience) is None:
        return
    with service.index.catalog.reading() as db:
        try:
            key = sources.find(db, find(db, collection), source).key
        except NotFound:
            return
        if label_sets.hides_some_of(db, key, audience.labels):
            raise Forbidden(
                "The key may not write to this source: it may not see all of it.",
                field="source",
                hint="Name a source of your own.",
            )


def check_documents(service: Service, caller: Caller, collection: str, documents: Iterable[Document]) -> None:
    """Raise `Forbidden` unless the caller may write these documents to a collection."""
    listed = list(documents)
    caller.note(documents=[document.id for document in listed])
    if (audience := caller.audience) is None:
        return
    for source in {document.source for document in listed}:
        check_source(service, caller, collection, source)
    for document in listed:
        check_labels(audience, document.access or ())


def check_labels(audience: Audience | None, labels: Labels) -> None:
    """Raise `Forbidden` if the audience would not see a document with these labels."""
    if audience is not None and not audience.sees(labels):
        raise Forbidden(
            "The key may give only labels that it holds.",
            field="access",
            hint="Give one of its own labels, or none.",
        )


def seen_generation(service: Service, caller: Caller, collection: str) -> int:
    """The generation that a collection is at, as the caller counts them."""
    catalog = service.seen_by(caller.audience).index.catalog
    return find(catalog.connection, collection).generation
