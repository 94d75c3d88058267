"""The client through which an index is measured; it sees no more than any client of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Protocol

from pydantic import ValidationError

from eval.provenance import software_hash
from eval.questions import Question
from index.documents import normalise
from index.errors import InvalidInput, NotFound, SourcelineError
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from qa.schemas import AskQuery, AskResponse, Mode
from qa.service import Service


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How every question of a run is asked."""

    collection: str = "default"
    top_k: int = 10
    candidates: int = 100
    mode: Mode = Mode.HYBRID
    max_error_rate: float | None = None


@dataclass(frozen=True, slots=True)
class IndexSeen:
    """What a client knows of the index that answers.

    Args:
        identity: Name, hashes and settings of the embedding model; empty over HTTP.
        software: Hash of the code and weights of the service; over HTTP the release that it reports.
    """

    collection: str
    generation: int
    embedding_model: str
    software: str
    identity: Mapping[str, str] = field(default_factory=dict)


class Unmeasurable(SourcelineError):
    """The run cannot go on, because of the service and not because of one question."""

    title = "The eval cannot go on"
    kind = "unmeasurable"


class Client(Protocol):
    """Asks questions of one index.  Safe to call from many threads."""

    def ask(self, question: Question, options: AskOptions, *, abstain: bool = True) -> AskResponse:
        """Ask.  Raises `SourcelineError` where there is no response, `Unmeasurable` where none will come."""
        ...

    def version_text(self, collection: str, document_id: str, version: str) -> str | None:
        """The text of a version, to check citations; None where there is none."""
        ...

    def document_text(self, collection: str, document_id: str) -> str | None:
        """The current text of a document; None where there is none."""
        ...

    def index(self, collection: str) -> IndexSeen:
        """The index that answers, its models loaded.  Raises `NotFound` if there is no such collection."""
        ...

    def close(self) -> None:
        """Free its resources."""
        ...


def query_of(question: Question, options: AskOptions, *, abstain: bool) -> AskQuery:
    """The request for a question.  Raises `InvalidInput` if the API would refuse it."""
    try:
        return AskQuery(question=question.text, abstain=abstain, **asdict(options))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InvalidInput(f"{first['msg']}.", field=str(first["loc"][0])) from error


class LocalClient:
    """Asks a service of this process."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def ask(self, question: Question, options: AskOptions, *, abstain: bool = True) -> AskResponse:
        """Ask.  Raises `SourcelineError`."""
        return self._service.ask(query_of(question, options, abstain=abstain))

    def version_text(self, collection: str, document_id: str, version: str) -> str | None:
        """The text of a version."""
        with self._service.index.catalog.reading() as db:
            try:
                return rows.version_text(db, find(db, collection), document_id, version)
            except NotFound:
                return None

    def document_text(self, collection: str, document_id: str) -> str | None:
        """The current text of a document."""
        with self._service.index.catalog.reading() as db:
            try:
                collection_id = find(db, collection)
                document = rows.show(db, collection_id, document_id)
                return normalise(rows.version_text(db, collection_id, document_id, document.version))
            except NotFound:
                return None

    def index(self, collection: str) -> IndexSeen:
        """The index that answers, with its models loaded."""
        generation = self._service.index.snapshot(collection).generation
        self._service.warm()
        identity = self._service.embedder.identity
        return IndexSeen(
            collection,
            generation,
            str(identity["name"]),
            software_hash(),
            {name: str(value) for name, value in identity.items()},
        )

    def close(self) -> None:
        """Do nothing: the service belongs to the caller."""
