"""The way of a question: parse -> retrieve -> fuse -> read -> confidence -> claims -> cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from index.errors import Overloaded
from index.search.snapshot import Snapshot
from index.store.passage_index import PassageIndex
from qa.claims.candidate_values import candidate_values
from qa.claims.selection import select_claims
from qa.confidence.answerability import answerability
from qa.confidence.policy import AnswerPolicy
from qa.confidence.weights import Weights
from qa.read.read_evidence import ReadEvidence
from qa.read.read_passages import read_passages
from qa.read.reader.protocol import Reader
from qa.read.rerank import rerank
from qa.respond import Models, Outcome, ask_response, search_response
from qa.retrieve.candidates import PassageErased, retrieve
from qa.retrieve.evidence import Evidence, gather_evidence
from qa.retrieve.fusion import fuse
from qa.retrieve.query_batching import MicroBatcher
from qa.retrieve.question_terms import question_terms
from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.stopwatch import Stopwatch
from qa.understand.parse import parse, parse_search
from qa.understand.parsed_question import ParsedQuestion

#: Generations that a question is tried on while passages are erased under it.
MOST_TRIES = 20


class Ranking(NamedTuple):
    """The evidence for a question in one generation, best first."""

    question: ParsedQuestion
    snapshot: Snapshot
    evidence: Sequence[Evidence]
    watch: Stopwatch


class Pipeline:
    """Answers questions over an index.  Safe to call from many threads.

    Args:
        index: What to search.
        embedder: Makes the questions' vectors.
        reader: Reads the first passages.
        policy: When to answer, and how much to read before.
        weights: How scores are summed, and how probable answers are.
    """

    def __init__(
        self,
        index: PassageIndex,
        embedder: MicroBatcher,
        reader: Reader,
        policy: AnswerPolicy,
        weights: Weights,
    ) -> None:
        self._index = index
        self._reader = reader
        self._policy = policy
        self._weights = weights
        self._models = Models(embedder.model, reader, weights)
        self.embedder = embedder

    def ask(self, query: AskQuery) -> AskResponse:
        """Answer with the words of a passage, or abstain.  Raises as `search` does."""
        with self._ranked(query, parse(query.question)) as ranking:
            question, snapshot, evidence, watch = ranking
            read = self._read(ranking)
            unread = evidence[len(read) :]
            read = rerank(read, self._weights.reading, unread[0].score if unread else None)
            watch.lap("read")
            values = candidate_values(question, read, self._weights.reading)
            probability = answerability(question, snapshot.words, values, self._weights)
            threshold = self._policy.least_probability(query.max_error_rate, self._weights)
            shown = bool(values) and (not query.abstain or probability >= threshold)
            claims = select_claims(question, values) if shown else []
            watch.lap("claims")
            outcome = Outcome([*read, *unread], values if shown else [], claims, probability, threshold)
            return ask_response(query, snapshot, outcome, self._models, watch)

    def search(self, query: Query) -> SearchResponse:
        """Rank passages.

        Raises:
            NotFound: There is no such collection.
            InvalidInput: A filter is malformed.
            Overloaded: Passages were erased during every try.
        """
        with self._ranked(query, parse_search(query.question)) as ranking:
            return search_response(query, ranking.snapshot, ranking.evidence, self._models, ranking.watch)

    def rank(self, query: Query) -> Ranking:
        """All the evidence for a search, best first.  Raises as `search` does."""
        with self._ranked(query, parse_search(query.question)) as ranking:
            return ranking

    def read(self, query: Query) -> tuple[Ranking, list[ReadEvidence]]:
        """What `ask` knows of a question before the reader's word is weighed, for fitting the weights."""
        with self._ranked(query, parse(query.question)) as ranking:
            return ranking, self._read(ranking)

    @contextmanager
    def _ranked(self, query: Query, question: ParsedQuestion) -> Iterator[Ranking]:
        """Rank the passages of one generation, which stays readable inside the context.

        Where a passage is erased meanwhile, that is the next generation.
        """
        watch = Stopwatch()
        vectors = self.embedder.embed(question.text)
        watch.lap("embed")
        depth = max(query.candidates, query.top_k)
        last: Snapshot | None = None
        for _ in range(MOST_TRIES):
            snapshot = self._index.snapshot(query.collection)
            newer, last = snapshot is not last, snapshot
            with self._index.catalog.reading():
                terms = question_terms(snapshot, question.text)
                only = snapshot.filter(query.filters)
                try:
                    # A passage that is missing from the same generation again will not come back.
                    found = retrieve(snapshot, question.text, vectors, depth, only, whole=newer)
                except PassageErased:
                    continue
                watch.lap("retrieve")
                evidence = gather_evidence(question, terms, vectors, found)
                ranked = fuse(evidence, query.mode, self._weights.fusion)
                watch.lap("rank")
                yield Ranking(question, snapshot, ranked, watch)
                return
        raise Overloaded(
            f"Documents were erased during each of {MOST_TRIES} tries to answer.",
            hint="Ask again in a moment.",
        )

    def _read(self, ranking: Ranking) -> list[ReadEvidence]:
        """Read the first passages; their order stays."""
        question, snapshot, evidence, _ = ranking
        return read_passages(self._reader, question, evidence, self._policy.passages, snapshot.version_text)
