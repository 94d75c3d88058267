"""What search words find: the best sentence, as a search engine shows it."""

from __future__ import annotations

from qa.compose.composed import Composed, Findings
from qa.compose.scored_sentences import scored_sentences
from qa.schemas import AnswerForm


def keyword_answer(found: Findings) -> Composed | None:
    """The sentence that reader and retrieval together take for the best."""
    best = max(scored_sentences(found), key=lambda one: one.score, default=None)
    return Composed(AnswerForm.SENTENCE, (best.part,), strength=best.support) if best else None
