"""How many threads numpy multiplies matrices with."""

from __future__ import annotations

import os


def one_matrix_thread() -> None:
    """Let numpy's OpenBLAS start no threads, unless the user has set their number.

    Call it before numpy is imported.  What is multiplied here is small, and OpenVINO and FAISS have threads
    of their own.  A process was once seen to wait without end, in `numpy.linalg.qr`, for a thread of OpenBLAS
    that was gone.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
