"""What tells whether the documents answer a question, whatever is shown of them.

Every feature means the same in a collection of any size: words are weighted by their frequency in English,
not in the collection.
"""

from __future__ import annotations

from qa.compose.composed import Findings
from qa.compose.sentence_answer import rated_sentences
from qa.confidence.weighted_words import WeightedWords

#: Log odds are cut to this size.
MOST_ODDS = 12.0


def evidence_features(found: Findings) -> dict[str, float]:
    """What is measured of the first passage; `found` has at least one.

    Of fifteen features these four were left when each that brought nothing on sets left out of the fit was
    dropped.
    """
    first = found.read[0]
    passage = first.passage
    asked = WeightedWords(first.asked.words, found.searched.analyzer, passage.language)
    whole = {*passage.terms.context.tolist(), *passage.terms.text.tolist()}
    return {
        "odds": bounded(first.reading.odds),
        "best_support": max((one.support for one in rated_sentences(first)), default=-MOST_ODDS),
        "nearest": first.nearest,
        "rare_passage": asked.overlap(whole),
    }


def bounded(odds: float) -> float:
    """Log odds, cut to a size beyond which they say no more."""
    return max(-MOST_ODDS, min(MOST_ODDS, odds))
