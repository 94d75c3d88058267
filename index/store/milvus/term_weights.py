"""BM25 in Milvus: a passage's terms as a sparse vector, and scores that are exact at every generation.

Milvus has a BM25 function of its own.  It is not used: milvus-lite cuts texts only by two analyzers that do
not stem, neither tells how many passages have a term, which ranking needs, and the average length is a
part's, not the collection's.  Instead each term is weighted when it is written as BM25 weights it in a
collection whose passages have `USUAL_LENGTH` terms.  Milvus finds candidates by that; the score that counts
is computed from their term frequencies, which the weights give back, with the statistics of the generation.

The formula is that of tantivy, so that scores mean the same in both stores (Robertson and Zaragoza 2009).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from index.store.term_ids import term_id

K1, B = 1.2, 0.75
USUAL_LENGTH = 150.0
#: Stands in a vector without terms, which Milvus does not take.
_NOTHING = {0: 1e-9}

Weights = dict[int, float]


def damping(length: int, average: float) -> float:
    """What a term's frequency is weighed against, in a passage of `length` terms."""
    return K1 * (1 - B + B * _kept_length(length) / average)


def _kept_length(length: int) -> int:
    """A length as tantivy keeps it, in one byte: from 40 on rounded down to four leading bits."""
    above = length - 24
    cut = max(above.bit_length() - 4, 0)
    return length if length < 40 else 24 + (above >> cut << cut)


def weights_of(terms: Sequence[str]) -> Weights:
    """The sparse vector of a passage with these terms: a weight below `K1 + 1` for the id of each."""
    against = damping(len(terms), USUAL_LENGTH)
    counted = Counter(term_id(term) for term in terms)
    return {id: (K1 + 1) * count / (count + against) for id, count in counted.items()} or dict(_NOTHING)


def rescaled(weights: Mapping[int, float], length: int, average: float, idf: Mapping[int, float]) -> Weights:
    """What each of some terms adds to the score of a passage, as in a collection of this average length.

    Args:
        weights: The sparse vector of the passage.
        idf: Of the terms that matter, by their ids.
    """
    usual, own = damping(length, USUAL_LENGTH), damping(length, average)
    found = {}
    for id, rarity in idf.items():
        if weight := weights.get(id):
            count = round(weight * usual / (K1 + 1 - weight))
            found[id] = rarity * (K1 + 1) * count / (count + own)
    return found
