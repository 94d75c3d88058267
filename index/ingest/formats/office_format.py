"""What the formats of Office have in common: a checked zip package, converted to Markdown."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod

from index.ingest.formats import Content, office_package
from index.ingest.formats.markdown import ConvertedToMarkdown


class OfficeFormat(ConvertedToMarkdown, ABC):
    """An Office format since 2007.  `part` is what its packages must have, such as `word/document.xml`."""

    media_type: str
    suffixes: tuple[str, ...]
    part: str

    def text(self, data: bytes) -> str:
        """The document in Markdown.  Raises `UnreadableFile`."""
        office_package.check(data, self.part)
        return office_package.parsed(data, self.markdown)

    def content(self, data: bytes) -> Content:
        """The text, and what the properties say.  Raises `UnreadableFile`."""
        text = self.text(data)
        about = office_package.properties(data)
        metadata = {"author": about.author} if about.author else {}
        return Content(text, about.title, metadata=metadata, modified=about.modified)

    @abstractmethod
    def markdown(self, file: io.BytesIO) -> str:
        """The Markdown of a package that is safe to parse; empty where it has no text."""
