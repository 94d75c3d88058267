"""Ask: question -> retrieve -> fuse -> evidence -> answer or abstention, every citation checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from index.documents import Span
from index.passage_index import PassageIndex
from index.snapshot import Snapshot
from qa.answerability import answerability
from qa.batching import MicroBatcher
from qa.cite import Citer
from qa.evidence import Evidence, answering, weigh
from qa.fuse import fuse
from qa.retrieve import retrieve
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
from qa.weights import load_weights

NOTHING_FOUND = "No passage shares anything with the question."
NOT_SUPPORTED = "The nearest passages do not support an answer."


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


class Asker:
    """Answers questions over an index.  Safe to call from many threads.

    Args:
        index: What to search.
        embedder: Makes the questions' vectors.
        threshold: Abstain below this probability; None takes the calibrated one.
    """

    def __init__(self, index: PassageIndex, embedder: MicroBatcher, threshold: float | None = None) -> None:
        self._index = index
        self.embedder = embedder
        self._threshold = load_weights().answerability.threshold if threshold is None else threshold

    def search(self, query: Query) -> SearchResponse:
        """Rank passages.  Raises `NotFound` for the collection, `InvalidInput` for a filter."""
        return self._with_ranking(query, lambda ranking: self._searched(query, ranking))

    def ask(self, query: AskQuery) -> AskResponse:
        """Answer with the best supporting sentence, or abstain.  Raises as `search` does."""
        return self._with_ranking(query, lambda ranking: self._answered(query, ranking))

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
        passages = self._present(query, ranking)
        probability = answerability(query.question, ranking.snapshot.words, ranking.evidence)
        answer = self._answer(query, ranking, probability)
        return AskResponse(
            question=query.question,
            answer=answer,
            abstained=answer is None,
            reason=None if answer else (NOT_SUPPORTED if ranking.evidence else NOTHING_FOUND),
            answerability=probability,
            threshold=self._threshold,
            passages=passages,
            index=self._info(ranking.snapshot),
            timings_ms=ranking.watch.laps,
        )

    def _answer(self, query: AskQuery, ranking: Ranking, probability: float) -> Answer | None:
        if not ranking.evidence or (query.abstain and probability < self._threshold):
            return None
        best = answering(query.question, ranking.evidence)
        citer = Citer(query.collection, ranking.snapshot.version_text)
        citation = citer.cite(best.passage, best.sentence)
        return Answer(text=citation.cited_text, probability=probability, citations=[citation])

    def _present(self, query: Query, ranking: Ranking) -> list[RankedPassage]:
        citer = Citer(query.collection, ranking.snapshot.version_text)
        ranked = [
            RankedPassage(
                rank=rank,
                score=round(evidence.score, 6),
                text=evidence.passage.text,
                headings=list(evidence.passage.headings),
                highlights=[_highlight(evidence.sentence)],
                citation=citer.cite(evidence.passage),
            )
            for rank, evidence in enumerate(ranking.evidence[: query.top_k], 1)
        ]
        ranking.watch.lap("cite")
        return ranked

    def _info(self, snapshot: Snapshot) -> IndexInfo:
        name = str(self.embedder.model.identity["name"])
        return IndexInfo(
            collection=snapshot.collection.name, generation=snapshot.generation, embedding_model=name
        )


def _highlight(span: Span) -> HighlightSpan:
    return HighlightSpan(start=span.start, end=span.end)
