"""A rule, and what it says of claims about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from eval.support_training.pair import Target


class Asked(NamedTuple):
    """A claim about a rule, and what the rule says of it."""

    claim: str
    target: Target


class Rule(NamedTuple):
    """A rule as written, and claims about it."""

    text: str
    asked: Sequence[Asked]
