"""Competing claims: which of the spans found are shown as values, each cited."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.cite import Citer
from qa.claims.gather import Candidate, gather
from qa.read import FoundSpan
from qa.schemas import Claim

#: A span is a value beside the answer if its log odds are no further than this below the likeliest span, and
#: above the second; the answer is one whatever its odds.
WITHIN, LEAST_MARGIN = 2.0, -6.0
MOST_CLAIMS = 10


def make_claims(question: str, found: Sequence[FoundSpan], citer: Citer) -> list[Claim]:
    """The distinct values of the spans found, likeliest first; `found` is best first."""
    floor = max(max((span.margin for span in found), default=0.0) - WITHIN, LEAST_MARGIN)
    candidates = [
        Candidate(span.evidence.passage, span.span, 1 / (1 + math.exp(-span.margin)))
        for n, span in enumerate(found)
        if not n or span.margin > floor
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
