"""All scores of all candidates at once are what a plain computation, passage by passage, says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from index.embed.protocol import QuestionVectors
from index.language.sentence_content import content_of
from index.store.catalog.passages import StoredPassage
from index.store.columns.passage_columns import columns_of
from index.store.term_ids import term_id
from qa.retrieve.candidates import Candidates
from qa.retrieve.evidence import evidence_of
from qa.retrieve.question_terms import QuestionTerms
from qa.retrieve.scores import KIND_WEIGHT, OVERLAP_WEIGHT, TOKENS_WEIGHT, Scores, score, together
from qa.understand.parse import parse
from tests.support.passages import stored

WORDS = ["when", "did", "ducks", "swim", "north", "March", "1887", "the"]
QUESTION = parse("when did ducks swim north")
IDF = {word: 1.0 + n / 3 for n, word in enumerate(WORDS)}
CONTENT = ("ducks", "swim", "north")
TERMS = QuestionTerms(
    tuple((word, (word.text,) if word.text in CONTENT else ()) for word in QUESTION.words),
    CONTENT,
    ("when", "did", *CONTENT),
    IDF,
)


@dataclass
class Drawn:
    """Random candidates, and what is asked."""

    passages: list[StoredPassage]
    bm25: np.ndarray
    vectors: QuestionVectors

    def candidates(self, first: int = 0, last: int | None = None) -> Candidates:
        """Some of them as columns."""
        columns = columns_of(self.passages[first:last])
        return Candidates(
            columns,
            columns.vectors.astype(np.float32) @ self.vectors.whole,
            self.bm25[first:last],
            columns.sentence_vectors.astype(np.float32) @ self.vectors.whole,
            len(columns.ids),
        )


def draw(seed: int) -> Drawn:
    """Twelve passages, one of them without tokens."""
    random = np.random.default_rng(seed)
    passages = []
    for id in range(1, 13):
        sentences = [
            random.choice(WORDS, random.integers(0, 6)).tolist() for _ in range(random.integers(1, 5))
        ]
        tokens = [random.integers(-127, 128, (len(words) * (id != 3), 4)) for words in sentences]
        title = random.choice(WORDS, id % 3).tolist()
        made = stored(sentences, title, tokens, id=id, vector=random.normal(size=6))
        half = random.normal(size=(len(sentences), 6)).astype(np.float32)
        passages.append(made._replace(sentence_vectors=half))
    starts = tuple(word.start for word in QUESTION.words)
    whole, asked = random.normal(size=6), random.normal(size=(len(starts), 4))
    vectors = QuestionVectors(whole.astype(np.float32), asked.astype(np.float32), starts)
    return Drawn(passages, random.normal(size=12).astype(np.float32), vectors)


def slow(drawn: Drawn, row: int) -> dict[str, object]:
    """The scores of one passage, sentence by sentence and token by token."""
    passage, vectors = drawn.passages[row], drawn.vectors
    idf = np.array([IDF[word.text] if word.text in CONTENT else 0.0 for word in QUESTION.words])
    weights = idf / idf.sum()
    ends = np.cumsum(passage.token_counts)
    by_sentence = []
    for last, count in zip(ends.tolist(), passage.token_counts.tolist(), strict=True):
        own = passage.token_vectors[last - count : last].astype(float) / 127
        by_sentence.append((own @ vectors.tokens.T).max(axis=0) if count else np.full(len(weights), -1.0))
    tokens = [float(one @ weights) for one in by_sentence]
    cosines = [float(one.astype(float) @ vectors.whole) for one in passage.sentence_vectors]
    total = sum(IDF[word] for word in CONTENT)
    titled = set(passage.terms.context.tolist())
    text = passage.terms.text.tolist()
    cover, at = [], 0
    for count in passage.terms.counts.tolist():
        said = titled | set(text[at : at + count])
        cover.append(sum(IDF[word] for word in CONTENT if term_id(word) in said) / total)
        at += count
    follows = set(pairwise(text))
    pairs = {pair: IDF[pair[0]] + IDF[pair[1]] for pair in pairwise(TERMS.ordered)}
    held = sum(share for (a, b), share in pairs.items() if (term_id(a), term_id(b)) in follows)
    asked = QUESTION.answer_content or 0
    kind = [float(bool(content_of(passage.slice(span)) & asked)) for span in passage.sentences]
    supports = [
        cosine + OVERLAP_WEIGHT * c + TOKENS_WEIGHT * t + KIND_WEIGHT * k
        for cosine, c, t, k in zip(cosines, cover, tokens, kind, strict=True)
    ]
    best = int(np.argmax(supports))
    return {
        "dense": float(passage.vector.astype(float) @ vectors.whole),
        "bm25": float(drawn.bm25[row]),
        "nearest": max(cosines),
        "tokens": float(np.max(by_sentence, axis=0) @ weights),
        "cover": max(cover),
        "pairs": held / sum(pairs.values()),
        "kind": kind[best],
        "sentence": passage.sentences[best],
        "support": cosines[best],
        "supports": tuple(supports),
    }


def check(found: Scores, drawn: Drawn) -> None:
    """Compare every score of every passage."""
    for row, passage in enumerate(drawn.passages):
        evidence = evidence_of(found, row, passage, 0.0, (), 0.0)
        for name, due in slow(drawn, row).items():
            assert getattr(evidence, name) == pytest.approx(due, abs=1e-3), (row, name)


@pytest.mark.parametrize("seed", range(20))
def test_scores_are_those_of_a_plain_computation(seed: int) -> None:
    drawn = draw(seed)
    check(score(QUESTION, TERMS, drawn.vectors, drawn.candidates()), drawn)


def test_scores_of_several_groups_stand_together() -> None:
    drawn = draw(99)
    groups = [drawn.candidates(0, 5), drawn.candidates(5, 6), drawn.candidates(6)]
    check(together([score(QUESTION, TERMS, drawn.vectors, group) for group in groups]), drawn)


def test_some_candidates_can_be_taken() -> None:
    drawn, rows = draw(7), np.array([1, 4, 5, 11])
    taken = drawn.candidates().take(rows)
    found = score(QUESTION, TERMS, drawn.vectors, taken)
    check(found, Drawn([drawn.passages[row] for row in rows], drawn.bm25[rows], drawn.vectors))
