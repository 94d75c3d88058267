"""Run a network on several inputs at once, each on its own share of the processor's cores.

Two inputs side by side, a core each, take less time than one after the other on two cores, which wait for
each other after every layer: of 200 tokens 10 ms of a core in place of 14.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed.cpu_core import cpu_core, give, processors

Arrays = Sequence[NDArray[np.float32]]

#: Each stream has working memory of its own, some 30 MB.
MOST_STREAMS = 4


class Streams:
    """A network in OpenVINO.  Safe to call from many threads, which share its streams.

    Args:
        model: Of the IR, the file with the graph.
        threads: In all; 0 for one on each processor that this process may use.
    """

    def __init__(self, model: Path, threads: int = 0) -> None:
        # A lone question is read on the processors of other processes, too, which mostly wait.
        usable = processors(shared=True)
        threads = threads or (usable if usable > processors() else 0)
        self.count = min(MOST_STREAMS, threads or usable)
        settings = {
            "NUM_STREAMS": str(self.count),
            # In bfloat16, the default on newer processors, the other rows of a batch change a row.
            "INFERENCE_PRECISION_HINT": "f32",
            # Several processes would have their streams on the same cores.
            "ENABLE_CPU_PINNING": "NO",
        }
        if threads:
            settings["INFERENCE_NUM_THREADS"] = str(threads)
        self._model = cpu_core().compile_model(str(model), "CPU", settings)
        self._free: SimpleQueue[Any] = SimpleQueue()
        for _ in range(self.count):
            self._free.put(self._model.create_infer_request())

    def run(self, inputs: Iterable[Arrays]) -> Generator[Arrays]:
        """The outputs for each of the inputs, in order; an input is taken when a stream is free for it."""
        running: deque[tuple[Any, Arrays]] = deque()
        try:
            for arrays in inputs:
                request, done = self._take(running)
                running.append((request, arrays))  # it reads them where they are
                give(request, arrays)
                request.start_async()
                if done is not None:
                    yield done
            while running:
                yield self._finish(running)
        finally:
            while running:
                self._finish(running)

    def _take(self, running: deque[tuple[Any, Arrays]]) -> tuple[Any, Arrays | None]:
        """A stream that is free; if none is, this call's oldest one, with its outputs."""
        try:
            return self._free.get(block=not running), None
        except Empty:
            request, _ = running[0]
            done = _outputs(request)
            running.popleft()
            return request, done

    def _finish(self, running: deque[tuple[Any, Arrays]]) -> Arrays:
        request, _ = running.popleft()
        try:
            return _outputs(request)
        finally:
            self._free.put(request)


def _outputs(request: Any) -> Arrays:
    request.wait()
    return [tensor.data.copy() for tensor in request.output_tensors]
