"""Run a network on several batches at the same time, each on processors of its own."""

from __future__ import annotations

from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed.cpu_core import give, processors

#: More streams than this take memory for little.
MOST_STREAMS = 16


def streams() -> int:
    """How many batches are run at the same time: one for each processor that this process may use."""
    return min(processors(), MOST_STREAMS)


class Streams:
    """A compiled network.  Safe to call from many threads; those above the number of streams wait.

    Two threads that share one batch wait for each other at every layer: alone on two processors that costs
    an eighth of the time, and much more where other programs want them too.

    Args:
        core: OpenVINO's.
        graph: The network, from summed vectors and mask to one output.
        precision: "bf16" or "f32".
    """

    def __init__(self, core: Any, graph: Any, precision: str) -> None:
        settings = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "INFERENCE_PRECISION_HINT": precision,
            "NUM_STREAMS": streams(),
            "ENABLE_CPU_PINNING": False,
        }
        model = core.compile_model(graph, "CPU", settings)
        self._free: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams()):
            self._free.put(model.create_infer_request())

    def run(self, summed: NDArray[np.float32], mask: NDArray[np.float32]) -> NDArray[np.float32]:
        """The network's output for one batch; a copy."""
        request = self._free.get()
        try:
            give(request, (summed, mask))
            request.infer(share_outputs=True)
            return np.array(request.get_output_tensor(0).data, np.float32)
        finally:
            self._free.put(request)
