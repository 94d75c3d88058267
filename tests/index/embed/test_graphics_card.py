"""Bulk embedding on a graphics card, with fakes: this machine may have none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from index.embed import graphics_card
from index.embed.encoder import Encoded, Prompts
from index.embed.graphics_card import LEAST, CardEncoder


class FakeEncoder:
    """Notes how many texts it encoded; the first number of each vector says which device."""

    dimension, max_tokens, special_tokens, pooling, parallel = 2, 256, 2, "mean", 2
    prompts = Prompts("", "")

    def __init__(self, name: float) -> None:
        self.name = name
        self.encoded = 0

    def token_starts(self, text: str) -> Sequence[int]:
        return range(0, len(text), 4)

    def encode(self, texts: Sequence[str], *, bulk: bool) -> list[Encoded]:
        self.encoded += len(texts)
        vector = np.array([self.name, 0], np.float32)
        return [Encoded(vector, vector[None], np.array([-1])) for _ in texts]


def test_many_passages_go_to_the_card_and_questions_never() -> None:
    processor, card = FakeEncoder(1), FakeEncoder(2)
    loaded = 0

    def load() -> FakeEncoder:
        nonlocal loaded
        loaded += 1
        return card

    both = CardEncoder(processor, load)
    both.encode(["a"] * LEAST, bulk=True)
    both.encode(["a"] * 5000, bulk=False)
    assert (loaded, card.encoded) == (0, 0)
    found = both.encode(["a"] * 64, bulk=True)
    both.encode(["a"] * 64, bulk=True)
    assert [one.whole[0] for one in found] == [2.0] * 64
    assert (loaded, card.encoded) == (1, 128)
    both.encode(["question"], bulk=False)
    assert card.encoded == 128
    assert (both.dimension, both.max_tokens, both.special_tokens) == (2, 256, 2)
    assert (both.pooling, both.parallel, both.prompts) == ("mean", 2, Prompts("", ""))
    assert [*both.token_starts("12345")] == [0, 4]


class FullCard(FakeEncoder):
    """Has no memory left."""

    def encode(self, texts: Sequence[str], *, bulk: bool) -> list[Encoded]:
        raise RuntimeError("CUDA out of memory")


def not_loaded() -> FakeEncoder:
    raise RuntimeError("CUDA out of memory")


@pytest.mark.parametrize("load", [not_loaded, lambda: FullCard(2)], ids=["when loaded", "when used"])
def test_a_card_that_fails_is_said_once_and_nothing_is_lost(
    load: Callable[[], FakeEncoder], caplog: pytest.LogCaptureFixture
) -> None:
    processor = FakeEncoder(1)
    both = CardEncoder(processor, load)
    found = [both.encode(["a"] * LEAST, bulk=True) for _ in range(3)]
    assert [len(some) for some in found] == [LEAST] * 3
    assert processor.encoded == 3 * LEAST
    assert [record.getMessage() for record in caplog.records] == [
        "The graphics card is not used: CUDA out of memory"
    ]


def test_there_is_no_card_without_a_driver_or_a_build_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_driver(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(graphics_card, "version", lambda name: "2.13.0+cpu")
    assert not graphics_card.has_card()
    monkeypatch.setattr(graphics_card, "version", lambda name: "2.13.0")
    monkeypatch.setattr("ctypes.CDLL", no_driver)
    assert not graphics_card.has_card()
