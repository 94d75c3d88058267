"""Read the first passages for a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from index.readable.pieces import ReadableText
from index.store.catalog.passages import StoredPassage
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reader, Reading, ReadPassage, ScoredSpan
from qa.read.table_rows import weigh_rows
from qa.read.table_text import readable_texts
from qa.retrieve.evidence import Evidence
from qa.understand.parsed_question import ParsedQuestion

#: Gives the text of a document's version.
VersionText = Callable[[str, str], str]
#: The head of a table is looked for within so many characters above a passage.
MOST_ABOVE = 200_000
#: A passage whose score is this far below the first one's is not read, except the first few passages.  On
#: 2,253 questions of SQuAD and QED that changed no answer and saved half of the reading.
APART, LEAST = 8.0, 2


def read_passages(
    reader: Reader,
    question: ParsedQuestion,
    ranked: Sequence[Evidence],
    most: int,
    version_text: VersionText,
) -> list[ReadEvidence]:
    """Read the first passages, at most `most`, whose score is near the first one's; the order stays."""
    first = [e for n, e in enumerate(ranked[:most]) if n < LEAST or e.score >= ranked[0].score - APART]
    texts = [_texts(evidence.passage, version_text) for evidence in first]
    passages = [
        ReadPassage(_context(p), text.text)
        for p, parts in zip((evidence.passage for evidence in first), texts, strict=True)
        for text in parts
    ]
    readings = iter(reader.read(question.reader_text, passages))
    joined = [_joined(parts, [*islice(readings, len(parts))]) for parts in texts]
    return [ReadEvidence.of(*pair) for pair in zip(first, weigh_rows(first, joined), strict=True)]


def _context(passage: StoredPassage) -> str:
    captions = (line for line in passage.above if "|" not in line)
    return "\n".join(filter(None, [passage.document_title, " > ".join(passage.headings), *captions]))


def _texts(passage: StoredPassage, version_text: VersionText) -> list[ReadableText]:
    def above() -> str:
        if passage.above:
            return "\n".join(passage.above)
        # A passage that was written before format 3 of the catalog knows nothing of its table.
        start = passage.span.start
        return version_text(passage.document_id, passage.version)[max(start - MOST_ABOVE, 0) : start]

    return readable_texts(passage.text, above)


def _joined(parts: Sequence[ReadableText], readings: Sequence[Reading]) -> Reading:
    """One reading of a passage from those of its parts; spans are of the passage's text."""
    found = [
        ScoredSpan(span, scored.margin)
        for part, reading in zip(parts, readings, strict=True)
        for scored in reading.spans
        if (span := part.origin(scored.span))
    ]
    kept: list[ScoredSpan] = []
    for scored in sorted(found, key=lambda scored: -scored.margin):
        if not any(scored.span.start < k.span.end and k.span.start < scored.span.end for k in kept):
            kept.append(scored)
    return Reading(tuple(kept), max(reading.odds for reading in readings))
