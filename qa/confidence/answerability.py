"""How sure an answer is: one calibrated probability, from what the reader says and from retrieval.

That documents answer a question is known only by the answer found in them, so the same number says whether
they do and whether that answer is right.

A logistic model over measures that mean the same in a collection of any size: the rarity of words is that of
English, not of the collection.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from index.store.stemming import Words
from index.store.term_numbers import number_of, numbers_of
from qa.claims.speaker_filter import speaker_of
from qa.confidence.weights import Logistic, Weights
from qa.language.word_frequency import rarity
from qa.read.read_passages import FoundSpan
from qa.understand.reader_query import unframed

WORD = re.compile(r"\w+")
#: Log odds further from 0 than this are as good as this.
MOST_ODDS = 12.0
#: An answer that has no other beside it is as sure as one that is this far ahead of the next.
MOST_LEAD = 5.0


class QuestionRarities:
    """The words of a question with their rarity, and those among them that name something.

    Args:
        question: In plain words.
        words: Turns it into terms.
    """

    def __init__(self, question: str, words: Words) -> None:
        self.weights: dict[int, float] = {}
        self.names: set[int] = set()
        for place, match in enumerate(WORD.finditer(question)):
            word = match.group()
            for term in words.content(word):
                number = number_of(term)
                self.weights[number] = max(self.weights.get(number, 0.0), rarity(word))
                if (place and word[0].isupper()) or any(character.isdigit() for character in word):
                    self.names.add(number)

    def cover(self, said: set[int]) -> float:
        """The share of the question that these terms say, from 0 to 1."""
        total = sum(self.weights.values())
        return (
            sum(weight for number, weight in self.weights.items() if number in said) / total if total else 0.0
        )


def features(question: str, words: Words, found: Sequence[FoundSpan]) -> dict[str, float]:
    """What the models look at; `found` is not empty, best first."""
    best = found[0]
    evidence, passage = best.evidence, best.evidence.passage
    asked = QuestionRarities(unframed(question), words)
    titled = set(passage.terms.context.tolist())
    whole = titled | set(passage.terms.text.tolist())
    around = passage.slice(passage.around(best.span))
    sentence = titled | set(numbers_of(words.terms(around)).tolist())
    others = (s for s in found if not _alike(s.text, best.text) and not _is_another_voice(s, best))
    other = next(others, None)
    also = {
        span.evidence.passage.id
        for span in found
        if span.margin > 0 and span.evidence is not evidence and _alike(span.text, best.text)
    }
    return {
        "margin": _bounded(best.margin),
        "doubt": min(_bounded(best.margin), 0.0),
        "odds": _bounded(max(span.evidence.reading.odds for span in found if span.evidence.reading)),
        "lead": min(best.score - other.score, MOST_LEAD) if other else MOST_LEAD,
        "also": float(min(len(also), 2)),
        "sentence": evidence.support,
        "tokens": evidence.tokens,
        "rare_sentence": asked.cover(sentence),
        "rare_passage": asked.cover(whole),
        "names_missing": len(asked.names - whole) / len(asked.names) if asked.names else 0.0,
        "log_terms": math.log(max(len(asked.weights), 1)),
    }


def answerability(question: str, words: Words, found: Sequence[FoundSpan], weights: Weights) -> float:
    """The probability that the best of the spans found answers the question; 0 where there is none."""
    return probability(weights.right, features(question, words, found)) if found else 0.0


def probability(model: Logistic, measured: Mapping[str, float]) -> float:
    """What a logistic model says."""
    return 1 / (1 + math.exp(-log_odds(model, measured)))


def log_odds(model: Logistic, measured: Mapping[str, float]) -> float:
    """The same as log odds."""
    return model.bias + sum(weight * measured[name] for name, weight in model.weights.items())


def _bounded(odds: float) -> float:
    return max(-MOST_ODDS, min(MOST_ODDS, odds))


def _is_another_voice(span: FoundSpan, best: FoundSpan) -> bool:
    """Whether both are said by somebody named, and not by the same: that sources differ is no doubt."""
    one, other = speaker_of(span), speaker_of(best)
    return bool(one and other) and one != other


def _alike(one: str, other: str) -> bool:
    """Whether one's words stand in a row in the other."""
    one, other = (f" {' '.join(WORD.findall(text.casefold()))} " for text in (one, other))
    return one in other or other in one
