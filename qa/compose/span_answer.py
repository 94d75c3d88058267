"""A span of a few words that answers, as the reader found it."""

from __future__ import annotations

from qa.compose.composed import Composed, Findings, Part
from qa.schemas import AnswerForm


def span_answer(found: Findings) -> Composed | None:
    """The best value, with the other places that have the same words."""
    if not found.values:
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


def _same_words(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
