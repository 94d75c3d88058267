"""Measures of answers: exact match and token F1 by the official rules of SQuAD.

Rajpurkar et al. 2016, "SQuAD: 100,000+ questions for machine comprehension of text"; Rajpurkar, Jia and
Liang 2018, "Know what you don't know" (2.0: empty answers).  Texts are converted to Unicode NFC first, as
our documents are; for texts in NFC the values are those of the official scripts.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

from eval.measures.measure import Case, Family, Measure, Values, each
from eval.question_outcome import Shown

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
#: Below this token F1 the words of an answer are not those of an accepted one.
RIGHT_F1 = 0.5

MEASURES = (
    Measure(
        "EM", "the best answer, abstention off, is an accepted answer; answerable questions", proportion=True
    ),
    Measure(
        "F1", "words that the best answer, abstention off, shares with an accepted one; answerable questions"
    ),
    Measure(
        "EM shown", "SQuAD 2.0: the shown answer is accepted, or an abstention is right", proportion=True
    ),
    Measure(
        "F1 shown", "SQuAD 2.0: shared words of the shown answer; an abstention is all right or all wrong"
    ),
)


def normalise_answer(text: str) -> str:
    """The text in lower case, without ASCII punctuation and English articles, with single spaces."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", lowered).split())


def exact_match(answer: str, accepted: str) -> float:
    """1 if both are equal once normalised, else 0."""
    return float(normalise_answer(answer) == normalise_answer(accepted))


def token_f1(answer: str, accepted: str) -> float:
    """Harmonic mean of precision and recall of words, counted with repetition.

    If one has no words: 1 if neither has, else 0 (the rule of 2.0).
    """
    given, wanted = normalise_answer(answer).split(), normalise_answer(accepted).split()
    if not given or not wanted:
        return float(given == wanted)
    shared = (Counter(given) & Counter(wanted)).total()
    return 2 * shared / (len(given) + len(wanted))


def _accepted(answers: Sequence[str]) -> list[str]:
    """The answers that have words once normalised; the empty answer if there are none, as in 2.0."""
    return [answer for answer in answers if normalise_answer(answer)] or [""]


def best_exact_match(answer: str, answers: Sequence[str]) -> float:
    """The best exact match with any accepted answer; no accepted answers accept the empty one."""
    return max(exact_match(answer, one) for one in _accepted(answers))


def best_f1(answer: str, answers: Sequence[str]) -> float:
    """The best token F1 with any accepted answer; no accepted answers accept the empty one."""
    return max(token_f1(answer, one) for one in _accepted(answers))


def shown_exact_match(shown: Shown | None, answers: Sequence[str]) -> float:
    """The best exact match of any reading of what is shown; no answer reads as the empty one."""
    return max(best_exact_match(text, answers) for text in readings(shown))


def shown_f1(shown: Shown | None, answers: Sequence[str]) -> float:
    """The best token F1 of any reading of what is shown; no answer reads as the empty one."""
    return max(best_f1(text, answers) for text in readings(shown))


def readings(shown: Shown | None) -> tuple[str, ...]:
    """The texts by which an answer may be accepted; the empty one if there is none."""
    return (shown.readings if shown else ()) or ("",)


def _values(case: Case) -> Values:
    if not case.judged:
        return {}
    accepted = () if case.question.unanswerable else case.question.answers
    shown = case.outcome.answer
    values = {"EM shown": shown_exact_match(shown, accepted), "F1 shown": shown_f1(shown, accepted)}
    if accepted:
        forced = case.outcome.forced
        values |= {"EM": shown_exact_match(forced, accepted), "F1": shown_f1(forced, accepted)}
    return dict.fromkeys(values, 0.0) if case.failed else values


ANSWERS = Family(MEASURES, each(_values))
