"""OpenVINO on this machine's processors, with as many threads as OpenMP is told to use.

OpenVINO has threads of its own and does not look at `OMP_NUM_THREADS`, as FAISS and PyTorch do.  Where
several processes serve one folder, each must leave the others their processors.
"""

from __future__ import annotations

import os
from typing import Any

VARIABLE = "OMP_NUM_THREADS"


def cpu_core() -> Any:
    """An `openvino.Core` on as many threads as `OMP_NUM_THREADS` says, on all if it is unset."""
    import openvino

    core = openvino.Core()
    threads = os.environ.get(VARIABLE, "")
    if threads.isdecimal() and int(threads) > 0:
        core.set_property("CPU", {"INFERENCE_NUM_THREADS": int(threads)})
    return core
