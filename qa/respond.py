"""What was found, in the form of the response, with checked citations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from index.embed.protocol import Embedder
from qa.cite import Citers
from qa.cited_answer import cited_answer, metadata_answer
from qa.claims.metadata_answer import MetadataAnswer
from qa.claims.selection import RatedClaim, disagree
from qa.compose.composed import Composed, Part
from qa.confidence.levels import Decision
from qa.confidence.weights import Weights
from qa.read.found_spans import supporting_sentence
from qa.read.reader.protocol import Reader
from qa.retrieve.evidence import Evidence
from qa.retrieve.retriever import Ranking
from qa.retrieve.searched import Searched
from qa.schemas import (
    AskQuery,
    AskResponse,
    Claim,
    IndexInfo,
    Level,
    Query,
    QueryWarning,
    RankedPassage,
    SearchedCollection,
    SearchResponse,
    Stance,
)

NOTHING_FOUND = "No passage shares anything with the question."
NOT_ANSWERED = "No passage answers surely enough. The nearest may say it in other words."
NOT_SURE = "No sure answer. The closest passage is quoted."
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
        decision: What is shown, and at which level.
        answerability: The probability that the documents answer the question.
        threshold: The least probability to answer with.
        claims: The distinct values to show.
        about: What the metadata of documents answer, in place of the text.
    """

    ranked: Sequence[Evidence]
    decision: Decision
    answerability: float
    threshold: float
    claims: Sequence[RatedClaim]
    about: Sequence[MetadataAnswer]


def ask_response(query: AskQuery, ranking: Ranking, outcome: Outcome, models: Models) -> AskResponse:
    """The answer, the closest passage or neither.  Raises `CitationBroken`."""
    citers, watch = Citers(ranking.searched), ranking.watch
    level, best, probability = outcome.decision
    answered = level is Level.ANSWERED
    shown = cited_answer(best, probability, citers) if best else None
    claims = [_claim(claim, citers) for claim in outcome.claims]
    if outcome.about:
        shown = metadata_answer(outcome.about, probability, citers)
        claims = [_metadata_claim(one, probability, citers) for one in outcome.about]
    passages = _passages(outcome.ranked, query.top_k, citers, best)
    watch.lap("cite")
    return AskResponse(
        question=query.question,
        searched_as=ranking.searched_as,
        level=level,
        answer=shown if answered else None,
        closest=None if answered else shown,
        abstained=not answered,
        reason=None if answered else _reason(outcome),
        answerability=outcome.answerability,
        calibrated=models.weights.were_fitted_for(models.reader),
        threshold=outcome.threshold,
        claims=claims,
        sources_disagree=disagree(outcome.claims),
        passages=passages,
        warnings=_warnings(ranking),
        index=_index_info(query, ranking.searched, models, reader=str(models.reader.identity["name"])),
        timings_ms=watch.laps,
    )


def _reason(outcome: Outcome) -> str:
    if outcome.decision.level is Level.UNSURE:
        return NOT_SURE
    return NOT_ANSWERED if outcome.ranked else NOTHING_FOUND


def search_response(query: Query, ranking: Ranking, models: Models) -> SearchResponse:
    """The first passages.  Raises `CitationBroken`."""
    watch = ranking.watch
    passages = _passages(ranking.evidence, query.top_k, Citers(ranking.searched))
    watch.lap("cite")
    return SearchResponse(
        question=query.question,
        searched_as=ranking.searched_as,
        passages=passages,
        warnings=_warnings(ranking),
        index=_index_info(query, ranking.searched, models),
        timings_ms=watch.laps,
    )


def _metadata_claim(about: MetadataAnswer, probability: float, citers: Citers) -> Claim:
    return Claim(
        value=about.value,
        normalized=about.value,
        said_by=None,
        stance=Stance.STATED,
        published=about.passage.published or None,
        probability=probability,
        citations=[citers.of(about.passage).cite_metadata(*about)],
    )


def _claim(rated: RatedClaim, citers: Citers) -> Claim:
    claim = rated.claim
    return Claim(
        value=claim.value,
        normalized=claim.normalized,
        said_by=claim.said_by,
        stance=claim.stance,
        published=claim.published,
        probability=1 / (1 + math.exp(-max(-MOST_ODDS, min(MOST_ODDS, rated.strength)))),
        citations=[citers.cite(passage, span) for passage, span in claim.support],
    )


def _passages(
    ranked: Sequence[Evidence], top_k: int, citers: Citers, best: Composed | None = None
) -> list[RankedPassage]:
    """The first passages; the last of them gives way to that of what is shown if that ranks lower."""
    first = list(ranked[:top_k])
    shown = best.parts[0] if best else None
    if shown and not any(evidence.passage.id == shown.passage.id for evidence in first):
        first[-1] = next((one for one in ranked if one.passage.id == shown.passage.id), first[-1])
    return [_passage(rank, evidence, shown, citers) for rank, evidence in enumerate(first, 1)]


def _passage(rank: int, evidence: Evidence, shown: Part | None, citers: Citers) -> RankedPassage:
    passage = evidence.passage
    span = shown.span if shown and shown.passage.id == passage.id else None
    sentence = passage.enclosing_sentences(span) if span else supporting_sentence(evidence)
    citation = citers.cite(passage)  # before the highlight, whose place is mostly the same
    return RankedPassage(
        rank=rank,
        score=round(evidence.score, 6),
        text=passage.text,
        headings=list(passage.headings),
        highlights=[citers.of(passage).highlight(passage, sentence)],
        citation=citation,
        duplicates=[citers.of(copy).duplicate(copy) for copy in evidence.duplicates],
    )


def _warnings(ranking: Ranking) -> list[QueryWarning]:
    return [QueryWarning(field=field, message=message) for field, message in ranking.warnings]


def _index_info(query: Query, searched: Searched, models: Models, reader: str | None = None) -> IndexInfo:
    return IndexInfo(
        collection=searched.first.collection.name,
        generation=searched.first.generation,
        collections=[
            SearchedCollection(collection=one.collection.name, generation=one.generation)
            for one in searched.snapshots
        ],
        as_of=query.as_of,
        embedding_model=str(models.embedder.identity["name"]),
        reader=reader,
    )
