"""Ask: question -> retrieve -> fuse -> read -> answer with claims, or abstention; every citation checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from index.documents import Span
from index.search.snapshot import Snapshot
from index.store.passage_index import PassageIndex
from qa.cite import Citer
from qa.claims.gather import whole_value
from qa.claims.selection import make_claims
from qa.claims.speaker_filter import heard
from qa.claims.who_said import voices
from qa.confidence.answerability import answerability
from qa.confidence.weights import load_weights
from qa.read.read_passages import FoundSpan, found_spans, read, reorder, supporting
from qa.read.reader.protocol import Reader
from qa.retrieve.candidates import retrieve
from qa.retrieve.evidence import Evidence, weigh
from qa.retrieve.fusion import fuse
from qa.retrieve.query_batching import MicroBatcher
from qa.schemas import (
    Answer,
    AskQuery,
    AskResponse,
    HighlightSpan,
    IndexInfo,
    Query,
    RankedPassage,
    SearchResponse,
)
from qa.understand.pleasantries import plainly
from qa.understand.source_questions import matter

NOTHING_FOUND = "No passage shares anything with the question."
NOT_ANSWERED = "The nearest passages do not answer the question."


Response = TypeVar("Response")


class Stopwatch:
    """Names the milliseconds that each stage took."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Note the time since the last lap as that of `stage`, and the total."""
        now = time.perf_counter()
        self.laps[stage] = round(1e3 * (now - self._last), 3)
        self.laps["total"] = round(1e3 * (now - self._start), 3)
        self._last = now


class Ranking(NamedTuple):
    """What one question found in one generation, best first."""

    snapshot: Snapshot
    evidence: Sequence[Evidence]
    watch: Stopwatch


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """When not to answer, and how much to read before.

    Args:
        max_error_rate: The share of answers shown that may be wrong.
        threshold: The answerability to answer from, in place of what that error rate takes.
        passages: How many are read.
    """

    max_error_rate: float = 0.2
    threshold: float | None = None
    passages: int = 8

    def threshold_for(self, max_error_rate: float | None) -> float:
        """The answerability from which on a question is answered."""
        if max_error_rate is None:
            if self.threshold is not None:
                return self.threshold
            max_error_rate = self.max_error_rate
        return load_weights().threshold(max_error_rate)


class Asker:
    """Answers questions over an index.  Safe to call from many threads.

    Args:
        index: What to search.
        embedder: Makes the questions' vectors.
        reader: Reads the first passages.
        policy: When to abstain.
    """

    def __init__(
        self, index: PassageIndex, embedder: MicroBatcher, reader: Reader, policy: ReadingPolicy
    ) -> None:
        self._index = index
        self._reader = reader
        self._policy = policy
        self._weights = load_weights()
        self.embedder = embedder

    def search(self, query: Query) -> SearchResponse:
        """Rank passages.  Raises `NotFound` for the collection, `InvalidInput` for a filter."""
        return self._with_ranking(query, lambda ranking: self._searched(query, ranking))

    def ask(self, query: AskQuery) -> AskResponse:
        """Answer with the words of a passage, or abstain.  Raises as `search` does."""
        plain = query.model_copy(update={"question": matter(plainly(query.question))})
        response = self._with_ranking(plain, lambda ranking: self._answered(plain, ranking))
        return response.model_copy(update={"question": query.question})

    def rank(self, query: Query) -> Ranking:
        """All the evidence for a question, best first."""
        return self._with_ranking(query, lambda ranking: ranking)

    def _with_ranking(self, query: Query, respond: Callable[[Ranking], Response]) -> Response:
        """Respond from exactly one generation: of the next one, if a passage was erased since the last."""
        watch = Stopwatch()
        vectors = self.embedder.embed(query.question)
        watch.lap("embed")
        depth = max(query.candidates, query.top_k)
        last: Snapshot | None = None
        while True:
            snapshot = self._index.snapshot(query.collection)
            newer, last = snapshot is not last, snapshot
            with self._index.catalog.reading():
                only = snapshot.filter(query.filters)
                try:
                    candidates = retrieve(snapshot, query.question, vectors, depth, only, whole=newer)
                except LookupError:
                    continue
                watch.lap("retrieve")
                evidence = fuse(weigh(snapshot, query.question, vectors, candidates), query.mode)
                watch.lap("rank")
                return respond(Ranking(snapshot, evidence, watch))

    def _searched(self, query: Query, ranking: Ranking) -> SearchResponse:
        passages = self._present(query, ranking)
        return SearchResponse(
            question=query.question,
            passages=passages,
            index=self._info(ranking.snapshot),
            timings_ms=ranking.watch.laps,
        )

    def _answered(self, query: AskQuery, ranking: Ranking) -> AskResponse:
        ranking = self._read(query, ranking)
        found = voices(query.question, ranking.evidence)
        found = found or heard(query.question, found_spans(ranking.evidence, self._weights.reading))
        probability = answerability(query.question, ranking.snapshot.words, found, self._weights)
        threshold = self._policy.threshold_for(query.max_error_rate)
        shown = bool(found) and (not query.abstain or probability >= threshold)
        citer = Citer(query.collection, ranking.snapshot.version_text)
        claims = make_claims(query.question, found, citer) if shown else []
        passages = self._present(query, ranking, found[0] if shown else None)
        return AskResponse(
            question=query.question,
            answer=_answer(query.question, found, probability, citer) if shown else None,
            abstained=not shown,
            reason=None if shown else (NOT_ANSWERED if ranking.evidence else NOTHING_FOUND),
            answerability=probability,
            threshold=threshold,
            claims=claims,
            sources_disagree=len(claims) > 1,
            passages=passages,
            index=self._info(ranking.snapshot, reader=str(self._reader.identity["name"])),
            timings_ms=ranking.watch.laps,
        )

    def _read(self, query: Query, ranking: Ranking) -> Ranking:
        text = ranking.snapshot.version_text
        known = read(self._reader, query.question, ranking.evidence, self._policy.passages, text)
        evidence = reorder(known, self._weights.reading)
        ranking.watch.lap("read")
        return ranking._replace(evidence=evidence)

    def _present(
        self, query: Query, ranking: Ranking, answer: FoundSpan | None = None
    ) -> list[RankedPassage]:
        citer = Citer(query.collection, ranking.snapshot.version_text)
        first = list(ranking.evidence[: query.top_k])
        if answer and not any(evidence is answer.evidence for evidence in first):
            first[-1] = answer.evidence
        ranked = [
            RankedPassage(
                rank=rank,
                score=round(evidence.score, 6),
                text=evidence.passage.text,
                headings=list(evidence.passage.headings),
                highlights=[_highlight(supporting(evidence, answer))],
                citation=citer.cite(evidence.passage),
            )
            for rank, evidence in enumerate(first, 1)
        ]
        ranking.watch.lap("cite")
        return ranked

    def _info(self, snapshot: Snapshot, reader: str | None = None) -> IndexInfo:
        return IndexInfo(
            collection=snapshot.collection.name,
            generation=snapshot.generation,
            embedding_model=str(self.embedder.model.identity["name"]),
            reader=reader,
        )


def _answer(question: str, found: Sequence[FoundSpan], probability: float, citer: Citer) -> Answer:
    """The best span, with every place where another passage says the same words."""
    best = found[0]
    places = {best.evidence.passage.id: best}
    for span in found:
        if span.margin > 0 and span.text.casefold() == best.text.casefold():
            places.setdefault(span.evidence.passage.id, span)
    return Answer(
        text=best.text,
        value=whole_value(question, best.evidence.passage, best.span),
        probability=probability,
        citations=[citer.cite(span.evidence.passage, span.span) for span in places.values()],
        sentence=citer.cite(best.evidence.passage, best.evidence.passage.around(best.quoted)),
    )


def _highlight(span: Span) -> HighlightSpan:
    return HighlightSpan(start=span.start, end=span.end)
