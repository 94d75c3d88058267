"""Where the content of a Markdown block stands in the text: line by line, by arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Span
from qa.server.web.rendered.marked_html import NOWHERE


class Lines:
    """The lines of some pieces of a text, numbered from 0.

    Args:
        text: The whole text.
        pieces: Whole lines of it, in order.
    """

    def __init__(self, text: str, pieces: Sequence[Span]) -> None:
        self.text = text
        #: Each line without its end.
        self.spans: list[Span] = []
        for start, end in pieces:
            while start < end:
                newline = text.find("\n", start, end)
                stop = end if newline < 0 else newline
                self.spans.append(Span(start, stop))
                start = stop + 1

    @property
    def source(self) -> str:
        """The lines as one text."""
        return "\n".join(span.of(self.text) for span in self.spans)

    def line(self, number: int) -> str:
        """A line without its end."""
        return self.spans[number].of(self.text)

    def offsets(self, content: str, first: int) -> list[int]:
        """The offset of each character of a block's content: its lines are ends of those from `first` on."""
        found: list[int] = []
        for number, line in enumerate(content.split("\n"), first):
            if number >= len(self.spans):  # code that is not closed
                found.extend([NOWHERE] * (len(line) + 1))
                continue
            found.extend(self._aligned(line, self.spans[number]))
            found.append(self.spans[number].end)
        return found[: len(content)]

    def _aligned(self, line: str, span: Span) -> Sequence[int]:
        """Offsets of the characters of `line`, which ends as the source's line does, blanks apart."""
        words = line.strip()
        margin = len(line) - len(line.lstrip())
        start = span.start + len(span.of(self.text).rstrip()) - len(words)
        if not words or self.text[start : start + len(words)] != words:
            return [NOWHERE] * len(line)
        # A tab may stand for several of the blanks before the words.
        before = [max(start - n, span.start) for n in range(margin, 0, -1)]
        return [*before, *range(start, start + len(line) - margin)]

    def heading(self, content: str, number: int) -> list[int]:
        """The offset of each character of a heading that begins with signs (`#`)."""
        source = self.line(number)
        words = source[source.find("#") :].lstrip("#").lstrip()
        start = self.spans[number].start + len(source) - len(words)
        fits = self.text.startswith(content, start)
        return list(range(start, start + len(content))) if fits else [NOWHERE] * len(content)


def cells(row: str, start: int) -> list[tuple[str, list[int]]]:
    """The cells of a table's row, as Markdown divides it, each with the offsets of its characters.

    Args:
        row: The row without blanks around it.
        start: Its offset.
    """
    found: list[tuple[str, list[int]]] = []
    characters: list[tuple[str, int]] = []
    escaped = False
    for at, character in enumerate(row, start):
        if character == "|" and not escaped:
            found.append(_cell(characters))
            characters = []
        else:
            if character == "|":
                characters.pop()  # the backslash
            characters.append((character, at))
        escaped = character == "\\"
    found.append(_cell(characters))
    inner = found[1:] if row.startswith("|") else found
    return inner[:-1] if inner and not characters else inner


def _cell(characters: Sequence[tuple[str, int]]) -> tuple[str, list[int]]:
    text = "".join(character for character, _ in characters)
    left = len(text) - len(text.lstrip())
    offsets = [at for _, at in characters][left : left + len(text.strip())]
    return text.strip(), offsets
