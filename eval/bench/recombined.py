"""Passages made of real ones, to fill a large index without embedding a million texts.

A new passage has as many sentences as a real one.  Each is a real sentence of any passage, with its own
vector, tokens, terms and deciding words: all of them have the lengths and the statistics of real ones.
Its own vector is that of one real passage with noise as strong as the distance of near neighbours (`NOISE`).
Five passages make a document.  Word statistics are those of a text whose vocabulary no longer grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Passage, Span, version_name
from index.embed.protocol import PassageVectors
from index.language.deciding_words import deciding_words
from index.store.catalog.passages import StoredPassage
from index.store.prepared_document import PreparedDocument, PreparedPassage
from index.store.signatures import signature, sketch
from index.store.term_ids import PassageTerms

#: Cosine of a made passage and the real one that it is made of: about 0.8.
NOISE = 0.75
PASSAGES = 5


class _Sentence(NamedTuple):
    text: str
    vector: NDArray[np.float32]
    tokens: NDArray[np.int8]
    terms: NDArray[np.uint32]
    deciding: list[str]


class Recombined:
    """Makes documents of real passages, the same ones for the same seed.

    Args:
        real: The passages.
    """

    def __init__(self, real: Sequence[StoredPassage], seed: int = 1) -> None:
        self._real = real
        self._sentences = [sentence for passage in real for sentence in _sentences(passage)]
        self._random = np.random.default_rng(seed)

    def documents(self, first: int, passages: int) -> Iterator[PreparedDocument]:
        """Documents with so many passages in all; their ids count on from `first`."""
        for at in range(0, passages, PASSAGES):
            yield self._document(f"made-{first + at}", min(PASSAGES, passages - at))

    def _document(self, id: str, count: int) -> PreparedDocument:
        text, made = "", list[PreparedPassage]()
        for _ in range(count):
            like = self._real[int(self._random.integers(len(self._real)))]
            chosen = self._random.integers(len(self._sentences), size=len(like.sentences))
            parts = [self._sentences[number] for number in chosen.tolist()]
            start, spans = len(text), list[Span]()
            for part in parts:
                spans.append(Span(len(text), len(text) + len(part.text)))
                text += part.text + " "
            span = Span(start, len(text) - 1)
            made.append(self._passage(like, span, spans, parts))
        document = Document(id, text[:-1], "Made of real sentences", source="made")
        return PreparedDocument(document, version_name(document.text), made, recipe="made")

    def _passage(
        self, like: StoredPassage, span: Span, spans: Sequence[Span], parts: Sequence[_Sentence]
    ) -> PreparedPassage:
        noise = self._random.normal(size=len(like.vector)) * NOISE / np.sqrt(len(like.vector))
        vector = like.vector + noise.astype(np.float32)
        counts = np.array([len(part.tokens) for part in parts], np.int32)
        vectors = PassageVectors(
            vector / np.linalg.norm(vector),
            np.stack([part.vector for part in parts]),
            np.concatenate([part.tokens for part in parts]),
            counts,
        )
        text = np.concatenate([part.terms for part in parts])
        lengths = np.array([len(part.terms) for part in parts], np.int32)
        terms = PassageTerms(like.terms.context, text, lengths)
        passage = Passage(span, like.headings, tuple(spans), like.above)
        deciding = [word for part in parts for word in part.deciding]
        return PreparedPassage(passage, vectors, terms, signature(deciding, sketch(text)))


def _sentences(passage: StoredPassage) -> Iterator[_Sentence]:
    """The sentences of a passage that have tokens."""
    tokens, terms = np.cumsum([0, *passage.token_counts]), np.cumsum([0, *passage.terms.counts])
    for n, span in enumerate(passage.sentences):
        own = passage.token_vectors[tokens[n] : tokens[n + 1]]
        if len(own):
            text = " ".join(passage.slice(span).split())
            of_text = passage.terms.text[terms[n] : terms[n + 1]]
            yield _Sentence(text, passage.sentence_vectors[n], own, of_text, deciding_words(text))
