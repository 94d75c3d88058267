"""Embed many passages on a graphics card where there is one; the rest stays on the processor."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from threading import Lock

from index.embed.encoder import Encoded, Encoder, Prompts

LOG = logging.getLogger(__name__)
#: A process loads PyTorch for the card, which takes seconds, when it has embedded so many passages.
LEAST = 512


def has_card() -> bool:
    """Whether there is an NVIDIA card that may be used, and a PyTorch that can.  Imports neither.

    `CUDA_VISIBLE_DEVICES=""` hides all cards.
    """
    try:
        if version("torch").endswith("+cpu"):
            return False
        driver = ctypes.CDLL("libcuda.so.1")
    except (PackageNotFoundError, OSError):
        return False
    count = ctypes.c_int(0)
    return driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0 and count.value > 0


class CardEncoder:
    """A model on two devices.

    Args:
        processor: Encodes questions and few passages.
        load_card: Loads the same model on the card; called once, when there are many passages.
    """

    def __init__(self, processor: Encoder, load_card: Callable[[], Encoder]) -> None:
        self._processor = processor
        self._load_card = load_card
        self._card: Encoder | None = None
        self._lock = Lock()
        self._embedded = 0
        self._failed = False

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._processor.dimension

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that the model reads, special tokens included."""
        return self._processor.max_tokens

    @property
    def special_tokens(self) -> int:
        """Number of special tokens that it adds to a text."""
        return self._processor.special_tokens

    @property
    def pooling(self) -> str:
        """How token vectors become the vector of the text."""
        return self._processor.pooling

    @property
    def prompts(self) -> Prompts:
        """The model's own prompts."""
        return self._processor.prompts

    @property
    def parallel(self) -> int:
        """As many as the processor takes: while one batch is on the card, others are made ready."""
        return self._processor.parallel

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the tokens of a text start."""
        return self._processor.token_starts(text)

    def encode(self, texts: Sequence[str], *, bulk: bool) -> list[Encoded]:
        """Encode texts, on the card if they are passages and there were many."""
        if bulk and (card := self._loaded(len(texts))):
            try:
                return card.encode(texts, bulk=True)
            except Exception as error:  # out of memory, a card that went away: whatever the library raises
                self._give_up(error)
        return self._processor.encode(texts, bulk=bulk)

    def _loaded(self, count: int) -> Encoder | None:
        with self._lock:
            self._embedded += count
            if self._card is None and not self._failed and self._embedded > LEAST:
                try:
                    self._card = self._load_card()
                except Exception as error:  # a card in use, a driver too old
                    self._give_up(error)
            return self._card

    def _give_up(self, error: Exception) -> None:
        if not self._failed:
            LOG.warning("The graphics card is not used: %s", error)
        self._failed, self._card = True, None
