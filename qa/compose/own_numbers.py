"""The numbers that steps have in a document: whoever shows steps numbers them, so they are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.documents import Span
from qa.compose.composed import Part

#: "3.", "3)", "(3)", "Step 3:".
_NUMBER = re.compile(r"\s*(?:step\s+)?\(?(\d{1,2})\s*[.):]\s+(?=\S)", re.IGNORECASE)


def without_own_numbers(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts without the numbers that they begin with, if these count on from part to part."""
    found = [_NUMBER.match(part.text) for part in parts]
    numbers = [int(number[1]) for number in found if number]
    if len(numbers) < len(parts) or numbers != [*range(numbers[0], numbers[0] + len(numbers))]:
        return tuple(parts)
    return tuple(
        part._replace(span=Span(part.span.start + number.end(), part.span.end))
        for part, number in zip(parts, found, strict=True)
        if number
    )
