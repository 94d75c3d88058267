"""Competing claims: which of the values found are shown, each cited.

A value's strength is its log odds, and more where several documents give it.  Values of one document compete
only if somebody else says them or they are likely: what reads like a second answer there is seldom one.  No
value competes whose passages are much worse evidence than the answer's: they are about something else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.cite import Citer
from qa.claims.gather import Candidate, FoundClaim, gather
from qa.claims.speaker_filter import asks_for
from qa.claims.values import asks_number, asks_whether
from qa.read.read_passages import FoundSpan
from qa.schemas import Claim

#: Spans further below the likeliest than this, or below the second, are no candidates; the answer always is.
CONSIDERED, LEAST_MARGIN = 6.0, -6.0
#: What every e-fold of documents adds to a value's strength.
CORROBORATION = 2.5
#: A value is shown beside the strongest if it is no further below than this, and no weaker than the second.
WITHIN, LEAST_STRENGTH = 3.0, -4.0
#: One this strong is shown whatever it is beside, if somebody is named who says nothing else that is shown.
#: Where a document that gives a stronger one gives it too, and nobody else is named, it must be.
LIKELY = 1.0
#: A figure may be this much further below where everybody is named and says something else.
WITHIN_VOICES = 6.0
#: The best of a value's passages scores no further below the answer's than this.
APART = 10.0
MOST_CLAIMS = 10


class _Rated(NamedTuple):
    """A claim with its strength and the documents that make it."""

    claim: FoundClaim
    strength: float
    documents: frozenset[str]


def make_claims(question: str, found: Sequence[FoundSpan], citer: Citer) -> list[Claim]:
    """The distinct values of the spans found, strongest first; `found` is best first.

    Where yes or no is asked for, other words of a document need not say another thing: it makes one claim.
    """
    floor = max(max((span.margin for span in found), default=0.0) - CONSIDERED, LEAST_MARGIN)
    candidates = [
        Candidate(span.evidence.passage, span.span, _probability(span.margin))
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
            probability=_probability(strength),
            citations=[citer.cite(passage, span) for passage, span in claim.support],
        )
        for claim, strength, _ in _shown(question, gather(question, candidates), found)[:MOST_CLAIMS]
    ]


def _shown(question: str, claims: Sequence[FoundClaim], found: Sequence[FoundSpan]) -> list[_Rated]:
    """Those that compete, strongest first, and that of the answer."""
    scores = {span.evidence.passage.id: span.evidence.score for span in found}
    least = found[0].evidence.score - APART
    asked = [claim for claim in claims if _is_named(question, claim)]
    near = [
        claim for claim in asked or claims if max(scores[passage.id] for passage, _ in claim.support) >= least
    ]
    near += [claim for claim in claims if claim not in near and _holds(claim, found[0])]
    whether = asks_whether(question)
    rated = sorted(
        map(_rate, near), key=lambda one: (whether and not _holds(one.claim, found[0]), -one.strength)
    )
    strongest = max(rated, key=lambda one: one.strength)
    apart = WITHIN_VOICES if asks_number(question) else WITHIN
    kept: list[_Rated] = []
    for one in rated:
        said = whether and any(other.documents & one.documents for other in kept)
        if _holds(one.claim, found[0]) or (not said and _competes(one, strongest, kept, apart)):
            kept.append(one)
    return kept


def _is_named(question: str, claim: FoundClaim) -> bool:
    """Whether the question asks for what the one who says it says: "How many does Umerov expect?"."""
    if asks_for(question, claim.said_by):
        return True
    name = (claim.said_by or "").split(" ")[-1]
    return name[:1].isupper() and re.search(rf"\b{re.escape(name)}\b", question) is not None


def _competes(one: _Rated, strongest: _Rated, kept: Sequence[_Rated], apart: float) -> bool:
    if one.claim.said_by and all(_is_another_voice(one, other) for other in kept):
        return one.strength >= min(max(strongest.strength - apart, LEAST_STRENGTH), LIKELY)
    beside = [other for other in kept if other.documents & one.documents]
    least = LEAST_STRENGTH if all(_is_another_voice(one, other) for other in beside) else LIKELY
    return one.strength >= max(strongest.strength - WITHIN, least)


def _rate(claim: FoundClaim) -> _Rated:
    documents = frozenset(passage.document_id for passage, _ in claim.support)
    odds = math.log(claim.probability / (1 - claim.probability))
    return _Rated(claim, odds + CORROBORATION * math.log(len(documents)), documents)


def _is_another_voice(one: _Rated, other: _Rated) -> bool:
    voices = one.claim.said_by, other.claim.said_by
    return all(voices) and voices[0] != voices[1]


def _holds(claim: FoundClaim, answer: FoundSpan) -> bool:
    return any(
        passage.id == answer.evidence.passage.id
        and span.start <= answer.span.start
        and answer.span.end <= span.end
        for passage, span in claim.support
    )


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
