"""Many passages are embedded on threads, and come back in order with the vectors of one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Barrier

import numpy as np
import pytest

from index.documents import Span
from index.embed.bulk import TOGETHER, WINDOW, BulkEmbedding
from index.embed.model_embedder import ModelEmbedder
from index.embed.protocol import PassageText, PassageVectors
from tests.support.fakes import FakeEmbedder


def passage(words: int) -> PassageText:
    """A passage of numbered words, one sentence."""
    text = " ".join(f"w{number}" for number in range(words))
    return PassageText("", text, (Span(0, len(text)),))


def test_vectors_come_in_the_order_of_the_passages() -> None:
    embedder = FakeEmbedder()
    passages = [passage(1 + 7 * number % 90) for number in range(WINDOW + 50)]
    ready: list[int] = []
    with BulkEmbedding(embedder) as embedding:
        embedding.add(passages[:100])
        embedding.add(passages[100:])
        found = embedding.vectors(ready.append)
    expected = embedder.embed_passages(passages)
    assert all(np.array_equal(one.passage, other.passage) for one, other in zip(found, expected, strict=True))
    assert ready == sorted(ready)
    assert ready[-1] == len(passages)


class Meeting(FakeEmbedder):
    """Embeds only where two threads do so at the same time."""

    parallel = 2

    def __init__(self) -> None:
        super().__init__()
        self._barrier = Barrier(2)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Wait for the other thread."""
        self._barrier.wait(timeout=60)
        return super().embed_passages(passages)


def test_as_many_batches_run_at_once_as_the_embedder_asks_for() -> None:
    with BulkEmbedding(Meeting()) as embedding:
        embedding.add([passage(5)] * (2 * TOGETHER))
        assert len(embedding.vectors(lambda ready: None)) == 2 * TOGETHER


class Broken(FakeEmbedder):
    """Cannot embed."""

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Fail."""
        raise OSError("no model")


def test_an_error_reaches_whoever_waits() -> None:
    with BulkEmbedding(Broken()) as embedding:
        embedding.add([passage(5)])
        with pytest.raises(OSError, match="no model"):
            embedding.vectors(lambda ready: None)


def test_in_bulk_the_model_gives_the_vectors_of_one_at_a_time() -> None:
    embedder = ModelEmbedder()
    texts = [
        f"Lamp {number} of the harbour burns {number * 3} hours, "
        + "and the keeper notes the oil. " * (number % 9)
        for number in range(40)
    ]
    passages = [PassageText("Lamps", text, (Span(0, len(text)),)) for text in texts]
    with BulkEmbedding(embedder) as embedding:
        embedding.add(passages)
        many = embedding.vectors(lambda ready: None)
    for one, other in zip(passages, many, strict=True):
        alone = embedder.embed_passages([one])[0]
        assert float(alone.passage @ other.passage) > 0.9999
        assert float(np.sum(alone.sentences * other.sentences, axis=1).min()) > 0.9999
    question = embedder.embed_questions([texts[7]])[0].whole
    bare = embedder.embed_passages([passages[7]._replace(context="")] * 20)[0].passage
    assert float(question @ bare) > 0.9999
