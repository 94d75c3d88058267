"""What rewriting does to questions, measured against what people made of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from eval.follow_ups.cases import Case
from eval.statistics import Interval, bootstrap_mean

Rewriting = Callable[[Case], str]
_WORD = re.compile(r"\w+")


class Figures(NamedTuple):
    """Of one rewriter on one set.

    Args:
        cases: How many questions.
        typed: Mean word F1 of the questions as typed with people's rewrites.
        rewritten: The same of the questions as rewritten.
        gain: The 95% interval of the mean difference.
        touched: The share of questions that are changed at all.
        worse, better: The share whose F1 is lower, higher, than that of the question as typed.
        alone: How many questions stand alone: a person's rewrite has the same words.
        kept: The share of these that are left as they are; NaN where there are none.
    """

    cases: int
    typed: float
    rewritten: float
    gain: Interval
    touched: float
    worse: float
    better: float
    alone: int
    kept: float


def words(text: str) -> list[str]:
    """Runs of letters and digits, case folded."""
    return [word.casefold() for word in _WORD.findall(text)]


def word_f1(text: str, wanted: str) -> float:
    """F1 of the multisets of words, between 0 and 1; 1 where neither has a word."""
    one, other = Counter(words(text)), Counter(words(wanted))
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / total if total else 1.0


def measure(cases: Sequence[Case], rewriting: Rewriting, seed: int = 0) -> Figures:
    """Measure one rewriter.

    Raises:
        ValueError: There are no cases.
    """
    made = [rewriting(case) for case in cases]
    typed = np.array([word_f1(case.question, case.rewrite) for case in cases])
    after = np.array([word_f1(text, case.rewrite) for text, case in zip(made, cases, strict=True)])
    touched = np.array([text != case.question for text, case in zip(made, cases, strict=True)])
    alone = np.array([words(case.question) == words(case.rewrite) for case in cases])
    change = after - typed
    return Figures(
        len(cases),
        float(typed.mean()),
        float(after.mean()),
        bootstrap_mean(change, seed),
        float(touched.mean()),
        float((change < 0).mean()),
        float((change > 0).mean()),
        int(alone.sum()),
        float(1 - touched[alone].mean()) if alone.any() else float("nan"),
    )
