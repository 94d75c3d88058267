"""Groups questions by meaning: agglomerative clustering of their vectors by average cosine.

Two groups are joined while the mean cosine between their members is at least `ALIKE`.  Average linkage never
joins what is nearer than what was joined before, so the chain of nearest neighbours (Murtagh 1983) finds the
same groups as always joining the nearest two, in O(n^2) time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

#: The least mean cosine within a group (docs/insights.md says how it was chosen).
ALIKE = 0.8
#: More questions than this are not grouped among each other; each of the rest joins the nearest group.
MOST_LINKED = 1000
#: Of so many questions the nearest groups are found at once, to bound the memory.
_TOGETHER = 8192


class Group(NamedTuple):
    """Questions that mean the same.

    Args:
        central: The one that is most like all others, each counted as often as it was asked.
        members: All of them, in the order in which they were given.
    """

    central: int
    members: tuple[int, ...]


def groups(vectors: Vectors, asked: Sequence[int]) -> list[Group]:
    """Group questions, given by their positions.

    Args:
        vectors: Shape `(n, dimension)`, unit length; zeros for a question that has none, which stays alone.
        asked: How often each was asked, the most frequent first: these make the groups.
    """
    labels = _linked(vectors[:MOST_LINKED])
    labels = np.concatenate([labels, _nearest(vectors, labels)])
    members: dict[int, list[int]] = {}
    for position, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(position)
    weights = np.asarray(asked, np.float32)
    return [Group(_central(vectors, weights, own), tuple(own)) for own in members.values()]


def _central(vectors: Vectors, weights: NDArray[np.float32], members: list[int]) -> int:
    if len(members) == 1:
        return members[0]
    own = vectors[members]
    return members[int(np.argmax(own @ (weights[members] @ own)))]


def _linked(vectors: Vectors) -> NDArray[np.int64]:
    """The label of each question: the lowest position within its group."""
    n = len(vectors)
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -np.inf)
    sizes = np.ones(n, np.float32)
    labels = np.arange(n)
    done = np.zeros(n, bool)
    for first in range(n):
        chain = [] if done[first] else [first]
        while chain:
            top = chain[-1]
            near = int(alike[top].argmax())
            if alike[top, near] < ALIKE:  # nor will any group that is made later be near enough
                chain.pop()
                _close(alike, done, top)
            elif len(chain) > 1 and alike[top, near] <= alike[top, chain[-2]]:
                kept, gone = sorted((chain.pop(), chain.pop()))
                _join(alike, sizes, kept, gone)
                labels[labels == gone] = kept
                _close(alike, done, gone)
                chain = chain or [kept]
            else:
                chain.append(near)
    return labels


def _close(alike: Vectors, done: NDArray[np.bool_], one: int) -> None:
    """Take a group out."""
    alike[one, :] = alike[:, one] = -np.inf
    done[one] = True


def _join(alike: Vectors, sizes: NDArray[np.float32], kept: int, gone: int) -> None:
    """Give `kept` the mean cosines of both."""
    together = sizes[kept] + sizes[gone]
    row = (alike[kept] * sizes[kept] + alike[gone] * sizes[gone]) / together
    row[kept] = -np.inf
    alike[kept, :] = alike[:, kept] = row
    sizes[kept] = together


def _nearest(vectors: Vectors, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The group of each question behind those that are linked; one of its own if none is near enough."""
    rest = vectors[len(labels) :]
    found = np.arange(len(labels), len(vectors))
    if not len(rest):
        return found
    names, of_group = np.unique(labels, return_inverse=True)
    by_group = np.argsort(of_group, kind="stable")
    sizes = np.bincount(of_group)
    means = np.add.reduceat(vectors[by_group], np.cumsum(sizes) - sizes) / sizes[:, None].astype(np.float32)
    for start in range(0, len(rest), _TOGETHER):
        alike = rest[start : start + _TOGETHER] @ means.T
        best = alike.argmax(1)
        near = alike[np.arange(len(best)), best] >= ALIKE
        found[start : start + _TOGETHER][near] = names[best[near]]
    return found
