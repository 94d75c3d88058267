"""The line whose label the question speaks of answers, not its neighbour."""

from __future__ import annotations

from dataclasses import replace

from index.documents import Span
from index.store.stemming import TermAnalyzer
from qa.read.label_fit import weigh_labels
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.read.table_rows import ROW_WEIGHT
from qa.understand.parse import parse
from tests.support.passages import of_text, read_evidence


def weighed(question: str, lines: list[str], supports: list[float], *found: str) -> list[tuple[str, float]]:
    """The spans found, each with log odds of 10 before, in their new order."""
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    sentences = tuple(Span(start, start + len(line)) for start, line in zip(starts, lines, strict=True))
    passage = of_text(text)._replace(sentences=sentences)
    spans = [ScoredSpan(Span(text.index(one), text.index(one) + len(one)), 10.0) for one in found]
    one = replace(
        read_evidence(1, 1.0, passage=passage), supports=tuple(supports), reading=Reading(tuple(spans), 10.0)
    )
    (read,) = weigh_labels(parse(question), TermAnalyzer(), [one])
    assert read.reading.odds == read.reading.spans[0].margin
    return [(scored.span.of(text), scored.margin) for scored in read.reading.spans]


CREW = ["Captain: Ada Holt", "Cook: Ben Ruud", "They sail in May."]


def test_a_line_that_fits_worse_loses_odds_and_prose_does_not() -> None:
    found = weighed("Who is the cook?", CREW, [0.5, 1.0, 0.2], "Ada Holt", "Ben Ruud", "May")
    assert found == [("Ben Ruud", 10.0), ("May", 10.0), ("Ada Holt", 10.0 - ROW_WEIGHT * 0.5)]


def test_no_value_goes_on_behind_its_line() -> None:
    assert weighed("Who is the captain?", CREW, [1.0, 0.5, 0.2], "Ada Holt\nCook") == [("Ada Holt", 10.0)]


def test_in_a_dialogue_another_speaker_answers() -> None:
    lines = ["Ada: What does the boat cost?", "Ben: 20 euros"]
    assert weighed("What does the boat cost?", lines, [1.0, 0.3], "20 euros") == [("20 euros", 10.0)]
