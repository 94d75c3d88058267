"""Select claims: which of the values found are shown.

A value's strength is its log odds, raised where several documents give it; copies count once.  A second value
of one document is shown only if another speaker gives it or if it is likely: what reads like a second answer
there is seldom one.  No value is shown whose passages score far below the answer's: they are about something
else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.store.catalog.passages import DocumentKey
from qa.claims.found_value import FoundValue
from qa.claims.grouping import FoundClaim, group_values
from qa.claims.voices import voices
from qa.read.found_spans import FoundSpan
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: Values further below the likeliest than the first, or below the second, are no claims, except the answer.
CONSIDERED, LEAST_MARGIN = 6.0, -6.0
#: Added to a value's strength for every e-fold of documents that give it.
CORROBORATION = 3.5
#: A value is shown beside the strongest if it is at most this far below, and not weaker than the second.
WITHIN, LEAST_STRENGTH = 4.0, -3.0
#: A value this strong is shown beside any other if its speaker is named and gives no other value shown.
#: Where a document gives a stronger value too, and speakers are not named, a value must be this strong.
LIKELY = 3.0
#: The best of a value's passages scores at most this far below the answer's.
APART = 10.0
MOST_CLAIMS = 10


class RatedClaim(NamedTuple):
    """A claim with its strength, in log odds, and the documents that make it: of copies only the first."""

    claim: FoundClaim
    strength: float
    documents: frozenset[DocumentKey]


def select_claims(question: ParsedQuestion, values: Sequence[FoundValue]) -> list[RatedClaim]:
    """The distinct values to show, strongest first, with that of the answer; `values` are best first.

    Where yes or no is asked for, other words of a document need not say another thing: it makes one claim.
    """
    if not values:
        return []
    floor = max(max(value.margin for value in values) - CONSIDERED, LEAST_MARGIN)
    considered = [value for n, value in enumerate(values) if not n or value.margin > floor]
    claims = group_values(question, considered)
    return _selected(question, claims, [value.found for value in values])


def _selected(
    question: ParsedQuestion, claims: Sequence[FoundClaim], found: Sequence[FoundSpan]
) -> list[RatedClaim]:
    """At most `MOST_CLAIMS` claims, strongest first; that of the answer is always among them."""
    scores = {span.evidence.passage.id: span.evidence.score for span in found}
    least = found[0].evidence.score - APART
    near = [
        claim
        for claim in claims
        if claim.is_answer or max(scores[passage.id] for passage, _ in claim.support) >= least
    ]
    yes_no = question.asks(AnswerKind.YES_NO)
    voice_of = voices(support for claim in near for support in claim.support)
    rated = sorted(
        (_rate(claim, voice_of) for claim in near),
        key=lambda one: (yes_no and not one.claim.is_answer, -one.strength),
    )
    strongest = max(rated, key=lambda one: one.strength)
    kept: list[RatedClaim] = []
    for one in rated:
        repeated = yes_no and any(other.documents & one.documents for other in kept)
        has_room = sum(not other.claim.is_answer for other in kept) < MOST_CLAIMS - 1
        if one.claim.is_answer or (has_room and not repeated and _competes(one, strongest, kept)):
            kept.append(one)
    return kept


def _competes(one: RatedClaim, strongest: RatedClaim, kept: Sequence[RatedClaim]) -> bool:
    if one.claim.said_by and all(_have_other_speakers(one, other) for other in kept):
        return one.strength >= min(max(strongest.strength - WITHIN, LEAST_STRENGTH), LIKELY)
    beside = [other for other in kept if other.documents & one.documents]
    least = LEAST_STRENGTH if all(_have_other_speakers(one, other) for other in beside) else LIKELY
    return one.strength >= max(strongest.strength - WITHIN, least)


def _rate(claim: FoundClaim, voice_of: Mapping[DocumentKey, DocumentKey]) -> RatedClaim:
    documents = frozenset(voice_of[passage.document_key] for passage, _ in claim.support)
    return RatedClaim(claim, claim.margin + CORROBORATION * math.log(len(documents)), documents)


def _have_other_speakers(one: RatedClaim, other: RatedClaim) -> bool:
    """Whether both name a speaker, and not the same."""
    speakers = one.claim.said_by, other.claim.said_by
    return all(speakers) and speakers[0] != speakers[1]
