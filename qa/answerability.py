"""The probability that the best sentence answers the question, from retrieval alone.

A logistic model over measures that mean the same in a collection of any size: the rarity of words is that of
English, not of the collection.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from index.terms import number_of, numbers_of
from index.words import Words
from qa.evidence import Evidence, answering
from qa.rarity import rarity
from qa.weights import load_weights

WORD = re.compile(r"\w+")


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


def features(question: str, words: Words, best: Evidence) -> dict[str, float]:
    """What the model looks at, of the evidence that an answer would be taken from."""
    asked = QuestionRarities(question, words)
    passage = best.passage
    titled = set(passage.terms.context.tolist())
    whole = titled | set(passage.terms.text.tolist())
    sentence = titled | set(numbers_of(words.terms(passage.slice(best.sentence))).tolist())
    return {
        "sentence": best.support,
        "tokens": best.tokens,
        "rare_sentence": asked.cover(sentence),
        "rare_passage": asked.cover(whole),
        "names_missing": len(asked.names - whole) / len(asked.names) if asked.names else 0.0,
        "log_terms": math.log(max(len(asked.weights), 1)),
    }


def answerability(question: str, words: Words, ranked: Sequence[Evidence]) -> float:
    """The calibrated probability that the best sentence answers the question; 0 where there is none."""
    if not ranked:
        return 0.0
    model = load_weights().answerability
    found = features(question, words, answering(question, ranked))
    logit = model.bias + sum(weight * found[name] for name, weight in model.weights.items())
    return 1 / (1 + math.exp(-logit))
