"""OpenVINO on this machine's processors, with as many threads as OpenMP is told to use.

OpenVINO has threads of its own and does not look at `OMP_NUM_THREADS`, as FAISS and PyTorch do.  Where
several processes serve one folder, each must leave the others their processors.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

VARIABLE = "OMP_NUM_THREADS"
#: Set beside it where its value is a process's share of the processors, which nobody has told.
SHARED = "OMP_NUM_THREADS_SHARED"


def cpu_core() -> Any:
    """An `openvino.Core` on as many threads as `OMP_NUM_THREADS` says, on all if it is unset."""
    import openvino

    core = openvino.Core()
    if told := _told():
        core.set_property("CPU", {"INFERENCE_NUM_THREADS": told})
    return core


def give(request: Any, arrays: Iterable[NDArray[np.float32]]) -> None:
    """Let a request of OpenVINO read its inputs where they are: OpenVINO's own way looks at each first.

    Args:
        arrays: In the order of the inputs, each in one piece (C order); unchanged until the request is done.
    """
    from openvino import Tensor

    for place, array in enumerate(arrays):
        request.set_input_tensor(place, Tensor(array, shared_memory=True))


def processors(*, shared: bool = False) -> int:
    """How many processors this process may use, by the system and by `OMP_NUM_THREADS`.

    Args:
        shared: Those of the processes that serve beside it, too.
    """
    try:
        found = len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        found = os.cpu_count() or 1
    return found if shared and os.environ.get(SHARED) else min(found, _told() or found)


def _told() -> int:
    """The value of `OMP_NUM_THREADS`; 0 if there is none."""
    threads = os.environ.get(VARIABLE, "")
    return int(threads) if threads.isdecimal() else 0
