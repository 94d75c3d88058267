"""Fewer examples for a training that has little time: long ones and plain ones are left out first."""

from __future__ import annotations

import random
from typing import NamedTuple

from eval.reader_training.examples import Examples

#: Passages of more characters take longest to read.
LONG = 900


class Kept(NamedTuple):
    """Shares of the questions that are kept.

    Args:
        plain: Of those that stand beside no misleading question; of the others all are kept.
        long: Of those of long passages, of what is kept else.
    """

    plain: float = 1.0
    long: float = 1.0


def thinned(examples: Examples, kept: Kept) -> Examples:
    """Some of the questions, chosen at random, the same at every call."""
    chance = random.Random(0)
    asked = []
    for one in examples.asked:
        share = 1.0 if one.misleading else kept.plain
        if len(examples.passages[one.passage].text) > LONG:
            share *= kept.long
        if chance.random() < share:
            asked.append(one)
    return Examples(examples.passages, asked)
