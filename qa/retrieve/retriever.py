"""Rank the passages of one generation of one or more collections for a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from index.dates import last_moment
from index.embed.protocol import QuestionVectors
from index.errors import DerivedStoreDamaged, NotFound, Overloaded
from index.search.matching import FilterWarning
from index.store.columns.passage_columns import RULES
from index.store.protocol import Store, StoreGeneration
from qa.retrieve.candidates import Candidates, PassageErased, retrieve
from qa.retrieve.collection_wordings import CollectionWordings
from qa.retrieve.dated_copies import fold_dated_copies
from qa.retrieve.depth import depth_of
from qa.retrieve.evidence import Evidence
from qa.retrieve.fusion import fuse
from qa.retrieve.near_duplicates import distinct
from qa.retrieve.query_batching import MicroBatcher
from qa.retrieve.question_terms import question_terms
from qa.retrieve.ranked import TOGETHER, RankedEvidence
from qa.retrieve.scores import Scores, score, together
from qa.retrieve.searched import Searched
from qa.retrieve.spelling.spellers import Spellers
from qa.retrieve.timeliness import prefer_time
from qa.retrieve.weights import FusionWeights
from qa.schemas import Mode, Query
from qa.stopwatch import Stopwatch
from qa.understand.parse import parse_again
from qa.understand.parsed_question import ParsedQuestion

#: Generations that a question is tried on while passages are erased under it.
MOST_TRIES = 20
#: Where copies leave too few passages, each arm looks this many times deeper, up to so many candidates.
DEEPER, MOST_CANDIDATES = 4, 2000


class Ranking(NamedTuple):
    """The evidence for a question in one generation of each collection, best first."""

    question: ParsedQuestion
    searched: Searched
    evidence: Sequence[Evidence]
    watch: Stopwatch
    warnings: Sequence[FilterWarning] = ()

    @property
    def snapshot(self) -> StoreGeneration:
        """That of the first collection."""
        return self.searched.first

    @property
    def searched_as(self) -> str | None:
        """The question that was searched, where it is another than was asked."""
        return self.question.asked if self.question.respelled or self.question.story else None


class _Damaged(Exception):
    """A derived store of a collection is damaged."""

    def __init__(self, collection: str, damage: DerivedStoreDamaged) -> None:
        super().__init__(collection)
        self.collection = collection
        self.damage = damage


@contextmanager
def _naming_damaged(snapshot: StoreGeneration) -> Iterator[None]:
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

    def __init__(self, index: Store, embedder: MicroBatcher, weights: FusionWeights) -> None:
        self._index = index
        self._weights = weights
        self._spellers = Spellers()
        self._wordings = CollectionWordings()
        self.embedder = embedder

    def over(self, index: Store) -> Retriever:
        """The same over another view of the index; both share what they know of its words."""
        other = copy(self)
        other._index = index
        return other

    @contextmanager
    def ranked(self, query: Query, question: ParsedQuestion) -> Iterator[Ranking]:
        """Rank the passages of one generation, or an earlier state, of each collection.

        They stay readable inside the context.

        Where a passage is erased meanwhile, that is the next generation; a damaged store is built anew first.

        Raises:
            NotFound: There is no such collection.
            InvalidInput: A filter is malformed.
            Overloaded: Passages were erased during every try.
        """
        watch = Stopwatch()
        last: tuple[StoreGeneration, ...] = ()
        for _ in range(MOST_TRIES):
            searched, before = self._searched(query), last
            last = searched.snapshots
            with self._index.reading():
                question = self._in_words_of(query, question, searched)
                watch.lap("words")
                vectors = self.embedder.embed(question.text)
                watch.lap("embed")
                try:
                    evidence = self._rank(query, question, vectors, searched, watch, tried=before)
                except PassageErased:
                    continue
                except _Damaged as error:
                    damaged = error
                else:
                    yield Ranking(
                        question, searched, evidence, watch, self._warnings(query, question, searched)
                    )
                    return
            self._index.recover(damaged.collection, damaged.damage)
        raise Overloaded(
            f"Documents were erased during each of {MOST_TRIES} tries to answer.",
            hint="Ask again in a moment.",
        )

    def _in_words_of(self, query: Query, question: ParsedQuestion, searched: Searched) -> ParsedQuestion:
        """The question as the collections write its words; as it is where a store of theirs is damaged.

        The ranking that follows meets the same damage, and has it mended.
        """
        try:
            return self._worded(self._spelled(query, question, searched), searched)
        except DerivedStoreDamaged:
            return question

    def _spelled(self, query: Query, question: ParsedQuestion, searched: Searched) -> ParsedQuestion:
        """The question with its spelling corrected, where the query lets it be."""
        if not query.spelling:
            return question
        spelled = self._spellers.corrected(question.asked, searched.snapshots)
        return question if spelled == question.asked else parse_again(question, spelled)

    def _worded(self, question: ParsedQuestion, searched: Searched) -> ParsedQuestion:
        """The question with what its words are also called in the collections."""
        found = [one for snapshot in searched.snapshots for one in self._wordings.of(question, snapshot)]
        return replace(question, wordings=tuple(dict.fromkeys(found)))

    def _searched(self, query: Query) -> Searched:
        moment = last_moment(query.as_of) if query.as_of is not None else ""
        snapshots = []
        for number, name in enumerate(query.searched):
            with naming_collection(query, number):
                found = self._index.snapshot_as_of(name, moment) if moment else self._index.snapshot(name)
                snapshots.append(found)
        return Searched(tuple(snapshots))

    def _warnings(self, query: Query, question: ParsedQuestion, searched: Searched) -> list[FilterWarning]:
        """What may make the response another one than was meant, without being an error."""
        of_filters = [
            [*only.warnings] if (only := snapshot.filter(query.filters)) else []
            for snapshot in searched.snapshots
        ]
        warnings = [one for one in of_filters[0] if all(one in others for others in of_filters[1:])]
        if question.date and len(question.date.readings) > 1:
            read = " and as ".join(day.spelled() for day in question.date.readings)
            warnings.append(FilterWarning("question", f"Its date is read as {read}."))
        if question.others:
            message = f"It asks {question.others + 1} questions; the first is answered: {question.asked}"
            warnings.append(FilterWarning("question", message))
        moment = last_moment(query.as_of) if query.as_of is not None else ""
        for snapshot in searched.snapshots:
            if moment and moment < (first := self._index.first_change(snapshot)):
                message = (
                    f"Nothing was in collection {snapshot.collection.name!r} then: "
                    f"its oldest version that is kept is of {first[:19]}Z."
                )
                warnings.append(FilterWarning("as_of", message))
        return warnings

    def _rank(
        self,
        query: Query,
        question: ParsedQuestion,
        vectors: QuestionVectors,
        searched: Searched,
        watch: Stopwatch,
        *,
        tried: Sequence[StoreGeneration],
    ) -> Sequence[Evidence]:
        """Retrieve and gather all evidence in each collection, fuse it into one ranking, list copies once.

        Where copies leave too few passages, it looks deeper.

        Args:
            tried: Snapshots that have been tried: a passage that is missing from one will not come back.

        Raises:
            PassageErased: A passage of a snapshot that has not been tried is missing.
        """
        is_read = self.embedder.model.reads(question.text)
        depth = depth_of(query, question, is_read=is_read)
        while True:
            found = []
            for snapshot in searched.snapshots:
                with _naming_damaged(snapshot):
                    only = snapshot.filter(query.filters)
                    whole = not any(snapshot is one for one in tried)
                    found.append(retrieve(snapshot, question, vectors, depth, only, whole=whole))
            watch.lap("retrieve")
            if not any(map(len, found)):
                return []
            ranked = distinct(self._fused(query.mode, question, vectors, searched, found, is_read))
            if question.date is None:
                ranked = fold_dated_copies(ranked)
            is_all = all(candidates.found < depth.each_arm for candidates in found)
            is_all = is_all or len(ranked) == sum(map(len, found)) or depth.each_arm >= MOST_CANDIDATES
            if len(ranked) >= query.top_k or is_all:
                ranked.fetch_first(max(query.top_k, TOGETHER if question.wants_answer else 0))
                watch.lap("rank")
                return ranked
            depth = depth.times(DEEPER)

    def _fused(
        self,
        mode: Mode,
        question: ParsedQuestion,
        vectors: QuestionVectors,
        searched: Searched,
        found: Sequence[Candidates],
        is_read: bool,
    ) -> RankedEvidence:
        """All evidence for the candidates, each compared with the question in its own language."""
        scores: list[Scores] = []
        for snapshot, candidates in zip(searched.snapshots, found, strict=True):
            for rules in sorted({*candidates.passages.rules.tolist()}):
                with _naming_damaged(snapshot):
                    terms = question_terms(snapshot, question, RULES[rules])
                group = candidates.take(np.flatnonzero(candidates.passages.rules == rules))
                scores.append(score(question, terms, vectors, group))
        # Ids are unique in all collections.
        fetch = partial(searched.first.fetch, vectors=False)
        places = searched.first.places
        ranked = fuse(together(scores), mode, self._weights, fetch, places, is_read=is_read)
        return prefer_time(question, ranked, searched.analyzer, places) if mode is Mode.HYBRID else ranked
