"""Fake models: an embedder and a reader that know words alone and load nothing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.documents import Span
from index.embed.protocol import PassageText, PassageVectors, QuestionVectors
from qa.read.reader.protocol import Reading, ReadPassage, ScoredSpan


class WordCounter:
    """A `TokenCounter` whose tokens are words and single marks."""

    def token_starts(self, text: str) -> list[int]:
        """Where each word or mark starts; an accent is no mark of its own."""
        return [start for start, _ in self.words(text)]

    def words(self, text: str) -> list[tuple[int, str]]:
        """Where each token starts, and what it is."""
        found = ((match.start(), match.group()) for match in re.finditer(r"\w+|[^\w\s]", text))
        return [one for one in found if unicodedata.category(one[1][0])[0] != "M"]


class FakeEmbedder(WordCounter):
    """An `Embedder` of hashed words: texts that share words are near, and nothing is loaded."""

    dimension = 64
    max_tokens = 256
    parallel = 1

    def __init__(self, name: str = "fake") -> None:
        self.identity: Mapping[str, object] = {"name": name, "revision": name, "dimension": self.dimension}
        self.embedded = 0

    def reads(self, text: str) -> bool:
        """It reads everything."""
        return True

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """A vector for each passage and each of its sentences."""
        self.embedded += len(passages)
        return [
            PassageVectors(
                self._vector(f"{passage.context} {passage.text}"),
                np.stack([self._vector(span.of(passage.text)) for span in passage.sentences]),
                np.rint(self._tokens(passage.text) * 127).astype(np.int8),
                np.array(
                    [len(self.token_starts(span.of(passage.text))) for span in passage.sentences], np.int32
                ),
            )
            for passage in passages
        ]

    def embed_questions(self, questions: Sequence[str]) -> list[QuestionVectors]:
        """Vectors for each question."""
        return [
            QuestionVectors(self._vector(q), self._tokens(q), tuple(self.token_starts(q))) for q in questions
        ]

    def _tokens(self, text: str) -> NDArray[np.float32]:
        words = self.words(text)
        return np.stack([self._vector(word) for _, word in words]) if words else np.empty((0, 64), np.float32)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            digest = hashlib.sha256(word.encode()).digest()
            vector[digest[0] % self.dimension] += 1.0 if digest[1] % 2 else -1.0
        return vector / np.linalg.norm(vector)


class FakeReader:
    """A `Reader` that answers from the sentence that shares most words with the question.

    Its span is the longest run of words of that sentence that the question does not have, as real answers are
    short; the whole sentence where the question has all of its words.

    Args:
        whole_sentences: Answer with whole sentences instead.
    """

    identity: Mapping[str, object] = {"name": "fake", "revision": "fake"}

    def __init__(self, *, whole_sentences: bool = False) -> None:
        self._whole_sentences = whole_sentences

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """Sure of a sentence that has two in five of the question's words, sure of nothing else."""
        asked = _words(question)
        return [self._reading(asked, passage.text) for passage in passages]

    def _reading(self, asked: set[str], text: str) -> Reading:
        spans = [
            ScoredSpan(self._span(asked, text, Span(*match.span())), _sureness(asked, match.group()))
            for match in re.finditer(r"[^\s.!?][^.!?\n]*", text)
        ]
        best = sorted(spans, key=lambda span: -span.margin)[:1]
        return Reading(tuple(best), best[0].margin if best else -12.0)

    def _span(self, asked: set[str], text: str, sentence: Span) -> Span:
        return sentence if self._whole_sentences else _new_words(asked, text, sentence)


def _new_words(asked: set[str], text: str, sentence: Span) -> Span:
    """The longest run of words of a sentence that were not asked; the first of several as long."""
    runs: list[list[tuple[int, int]]] = [[]]
    for word in re.compile(r"\w+").finditer(text, sentence.start, sentence.end):
        if word.group().lower() in asked:
            runs.append([])
        else:
            runs[-1].append(word.span())
    longest = max(runs, key=len)
    return Span(longest[0][0], longest[-1][1]) if longest else sentence


def _sureness(asked: set[str], sentence: str) -> float:
    share = len(asked & _words(sentence)) / len(asked)
    return 20 * share - 8 if share >= 0.4 else -20.0


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) or {""}
