"""Answer a question many times quickly: what an ablation leaves alone is computed once.

Vectors depend on the question's words, readings on those and the passage.  A ranking depends on the question
alone as long as no rule of the ranking is switched off.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.embed.protocol import Embedder, PassageText, PassageVectors, QuestionVectors
from index.store.passage_index import PassageIndex
from index.store.vector_codes import NO_TOKENS
from qa.confidence.policy import AnswerPolicy
from qa.confidence.weights import load_weights
from qa.pipeline import Pipeline
from qa.read.reader.protocol import Reader, Reading, ReadPassage
from qa.retrieve.evidence import Evidence
from qa.retrieve.query_batching import MicroBatcher
from qa.retrieve.retriever import Ranking, Retriever
from qa.schemas import Query
from qa.service import Service
from qa.understand.parsed_question import ParsedQuestion

#: Of a ranking so many passages are kept: more than are read or shown.
KEPT = 20


class RememberingEmbedder:
    """An `Embedder` that embeds every question once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.identity = embedder.identity
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.parallel = embedder.parallel
        self.known: dict[str, QuestionVectors] = {}

    def token_starts(self, text: str) -> Sequence[int]:
        """As the model does."""
        return self._embedder.token_starts(text)

    def reads(self, text: str) -> bool:
        """As the model does."""
        return self._embedder.reads(text)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """As the model does."""
        return self._embedder.embed_passages(passages)

    def embed_questions(self, questions: Sequence[str]) -> list[QuestionVectors]:
        """Embed those that are new."""
        new = [question for question in dict.fromkeys(questions) if question not in self.known]
        if new:
            self.known.update(zip(new, self._embedder.embed_questions(new), strict=True))
        return [self.known[question] for question in questions]


class RememberingReader:
    """A `Reader` that reads every passage once for a question; in float32 a reading stands alone."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.identity: Mapping[str, object] = reader.identity
        self.known: dict[bytes, Reading] = {}

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """Read those that are new."""
        keys = [_key(question, passage) for passage in passages]
        new = {key: passage for key, passage in zip(keys, passages, strict=True) if key not in self.known}
        if new:
            self.known.update(zip(new, self._reader.read(question, [*new.values()]), strict=True))
        return [self.known[key] for key in keys]


class ReplayingRetriever(Retriever):
    """A `Retriever` that ranks for every question once, until `reranks` names another way to rank."""

    reranks = ""

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        super().__init__(index, MicroBatcher(embedder), load_weights().fusion)
        self._catalog = index.catalog
        self._known: dict[tuple[str, ...], Ranking] = {}

    @contextmanager
    def ranked(self, query: Query, question: ParsedQuestion) -> Iterator[Ranking]:
        """As the retriever does."""
        key = (self.reranks, question.text, query.mode.value, repr(query.filters))
        if key not in self._known:
            with super().ranked(query, question) as ranking:
                self._known[key] = _shortened(ranking)
        with self._catalog.reading():
            yield self._known[key]._replace(question=question)

    def forget(self, reranks: str) -> None:
        """Forget what was ranked another way."""
        self._known = {key: ranking for key, ranking in self._known.items() if key[0] != reranks}


class Replaying:
    """A pipeline over a data folder whose models and rankings are remembered.

    Args:
        service: Open on the folder.
        memory: What its models gave before.
    """

    def __init__(self, service: Service, memory: Memory) -> None:
        set_to = service.settings
        policy = AnswerPolicy(set_to.max_error_rate, set_to.threshold, set_to.read_passages)
        self.retriever = ReplayingRetriever(service.index, memory.embedder)
        self.pipeline = Pipeline(self.retriever, memory.reader, policy, load_weights())


class Memory:
    """Vectors and readings kept in a file from one run to the next.

    Args:
        path: The file; of what it holds only that is used which the same model made.
    """

    def __init__(self, path: Path, embedder: Embedder, reader: Reader) -> None:
        self.embedder, self.reader = RememberingEmbedder(embedder), RememberingReader(reader)
        self._path = path
        self._made_by = [str(sorted(model.identity.items())) for model in (embedder, reader)]
        if path.exists():
            (embedded_by, vectors), (read_by, readings) = pickle.loads(path.read_bytes())
            if embedded_by == self._made_by[0]:
                self.embedder.known = vectors
            if read_by == self._made_by[1]:
                self.reader.known = readings

    def save(self) -> None:
        """Write the file."""
        kept = [*zip(self._made_by, (self.embedder.known, self.reader.known), strict=True)]
        part = self._path.with_suffix(".part")
        part.write_bytes(pickle.dumps(kept, protocol=5))
        part.replace(self._path)


def _key(question: str, passage: ReadPassage) -> bytes:
    return hashlib.sha256(repr((question, passage.context, passage.text)).encode()).digest()


def _shortened(ranking: Ranking) -> Ranking:
    return ranking._replace(evidence=[_light(evidence) for evidence in ranking.evidence[:KEPT]])


def _light(evidence: Evidence) -> Evidence:
    """Without the vectors that only ranking needs."""
    passage = evidence.passage._replace(token_vectors=NO_TOKENS, token_counts=np.empty(0, np.int32))
    return replace(evidence, passage=passage)
