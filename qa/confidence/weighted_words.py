"""The words of a question, weighted by how rare they are in English: the same in a collection of any size."""

from __future__ import annotations

from collections.abc import Sequence

from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_id
from qa.language.word_frequency import log_frequency_rank
from qa.understand.question_words import QuestionWord


class WeightedWords:
    """The words of a question, and those that name something.

    Args:
        question: Its words.
        analyzer: Turns text into terms.
        language: That of the passage that it is compared with.
    """

    def __init__(self, question: Sequence[QuestionWord], analyzer: TermAnalyzer, language: str) -> None:
        self.weights: dict[int, float] = {}
        self.names: set[int] = set()
        for word in question:
            for term in analyzer.content_terms(word.text, language):
                number = term_id(term)
                self.weights[number] = max(self.weights.get(number, 0.0), log_frequency_rank(word.text))
                if word.names:
                    self.names.add(number)

    def overlap(self, terms: set[int]) -> float:
        """The share of the question that these terms are, from 0 to 1."""
        total = sum(self.weights.values())
        held = sum(weight for number, weight in self.weights.items() if number in terms)
        return held / total if total else 0.0
