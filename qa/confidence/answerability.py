"""How probable an answer is: one calibrated probability, from the reader's scores and from retrieval.

That documents answer a question is known only by the answer found in them.  So the same number tells whether
they do, and whether that answer is right.

It is a logistic model over features that mean the same in a collection of any size: words are weighted by
their frequency in English, not in the collection.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_id, term_ids
from qa.claims.found_value import FoundValue
from qa.confidence.weights import Logistic, Weights
from qa.language.word_frequency import log_frequency_rank
from qa.understand.parsed_question import ParsedQuestion
from qa.understand.question_words import QuestionWord

_WORD = re.compile(r"\w+")
#: Log odds are cut to this size.
MOST_ODDS = 12.0
#: The lead over the next answer is cut to this; an answer without another beside it has it.
MOST_LEAD = 5.0


class WeightedWords:
    """The words of a question, weighted by how rare they are in English, and those that name something.

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


def features(
    question: ParsedQuestion, analyzer: TermAnalyzer, values: Sequence[FoundValue]
) -> dict[str, float]:
    """What the model looks at; `values` are best first, and not empty."""
    best = values[0]
    evidence, passage = best.found.evidence, best.passage
    asked = WeightedWords(evidence.asked.words, analyzer, passage.language)
    titled = set(passage.terms.context.tolist())
    whole = titled | set(passage.terms.text.tolist())
    around = passage.slice(passage.enclosing_sentences(best.found.span))
    sentence = titled | set(term_ids(analyzer.terms(around, passage.language)).tolist())
    others = (
        value
        for value in values
        if not _alike(value.found.text, best.found.text) and not _have_other_speakers(value, best)
    )
    other = next(others, None)
    also = {
        value.passage.id
        for value in values
        if value.margin > 0
        and value.found.evidence is not evidence
        and _alike(value.found.text, best.found.text)
    }
    return {
        "margin": _bounded(best.margin),
        "doubt": min(_bounded(best.margin), 0.0),
        "odds": _bounded(max(value.found.evidence.reading.odds for value in values)),
        "lead": min(best.found.score - other.found.score, MOST_LEAD) if other else MOST_LEAD,
        "also": float(min(len(also), 2)),
        "sentence": evidence.support,
        "tokens": evidence.tokens,
        "rare_sentence": asked.overlap(sentence),
        "rare_passage": asked.overlap(whole),
        "names_missing": len(asked.names - whole) / len(asked.names) if asked.names else 0.0,
        "log_terms": math.log(max(len(asked.weights), 1)),
    }


def answerability(
    question: ParsedQuestion, analyzer: TermAnalyzer, values: Sequence[FoundValue], weights: Weights
) -> float:
    """The probability that the best of the values answers the question; 0 where there is none."""
    return probability(weights.right, features(question, analyzer, values)) if values else 0.0


def probability(model: Logistic, measured: Mapping[str, float]) -> float:
    """What a logistic model makes of features."""
    return 1 / (1 + math.exp(-log_odds(model, measured)))


def log_odds(model: Logistic, measured: Mapping[str, float]) -> float:
    """The same as log odds."""
    return model.bias + sum(weight * measured[name] for name, weight in model.weights.items())


def _bounded(odds: float) -> float:
    return max(-MOST_ODDS, min(MOST_ODDS, odds))


def _have_other_speakers(value: FoundValue, best: FoundValue) -> bool:
    """Whether both name a speaker, and not the same: that two people differ is no doubt."""
    return bool(value.speaker and best.speaker) and value.speaker != best.speaker


def _alike(one: str, other: str) -> bool:
    """Whether one's words stand in a row in the other."""
    one, other = (f" {' '.join(_WORD.findall(text.casefold()))} " for text in (one, other))
    return one in other or other in one
