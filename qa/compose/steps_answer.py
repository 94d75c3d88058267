"""Steps: the list of a how-to, or the sentences that tell one after the other what to do."""

from __future__ import annotations

from qa.compose.composed import Composed, Findings
from qa.compose.instructions import is_instruction
from qa.compose.list_answer import BELOW_ONE, list_around
from qa.compose.scored_sentences import ScoredSentence, sentences_of
from qa.schemas import AnswerForm

MOST_STEPS = 12


def steps_answer(found: Findings) -> Composed | None:
    """All steps, in order; None where the best value is no step."""
    if not found.values:
        return None
    best = found.values[0]
    for value in found.values:
        if value.margin >= best.margin - BELOW_ONE:
            made = list_around(found, value, AnswerForm.STEPS)
            if made:
                return made
            if value is best and (told := _told(found)):
                return told
    return None


def _told(found: Findings) -> Composed | None:
    """The run of sentences around the best value that tell what to do."""
    best = found.values[0]
    sentences = [*sentences_of(best.found.evidence)]
    touched = [n for n, one in enumerate(sentences) if _overlap(one, best.found.span.start, best.found.span.end)]
    if not touched:
        return None
    first, last = touched[0], touched[-1]
    while first > 0 and is_instruction(sentences[first - 1].text) and is_instruction(sentences[first].text):
        first -= 1
    while last + 1 < len(sentences) and is_instruction(sentences[last + 1].text):
        last += 1
    run = sentences[first : last + 1]
    if len(run) < 2 or sum(is_instruction(one.text) for one in run) < len(run) - 1:
        return None
    parts = tuple(one.part for one in run[:MOST_STEPS])
    return Composed(AnswerForm.STEPS, parts, strength=max(best.margin, run[0].support))


def _overlap(one: ScoredSentence, start: int, end: int) -> bool:
    return one.span.start < end and start < one.span.end
