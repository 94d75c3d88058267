"""Spans that a passage says of another date than the question asks about.

In a list of dates each line has its own value, and the reader takes one for the other.  A span belongs to the
date of its sentence; where that has none, to the date in the line above it, if that is little else than a
date, else to that in the headings or the title, else to that of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents import Span
from index.language.written_dates import WrittenDate, written_dates
from index.store.catalog.passages import StoredPassage
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.understand.asked_time import AskedDate

#: Taken from the log odds of a span that belongs to another date.
OTHER_DATE = 8.0
#: How much the date of publication counts: a document speaks of other days too.
OF_DOCUMENT = 0.5
#: How much another month counts: "by January" may well be answered by a day of December.
OF_MONTH = 0.5
#: The share of a line that a date must be to stand for the lines below.
MOST_OF_LINE = 0.5
_CLAUSE = re.compile(r"[^;\n]+")


def without_other_dates(date: AskedDate, passage: StoredPassage, reading: Reading) -> Reading:
    """The reading, less sure of what belongs to another date; spans are of the passage's own text."""
    scored = [
        ScoredSpan(one.span, one.margin - OTHER_DATE * belongs_elsewhere(date, passage, one.span))
        for one in reading.spans
    ]
    scored.sort(key=lambda one: -one.margin)
    lowered = reading.spans[0].margin - scored[0].margin if scored else 0.0
    return reading._replace(spans=tuple(scored), odds=reading.odds - lowered)


def belongs_elsewhere(date: AskedDate, passage: StoredPassage, span: Span) -> float:
    """How surely a span of a passage's text belongs to a date, and not to this one, from 0 to 1."""
    for text in _around(passage, span):
        found = [one for one in written_dates(text) if _is_day(one) or not _is_precise(date)]
        if found:
            return (1.0 if _is_precise(date) else OF_MONTH) * (not any(map(date.fits, found)))
    published = written_dates(passage.published[:10])
    return OF_DOCUMENT * (len(published) > 0 and not any(map(date.fits, published)))


def _around(passage: StoredPassage, span: Span) -> Iterator[str]:
    """The texts that may give the date of a span, nearest first."""
    text, start = passage.text, passage.span.start
    sentence = passage.enclosing_sentences(span.moved(start)).moved(-start)
    clauses = [Span(*match.span()) for match in _CLAUSE.finditer(text, sentence.start, sentence.end)]
    inside = [one for one in clauses if one.overlaps(span)]
    if inside:
        yield text[inside[0].start : inside[-1].end]
    yield sentence.of(text)
    for line in reversed(text[: sentence.start].split("\n")):
        written = written_dates(line)
        if written and sum(one.end - one.start for one in written) >= MOST_OF_LINE * len(line.strip()):
            yield line
            break
    yield from reversed(passage.headings)
    yield passage.document_title


def _is_day(written: WrittenDate) -> bool:
    return written.readings[0].day > 0


def _is_precise(date: AskedDate) -> bool:
    return date.readings[0].day > 0
