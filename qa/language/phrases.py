"""Whether words stand together in a text."""

from __future__ import annotations

from collections.abc import Sequence


def has_phrase(terms: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether the terms of a phrase stand in a row among others; an empty phrase stands nowhere."""
    size = len(phrase)
    return size > 0 and any([*terms[at : at + size]] == [*phrase] for at in range(len(terms) - size + 1))
