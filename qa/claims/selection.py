"""Select claims: which of the values found are shown.

A value's strength is its log odds, raised where several documents give it; copies count once.  Beside the
answer a value is shown if it competes with it (`rivals.py`), or if another speaker is named for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.store.catalog.passages import DocumentKey
from index.store.stemming import TermAnalyzer
from qa.claims.found_value import FoundValue
from qa.claims.grouping import FoundClaim, group_values
from qa.claims.rivals import features, is_rival
from qa.claims.values import Kind
from qa.claims.voices import voices
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: Values further below the likeliest than the first, or below the second, are no claims, except the answer.
CONSIDERED, LEAST_MARGIN = 6.0, -6.0
#: The same of a figure that another speaker gives in the sentence of the first.
BESIDE = 10.0
#: Added to a value's strength for every e-fold of documents that give it.
CORROBORATION = 3.5
#: A value of a named speaker who gives no other value shown stands beside the strongest if it is at most this
#: far below, and not weaker than the second; or if it is as strong as the third.
WITHIN, LEAST_STRENGTH, LIKELY = 4.0, -3.0, 3.0
MOST_CLAIMS = 10
#: Questions of these kinds have answers of several parts, which do not compete.
IN_PARTS = (
    AnswerKind.LIST,
    AnswerKind.HOW_TO,
    AnswerKind.COMPARISON,
    AnswerKind.DESCRIPTION,
    AnswerKind.REASON,
    AnswerKind.KEYWORDS,
)


class RatedClaim(NamedTuple):
    """A claim with its strength, in log odds, and the documents that make it: of copies only the first."""

    claim: FoundClaim
    strength: float
    documents: frozenset[DocumentKey]


def select_claims(
    question: ParsedQuestion, analyzer: TermAnalyzer, values: Sequence[FoundValue]
) -> list[RatedClaim]:
    """The distinct values to show, strongest first, with that of the answer; `values` are best first.

    Where yes or no is asked for, other words of a document need not say another thing: it makes one claim.
    """
    if not values:
        return []
    rated = rated_claims(question, values)
    yes_no = question.asks(AnswerKind.YES_NO)
    rated.sort(key=lambda one: (yes_no and not one.claim.is_answer, -one.strength))
    strongest = max(one.strength for one in rated)
    kept: list[RatedClaim] = []
    for one in rated:
        repeated = yes_no and any(other.documents & one.documents for other in kept)
        has_room = sum(not other.claim.is_answer for other in kept) < MOST_CLAIMS - 1
        may_stand = has_room and not repeated and not question.asks(*IN_PARTS)
        if one.claim.is_answer or (
            may_stand
            and (
                _is_said_by_another(one, strongest, kept)
                or is_rival(
                    features(analyzer, values[0], one.claim.best, one.strength, strongest - one.strength)
                )
            )
        ):
            kept.append(one)
    return kept


def rated_claims(question: ParsedQuestion, values: Sequence[FoundValue]) -> list[RatedClaim]:
    """The distinct values that may be shown, with that of the answer; `values` are best first."""
    best = max(value.margin for value in values)
    floor = max(best - CONSIDERED, LEAST_MARGIN)
    considered = [
        value
        for n, value in enumerate(values)
        if not n or value.margin > floor or (value.margin > best - BESIDE and _are_parallel(values[0], value))
    ]
    claims = group_values(question, considered)
    voice_of = voices(support for claim in claims for support in claim.support)
    return [_rate(claim, voice_of) for claim in claims]


def disagree(claims: Sequence[RatedClaim]) -> bool:
    """Whether sources disagree: two documents, or two speakers of one, give different values."""
    return any(
        one.claim.normalized != other.claim.normalized
        and (not one.documents & other.documents or _have_other_speakers(one, other))
        for n, one in enumerate(claims)
        for other in claims[:n]
    )


def _is_said_by_another(one: RatedClaim, strongest: float, kept: Sequence[RatedClaim]) -> bool:
    """Whether its speaker is named, and no value that is shown has the same or none.

    Of two speakers of one sentence the reader prefers one, but the author has put both side by side.
    """
    if not one.claim.said_by or not all(_have_other_speakers(one, other) for other in kept):
        return False
    if any(_is_beside(one, other) for other in kept):
        return True
    return one.strength >= min(max(strongest - WITHIN, LEAST_STRENGTH), LIKELY)


def _are_parallel(one: FoundValue, other: FoundValue) -> bool:
    """Whether two speakers of one sentence give two figures or dates."""
    if one.passage.id != other.passage.id or one.sentence != other.sentence:
        return False
    figures = {one.value.kind, other.value.kind} <= {Kind.NUMBER, Kind.DATE}
    return figures and bool(one.speaker and other.speaker) and one.speaker != other.speaker


def _is_beside(one: RatedClaim, other: RatedClaim) -> bool:
    """Whether the best places of both are in one sentence."""
    a, b = one.claim.best, other.claim.best
    return a.passage.id == b.passage.id and a.sentence == b.sentence


def _rate(claim: FoundClaim, voice_of: Mapping[DocumentKey, DocumentKey]) -> RatedClaim:
    documents = frozenset(voice_of[passage.document_key] for passage, _ in claim.support)
    return RatedClaim(claim, claim.margin + CORROBORATION * math.log(len(documents)), documents)


def _have_other_speakers(one: RatedClaim, other: RatedClaim) -> bool:
    """Whether both name a speaker, and not the same."""
    speakers = one.claim.said_by, other.claim.said_by
    return all(speakers) and speakers[0] != speakers[1]
