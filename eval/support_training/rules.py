"""Pairs about rules, made by program: who may, must or must not do what, with exceptions and conditions.

Encyclopedias have few rules; manuals, policies and handbooks are made of them.  Each rule is written in one
of many ways, among other rules, and asked about in another; what the rule says of what is asked is known by
its making.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from eval.support_training.pair import UNDECIDED, Pair
from eval.support_training.people_rules import (
    condition,
    duty,
    exception,
    no_duty,
    only,
    permission,
    prohibition,
)
from eval.support_training.rule import Rule
from eval.support_training.thing_rules import age, kind, limit, state

#: Those that stand twice are met twice as often.
MAKERS: Sequence[Callable[[random.Random], Rule]] = (
    *(permission, prohibition, condition, kind, state, limit) * 2,
    *(duty, no_duty, only, exception, age),
)


def rule_pairs(count: int, chance: random.Random) -> Iterator[Pair]:
    """Pairs about random rules.

    Args:
        count: How many rules; each makes two pairs, some three.
    """
    for _ in range(count):
        rule = chance.choice(MAKERS)(chance)
        text = _among_others(rule.text, chance)
        for asked in chance.sample(rule.asked, min(2, len(rule.asked))):
            yield Pair(_up(asked.claim), "", text, asked.target, "rule")
        if chance.random() < 0.35:
            other = chance.choice(MAKERS)(chance)
            yield Pair(_up(chance.choice(other.asked).claim), "", text, UNDECIDED, "other rule")


def _among_others(text: str, chance: random.Random) -> str:
    beside = [chance.choice(MAKERS)(chance).text for _ in range(chance.choice((0, 0, 1, 1, 2)))]
    beside.insert(chance.randint(0, len(beside)), text)
    return " ".join(map(_up, beside))


def _up(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
