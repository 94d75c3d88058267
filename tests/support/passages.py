"""Passages and their evidence, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np

from index.blocks import Block
from index.documents import Span
from index.ingest.sentences import sentences as sentences_of
from index.store.catalog.passage_places import Place
from index.store.catalog.passages import StoredPassage
from index.store.columns.passage_columns import columns_of
from index.store.stemming import TermAnalyzer
from index.store.term_ids import PassageTerms, term_ids
from index.store.vector_codes import NO_TOKENS
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.retrieve.evidence import Evidence
from qa.retrieve.ranked import Places, RankedEvidence
from qa.retrieve.scores import Scores
from qa.retrieve.searched import Searched
from qa.understand.parsed_question import ReaderQuestion


def stored(
    sentences: list[list[str]],
    title: list[str] | None = None,
    tokens: list[np.ndarray] | None = None,
    *,
    id: int = 1,
    document_id: str = "d",
    vector: np.ndarray | None = None,
) -> StoredPassage:
    """A passage of these words, one space between them; `tokens` has a matrix a sentence."""
    tokens = tokens or [np.zeros((0, 2), np.int8) for _ in sentences]
    text = " ".join(" ".join(words) or "." for words in sentences)
    spans, at = [], 0
    for words in sentences:
        length = len(" ".join(words) or ".")
        spans.append(Span(at, at + length))
        at += length + 1
    return StoredPassage(
        id=id,
        document_id=document_id,
        document_title=" ".join(title or []),
        version="v",
        span=Span(0, len(text)),
        text=text,
        headings=(),
        sentences=tuple(spans),
        vector=np.array([1, 0], np.float16) if vector is None else vector.astype(np.float16),
        sentence_vectors=np.zeros((len(sentences), 2), np.float16),
        token_vectors=np.concatenate(tokens).astype(np.int8),
        token_counts=np.array([len(part) for part in tokens], np.int32),
        terms=PassageTerms(
            term_ids(title or []),
            term_ids([word for words in sentences for word in words]),
            np.array([len(words) for words in sentences], np.int32),
        ),
        url="",
        published="",
    )


def of_text(text: str, *, id: int = 1, offset: int = 0, published: str = "") -> StoredPassage:
    """A passage that begins at `offset` of its version."""
    spans = tuple(Span(s.start + offset, s.end + offset) for s in sentences_of(text, Span(0, len(text))))
    none = term_ids([])
    return StoredPassage(
        id=id,
        document_id=f"d{id}",
        document_title="",
        version="v",
        span=Span(offset, offset + len(text)),
        text=text,
        headings=(),
        sentences=spans,
        vector=np.zeros(2, np.float16),
        sentence_vectors=np.zeros((len(spans), 2), np.float16),
        token_vectors=NO_TOKENS,
        token_counts=np.zeros(len(spans), np.int32),
        terms=PassageTerms(none, none, np.zeros(len(spans), np.int32)),
        url="",
        published=published,
    )


def evidence(n: int, score: float, passage: StoredPassage | None = None) -> Evidence:
    """A passage of document `n`, by default of two sentences of two words."""
    held = passage or stored([["zero", "one"], ["two", "three"]], id=n, document_id=f"d{n}")
    return Evidence(held, 0, 0, 0, 0, 0, 0, 0, held.sentences[0], 0, score)


def ranked_of(evidence: Sequence[Evidence]) -> RankedEvidence:
    """Evidence as it is ranked, in the order given, by the scores that it has."""
    passages = {one.passage.id: one.passage for one in evidence}
    columns = columns_of([one.passage for one in evidence])
    names = ("dense", "bm25", "nearest", "tokens", "cover", "pairs", "kind", "support")
    doubles = {name: np.array([getattr(one, name) for one in evidence], np.float64) for name in names}
    scores = Scores(
        passages=columns,
        best=columns.sentence_starts[:-1],
        supports=np.zeros(len(columns.sentences), np.float32),
        **doubles,
    )
    return RankedEvidence(
        scores,
        np.arange(len(evidence)),
        np.array([one.score for one in evidence]),
        lambda ids: {id: passages[id] for id in ids},
        np.zeros(len(evidence)),
    )


def places_of(evidence: Sequence[Evidence]) -> Places:
    """Where the passages of some evidence stand."""
    known = {one.passage.id: Place(one.passage.document_id, one.passage.span.start) for one in evidence}
    return lambda ids: {id: known[id] for id in ids}


def read_evidence(
    n: int, score: float, margin: float = 0.0, passage: StoredPassage | None = None
) -> ReadEvidence:
    """The same, the reader as sure of the word "two", and of the whole passage; of no word of `passage`."""
    spans = () if passage else (ScoredSpan(Span(9, 12), margin),)
    return ReadEvidence.of(evidence(n, score, passage), Reading(spans, margin), ReaderQuestion("", ()))


def searched(blocks: Sequence[Block] = ()) -> Searched:
    """Collections that know how texts become terms, and the blocks of every document."""
    snapshot = SimpleNamespace(blocks_of=lambda *_: [*blocks])
    return cast("Searched", SimpleNamespace(analyzer=TermAnalyzer(), of=lambda _: snapshot))
