"""Rank the passages of one generation of one or more collections for a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from index.embed.protocol import QuestionVectors
from index.errors import DerivedStoreDamaged, NotFound, Overloaded
from index.search.snapshot import Snapshot
from index.store.passage_index import PassageIndex
from qa.retrieve.candidates import PassageErased, retrieve
from qa.retrieve.evidence import Evidence, gather_evidence
from qa.retrieve.fusion import fuse
from qa.retrieve.query_batching import MicroBatcher
from qa.retrieve.question_terms import question_terms
from qa.retrieve.searched import Searched
from qa.retrieve.weights import FusionWeights
from qa.schemas import Query
from qa.stopwatch import Stopwatch
from qa.understand.parsed_question import ParsedQuestion

#: Generations that a question is tried on while passages are erased under it.
MOST_TRIES = 20


class Ranking(NamedTuple):
    """The evidence for a question in one generation of each collection, best first."""

    question: ParsedQuestion
    searched: Searched
    evidence: Sequence[Evidence]
    watch: Stopwatch

    @property
    def snapshot(self) -> Snapshot:
        """That of the first collection."""
        return self.searched.first


class _Damaged(Exception):
    """A derived store of a collection is damaged."""

    def __init__(self, collection: str, damage: DerivedStoreDamaged) -> None:
        super().__init__(collection)
        self.collection = collection
        self.damage = damage


@contextmanager
def _naming_damaged(snapshot: Snapshot) -> Iterator[None]:
    try:
        yield
    except DerivedStoreDamaged as error:
        raise _Damaged(snapshot.collection.name, error) from error


@contextmanager
def naming_collection(query: Query, number: int) -> Iterator[None]:
    """Let an error about a collection say which of the query's `collections` it is."""
    try:
        yield
    except NotFound as error:
        if query.collections is not None:
            error.field = f"collections[{query.collections.index(query.searched[number])}]"
        raise


class Retriever:
    """Ranks passages.  Safe to call from many threads.

    Args:
        index: What to search.
        embedder: Makes the questions' vectors.
        weights: How the scores of a passage are summed.
    """

    def __init__(self, index: PassageIndex, embedder: MicroBatcher, weights: FusionWeights) -> None:
        self._index = index
        self._weights = weights
        self.embedder = embedder

    @contextmanager
    def ranked(self, query: Query, question: ParsedQuestion) -> Iterator[Ranking]:
        """Rank the passages of one generation of each collection; they stay readable inside the context.

        Where a passage is erased meanwhile, that is the next generation; a damaged store is built anew first.

        Raises:
            NotFound: There is no such collection.
            InvalidInput: A filter is malformed.
            Overloaded: Passages were erased during every try.
        """
        watch = Stopwatch()
        vectors = self.embedder.embed(question.text)
        watch.lap("embed")
        last: tuple[Snapshot, ...] = ()
        for _ in range(MOST_TRIES):
            searched, before = self._searched(query), last
            last = searched.snapshots
            with self._index.catalog.reading():
                try:
                    evidence = self._rank(query, question, vectors, searched, watch, tried=before)
                except PassageErased:
                    continue
                except _Damaged as error:
                    damaged = error
                else:
                    yield Ranking(question, searched, evidence, watch)
                    return
            self._index.recover(damaged.collection, damaged.damage)
        raise Overloaded(
            f"Documents were erased during each of {MOST_TRIES} tries to answer.",
            hint="Ask again in a moment.",
        )

    def _searched(self, query: Query) -> Searched:
        snapshots = []
        for number, name in enumerate(query.searched):
            with naming_collection(query, number):
                snapshots.append(self._index.snapshot(name))
        return Searched(tuple(snapshots))

    def _rank(
        self,
        query: Query,
        question: ParsedQuestion,
        vectors: QuestionVectors,
        searched: Searched,
        watch: Stopwatch,
        *,
        tried: Sequence[Snapshot],
    ) -> list[Evidence]:
        """Retrieve and gather all evidence in each collection, then fuse it into one ranking.

        Args:
            tried: Snapshots that have been tried: a passage that is missing from one will not come back.

        Raises:
            PassageErased: A passage of a snapshot that has not been tried is missing.
        """
        depth = max(query.candidates, query.top_k)
        found = []
        for snapshot in searched.snapshots:
            with _naming_damaged(snapshot):
                only = snapshot.filter(query.filters)
                whole = not any(snapshot is one for one in tried)
                found.append(retrieve(snapshot, question.text, vectors, depth, only, whole=whole))
        watch.lap("retrieve")
        gathered: list[Evidence] = []
        for snapshot, candidates in zip(searched.snapshots, found, strict=True):
            with _naming_damaged(snapshot):
                terms = question_terms(snapshot, question)
            gathered += gather_evidence(question, terms, vectors, candidates)
        evidence = fuse(gathered, query.mode, self._weights)
        watch.lap("rank")
        return evidence
