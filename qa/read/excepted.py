"""Spans that a denial leaves out: "No one except the nurse may enter" does not say who may not enter.

The reader gives the nurse as the answer to "Who may not enter?" all the same.  The sentence keeps its odds:
it is the closest quote, though no answer (`qa/confidence/levels.py`).
"""

from __future__ import annotations

from index.store.catalog.passages import StoredPassage
from qa.language.negations import left_out
from qa.read.reader.protocol import Reading, ScoredSpan

#: Taken from the log odds of a span that is left out of what is denied.
LEFT_OUT = 8.0


def without_excepted(asks_denied: bool, passage: StoredPassage, reading: Reading) -> Reading:
    """The reading, less sure of what is left out of a denial; spans are of the passage's own text.

    Args:
        asks_denied: Whether the question asks for what is not so.  Of any other the reading stays.
    """
    found = left_out(passage.text) if asks_denied else []
    if not found or not reading.spans:
        return reading
    scored = [
        ScoredSpan(one.span, one.margin - LEFT_OUT * any(one.span.overlaps(span) for span in found))
        for one in reading.spans
    ]
    scored.sort(key=lambda one: -one.margin)
    lowered = reading.spans[0].margin - scored[0].margin
    return reading._replace(spans=tuple(scored), odds=reading.odds - lowered)
