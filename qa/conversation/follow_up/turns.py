"""A conversation as the rules see it."""

from __future__ import annotations

from typing import NamedTuple


class Turn(NamedTuple):
    """A question that was asked, and what was answered: nothing where the service abstained."""

    question: str
    answer: str | None = None
    sentence: str = ""


class Rewritten(NamedTuple):
    """A question made to stand alone; `rule` names what changed it, empty where nothing did."""

    question: str
    rule: str = ""
