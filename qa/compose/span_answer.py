"""A span of a few words that answers, as the reader found it."""

from __future__ import annotations

import re

from qa.claims.found_value import FoundValue
from qa.compose.composed import Composed, Findings, Part
from qa.schemas import AnswerForm

_LETTER = re.compile(r"[^\W\d_]")


def span_answer(found: Findings) -> Composed | None:
    """The best value, with the other places that have the same words; None where it says nothing alone."""
    if not found.values or not _says_something(found, found.values[0]):
        return None
    best = found.values[0]
    also: dict[int, Part] = {}
    for value in found.values[1:]:
        if value.passage.id != best.passage.id and value.margin > 0 and _same_words(value.text, best.text):
            also.setdefault(value.passage.id, Part(value.passage, value.found.span))
    return Composed(
        AnswerForm.SPAN,
        (Part(best.passage, best.found.span),),
        value=Part(best.passage, best.whole),
        also=tuple(also.values()),
        strength=best.margin,
    )


def _says_something(found: Findings, value: FoundValue) -> bool:
    """Whether a value says something that the question does not, in a sentence that has words.

    A connective says nothing, nor does the number of a page.  A question that gives a choice is answered by a
    part of it.
    """
    if not _LETTER.search(value.sentence.of(value.passage.text)):
        return False
    language = value.passage.language
    said, asked = (
        {*found.searched.analyzer.content_terms(text, language)} for text in (value.text, found.question.text)
    )
    return bool(said) and (found.question.is_choice or not said <= asked)


def _same_words(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
