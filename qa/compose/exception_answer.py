"""The sentence that answers, with the next one where only that speaks of the condition that a question sets.

"Trees are guaranteed for three years.  If you plant them yourself, it is one year."  The reader likes the
rule better than its exception, which alone is seldom understood: both are shown.
"""

from __future__ import annotations

from index.documents import Span
from qa.compose.composed import Composed, Findings, Part
from qa.compose.sentence_answer import Blocks, rated_sentences
from qa.quantities.bounds import within_bounds
from qa.schemas import AnswerForm
from qa.understand.answer_kind import AnswerKind

#: The log odds that the exception answers are at most this far below those of the rule.
BELOW = 2.0


def exception_answer(found: Findings) -> Composed | None:
    """A rule and its exception; None where no condition is asked, and where the rule speaks of it itself."""
    question = found.question
    if not question.condition or not found.read or question.asks(AnswerKind.YES_NO):
        return None
    passage = found.read[0].passage
    blocks = Blocks(found.searched, passage)
    rated = rated_sentences(found.read[0])
    at = max(range(len(rated)), key=lambda n: rated[n].score, default=-1)
    if not 0 <= at < len(rated) - 1:
        return None
    rule, exception = rated[at], rated[at + 1]
    words = passage.slice(rule.span), passage.slice(exception.span)
    if exception.support < rule.support - BELOW or not _only_second_speaks(found, *words):
        return None
    if blocks.of(rule.span) != blocks.of(exception.span):
        return None
    both = Part(passage, Span(rule.span.start, exception.span.end))
    return Composed(AnswerForm.SENTENCES, (both,), strength=rule.support)


def _only_second_speaks(found: Findings, first: str, second: str) -> bool:
    """Whether the second sentence has words of the condition, or bounds for it, that the first one lacks."""
    asked, *said = (_terms(found, words) for words in (found.question.condition, first, second))
    amount = found.question.amount
    bounds = bool(amount and within_bounds(amount, second) and not within_bounds(amount, first))
    return bounds or bool(asked & (said[1] - said[0]))


def _terms(found: Findings, words: str) -> set[str]:
    return {*found.searched.analyzer.content_terms(words, found.read[0].passage.language)}
