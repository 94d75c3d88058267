"""One document into a hundred thousand passages rebuilds nothing: timed against indexing them, in one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from index.documents import Document
from index.embed.protocol import PassageText, PassageVectors, QuestionVectors
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.store.passage_index import PassageIndex
from qa.confidence.policy import AnswerPolicy
from qa.confidence.weights import load_weights
from qa.pipeline import Pipeline
from qa.retrieve.query_batching import MicroBatcher
from qa.retrieve.retriever import Retriever
from qa.schemas import AskQuery
from tests.support.fakes import FakeEmbedder, FakeReader

PASSAGES = 100_000
WORDS = [f"{a}{b}{c}" for a in "bcdfgklmnprst" for b in "aeiou" for c in ("n", "r", "st", "lk", "m")]


class RandomEmbedder(FakeEmbedder):
    """Vectors of the real model's size, drawn at random."""

    dimension = 384

    def __init__(self) -> None:
        super().__init__("random")
        self._chance = np.random.default_rng(0)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        return [
            PassageVectors(
                self._unit(1)[0],
                self._unit(len(passage.sentences)),
                self._chance.integers(-127, 127, (40 * len(passage.sentences), 64), np.int8),
                np.full(len(passage.sentences), 40, np.int32),
            )
            for passage in passages
        ]

    def embed_questions(self, questions: Sequence[str]) -> list[QuestionVectors]:
        starts = [tuple(self.token_starts(question)) for question in questions]
        return [QuestionVectors(self._unit(1)[0], self._unit(len(at))[:, :64], at) for at in starts]

    def _unit(self, rows: int) -> np.ndarray:
        drawn = self._chance.normal(size=(rows, self.dimension)).astype(np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def prose(chance: np.random.Generator) -> str:
    """A paragraph of four sentences."""
    return " ".join(" ".join(chance.choice(WORDS, 30)).capitalize() + "." for _ in range(4))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.slow
def test_changes_to_a_large_collection_are_cheap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = np.random.default_rng(1)
    index = PassageIndex(tmp_path)
    ingester = Ingester(index, RandomEmbedder(), PassageSizes())
    building = 0.0
    for batch in range(PASSAGES // 2000):
        texts = ["\n\n".join(prose(chance) for _ in range(20)) for _ in range(100)]
        documents = [Document(f"{batch}-{n}", text) for n, text in enumerate(texts)]
        building += seconds(partial(ingester.add, "default", documents))
    weights = load_weights()
    retriever = Retriever(index, MicroBatcher(ingester.embedder), weights.fusion)
    pipeline = Pipeline(retriever, FakeReader(), AnswerPolicy(), weights)
    assert len(index.snapshot("default").vectors) >= PASSAGES

    questions = [" ".join(chance.choice(WORDS, 8)) + "?" for _ in range(50)]
    asking = sorted(seconds(partial(pipeline.ask, AskQuery(question=q))) for q in questions)
    extra = [Document(f"new{n}", prose(chance)) for n in range(9)]
    adding = [seconds(partial(ingester.add, "default", [document])) for document in extra]
    deleting = [seconds(partial(index.delete, "default", document.id)) for document in extra]
    opening = seconds(lambda: PassageIndex(tmp_path).snapshot("default"))
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    middle = {name: sorted(times)[4] for name, times in (("add", adding), ("delete", deleting))}
    with capsys.disabled():
        print(
            f"\n{len(index.snapshot('default').vectors)} passages, without embedding: "
            f"build {building:.0f} s, add one {1e3 * middle['add']:.0f} ms, "
            f"delete one {1e3 * middle['delete']:.0f} ms, open {1e3 * opening:.0f} ms, "
            f"ask p50 {1e3 * asking[25]:.0f} ms p95 {1e3 * asking[47]:.0f} ms, {size / 1e9:.2f} GB"
        )
    assert middle["add"] < building / 50
    assert middle["delete"] < building / 50
