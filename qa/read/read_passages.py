"""Read the first passages for a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reader, Reading, ReadPassage, ScoredSpan, Support
from qa.read.table_text import ReadableText, readable_texts
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
        ReadPassage("\n".join(filter(None, [p.document_title, " > ".join(p.headings)])), text.text)
        for p, parts in zip((evidence.passage for evidence in first), texts, strict=True)
        for text in parts
    ]
    readings = iter(reader.read(question.reader_text, passages))
    return [
        ReadEvidence.of(e, _joined(parts, [*islice(readings, len(parts))]))
        for e, parts in zip(first, texts, strict=True)
    ]


def _texts(passage: StoredPassage, version_text: VersionText) -> list[ReadableText]:
    def above() -> str:
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
    odds = max(reading.odds for reading in readings)
    return Reading(tuple(kept), odds, _support(parts, [reading.support for reading in readings]))


def _support(parts: Sequence[ReadableText], said: Sequence[Support | None]) -> Support | None:
    """The support of a passage's tokens from that of its parts'; tokens that were added are left out."""
    whole = said[0]
    if len(parts) == 1 and parts[0].is_as_written:
        return whole
    places: list[tuple[int, int, float]] = []
    for part, support in zip(parts, said, strict=True):
        if support is None:
            return None
        for start, end, odds in zip(*(values.tolist() for values in support), strict=True):
            if span := part.origin(Span(start, end)):
                places.append((*span, odds))
    starts, ends, found = np.array(places, np.float64).reshape(-1, 3).T
    return Support(starts.astype(np.int64), ends.astype(np.int64), found.astype(np.float32))
