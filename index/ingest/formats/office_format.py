"""What the formats of Office have in common: a checked zip package, converted to Markdown."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod

from index.ingest.formats import Content, office_package
from index.ingest.formats.markdown import ConvertedToMarkdown
from index.places import PlacedText


class OfficeFormat(ConvertedToMarkdown, ABC):
    """An Office format since 2007.  `part` is what its packages must have, such as `word/document.xml`."""

    media_type: str
    suffixes: tuple[str, ...]
    part: str

    def text(self, data: bytes) -> str:
        """The document in Markdown.  Raises `UnreadableFile`."""
        return self._placed(data).text

    def content(self, data: bytes) -> Content:
        """The text with its places, and the title in the properties.  Raises `UnreadableFile`."""
        text, places = self._placed(data)
        return Content(text, office_package.title(data), places=places)

    def _placed(self, data: bytes) -> PlacedText:
        office_package.check(data, self.part)
        return office_package.parsed(data, self.markdown)

    @abstractmethod
    def markdown(self, file: io.BytesIO) -> PlacedText:
        """The Markdown of a package that is safe to parse; empty where it has no text."""
