"""What was found, in the form of the response, with checked citations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from index.documents import Span
from index.embed.protocol import Embedder
from index.store.catalog.passages import StoredPassage
from qa.cite import Citer
from qa.claims.found_value import FoundValue
from qa.claims.metadata_answer import MetadataAnswer
from qa.claims.selection import RatedClaim
from qa.confidence.weights import Weights
from qa.read.found_spans import FoundSpan, supporting_sentence
from qa.read.reader.protocol import Reader
from qa.retrieve.evidence import Evidence
from qa.retrieve.retriever import Ranking
from qa.retrieve.searched import Searched
from qa.schemas import (
    Answer,
    AskQuery,
    AskResponse,
    Citation,
    Claim,
    IndexInfo,
    Query,
    QueryWarning,
    RankedPassage,
    SearchedCollection,
    SearchResponse,
    Stance,
)

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
        about: What the metadata of documents answer, in place of the text.
    """

    ranked: Sequence[Evidence]
    values: Sequence[FoundValue]
    claims: Sequence[RatedClaim]
    probability: float
    threshold: float
    about: Sequence[MetadataAnswer] = ()


class _Citers:
    """Cites passages of several collections, each as the `Citer` of its collection does."""

    def __init__(self, searched: Searched) -> None:
        self._citers = {one.collection.key: Citer(one.collection.name, one) for one in searched.snapshots}

    def of(self, passage: StoredPassage) -> Citer:
        """The `Citer` of a passage's collection."""
        return self._citers[passage.collection]

    def cite(self, passage: StoredPassage, span: Span | None = None) -> Citation:
        """Cite a passage.  Raises `CitationBroken`."""
        return self.of(passage).cite(passage, span)


def ask_response(query: AskQuery, ranking: Ranking, outcome: Outcome, models: Models) -> AskResponse:
    """The answer or the abstention.  Raises `CitationBroken`."""
    citer, watch = _Citers(ranking.searched), ranking.watch
    values = outcome.values
    answer = _answer(values, outcome.probability, citer) if values else None
    claims = [_claim(claim, citer) for claim in outcome.claims]
    if outcome.about:
        answer = _answer_from_metadata(outcome.about, outcome.probability, citer)
        claims = [_metadata_claim(one, outcome.probability, citer) for one in outcome.about]
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
        sources_disagree=len({claim.normalized for claim in claims}) > 1,
        passages=passages,
        warnings=_warnings(ranking),
        index=_index_info(query, ranking.searched, models, reader=str(models.reader.identity["name"])),
        timings_ms=watch.laps,
    )


def search_response(query: Query, ranking: Ranking, models: Models) -> SearchResponse:
    """The first passages.  Raises `CitationBroken`."""
    watch = ranking.watch
    passages = _passages(ranking.evidence, query.top_k, _Citers(ranking.searched))
    watch.lap("cite")
    return SearchResponse(
        question=query.question,
        passages=passages,
        warnings=_warnings(ranking),
        index=_index_info(query, ranking.searched, models),
        timings_ms=watch.laps,
    )


def _answer(values: Sequence[FoundValue], probability: float, citer: _Citers) -> Answer:
    """The best value, cited wherever a passage has the same words."""
    best, passage = values[0].found, values[0].passage
    places = {passage.id: best}
    for value in values:
        if value.margin > 0 and value.found.text.casefold() == best.text.casefold():
            places.setdefault(value.passage.id, value.found)
    return Answer(
        text=best.text,
        value=citer.of(passage).readable(passage, values[0].answer).text,
        probability=probability,
        citations=[citer.cite(span.evidence.passage, span.span) for span in places.values()],
        sentence=citer.cite(passage, passage.enclosing_sentences(best.span)),
    )


def _answer_from_metadata(about: Sequence[MetadataAnswer], probability: float, citer: _Citers) -> Answer:
    """The value of the first document, cited wherever a document has the same."""
    value = about[0].value
    cited = [citer.of(one.passage).cite_metadata(*one) for one in about if one.value == value]
    return Answer(text=value, value=value, probability=probability, citations=[*cited], sentence=None)


def _metadata_claim(about: MetadataAnswer, probability: float, citer: _Citers) -> Claim:
    return Claim(
        value=about.value,
        normalized=about.value,
        said_by=None,
        stance=Stance.STATED,
        published=about.passage.published or None,
        probability=probability,
        citations=[citer.of(about.passage).cite_metadata(*about)],
    )


def _claim(rated: RatedClaim, citer: _Citers) -> Claim:
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
    ranked: Sequence[Evidence], top_k: int, citer: _Citers, answer: FoundSpan | None = None
) -> list[RankedPassage]:
    """The first passages; the last of them gives way to the answer's if that ranks lower."""
    first = list(ranked[:top_k])
    if answer and not any(evidence is answer.evidence for evidence in first):
        first[-1] = answer.evidence
    return [_passage(rank, evidence, answer, citer) for rank, evidence in enumerate(first, 1)]


def _passage(rank: int, evidence: Evidence, answer: FoundSpan | None, citer: _Citers) -> RankedPassage:
    sentence = supporting_sentence(evidence, answer)
    return RankedPassage(
        rank=rank,
        score=round(evidence.score, 6),
        text=evidence.passage.text,
        headings=list(evidence.passage.headings),
        highlights=[citer.of(evidence.passage).highlight(evidence.passage, sentence)],
        citation=citer.cite(evidence.passage),
        duplicates=[citer.of(passage).duplicate(passage) for passage in evidence.duplicates],
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
