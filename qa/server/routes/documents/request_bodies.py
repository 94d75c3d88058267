"""The body of `POST /v1/documents`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from index.dates import parse_published
from index.documents import DEFAULT_SOURCE, Document, normalise, version_name
from index.errors import InvalidInput
from index.ingest.formats.registry import SUPPORTED
from index.store.catalog import sources
from index.store.catalog.collections import DEFAULT, check_name
from qa.server.http.text_fields import OptionalText, UnicodeText, value_error
from qa.server.routes.documents.metadata import Metadata

MAX_ID_CHARACTERS = 2_000
#: Of an id that is percent-encoded: it must fit into the address of a request.
MAX_ENCODED_ID = 6_000
#: Of an id that is made of a text's hash.
MADE_ID_CHARACTERS = 24
MAX_DOCUMENTS = 1_000
MAX_TITLE_CHARACTERS, MAX_URL_CHARACTERS = 1_000, 8_000
MAX_DOCUMENTS_BYTES = 32 * 1024 * 1024


class TextFormat(StrEnum):
    """How a text is divided into blocks."""

    TEXT = "text"
    MARKDOWN = "markdown"

    @property
    def media_type(self) -> str:
        """The format's name in the index."""
        return {"text": "text/plain", "markdown": "text/markdown"}[self.value]


def _check_id(id: str) -> str:
    control = any(ord(character) < 32 or 127 <= ord(character) < 160 for character in id)
    # Browsers take "." and ".." out of a path even where they are percent-encoded.
    if not id.strip() or id in (".", "..") or control:
        raise value_error(
            "document_id",
            f"{id[:60]!r} cannot be a document's id.",
            "Use any text without control characters, not only blanks, not '.' or '..'.",
        )
    if len(quote(id, safe="")) > MAX_ENCODED_ID:
        raise value_error(
            "document_id",
            "The id is too long for an address.",
            f"Send at most {MAX_ENCODED_ID // 9} characters.",
        )
    return id


def _check_format(format: object) -> object:
    if isinstance(format, str) and format not in set(TextFormat):
        detail = f"The format {format[:60]!r} is not supported."
        raise value_error("document_format", detail, f"{SUPPORTED}: send 'text' or 'markdown'.")
    return format


def _check_text(text: str) -> str:
    if not text.lstrip("\ufeff").strip():
        raise value_error("document_text", "The document has no text.", "Send the text to be searched.")
    return text


def _check_published(published: str) -> str:
    try:
        return parse_published(published)
    except InvalidInput as error:
        raise value_error("published", error.detail, error.hint) from error


def _check_collection(name: str) -> str:
    try:
        return check_name(name)
    except InvalidInput as error:
        raise value_error("collection", error.detail, error.hint) from error


def _check_source(name: str) -> str:
    try:
        return sources.check_name(name)
    except InvalidInput as error:
        raise value_error("source", error.detail, error.hint) from error


#: The names of a collection and of a source, as fields of a body.
CollectionName = Annotated[str, AfterValidator(_check_collection)]
SourceName = Annotated[str, AfterValidator(_check_source)]


class DocumentIn(BaseModel):
    """A document to be written."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[UnicodeText, AfterValidator(_check_id)] | None = Field(
        None,
        min_length=1,
        max_length=MAX_ID_CHARACTERS,
        description="Any text without control characters, such as a path or a URL. Where it is absent, the "
        "url is taken, or it is made of the text: the same text gets the same id.",
    )
    text: Annotated[UnicodeText, AfterValidator(_check_text)] = Field(
        description="The text that is searched and cited."
    )
    title: OptionalText = Field(
        "", max_length=MAX_TITLE_CHARACTERS, description="Searched together with every passage."
    )
    url: OptionalText = Field("", max_length=MAX_URL_CHARACTERS, description="The address of the source.")
    published: Annotated[OptionalText, AfterValidator(_check_published)] = Field(
        "", description="ISO 8601 date or date-time, e.g. `2024-11-05`."
    )
    metadata: Annotated[Metadata, BeforeValidator(lambda value: {} if value is None else value)] = Field(
        default_factory=dict
    )
    format: Annotated[TextFormat, BeforeValidator(_check_format)] = Field(
        TextFormat.TEXT, description="How the text is divided: `text` or `markdown`."
    )

    @property
    def own_id(self) -> str:
        """Its id; one that is made where it has none."""
        if self.id is not None:
            return self.id
        if self.url and self.url.isprintable() and len(quote(self.url, safe="")) <= MAX_ENCODED_ID:
            return self.url
        return version_name(self.url or normalise(self.text))[:MADE_ID_CHARACTERS]

    def document(self, source: str = DEFAULT_SOURCE) -> Document:
        """The document as the index takes it."""
        return Document(
            id=self.own_id,
            text=self.text,
            title=self.title,
            url=self.url,
            published=self.published,
            metadata=self.metadata,
            media_type=self.format.media_type,
            source=source,
        )


class DocumentsIn(BaseModel):
    """Documents for one collection.  Either all are written or none."""

    model_config = ConfigDict(extra="forbid")

    documents: list[DocumentIn] = Field(min_length=1, max_length=MAX_DOCUMENTS)
    collection: CollectionName = Field(
        DEFAULT, description="The collection to write to; created if it does not exist."
    )
    source: SourceName = Field(
        DEFAULT_SOURCE,
        description="The source that gives them: an id is unique within one; created if it does not exist.",
    )

    @model_validator(mode="after")
    def _check_ids_differ(self) -> DocumentsIn:
        first: dict[str, int] = {}
        for n, document in enumerate(self.documents):
            id = document.own_id
            if first.setdefault(id, n) != n:
                detail = f"{id[:60]!r} is also the id of documents[{first[id]}]."
                hint = "Give every document its own id."
                raise value_error("duplicate_id", detail, hint, f"documents[{n}].id")
        return self

    def as_documents(self) -> list[Document]:
        """The documents as the index takes them."""
        return [document.document(self.source) for document in self.documents]
