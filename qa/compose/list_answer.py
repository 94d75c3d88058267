"""A list that answers: the one that an author made, or the members of "A, B and C"."""

from __future__ import annotations

from qa.compose.author_list_answer import author_list
from qa.compose.composed import Composed, Findings
from qa.compose.values_in_a_row import several_values
from qa.schemas import AnswerForm


def list_answer(found: Findings) -> Composed | None:
    """The best list; None for a single value."""
    made = [one for one in (author_list(found, AnswerForm.LIST), several_values(found)) if one]
    return max(made, key=lambda one: one.strength, default=None)
