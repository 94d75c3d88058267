"""The errors that a user can fix, drawn where they live.

Each names the field (or file, or setting) at fault and says how to fix it.  The API turns one into
RFC 9457 problem details with `status`, the command line into one line and exit code 2.
"""

from __future__ import annotations

from typing import ClassVar


class SourcelineError(Exception):
    """Something is wrong that the caller can put right.

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
    """More was sent than one call takes."""

    title = "The request is too large"
    status = 413
    kind = "too-large"


class NotFound(SourcelineError):
    """A document, version or collection that is not there."""

    title = "Not found"
    status = 404
    kind = "not-found"


class UnreadableFile(SourcelineError):
    """A file that holds no text we can read: binary, mis-encoded, empty."""

    title = "The file cannot be read"
    status = 422
    kind = "unreadable-file"


class IndexMismatch(SourcelineError):
    """The data folder was made by another model or by another version of Sourceline."""

    title = "The index does not fit the settings"
    status = 409
    kind = "index-mismatch"


class StorageFull(SourcelineError):
    """The disk is full; nothing of the write was kept."""

    title = "No room left to store this"
    status = 507
    kind = "storage-full"


class CitationBroken(SourcelineError):
    """A citation whose quote is not what its span holds: a defect, never shown to a reader as a citation."""

    title = "A citation failed its check"
    status = 500
    kind = "citation-broken"


class Overloaded(SourcelineError):
    """Too many questions are waiting."""

    title = "Too many requests at once"
    status = 503
    kind = "overloaded"
