"""Read the first passages for a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np

from index.documents import Span
from index.readable.pieces import ReadableText
from index.store.catalog.passages import StoredPassage
from qa.read.excepted import without_excepted
from qa.read.line_numbers import line_numbers
from qa.read.other_dates import without_other_dates
from qa.read.other_marks import without_other_marks
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reader, Reading, ReadPassage, ScoredSpan, Support
from qa.read.table_rows import weigh_rows
from qa.read.table_text import readable_texts
from qa.retrieve.evidence import Evidence
from qa.retrieve.timeliness import found_date
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion, ReaderQuestion

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
    """Read the first passages, at most `most`, whose score is near the first one's; the order stays.

    A passage that is of the time that is asked for is asked in its own words for that time, or without them.
    """
    first = [e for n, e in enumerate(ranked[:most]) if n < LEAST or e.score >= ranked[0].score - APART]
    texts = [_texts(question, evidence.passage, version_text) for evidence in first]
    passages = [
        ReadPassage(context_of(p), text.text)
        for p, parts in zip((evidence.passage for evidence in first), texts, strict=True)
        for text in parts
    ]
    asked = [asked_of(question, evidence) for evidence in first]
    owners = [one for one, parts in zip(asked, texts, strict=True) for _ in parts]
    readings = iter(_read(reader, owners, passages))
    joined = [_joined(parts, [*islice(readings, len(parts))]) for parts in texts]
    return [
        ReadEvidence.of(evidence, _of_subject(question, evidence, reading), one)
        for evidence, reading, one in zip(first, weigh_rows(first, joined), asked, strict=True)
    ]


def asked_of(question: ParsedQuestion, evidence: Evidence) -> ReaderQuestion:
    """What the reader is asked of a passage: in its own words for what the question names."""
    asked = _asked_of_its_time(question, evidence)
    if not question.wordings:
        return asked
    return question.in_words_of(asked, f"{context_of(evidence.passage)}\n{evidence.passage.text}")


def _asked_of_its_time(question: ParsedQuestion, evidence: Evidence) -> ReaderQuestion:
    if question.date and (found := found_date(question.date, evidence.passage)):
        return question.with_date(found.words) if found.is_as_precise else question.dated
    return question.undated if evidence.timely else question.dated


def _read(reader: Reader, asked: Sequence[ReaderQuestion], passages: Sequence[ReadPassage]) -> list[Reading]:
    """A reading of each passage for its question; passages with the same question are read together."""
    found: dict[int, Reading] = {}
    for text in dict.fromkeys(one.text for one in asked):
        places = [n for n, one in enumerate(asked) if one.text == text]
        found |= zip(places, reader.read(text, [passages[n] for n in places]), strict=True)
    return [found[n] for n in range(len(passages))]


def _of_subject(question: ParsedQuestion, evidence: Evidence, reading: Reading) -> Reading:
    if question.date:
        reading = without_other_dates(question.date, evidence.passage, reading)
    reading = without_excepted(question.denies, evidence.passage, reading)
    return without_other_marks(question.marks, evidence.passage, reading)


def context_of(passage: StoredPassage) -> str:
    """What the reader is told before the text of a passage: title, headings, lines above a list or table."""
    captions = (line for line in passage.above if "|" not in line)
    return "\n".join(filter(None, [passage.document_title, " > ".join(passage.headings), *captions]))


def _texts(question: ParsedQuestion, passage: StoredPassage, version_text: VersionText) -> list[ReadableText]:
    def above() -> str:
        if passage.above:
            return "\n".join(passage.above)
        # A passage that was written before format 3 of the catalog knows nothing of its table.
        start = passage.span.start
        return version_text(passage.document_id, passage.version)[max(start - MOST_ABOVE, 0) : start]

    unread = line_numbers(passage.text) if question.asks(AnswerKind.NUMBER) else []
    return readable_texts(passage.text, above, unread)


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
        if not any(scored.span.overlaps(k.span) for k in kept):
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
