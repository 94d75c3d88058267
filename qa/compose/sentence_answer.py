"""A sentence that answers."""

from __future__ import annotations

from qa.compose.composed import Composed, Findings, Part
from qa.schemas import AnswerForm


def sentence_answer(found: Findings) -> Composed | None:
    """The sentence around the best value."""
    if not found.values:
        return None
    best = found.values[0]
    sentence = best.sentence.moved(best.passage.span.start)
    return Composed(AnswerForm.SENTENCE, (Part(best.passage, sentence),), strength=best.margin)
