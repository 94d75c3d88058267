"""Errors that a user can fix.

Each names the field, file or setting at fault and says how to fix it.  The API turns them into RFC 9457
problem details with `status`, the command line into one line and exit code 2.
"""

from __future__ import annotations

from typing import ClassVar


class SourcelineError(Exception):
    """Something is wrong that the caller can fix.

    Args:
        detail: What is wrong, in one sentence.
        field: The request field, setting or file at fault; empty when there is none.
        hint: What to do about it, in one sentence.
    """

    title: ClassVar[str] = "Sourceline could not do this"
    status: ClassVar[int] = 400
    kind: ClassVar[str] = "error"

    def __init__(self, detail: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{where}{self.detail}{hint}"


class InvalidInput(SourcelineError):
    """A value given by the caller is not acceptable."""

    title = "The request is not valid"
    status = 422
    kind = "invalid-input"


class TooLarge(SourcelineError):
    """The request has more than one call accepts."""

    title = "The request is too large"
    status = 413
    kind = "too-large"


class NotFound(SourcelineError):
    """There is no such document, version or collection."""

    title = "Not found"
    status = 404
    kind = "not-found"


class Conflict(SourcelineError):
    """The request contradicts what is there: a name is taken."""

    title = "This contradicts what is there"
    status = 409
    kind = "conflict"


class Ambiguous(SourcelineError):
    """Several sources have a document with this id."""

    title = "Several documents have this id"
    status = 409
    kind = "ambiguous-document"


class UnreadableFile(SourcelineError):
    """A file without readable text: binary, in another encoding, or empty."""

    title = "The file cannot be read"
    status = 422
    kind = "unreadable-file"


class ReaderKilled(UnreadableFile):
    """The process that read a file was killed from outside, which says nothing of the file."""


class IndexMismatch(SourcelineError):
    """The data folder was made by another model or by another version of Sourceline."""

    title = "The index does not fit the settings"
    status = 409
    kind = "index-mismatch"


class StorageFull(SourcelineError):
    """The disk is full."""

    title = "No room left to store this"
    status = 507
    kind = "storage-full"


class NotSearchable(SourcelineError):
    """The newest state of a collection cannot be searched yet."""

    title = "The collection cannot be searched now"
    status = 503
    kind = "not-searchable"


class DerivedStoreDamaged(SourcelineError):
    """Files derived from the catalog are damaged.  The stores rebuild them without being asked."""

    title = "A derived part of the index is damaged"
    status = 500
    kind = "derived-store-damaged"


class StorageDamaged(SourcelineError):
    """A file of the data folder is damaged: empty, truncated, overwritten, or not written by Sourceline."""

    title = "The stored data is damaged"
    status = 500
    kind = "storage-damaged"


class StorageUnusable(SourcelineError):
    """The data folder, or a file in it, cannot be opened or written to."""

    title = "The data folder cannot be used"
    status = 500
    kind = "storage-unusable"


class CitationBroken(SourcelineError):
    """A citation's quote differs from the text at its span: a defect, never shown as a citation."""

    title = "A citation failed its check"
    status = 500
    kind = "citation-broken"


class NotSupported(SourcelineError):
    """The store that is set cannot do this; another process or the embedded store can."""

    title = "This store cannot do it"
    status = 501
    kind = "not-supported"


class Overloaded(SourcelineError):
    """Too much is waiting, or this has waited too long."""

    title = "Too many requests at once"
    status = 503
    kind = "overloaded"
    #: After so many seconds it may be sent again.
    retry_seconds: int = 1
