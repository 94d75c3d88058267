"""A comparison: a sentence on each side, or one that speaks of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.compose.composed import Composed, Findings
from qa.compose.scored_sentences import ScoredSentence, scored_sentences
from qa.schemas import AnswerForm

#: What one sentence on both sides gains over two.
BOTH = 0.5
Has = Callable[[ScoredSentence], bool]


def comparison_answer(found: Findings) -> Composed | None:
    """The best sentence on both sides, or the best one on each; None where a side has none."""
    sides = found.question.topic.sides
    if len(sides) != 2:
        return None
    one, other = _has_side(found, sides[0], sides[1]), _has_side(found, sides[1], sides[0])
    sentences = scored_sentences(found)
    first = _best(sentences, lambda s: one(s) and not other(s))
    second = _best(sentences, lambda s: other(s) and not one(s))
    joint = _best(sentences, lambda s: one(s) and other(s))
    apart = (first.score + second.score) / 2 if first and second else None
    if joint and (apart is None or joint.score + BOTH >= apart):
        return Composed(AnswerForm.SENTENCE, (joint.part,), strength=joint.support)
    if first is None or second is None:
        return None
    parts = tuple(
        sentence.part._replace(label=side) for sentence, side in zip((first, second), sides, strict=True)
    )
    return Composed(AnswerForm.SENTENCES, parts, strength=min(first.support, second.support))


def _best(sentences: Sequence[ScoredSentence], holds: Has) -> ScoredSentence | None:
    return max(filter(holds, sentences), key=lambda one: one.score, default=None)


def _has_side(found: Findings, side: str, other: str) -> Has:
    """Whether a sentence has all words of a side that the other side lacks; all words where it lacks none."""
    terms = found.searched.analyzer.content_terms

    def has(sentence: ScoredSentence) -> bool:
        language = sentence.evidence.passage.language
        mine, theirs = {*terms(side, language)}, {*terms(other, language)}
        wanted = mine - theirs or mine
        return bool(wanted) and wanted <= {*terms(sentence.text, language)}

    return has
