"""The documents of a file: itself, or those in it where it is a container."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from index.documents import Document
from index.errors import ReaderKilled, SourcelineError, UnreadableFile
from index.ingest.files import SourceFile, document_of_file, saved
from index.ingest.formats import Format, Member
from index.ingest.formats.archive import MAX_UNPACKED
from index.ingest.formats.limits import Limits
from index.ingest.formats.registry import container_of
from index.ingest.parsing.parser import file_bytes
from index.ingest.sidecar import (
    SUFFIX,
    DocumentAttributes,
    is_sidecar,
    parse_sidecar,
    read_sidecar,
    sidecar_of,
)

#: An archive in an archive is unpacked, one in that is not; an attachment's attachments are read.
MAX_DEPTH = 2


class Unread(NamedTuple):
    """A document that could not be read, and why.

    Args:
        again: Nothing is known to be wrong with it: it has to be read again.
    """

    id: str
    reason: str
    again: bool = False


def documents_of(source: SourceFile, limits: Limits | None = None) -> Iterator[Document | Unread]:
    """Read a file.  What is in a container has its id, a `/`, and the path within it.

    Args:
        source: The file.
        limits: What reading it may take; the defaults without.

    Raises:
        NotFound: The file is gone.
        UnreadableFile: It cannot be read at all.
        InvalidInput: Its sidecar or its front matter is not valid.
    """
    limits = limits or Limits()
    data, about = file_bytes(source.path, limits), read_sidecar(source.path)
    yield from _Unpacking(limits, saved(source.path)).documents(source, data, about, 0)


def unpacked(
    source: SourceFile, data: bytes, about: DocumentAttributes, limits: Limits | None = None
) -> Iterator[Document | Unread]:
    """The same for a file whose bytes are `data` and whose sidecar says `about`; it need not exist."""
    yield from _Unpacking(limits or Limits()).documents(source, data, about, 0)


@dataclass(slots=True)
class _Unpacking:
    """One file with all that is in it.

    Args:
        limits: What reading each document may take.
        saved: When the file was last written; empty if that is not known.
        left: How many bytes may still be unpacked.
    """

    limits: Limits
    saved: str = ""
    left: int = MAX_UNPACKED

    def documents(
        self, source: SourceFile, data: bytes, about: DocumentAttributes, depth: int
    ) -> Iterator[Document | Unread]:
        """The file itself if it is a document, then what is in it."""
        container = container_of(source.path, data)
        if container is None or isinstance(container, Format):
            document = document_of_file(
                source.id, source.path, data, lambda: about, saved=self.saved, limits=self.limits
            )
            access = source.access if document.access is None else document.access
            yield replace(document, source=source.source, access=access)
        if container is None:
            return
        try:
            members = container.members(data)
        except UnreadableFile as error:
            raise UnreadableFile(error.detail, field=str(source.path), hint=error.hint) from error
        if members and depth == MAX_DEPTH:
            raise UnreadableFile(
                "The file is a container within two others; what is in it is not read.",
                field=str(source.path),
                hint="Unpack the outer one.",
            )
        if about.access is not None:
            source = source._replace(access=about.access)
        by_name = {member.name: member for member in members}
        for member in members:
            if not is_sidecar(Path(member.name)):
                yield from self._member(source, member, by_name.get(member.name + SUFFIX), depth + 1)

    def _member(
        self, around: SourceFile, member: Member, sidecar: Member | None, depth: int
    ) -> Iterator[Document | Unread]:
        path = around.path / PurePosixPath(member.name)
        source = SourceFile(path, f"{around.id}/{member.name}", around.source, around.access)
        try:
            about = parse_sidecar(sidecar_of(path), sidecar.data()) if sidecar else DocumentAttributes()
            data = member.data()
            self.left -= len(data)
            if self.left < 0:
                raise UnreadableFile(
                    f"The outer file unpacks to more than {MAX_UNPACKED:,} bytes.", hint="Divide it."
                )
            yield from self.documents(source, data, about, depth)
        except SourcelineError as error:
            yield Unread(
                source.id, str(error) if error.field else f"{path}: {error}", isinstance(error, ReaderKilled)
            )
