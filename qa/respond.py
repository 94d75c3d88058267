"""What was found, in the form of the response, with checked citations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from index.embed.protocol import Embedder
from index.search.snapshot import Snapshot
from qa.cite import Citer
from qa.claims.found_value import FoundValue
from qa.claims.selection import RatedClaim
from qa.confidence.weights import Weights
from qa.read.found_spans import FoundSpan, supporting_sentence
from qa.read.reader.protocol import Reader
from qa.retrieve.evidence import Evidence
from qa.schemas import (
    Answer,
    AskQuery,
    AskResponse,
    Claim,
    IndexInfo,
    Query,
    RankedPassage,
    SearchResponse,
)
from qa.stopwatch import Stopwatch

NOTHING_FOUND = "No passage shares anything with the question."
NOT_ANSWERED = "The nearest passages do not answer the question."
#: Log odds further from 0 than this are shown as this, so that `exp` stays finite and no probability is 1.
MOST_ODDS = 30.0


class Models(NamedTuple):
    """What answers: the models, and the weights fitted for them."""

    embedder: Embedder
    reader: Reader
    weights: Weights


class Outcome(NamedTuple):
    """What became of a question.

    Args:
        ranked: The evidence, best first.
        values: The candidates for the answer, best first; none for an abstention.
        claims: The distinct values to show.
        probability: Of the best candidate.
        threshold: The least probability to answer with.
    """

    ranked: Sequence[Evidence]
    values: Sequence[FoundValue]
    claims: Sequence[RatedClaim]
    probability: float
    threshold: float


def ask_response(
    query: AskQuery, snapshot: Snapshot, outcome: Outcome, models: Models, watch: Stopwatch
) -> AskResponse:
    """The answer or the abstention.  Raises `CitationBroken`."""
    citer = Citer(query.collection, snapshot)
    values = outcome.values
    answer = _answer(values, outcome.probability, citer) if values else None
    claims = [_claim(claim, citer) for claim in outcome.claims]
    passages = _passages(outcome.ranked, query.top_k, citer, values[0].found if values else None)
    watch.lap("cite")
    return AskResponse(
        question=query.question,
        answer=answer,
        abstained=answer is None,
        reason=None if answer else NOT_ANSWERED if outcome.ranked else NOTHING_FOUND,
        answerability=outcome.probability,
        calibrated=models.weights.were_fitted_for(models.reader),
        threshold=outcome.threshold,
        claims=claims,
        sources_disagree=len(claims) > 1,
        passages=passages,
        index=_index_info(snapshot, models, reader=str(models.reader.identity["name"])),
        timings_ms=watch.laps,
    )


def search_response(
    query: Query, snapshot: Snapshot, ranked: Sequence[Evidence], models: Models, watch: Stopwatch
) -> SearchResponse:
    """The first passages.  Raises `CitationBroken`."""
    passages = _passages(ranked, query.top_k, Citer(query.collection, snapshot))
    watch.lap("cite")
    return SearchResponse(
        question=query.question,
        passages=passages,
        index=_index_info(snapshot, models),
        timings_ms=watch.laps,
    )


def _answer(values: Sequence[FoundValue], probability: float, citer: Citer) -> Answer:
    """The best value, cited wherever a passage has the same words."""
    best, passage = values[0].found, values[0].passage
    places = {passage.id: best}
    for value in values:
        if value.margin > 0 and value.found.text.casefold() == best.text.casefold():
            places.setdefault(value.passage.id, value.found)
    return Answer(
        text=best.text,
        value=citer.readable(passage, values[0].answer).text,
        probability=probability,
        citations=[citer.cite(span.evidence.passage, span.span) for span in places.values()],
        sentence=citer.cite(passage, passage.enclosing_sentences(best.span)),
    )


def _claim(rated: RatedClaim, citer: Citer) -> Claim:
    claim = rated.claim
    return Claim(
        value=claim.value,
        normalized=claim.normalized,
        said_by=claim.said_by,
        stance=claim.stance,
        published=claim.published,
        probability=1 / (1 + math.exp(-max(-MOST_ODDS, min(MOST_ODDS, rated.strength)))),
        citations=[citer.cite(passage, span) for passage, span in claim.support],
    )


def _passages(
    ranked: Sequence[Evidence], top_k: int, citer: Citer, answer: FoundSpan | None = None
) -> list[RankedPassage]:
    """The first passages; the last of them gives way to the answer's if that ranks lower."""
    first = list(ranked[:top_k])
    if answer and not any(evidence is answer.evidence for evidence in first):
        first[-1] = answer.evidence
    return [_passage(rank, evidence, answer, citer) for rank, evidence in enumerate(first, 1)]


def _passage(rank: int, evidence: Evidence, answer: FoundSpan | None, citer: Citer) -> RankedPassage:
    sentence = supporting_sentence(evidence, answer)
    return RankedPassage(
        rank=rank,
        score=round(evidence.score, 6),
        text=evidence.passage.text,
        headings=list(evidence.passage.headings),
        highlights=[citer.highlight(evidence.passage, sentence)],
        citation=citer.cite(evidence.passage),
    )


def _index_info(snapshot: Snapshot, models: Models, reader: str | None = None) -> IndexInfo:
    return IndexInfo(
        collection=snapshot.collection.name,
        generation=snapshot.generation,
        embedding_model=str(models.embedder.identity["name"]),
        reader=reader,
    )
