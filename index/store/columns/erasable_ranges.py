"""Which rows of each column say something of some passages.

Ids and offsets are no part of it: they say nothing of a text, and the others need them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.store.columns.passage_columns import PassageColumns

#: Half-open ranges of rows, ascending.
Ranges = list[tuple[int, int]]

#: Offsets, and what they count.
OFFSETS_OF = (
    ("sentence_starts", "sentences"),
    ("token_starts", "tokens"),
    ("term_starts", "terms"),
    ("context_starts", "contexts"),
)


def erasable_ranges(columns: PassageColumns, rows: NDArray[np.int64]) -> dict[str, Ranges]:
    """For each column the ranges that belong to the passages in these ascending rows."""
    if not len(rows):
        return {}
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    runs = np.array([(run[0], run[-1] + 1) for run in np.split(rows, breaks)])
    sentences = columns.sentence_starts[runs]
    found = {
        **dict.fromkeys(("vectors", "rules", "essences", "sketches"), runs),
        **dict.fromkeys(("sentences", "contents", "sentence_vectors"), sentences),
        "tokens": columns.token_starts[sentences],
        "terms": columns.term_starts[sentences],
        "contexts": columns.context_starts[runs],
    }
    return {
        name: [(first, last) for first, last in ranges.tolist() if first < last]
        for name, ranges in found.items()
    }
