"""What is embedded of a passage: its text, with rows of tables as sentences, below what stands above it."""

from __future__ import annotations

from collections.abc import Callable

from index.documents import Passage, Span
from index.embed.protocol import PassageText
from index.readable.tables import header_above, told_rows


def embeddable(text: str, title: str, passage: Passage, shortened: Callable[[str], str]) -> PassageText:
    """A passage as the embedder takes it: a sentence for each sentence.

    Args:
        text: The version's text.
        title: The document's.
        passage: Its span is of `text`.
        shortened: Cuts a context that is too long.
    """
    lines = [line for line in passage.above if "|" not in line]
    context = "\n".join(filter(None, [title, " > ".join(passage.headings), *lines]))
    own = passage.span.of(text)
    start = passage.span.start
    sentences = [span.moved(-start) for span in passage.sentences]
    rows = told_rows(own, header_above("\n".join(passage.above)))
    if not rows:
        return PassageText(shortened(context), own, tuple(sentences))
    parts, spans, length = [], [], 0
    for span in sentences:
        words = rows.get(span, span.of(own))
        spans.append(Span(length, length + len(words)))
        parts.append(words)
        length += len(words) + 1
    return PassageText(shortened(context), "\n".join(parts), tuple(spans))
