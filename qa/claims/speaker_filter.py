"""Prefer one speaker: "How many died, according to the Red Crescent?" asks for nobody else's figure.

A reader takes the likeliest value, whoever says it; attribution knows whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.claims.found_value import FoundValue
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: A value whose log odds are this far below the best one's is not preferred, whoever says it.
WITHIN = 7.0


def prefer_speaker(question: ParsedQuestion, values: Sequence[FoundValue]) -> list[FoundValue]:
    """Put the values first that the asked speaker gives; `values` are best first.

    For figures and dates only: of all else the reader knows better which of somebody's words answer.
    """
    if not values or not question.speaker or not question.asks(AnswerKind.NUMBER, AnswerKind.DATE):
        return list(values)
    best = values[0]
    given = [
        value
        for value in values
        if value.margin >= best.margin - WITHIN
        and question.could_be_answered_by(value.found.text)
        and question.asks_speaker(value.speaker)
        and not question.asks_other_unit(value.answer)
    ]
    first = [_as_likely(value, best) for value in given]
    return [*first, *(value for value in values if value not in given)]


def _as_likely(value: FoundValue, best: FoundValue) -> FoundValue:
    """With the best value's log odds, but no more than its passage's."""
    most = min(best.margin, value.found.evidence.reading.odds)
    return value.with_margin(max(value.margin, most))
