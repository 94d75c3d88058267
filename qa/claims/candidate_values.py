"""The values that may answer a question, from what the reader found."""

from __future__ import annotations

from collections.abc import Sequence

from qa.claims.asked_speaker import weigh_speakers
from qa.claims.found_value import FoundValue
from qa.read.found_spans import found_spans
from qa.read.read_evidence import ReadEvidence
from qa.read.weights import ReadingWeights
from qa.understand.parsed_question import ParsedQuestion


def candidate_values(
    question: ParsedQuestion, passages: Sequence[ReadEvidence], weights: ReadingWeights
) -> list[FoundValue]:
    """The candidates, best first; `passages` are best first too.

    Where the best one is of the time that is asked for, the values of other times are none;
    where somebody's statement is asked for, those of others count less.
    """
    found = found_spans(passages, weights)
    least = found[0].evidence.timely if found else 0.0
    return weigh_speakers(
        question.source, [FoundValue(question, span) for span in found if span.evidence.timely >= least]
    )
