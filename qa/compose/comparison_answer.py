"""A comparison: a sentence on each side, or one that speaks of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from qa.compose.composed import Composed, Findings
from qa.compose.scored_sentences import ScoredSentence, scored_sentences
from qa.language.phrases import has_phrase
from qa.schemas import AnswerForm

#: Sentences this far below the best ones are left out, where others are there.
BELOW = 1.5
#: The least share of a side's words in a sentence on it, and how much more than of the other side's.
LEAST, MORE = 0.5, 0.3
#: What the share of a side's words, those too that both sides have, counts beside the log odds of a sentence.
NAMED = 4.0


class _Sided(NamedTuple):
    """A sentence, with its shares of the words that only one side has, and of all words of each."""

    sentence: ScoredSentence
    own: tuple[float, float]
    whole: tuple[float, float]

    def is_on(self, side: int) -> bool:
        """Whether it speaks of one side more than of the other."""
        return self.own[side] >= LEAST and self.own[side] - self.own[1 - side] >= MORE

    def fit(self, side: int) -> float:
        """How well it tells of a side."""
        return self.sentence.score + NAMED * self.whole[side]


def comparison_answer(found: Findings) -> Composed | None:
    """The best sentence on both sides, or the best one on each; None where there is neither."""
    sides = found.question.topic.sides
    if len(sides) != 2:
        return None
    sided = _sided(found, sides)
    apart = _apart(sided)
    joint = [one.sentence for one in sided if min(one.own) >= LEAST]
    both = sorted(joint, key=lambda one: -one.score)[:1]
    of_apart, of_both = (min((one.score for one in some), default=-math.inf) for some in (apart, both))
    kept = apart if of_apart >= of_both - BELOW else []
    kept = kept + [one for one in both if one not in kept and of_both >= of_apart - BELOW]
    if not kept:
        return None
    labels = dict(zip(map(id, apart), sides, strict=False)) if len(kept) > 1 else {}
    parts = tuple(one.part._replace(label=labels.get(id(one))) for one in kept)
    form = AnswerForm.SENTENCES if len(parts) > 1 else AnswerForm.SENTENCE
    return Composed(form, parts, strength=max(of_apart, of_both))


def _apart(sided: Sequence[_Sided]) -> list[ScoredSentence]:
    """The best sentence on each side; none where a side has none.

    A side of which no sentence has an own word ("the notice afterwards") has the one that has most of its
    words of those on the other side.
    """
    best = [max(filter(_on(side), sided), key=_fit(side), default=None) for side in (0, 1)]
    for side, (own, other) in enumerate((best, best[::-1])):
        if own is None and other is not None:
            rest = [one for one in sided if one is not other and one.whole[side] >= LEAST]
            best[side] = max(rest, key=_fit(side), default=None)
    return [one.sentence for one in best if one] if all(best) else []


def _on(side: int) -> Callable[[_Sided], bool]:
    return lambda one: one.is_on(side)


def _fit(side: int) -> Callable[[_Sided], float]:
    return lambda one: one.fit(side)


def _sided(found: Findings, sides: Sequence[str]) -> list[_Sided]:
    """The sentences with their shares of two sides.

    Where some have all words of a side in a row, as of "6 Ah", others do not speak of it.  A side that has no
    word of its own is told by all its words.
    """
    sentences = scored_sentences(found)
    terms = found.searched.analyzer.content_terms
    languages = [one.evidence.passage.language for one in sentences]
    said = [terms(one.text, language) for one, language in zip(sentences, languages, strict=True)]
    shares: list[list[tuple[float, float]]] = []
    for side, other in (sides, sides[::-1]):
        wanted = [terms(side, language) for language in languages]
        in_a_row = [has_phrase(words, row) for words, row in zip(said, wanted, strict=True)]
        if any(in_a_row):
            shares.append([(float(has), float(has)) for has in in_a_row])
            continue
        own = [
            {*mine} - {*terms(other, language)} or {*mine}
            for mine, language in zip(wanted, languages, strict=True)
        ]
        shares.append([(_share(o, s), _share({*w}, s)) for o, w, s in zip(own, wanted, said, strict=True)])
    return [
        _Sided(sentence, (one[0], other[0]), (one[1], other[1]))
        for sentence, one, other in zip(sentences, *shares, strict=True)
    ]


def _share(wanted: set[str], said: Sequence[str]) -> float:
    return len(wanted.intersection(said)) / len(wanted) if wanted else 0.0
