"""How many threads each of several processes may start for its models and its vector search."""

from __future__ import annotations

import os

from index.embed.cpu_core import SHARED, VARIABLE, processors


def share_processors(processes: int) -> None:
    """Give each of several processes its share of the processors, unless the user has set its threads.

    Call it before numpy or FAISS is imported.
    """
    if processes > 1 and VARIABLE not in os.environ:
        # OpenMP, FAISS and `index/embed/cpu_core.py` read it.
        os.environ[VARIABLE] = str(max(1, processors() // processes))
        os.environ[SHARED] = "1"
