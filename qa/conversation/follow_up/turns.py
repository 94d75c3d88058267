"""What rewriters of follow-up questions take and give."""

from __future__ import annotations

from typing import NamedTuple


class Turn(NamedTuple):
    """A question that was asked, and what was answered: nothing where the service abstained."""

    question: str
    answer: str | None = None
    sentence: str = ""


class Rewritten(NamedTuple):
    """A question as it is to be searched; `by` names the rewriter that changed it, empty where none did."""

    question: str
    by: str = ""
