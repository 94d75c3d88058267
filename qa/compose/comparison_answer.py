"""A comparison: a sentence on each side, or one that speaks of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from qa.compose.composed import Composed, Findings
from qa.compose.scored_sentences import ScoredSentence, scored_sentences
from qa.schemas import AnswerForm

#: Sentences this far below the best ones are left out, where others are there.
BELOW = 1.5
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
    apart = [first, second] if first and second else []
    both = [joint] if joint else []
    of_apart, of_both = (min((one.score for one in some), default=-math.inf) for some in (apart, both))
    kept = [*(apart if of_apart >= of_both - BELOW else []), *(both if of_both >= of_apart - BELOW else [])]
    if not kept:
        return None
    labels = dict(zip(map(id, apart), sides, strict=False))
    parts = tuple(one.part._replace(label=labels.get(id(one))) for one in kept)
    form = AnswerForm.SENTENCES if len(parts) > 1 else AnswerForm.SENTENCE
    return Composed(form, parts, strength=max(of_apart, of_both))


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
