"""Matrix products on one thread: they are tiny here, and what follows them needs the processors.

After a product the other threads of OpenBLAS wait for the next one by spinning, for tens of milliseconds.  On
two cores that took a third of its speed from the reader, which runs right after.
"""

from __future__ import annotations

from threadpoolctl import ThreadpoolController


def keep_to_one_thread() -> None:
    """Limit every BLAS with threads of its own that this process has loaded; all other pools stay."""
    ThreadpoolController().select(threading_layer="pthreads").limit(limits=1)
