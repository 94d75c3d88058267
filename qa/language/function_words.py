"""English function words: those that name nothing by themselves."""

from __future__ import annotations

from functools import lru_cache

from qa.language.word_frequency import log_frequency_rank

#: Words below this rank, about the 110 most frequent, are mostly articles, prepositions and auxiliaries.
_LOG_RANK = 0.75
#: Auxiliaries and question words that are less frequent in the vocabulary's texts.
_WORDS = "am does why whom whose cannot"
_NEGATED = "don doesn didn isn aren wasn weren hasn haven hadn wouldn couldn shouldn"
_LESS_FREQUENT = frozenset([*_WORDS.split(), *_NEGATED.split()])


@lru_cache(maxsize=8192)
def is_function_word(low: str) -> bool:
    """Whether a case-folded word is one; a contraction is what it begins with: "didn't"."""
    stem = low.replace("’", "'").split("'", 1)[0]
    return not stem.isdecimal() and (stem in _LESS_FREQUENT or log_frequency_rank(stem) < _LOG_RANK)
