"""Competing claims: which of the spans found are shown as values, each cited."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.cite import Citer
from qa.claims.gather import Candidate, gather
from qa.read import FoundSpan
from qa.schemas import Claim

#: A span is a value beside the best one if its log odds are above the first and its score is no further below
#: the best span's than the second.
LEAST_MARGIN, WITHIN = 0.0, 6.0
#: The best span is a value whatever its odds, as it is the answer.
MOST_CLAIMS = 10


def make_claims(question: str, found: Sequence[FoundSpan], citer: Citer) -> list[Claim]:
    """The distinct values of the spans found, likeliest first; `found` is best first."""
    floor = found[0].score - WITHIN
    candidates = [
        Candidate(span.evidence.passage, span.span, 1 / (1 + math.exp(-span.margin)))
        for n, span in enumerate(found)
        if not n or (span.margin > LEAST_MARGIN and span.score > floor)
    ]
    return [
        Claim(
            value=claim.value,
            normalized=claim.normalized,
            said_by=claim.said_by,
            stance=claim.stance,
            published=claim.published,
            probability=claim.probability,
            citations=[citer.cite(passage, span) for passage, span in claim.support],
        )
        for claim in gather(question, candidates)[:MOST_CLAIMS]
    ]
