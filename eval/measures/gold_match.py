"""When a retrieved span counts as finding a gold span, however passages are cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from eval.question_outcome import RetrievedSpan
from eval.questions import Gold


def matches_gold(passage: RetrievedSpan, gold: Gold) -> bool:
    """Whether the two overlap by at least half of the shorter one.

    A passage therefore matches a gold span that it contains, one that contains it, and one of which it has
    at least half.  A gold span cut in two by the end of a passage matches one part or both.  Gold that is a
    whole document matches every passage of it.
    """
    if passage.document_id != gold.document_id:
        return False
    if gold.end is None:
        return True
    shared = min(passage.end, gold.end) - max(passage.start, gold.start)
    return shared > 0 and 2 * shared >= min(passage.end - passage.start, gold.end - gold.start)


class Unit(NamedTuple):
    """Gold spans that count as one: spans of a document that overlap, directly or through others.

    Annotators mark the same place differently ("Denver Broncos", "The Denver Broncos"); finding one of these
    spans finds the place.
    """

    spans: tuple[Gold, ...]

    @property
    def grade(self) -> int:
        """The highest grade of its spans."""
        return max(span.grade for span in self.spans)

    def matched_by(self, passage: RetrievedSpan) -> bool:
        """Whether the passage matches any of its spans."""
        return any(matches_gold(passage, span) for span in self.spans)


def units(gold: Sequence[Gold]) -> list[Unit]:
    """The gold of a question, with overlapping spans joined; in the order of documents and offsets."""
    found: list[list[Gold]] = []
    reach = -math.inf
    for span in sorted(gold, key=lambda g: (g.document_id, 0 if g.end is None else g.start)):
        end = math.inf if span.end is None else span.end
        start = 0 if span.end is None else span.start
        if found and found[-1][0].document_id == span.document_id and start < reach:
            found[-1].append(span)
            reach = max(reach, end)
        else:
            found.append([span])
            reach = end
    return [Unit(tuple(spans)) for spans in found]
