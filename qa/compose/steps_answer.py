"""Steps: the list of a how-to, or the sentences that tell one after the other what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.compose.author_list_answer import author_list
from qa.compose.composed import Composed, Findings
from qa.compose.instructions import is_instruction
from qa.compose.own_numbers import without_own_numbers
from qa.compose.scored_sentences import RETRIEVED, ScoredSentence, sentences_of
from qa.schemas import AnswerForm

MOST_STEPS = 12


def steps_answer(found: Findings) -> Composed | None:
    """All steps, in order; None where the best value is no step."""
    listed, told = author_list(found, AnswerForm.STEPS), _told(found)
    if listed and told and _share_words(listed, told):
        return replace(listed, strength=max(listed.strength, told.strength))
    return max(filter(None, (listed, told)), key=lambda one: one.strength, default=None)


def _share_words(one: Composed, other: Composed) -> bool:
    """Whether some words of a document are in both: they are one list, which its author has parted better."""
    return any(
        a.passage.document_key == b.passage.document_key and a.span.overlaps(b.span)
        for a in one.parts
        for b in other.parts
    )


def _told(found: Findings) -> Composed | None:
    """The run of sentences around the best value that tell what to do."""
    if not found.values:
        return None
    best = found.values[0]
    sentences = [*sentences_of(best.found.evidence)]
    at = _place(sentences, best.found.span.start)
    if at is None:
        return None
    told = [is_instruction(one.text) for one in sentences]
    run = [sentences[n] for n in _run(told, at)]
    if len(run) < 2:
        return None
    strength = max(best.margin, run[0].support) + RETRIEVED * (max(one.retrieved for one in run) - 1.0)
    parts = without_own_numbers([one.part for one in run[:MOST_STEPS]])
    return Composed(AnswerForm.STEPS, parts, strength=strength)


def _place(sentences: Sequence[ScoredSentence], start: int) -> int | None:
    """The sentence that a value is in; the first below it where it is in a heading."""
    return next((n for n, one in enumerate(sentences) if one.span.end > start), None)


def _run(told: Sequence[bool], at: int) -> range:
    """The places around `at` that tell what to do; one that does not may stand between two that do."""
    first = last = at
    while first > 0 and told[first - 1] and told[first]:
        first -= 1
    while last + 1 < len(told) and (
        told[last + 1] or (last + 2 < len(told) and told[last] and told[last + 2])
    ):
        last += 1
    count = sum(told[first : last + 1])
    return range(first, last + 1) if count >= max(last - first, 1) else range(at, at + 1)
