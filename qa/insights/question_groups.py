"""The groups of questions that the owner is shown, each named by its most central one."""

from __future__ import annotations

from collections.abc import Sequence

from qa.insights.counts import Wording
from qa.insights.grouping import Vectors, groups
from qa.insights.report import QuestionGroup

#: Groups that are shown, and questions of each.
MOST_GROUPS = 50
MOST_QUESTIONS = 20


def question_groups(wordings: Sequence[Wording], vectors: Vectors) -> list[QuestionGroup]:
    """Group questions; the most asked groups come first.

    Args:
        wordings: The questions, the most frequent first.
        vectors: Their vectors.  A question whose vector is zero, as it is not made yet, stays alone.
    """
    found = groups(vectors, [one.times for one in wordings])
    times = [sum(wordings[n].times for n in group.members) for group in found]
    best = sorted(range(len(found)), key=lambda n: (-times[n], found[n].members))[:MOST_GROUPS]
    return [
        QuestionGroup(
            name=wordings[found[n].central].question,
            asked=times[n],
            last=max(wordings[member].last for member in found[n].members),
            questions=[wordings[member].shown for member in found[n].members[:MOST_QUESTIONS]],
            wordings=len(found[n].members),
        )
        for n in best
    ]
