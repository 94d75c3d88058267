"""The bodies of `POST /v1/documents`, JSON or the fields of a form, and of `PUT /v1/documents/{id}`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from index.access import MAX_LABEL_CHARACTERS, MOST_LABELS, checked_labels
from index.dates import parse_published
from index.documents import DEFAULT_SOURCE, Document, normalise, version_name
from index.errors import InvalidInput
from index.ingest.sidecar import DocumentAttributes
from index.names import LABEL_PATTERN, PATTERN
from index.store.catalog import sources
from index.store.catalog.collections import DEFAULT, check_name
from qa.server.http.text_fields import TAG, OptionalText, UnicodeText, name_schema, value_error
from qa.server.routes.documents.metadata import Metadata, OptionalMetadata

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


_ID_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        "minLength": 1,
        "maxLength": MAX_ID_CHARACTERS,
    }
)


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


def check_document_id(id: str, field: str) -> str:
    """`id` if it can be the id of a document.  Raises `InvalidInput` that names the `field`."""
    try:
        _check_id(id)
    except PydanticCustomError as error:
        given = error.context or {}
        raise InvalidInput(given["detail"], field=field, hint=given["hint"]) from error
    if len(id) > MAX_ID_CHARACTERS:
        raise InvalidInput(
            f"The name has {len(id):,} characters.",
            field=field,
            hint=f"Send an id of at most {MAX_ID_CHARACTERS}.",
        )
    return id


def _check_format(format: object) -> object:
    if isinstance(format, str) and format not in set(TextFormat):
        detail = f"The format {format[:60]!r} is not supported."
        hint = "Send 'text' or 'markdown'; files of other formats go as multipart/form-data."
        raise value_error("document_format", detail, hint)
    return format


def _check_text(text: str) -> str:
    text = text.replace("\0", "")  # as in files
    if not text.lstrip("\ufeff").strip():
        raise value_error("document_text", "The document has no text.", "Send the text to be searched.")
    return text


def check_date(date: str) -> str:
    """The canonical form of a date, for a field of a body."""
    try:
        return parse_published(date)
    except InvalidInput as error:
        raise value_error("published", error.detail, error.hint) from error


#: Null and an empty text mean that it is not known.
OptionalDate = Annotated[
    OptionalText,
    AfterValidator(check_date),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
                {"type": "string", "maxLength": 0},
                {"type": "null"},
            ]
        }
    ),
]


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
CollectionName = Annotated[str, AfterValidator(_check_collection), name_schema(PATTERN)]
SourceName = Annotated[str, AfterValidator(_check_source), name_schema(PATTERN)]


def _check_access(labels: list[str] | None) -> list[str] | None:
    try:
        return None if labels is None else [*checked_labels(labels)]
    except InvalidInput as error:
        raise value_error("access", error.detail, error.hint) from error


#: Labels of a document; null and an absent field leave those that it has.
_LABEL_SCHEMA = WithJsonSchema(
    {"type": "string", "pattern": LABEL_PATTERN, "minLength": 1, "maxLength": MAX_LABEL_CHARACTERS}
)
AccessLabels = Annotated[
    Annotated[
        list[Annotated[UnicodeText, Field(max_length=MAX_LABEL_CHARACTERS), _LABEL_SCHEMA]],
        Field(max_length=MOST_LABELS),
    ]
    | None,
    AfterValidator(_check_access),
]


class DocumentIn(BaseModel):
    """A document to be written."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[UnicodeText, AfterValidator(_check_id), _ID_SCHEMA] | None = Field(
        None,
        min_length=1,
        max_length=MAX_ID_CHARACTERS,
        description="Any text without control characters, such as a path or a URL. Where it is absent, the "
        "url is taken, or it is made of the text: the same text gets the same id.",
    )
    text: Annotated[UnicodeText, AfterValidator(_check_text)] = Field(
        description="The text that is searched and cited.",
        json_schema_extra={"pattern": r"[^\s\x00\x1c-\x1f\x85\ufeff]"},
    )
    title: OptionalText = Field(
        "", max_length=MAX_TITLE_CHARACTERS, description="Searched together with every passage."
    )
    url: OptionalText = Field("", max_length=MAX_URL_CHARACTERS, description="The address of the source.")
    published: OptionalDate = Field("", description="ISO 8601 date or date-time, e.g. `2024-11-05`.")
    modified: OptionalDate = Field("", description="When it was last changed: ISO 8601 date or date-time.")
    metadata: OptionalMetadata = Field(default_factory=dict)
    format: Annotated[TextFormat, BeforeValidator(_check_format)] = Field(
        TextFormat.TEXT, description="How the text is divided: `text` or `markdown`."
    )
    access: AccessLabels = Field(
        None,
        description="Labels, such as `group:hr`: only who holds one of them sees the document. An empty list "
        "lets everyone of the collection see it; where it is absent, the document keeps those it has.",
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
            modified=self.modified,
            source=source,
            access=None if self.access is None else tuple(self.access),
        )


class UploadFields(BaseModel):
    """What a form says of its files.  What it leaves out the files may say themselves."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, AfterValidator(_check_id)] | None = Field(None, max_length=MAX_ID_CHARACTERS)
    title: UnicodeText = Field("", max_length=MAX_TITLE_CHARACTERS)
    url: UnicodeText = Field("", max_length=MAX_URL_CHARACTERS)
    published: Annotated[UnicodeText, AfterValidator(check_date)] = ""
    modified: Annotated[UnicodeText, AfterValidator(check_date)] = ""
    metadata: Metadata = Field(default_factory=dict)
    access: AccessLabels = None
    collection: CollectionName = DEFAULT
    source: SourceName = DEFAULT_SOURCE

    def attributes(self) -> DocumentAttributes:
        """What is said of each document, as a sidecar says it of a file."""
        about = (self.title.strip(), self.url.strip(), self.published, self.modified, self.metadata)
        return DocumentAttributes(*about, None if self.access is None else tuple(self.access))


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


class SingleDocumentIn(DocumentIn):
    """A document, not in a list, for one collection."""

    collection: CollectionName = Field(
        DEFAULT, description="The collection to write to; created if it does not exist."
    )
    source: SourceName = Field(DEFAULT_SOURCE, description="The source that gives it.")


class ReplacementIn(DocumentIn):
    """A document that is written to the address of its id."""

    id: Annotated[UnicodeText, AfterValidator(_check_id)] | None = Field(
        None, description="That of the address, or left out.", json_schema_extra={"readOnly": True}
    )

    def at(self, id: str) -> DocumentIn:
        """The document with the id of its address.  Raises `InvalidInput` if it has another, or a bad one."""
        if self.id not in (None, id):
            raise InvalidInput(
                f"The id of the body, {str(self.id)[:60]!r}, differs from the one of the address.",
                field="id",
                hint="Leave it out of the body.",
            )
        try:
            _ID.validate_python(id)
        except ValidationError as error:
            context = error.errors()[0].get("ctx", {})
            detail = context.get("detail", f"The id of the address has {len(id)} characters.")
            hint = context.get("hint", f"Use at most {MAX_ID_CHARACTERS}.")
            raise InvalidInput(detail, field="id", hint=hint) from error
        return DocumentIn.model_construct(**{**dict(self), "id": id})


_ID: TypeAdapter[str] = TypeAdapter(
    Annotated[str, AfterValidator(_check_id), Field(min_length=1, max_length=MAX_ID_CHARACTERS)]
)
_LIST, _ONE = f"{TAG}list", f"{TAG}one"


def _kind(body: object) -> str:
    """Whether a body is one document; what is neither one nor a list is taken for an empty list."""
    given = body if isinstance(body, dict) else body.__dict__ if isinstance(body, BaseModel) else {}
    return _ONE if "documents" not in given and {"id", "text"} & {*given} else _LIST


#: Documents in a list, or one document.
WriteBody = Annotated[
    Annotated[DocumentsIn, Tag(_LIST)] | Annotated[SingleDocumentIn, Tag(_ONE)], Discriminator(_kind)
]


def listed(body: DocumentsIn | SingleDocumentIn) -> DocumentsIn:
    """The body as a list."""
    if isinstance(body, DocumentsIn):
        return body
    return DocumentsIn.model_construct(documents=[body], collection=body.collection, source=body.source)
