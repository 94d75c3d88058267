"""The sentence that defines a term."""

from __future__ import annotations

import re

from qa.compose.composed import Composed, Findings
from qa.compose.scored_sentences import ScoredSentence, scored_sentences
from qa.schemas import AnswerForm

#: What a sentence that has the form of a definition gains, as log odds.
DEFINES = 2.5
#: What follows a term where it is defined.
_DEFINED = (
    r"(?:\s*\([^)]*\))?[\"”'’*`_]*(?:,[^,.]{1,60},)?\s*"
    r"(?:(?:is|are|was|were|means?|meant|refers?\s+to|describes?|denotes?|stands?\s+for|covers?|(?:is|are)\s+defined)\b"
    r"|[:=–—|]|\s-\s|\n\s*:)"
)
_BEFORE = r"\A[\W\d_]*(?:by|the\s+term|an?|the|our)?\s*[\"“'‘*`_]*"


def definition_answer(found: Findings) -> Composed | None:
    """The best sentence that has the form of a definition of the term; None where there is none."""
    term = found.question.topic.words
    if not term:
        return None
    pattern = _pattern(term)
    defining = [one for one in scored_sentences(found) if pattern.search(one.text)]
    if not defining:
        return None
    best = max(defining, key=lambda one: one.score)
    return Composed(AnswerForm.SENTENCE, (best.part,), strength=_strength(best))


def _strength(best: ScoredSentence) -> float:
    return best.support + DEFINES


def _pattern(term: str) -> re.Pattern[str]:
    """Finds a definition of a term, in the singular or plural; the term may also stand behind "called"."""
    words = r"[\s-]+".join(
        f"{re.escape(_stem(word))}(?:s|es|ies|y)?" for word in re.findall(r"[\w.&/]+", term)
    )
    short = rf"{words}\s+\([^)]+\)|\({words}\)"
    return re.compile(
        rf"{_BEFORE}{words}{_DEFINED}|\b(?:called|known\s+as|termed)\s+(?:an?\s+|the\s+)?[\"“*]*{words}\b|{short}",
        re.IGNORECASE,
    )


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|(?<=[^s])s|y)\Z", "", word) or word
