"""Rank the passages of one generation for a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from index.dates import last_moment
from index.embed.protocol import QuestionVectors
from index.errors import DerivedStoreDamaged, Overloaded
from index.language.stemmers import own_rules
from index.search.matching import FilterWarning
from index.search.snapshot import Snapshot
from index.store.passage_index import PassageIndex
from qa.retrieve.candidates import Candidate, PassageErased, retrieve
from qa.retrieve.evidence import Evidence, gather_evidence
from qa.retrieve.fusion import fuse
from qa.retrieve.near_duplicates import distinct
from qa.retrieve.query_batching import MicroBatcher
from qa.retrieve.question_terms import question_terms
from qa.retrieve.timeliness import prefer_time
from qa.retrieve.weights import FusionWeights
from qa.schemas import Mode, Query
from qa.stopwatch import Stopwatch
from qa.understand.parsed_question import ParsedQuestion

#: Generations that a question is tried on while passages are erased under it.
MOST_TRIES = 20
#: Where copies leave too few passages, each arm looks this many times deeper, up to so many candidates.
DEEPER, MOST_CANDIDATES = 4, 2000


class Ranking(NamedTuple):
    """The evidence for a question in one generation, best first."""

    question: ParsedQuestion
    snapshot: Snapshot
    evidence: Sequence[Evidence]
    watch: Stopwatch
    warnings: Sequence[FilterWarning] = ()


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
        """Rank the passages of one generation, or of an earlier state, readable inside the context.

        Where a passage is erased meanwhile, that is the next generation; a damaged store is built anew first.

        Raises:
            NotFound: There is no such collection.
            InvalidInput: A filter is malformed.
            Overloaded: Passages were erased during every try.
        """
        watch = Stopwatch()
        vectors = self.embedder.embed(question.text)
        watch.lap("embed")
        last: Snapshot | None = None
        for _ in range(MOST_TRIES):
            snapshot = self._snapshot(query)
            # A passage that is missing from the same generation again will not come back.
            whole, last = snapshot is not last, snapshot
            with self._index.catalog.reading():
                try:
                    evidence = self._rank(query, question, vectors, snapshot, watch, whole=whole)
                except PassageErased:
                    continue
                except DerivedStoreDamaged as error:
                    damage = error
                else:
                    yield Ranking(
                        question, snapshot, evidence, watch, self._warnings(query, question, snapshot)
                    )
                    return
            self._index.recover(query.collection, damage)
        raise Overloaded(
            f"Documents were erased during each of {MOST_TRIES} tries to answer.",
            hint="Ask again in a moment.",
        )

    def _snapshot(self, query: Query) -> Snapshot:
        if query.as_of is None:
            return self._index.snapshot(query.collection)
        return self._index.snapshot_as_of(query.collection, last_moment(query.as_of))

    def _warnings(self, query: Query, question: ParsedQuestion, snapshot: Snapshot) -> list[FilterWarning]:
        """What may make the response another one than was meant, without being an error."""
        only = snapshot.filter(query.filters)
        warnings = [*only.warnings] if only else []
        if question.date and len(question.date.readings) > 1:
            read = " and as ".join(day.spelled() for day in question.date.readings)
            warnings.append(FilterWarning("question", f"Its date is read as {read}."))
        if query.as_of is not None and last_moment(query.as_of) < (
            first := self._index.first_change(snapshot)
        ):
            message = (
                f"Nothing was in this collection then: its oldest version that is kept is of {first[:19]}Z."
            )
            warnings.append(FilterWarning("as_of", message))
        return warnings

    def _rank(
        self,
        query: Query,
        question: ParsedQuestion,
        vectors: QuestionVectors,
        snapshot: Snapshot,
        watch: Stopwatch,
        *,
        whole: bool,
    ) -> list[Evidence]:
        """Retrieve, gather all evidence, fuse, list copies once; look deeper where copies leave too few.

        Raises `PassageErased` if `whole` is wanted.
        """
        depth, only = max(query.candidates, query.top_k), snapshot.filter(query.filters)
        while True:
            found = retrieve(snapshot, question.text, vectors, depth, only, whole=whole)
            watch.lap("retrieve")
            ranked = distinct(self._fused(query.mode, question, vectors, snapshot, found))
            watch.lap("rank")
            is_all = len(found) < depth or len(ranked) == len(found) or depth >= MOST_CANDIDATES
            if len(ranked) >= query.top_k or is_all:
                return ranked
            depth *= DEEPER

    def _fused(
        self,
        mode: Mode,
        question: ParsedQuestion,
        vectors: QuestionVectors,
        snapshot: Snapshot,
        found: Sequence[Candidate],
    ) -> list[Evidence]:
        """All evidence for the candidates, each compared with the question in its own language."""
        evidence = [
            one
            for language, candidates in _by_language(found).items()
            for one in gather_evidence(
                question, question_terms(snapshot, question, language), vectors, candidates
            )
        ]
        is_read = self.embedder.model.reads(question.text)
        ranked = fuse(evidence, mode, self._weights, is_read=is_read)
        return prefer_time(question, ranked, snapshot.analyzer) if mode is Mode.HYBRID else ranked


def _by_language(candidates: Sequence[Candidate]) -> Mapping[str, list[Candidate]]:
    """The candidates by the language by whose rules they were analysed."""
    groups: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[own_rules(candidate.passage.language)].append(candidate)
    return groups
