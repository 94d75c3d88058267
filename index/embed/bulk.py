"""Embed many passages: several batches at the same time, while others are still being cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from index.embed.protocol import Embedder, PassageText, PassageVectors

#: Passages that a thread embeds together, and those among which they are chosen, of like length.
TOGETHER, WINDOW = 64, 256


class BulkEmbedding:
    """Embeds passages on threads from when they are added; to be used in a `with` statement.

    What runs a model leaves Python free, so whoever adds passages goes on meanwhile.

    Args:
        embedder: Makes the vectors.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._threads = ThreadPoolExecutor(embedder.parallel, "embedding")
        self._waiting: list[tuple[int, PassageText]] = []
        self._added = 0
        self._batches: list[tuple[list[int], Future[list[PassageVectors]]]] = []

    def __enter__(self) -> BulkEmbedding:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    def add(self, passages: Sequence[PassageText]) -> None:
        """Have more passages embedded."""
        for passage in passages:
            self._waiting.append((self._added, passage))
            self._added += 1
            if len(self._waiting) == WINDOW:
                self._start()

    def vectors(self, done: Callable[[int], None]) -> list[PassageVectors]:
        """Wait for the vectors of all passages, in the order in which they were added.

        Args:
            done: Called with the number of those that are ready.
        """
        self._start()
        found: dict[int, PassageVectors] = {}
        for numbers, batch in self._batches:
            found.update(zip(numbers, batch.result(), strict=True))
            done(len(found))
        return [found[number] for number in range(self._added)]

    def _start(self) -> None:
        """Start on what waits, the longest first: what is started last then ends at about the same time."""
        waiting = sorted(self._waiting, key=lambda one: -_length(one[1]))
        self._waiting = []
        for at in range(0, len(waiting), TOGETHER):
            numbers, passages = zip(*waiting[at : at + TOGETHER], strict=True)
            started = self._threads.submit(self._embedder.embed_passages, passages)
            self._batches.append(([*numbers], started))


def _length(passage: PassageText) -> int:
    return len(passage.context) + len(passage.text)
