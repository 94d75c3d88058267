"""Questions are grouped as average linkage does, whatever their order."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from qa.insights import grouping
from qa.insights.grouping import ALIKE, Vectors, groups


def unit(rows: np.ndarray) -> Vectors:
    """Rows of length 1."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / lengths, np.float32)


def clouds(seed: int, n: int = 120) -> Vectors:
    """Points around some centres, near enough that groups are not obvious."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(9, 16))
    return unit(centres[random.integers(9, size=n)] + random.normal(scale=0.45, size=(n, 16)))


def parts(found: list[grouping.Group]) -> set[frozenset[int]]:
    """The groups without an order."""
    return {frozenset(group.members) for group in found}


@pytest.mark.parametrize("seed", range(6))
def test_the_groups_are_those_of_average_linkage(seed: int) -> None:
    vectors = clouds(seed)
    labels = fcluster(linkage(vectors, "average", metric="cosine"), 1 - ALIKE, "distance")
    expected = {frozenset(np.flatnonzero(labels == label).tolist()) for label in {*labels.tolist()}}
    found = groups(vectors, [1] * len(vectors))
    assert 9 < len(expected) < len(vectors)
    assert parts(found) == expected


def test_the_name_is_the_most_central_and_frequent() -> None:
    vectors = unit(np.array([[1, 0.3], [1, 0.0], [1, -0.3], [-1, 0]]))
    assert groups(vectors, [1, 1, 1, 1]) == [(1, (0, 1, 2)), (3, (3,))]
    assert groups(vectors, [9, 1, 1, 1])[0].central == 0


def test_questions_without_a_vector_stay_alone() -> None:
    vectors = np.zeros((4, 8), np.float32)
    vectors[0, 0] = vectors[2, 0] = 1
    assert parts(groups(vectors, [1] * 4)) == {frozenset({0, 2}), frozenset({1}), frozenset({3})}


def test_rare_questions_join_the_nearest_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MOST_LINKED", 3)
    vectors = unit(np.array([[1, 0], [0, 1], [1, 0.1], [0.1, 1], [-1, 0], [-1, 0]]))
    assert parts(groups(vectors, [1] * 6)) == {
        frozenset({0, 2}),
        frozenset({1, 3}),
        frozenset({4}),
        frozenset({5}),
    }


def test_nothing_makes_no_groups() -> None:
    assert groups(np.zeros((0, 1), np.float32), []) == []
