"""Limit matrix products to one thread.

They are small here.  After each one the other threads of OpenBLAS wait for the next by spinning, for tens of
milliseconds; on two cores that slowed the reader, which runs right after, by a third.
"""

from __future__ import annotations

from threadpoolctl import ThreadpoolController


def keep_to_one_thread() -> None:
    """Limit every BLAS with threads of its own that this process has loaded; all other pools stay."""
    ThreadpoolController().select(threading_layer="pthreads").limit(limits=1)
